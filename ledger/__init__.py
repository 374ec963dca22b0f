"""What is kept: the only room that opens a database.

Append-only records under an audit chain, on SQLite or PostgreSQL; one module per noun.
"""
