"""An office's own workbook, marked at package level: a job inside the jail, no polars here."""
