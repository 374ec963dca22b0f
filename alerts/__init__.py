"""Who must know: facts composed into messages, delivered once."""
