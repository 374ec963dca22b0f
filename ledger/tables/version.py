"""The schema version a database stands at; the table is Alembic's own."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table

SCHEMA = "0016"

alembic_version = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)
