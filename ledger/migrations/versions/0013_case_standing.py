"""Where each case stands, as a table: a list of 100,000 is not folded from 600,000 events."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TABLE = "case_standing"
LISTED = (
    "shut", "sorted_by", "number", "office", "area", "kind", "standing", "returned", "due",
    "case", "place",
)  # fmt: skip
COUNTED = ("shut", "office", "kind", "standing", "returned", "due", "area")


def _c(name: str, kind: Any, comment: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=nullable)


def upgrade() -> None:
    """Only a table and its indexes; the program fills it from the events after the upgrade.

    Its rows are no part of the audit chain: they say again what the events say.
    """
    op.create_table(
        TABLE,
        *_columns(),
        sa.PrimaryKeyConstraint("case", "place", name="pk_case_standing"),
        comment="Where each case stood after each of its steps: made with the events,"
        " rebuilt from them.",
    )
    _indexes()


def _columns() -> tuple[sa.Column[Any], ...]:
    number, day = sa.BigInteger(), sa.Date()
    return (
        _c("case", WORDS, "case id"),
        _c("place", sa.Integer(), "1 2 3 …: after which step"),
        _c("event", number, "case event that is that step"),
        _c("said", number, "case event by which it was last given or closed"),
        _c("begins", number, "audit sequence from which it stands so"),
        _c("ends", number, "audit sequence of the next step; empty: none", nullable=True),
        _c("day", day, "day of the step in Shanghai"),
        _c("until", day, "day of the next step; empty: none", nullable=True),
        _c("number", sa.Integer(), "1 2 3 …: in order of opening"),
        _c("printed", WORDS, "number as papers print it"),
        _c("kind", WORDS, "kind of case"),
        _c("subject", WORDS, "what it is about"),
        _c("merged", WORDS, "subjects it answers for, too, a line each"),
        _c("title", WORDS, "what it was called when it was opened"),
        _c("area", WORDS, "area code, or empty"),
        _c("office", WORDS, "office that must act"),
        _c("step", WORDS, "the step"),
        _c("standing", WORDS, "where the step left it"),
        _c("shut", sa.Integer(), "1: closed, 0: open"),
        _c("opened", day, "day of the last 交办 or 重开"),
        _c("closed", day, "day of the 销号 while it is closed", nullable=True),
        _c("due", day, "deadline of whose turn it is", nullable=True),
        _c("assigned", day, "day the office got it", nullable=True),
        _c("look_back", day, "day of the 回头看 while it waits", nullable=True),
        _c("returned", sa.Integer(), "1: the last answer was sent back"),
        _c("cleared", sa.Integer(), "1: closed by evidence, or borne out by it since"),
        _c("sorted_by", day, "the deadline a list shows, else the day it was opened"),
        _c("told_until", day, "day up to which its stages were told"),
        _c("look_on", day, "day of its next stage; empty: none", nullable=True),
    )


def _indexes() -> None:
    op.create_index("ix_case_standing_number", TABLE, ["number"])
    op.create_index("ix_case_standing_printed", TABLE, ["printed"])
    op.create_index("ix_case_standing_subject", TABLE, ["subject", "ends"])
    waits, now = sa.text("look_on IS NOT NULL"), sa.text("ends IS NULL")
    op.create_index(
        "ix_case_standing_look_on", TABLE, ["look_on"], sqlite_where=waits, postgresql_where=waits
    )
    op.create_index(
        "ix_case_standing_counted", TABLE, COUNTED, sqlite_where=now, postgresql_where=now
    )
    op.create_index(
        "ix_case_standing_listed", TABLE, LISTED, sqlite_where=now, postgresql_where=now
    )
