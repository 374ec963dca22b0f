"""Milestones and baselines that were entered by mistake can be taken back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _c(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False)


def upgrade() -> None:
    """Only a new table: the audit chain hashes every column of an older one's rows."""
    name, same = "withdrawn_entries", ("kind", "subject", "period", "version")
    op.create_table(
        name,
        sa.Column("id", NUMBER, comment="unit × 2^24 + line", nullable=False, autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        _c("kind", WORDS, "milestone baseline"),
        _c("subject", WORDS, "target id, or indicator/area of a baseline"),
        _c("period", WORDS, "the milestone's period; empty for a baseline"),
        _c("version", sa.Integer(), "the version that was the last one then"),
        _c("text", WORDS, "reason"),
        _c("post", WORDS, "who took it back"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint(*same, name=f"uq_{name}_" + "_".join(same)),
        comment="Milestones and baselines taken back: "
        "what was entered up to that version counts no more.",
    )
