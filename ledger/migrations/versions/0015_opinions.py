"""What happened to citizens' opinions, in order; nothing in it is about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
TABLE = "opinion_events"


def _c(name: str, kind: Any, comment: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False, **more)


def upgrade() -> None:
    """A kept table and its indexes; its triggers follow the upgrade as those of the others."""
    op.create_table(
        TABLE,
        _c("id", NUMBER, "unit × 2^24 + line", autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        _c("opinion", WORDS, "number: YJ-2024-0001"),
        _c("place", sa.Integer(), "1 2 3 …: in its opinion"),
        _c("act", WORDS, "received … judged … corrected … handed over … recommended"),
        _c("at", MOMENT, "when"),
        _c("actor", WORDS, "post that did it"),
        _c("received", sa.Date(), "day it came"),
        _c("area", WORDS, "area code"),
        _c("source", WORDS, "channel and number where it came from"),
        _c("stage", WORDS, "where it stands after this"),
        _c("case", WORDS, "case it is handled in, or empty"),
        _c("content", WORDS, "the whole event, JSON"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("opinion", "place", name=f"uq_{TABLE}_opinion_place"),
        comment="What happened to a citizen's opinion, in order;"
        " each row says how it stands after it.",
    )
    for column in ("source", "case", "received"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])
