"""Alembic's entry: always on the connection the program hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from ledger.tables import METADATA

CONNECTION = context.config.attributes["connection"]
if CONNECTION.dialect.name == "postgresql":
    # Who comes after a change of a table that waits for it waits, too: it must not wait long.
    CONNECTION.execute(text("SET LOCAL lock_timeout = '500ms'"))
context.configure(
    connection=CONNECTION,
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
