"""Forms being filled in on the page, and changes that wait for another post."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")


def _c(name: str, kind: Any, comment: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False, **more)


def upgrade() -> None:
    """Only new tables: the audit chain hashes every column of an older one's rows."""
    _drafts()
    _proposals()


def _drafts() -> None:
    op.create_table(
        "drafts",
        _c("office", WORDS, "reporting office"),
        _c("period", WORDS, "reporting period"),
        _c("version", sa.Integer(), "1 2 3 … counts the savings"),
        _c("cells", WORDS, "what each field says, JSON"),
        _c("receipt", WORDS, "under which it was handed in; empty while it was not"),
        _c("post", WORDS, "who saved it last"),
        _c("at", MOMENT, "when that was"),
        sa.PrimaryKeyConstraint("office", "period", name="pk_drafts"),
        comment="A form that is being filled in on the page; no report, "
        "and gone once one is let in.",
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        _c("id", NUMBER, "unit × 2^24 + line", autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        _c("key", WORDS, "names the change; every word on it has the same"),
        _c("kind", WORDS, "rule calendar plan"),
        _c("decision", WORDS, "asked approved declined"),
        _c("title", WORDS, "what is to change, in words; empty but for asked"),
        _c("body", WORDS, "what is to change, JSON; empty but for asked"),
        _c("text", WORDS, "reason"),
        _c("post", WORDS, "who said it; approved is never said by who asked"),
        _c("at", MOMENT, "when"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        comment="A change of what figures go by, asked for, approved, declined or taken back.",
    )
    op.create_index("ix_proposals_key", "proposals", ["key"])
