"""One module per released schema, never changed afterwards."""
