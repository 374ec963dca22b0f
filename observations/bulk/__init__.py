"""Bulk deliveries: a table of up to a million values as typed columns, with limits of its own."""
