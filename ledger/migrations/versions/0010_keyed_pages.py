"""Indexes for what pages ask of a large record: acts by name, files by sender, findings by key."""

from __future__ import annotations

from alembic import op

from ledger.ahead import Index, missing

revision = "0010"
down_revision = "0009"

AHEAD = (
    Index("ix_audit_action", "audit", ("action", "seq")),
    Index("ix_receipts_office", "receipts", ("office",)),
    Index("ix_findings_about", "findings", ("indicator", "area")),
)


def upgrade() -> None:
    """Only indexes: no row and no column changes, so the audit chain holds as it is."""
    for one in missing(op.get_bind(), AHEAD):
        op.create_index(one.name, one.table, list(one.columns))
