"""Indicators worked out from raw quantities, each by its standard; `catalogue` lists them."""
