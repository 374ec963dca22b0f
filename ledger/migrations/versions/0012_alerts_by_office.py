"""An index for the alerts of an office: without it each list reads those of the whole country."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Only an index: no row and no column changes, so the audit chain holds as it is."""
    op.create_index("ix_alerts_office", "alerts", ["office"])
