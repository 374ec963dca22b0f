"""Indexes for what pages ask of a large record: acts by name, files by sender, findings by key."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Only indexes: no row and no column changes, so the audit chain holds as it is."""
    op.create_index("ix_audit_action", "audit", ["action", "seq"])
    op.create_index("ix_receipts_office", "receipts", ["office"])
    op.create_index("ix_findings_about", "findings", ["indicator", "area"])
