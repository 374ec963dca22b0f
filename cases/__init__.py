"""What must be put right: supervised cases as append-only events."""
