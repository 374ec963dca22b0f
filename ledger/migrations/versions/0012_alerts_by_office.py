"""An index for the alerts of an office: without it each list reads those of the whole country."""

from __future__ import annotations

from alembic import op

from ledger.ahead import Index, missing

revision = "0012"
down_revision = "0011"

AHEAD = (Index("ix_alerts_office", "alerts", ("office",)),)


def upgrade() -> None:
    """Only an index: no row and no column changes, so the audit chain holds as it is."""
    for one in missing(op.get_bind(), AHEAD):
        op.create_index(one.name, one.table, list(one.columns))
