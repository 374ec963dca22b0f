"""A paper's way from draft to issue."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")


def _c(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False)


def upgrade() -> None:
    """Only a new table: the audit chain hashes every column of an older one's rows."""
    op.create_table(
        "paper_steps",
        sa.Column("id", NUMBER, comment="unit × 2^24 + line", nullable=False, autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        _c("period", WORDS, "period it is about"),
        _c("step", WORDS, "drafted edited approved declined issued superseded"),
        _c("draft", WORDS, "number of the draft that the step is about"),
        _c("head", sa.BigInteger(), "audit sequence the draft's numbers are read at"),
        _c("run", WORDS, "assessment run it tells"),
        _c(
            "inserted",
            WORDS,
            "what people wrote into it, JSON; empty but for drafted and edited",
        ),
        _c("sha256", WORDS, "of the paper's content as it was seen; empty before approval"),
        _c("dated", WORDS, "the paper's own date, ISO; empty before approval"),
        _c("year", sa.BigInteger(), "year of the document number; 0 before issue"),
        _c("number", sa.BigInteger(), "document number of that year; 0 before issue"),
        _c("paper", WORDS, "archived paper's id; empty before issue"),
        _c("text", WORDS, "reason, or empty"),
        _c("post", WORDS, "who did it; approved is never done by who drafted or edited"),
        _c("at", MOMENT, "when"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_steps"),
        comment="What was done to a period's paper, from the first draft to the issue that "
        "takes its place.",
    )
    op.create_index("ix_paper_steps_period", "paper_steps", ["period"])
