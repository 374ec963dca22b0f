"""At which place of its case each step stands, and the hash of the evidence shown with it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _c(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False)


def upgrade() -> None:
    """Only a new table: the audit chain hashes every column of an older one's rows."""
    op.create_table(
        "case_places",
        sa.Column("id", NUMBER, comment="unit × 2^24 + line", nullable=False, autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        _c("case", WORDS, "case id"),
        _c("place", sa.Integer(), "1 2 3 …: the step's place in its case"),
        _c("event", sa.BigInteger(), "case event that stands there"),
        _c("evidence_sha256", WORDS, "of the evidence shown, or empty"),
        sa.PrimaryKeyConstraint("id", name="pk_case_places"),
        sa.ForeignKeyConstraint(["event"], ["case_events.id"], name="fk_case_places_event"),
        sa.UniqueConstraint("case", "place", name="uq_case_places_case_place"),
        comment="Which event stands at which place of its case: no step is lost under another.",
    )
