"""What is kept: the only room that opens a database."""
