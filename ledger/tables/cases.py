"""Supervised cases as the events that make them, and where they stand by these."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, UniqueConstraint, text

from ledger.tables.kinds import STAYS, Moment, Words, column, kept, moving

case_events = kept(
    "case_events",
    "What happened to a case, in order.",
    column("case", Words, "case id", index=True),
    column("kind", Words, "kind of case"),
    column("step", Words, "opened … closed … review"),
    column("at", Moment, "when"),
    column("actor", Words, "post that did it"),
    column("office", Words, "office that must act", index=True),
    column("subject", Words, "what the case is about"),
    column("text", Words, "what was said"),
    column("due", Date, "deadline set by this step", nullable=True),
    column("content", Words, "the whole event, JSON"),
)

case_places = kept(
    "case_places",
    "Which event stands at which place of its case: no step is lost under another.",
    column("case", Words, "case id"),
    column("place", Integer, "1 2 3 …: the step's place in its case"),
    column("event", BigInteger, "case event that stands there", ForeignKey("case_events.id")),
    column("evidence_sha256", Words, "of the evidence shown, or empty"),
    UniqueConstraint("case", "place"),
)

_NOW = text("ends IS NULL")
_WAITS = text("look_on IS NOT NULL")
_LISTED = (
    "shut", "sorted_by", "number", "office", "area", "kind", "standing", "returned", "due",
    "case", "place", "begins",
)  # fmt: skip
_COUNTED = ("shut", "office", "kind", "standing", "returned", "due", "area", "begins")
_ENDED = text("node IS NOT NULL")


def _by_node(name: str, then: str) -> Index:
    name, columns = f"ix_case_standing_{name}", ("node", then, *_LISTED[:-1])
    return Index(name, *columns, sqlite_where=_ENDED, postgresql_where=_ENDED)


case_standing = moving(
    "case_standing",
    "Where each case stood after each of its steps: made with the events, rebuilt from them.",
    column("case", Words, "case id", primary_key=True),
    column("place", Integer, "1 2 3 …: after which step", primary_key=True),
    column("event", BigInteger, "case event that is that step"),
    column("said", BigInteger, "case event by which it was last given or closed"),
    column("begins", BigInteger, "audit sequence from which it stands so"),
    column("ends", BigInteger, "audit sequence of the next step; empty: none", nullable=True),
    column("day", Date, "day of the step in Shanghai"),
    column("until", Date, "day of the next step; empty: none", nullable=True),
    column("number", Integer, "1 2 3 …: in order of opening", index=True),
    column("printed", Words, "number as papers print it", index=True),
    column("kind", Words, "kind of case"),
    column("subject", Words, "what it is about"),
    column("merged", Words, "subjects it answers for, too, a line each"),
    column("title", Words, "what it was called when it was opened"),
    column("area", Words, "area code, or empty"),
    column("office", Words, "office that must act"),
    column("step", Words, "the step"),
    column("standing", Words, "where the step left it"),
    column("shut", Integer, "1: closed, 0: open"),
    column("opened", Date, "day of the last 交办 or 重开"),
    column("closed", Date, "day of the 销号 while it is closed", nullable=True),
    column("due", Date, "deadline of whose turn it is", nullable=True),
    column("assigned", Date, "day the office got it", nullable=True),
    column("look_back", Date, "day of the 回头看 while it waits", nullable=True),
    column("returned", Integer, "1: the last answer was sent back"),
    column("cleared", Integer, "1: closed by evidence, or borne out by it since"),
    column("sorted_by", Date, "the deadline a list shows, else the day it was opened"),
    column("told_until", Date, "day up to which its stages were told"),
    column("look_on", Date, "day of its next stage; empty: none", nullable=True),
    column("node", BigInteger, "fork node of begins to ends; empty: it stands", nullable=True),
    Index("ix_case_standing_subject", "subject", "ends"),
    Index("ix_case_standing_look_on", "look_on", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_case_standing_counted", *_COUNTED, sqlite_where=_NOW, postgresql_where=_NOW),
    Index("ix_case_standing_listed", *_LISTED, sqlite_where=_NOW, postgresql_where=_NOW),
    _by_node("ended", "ends"),
    _by_node("begun", "begins"),
    rights=STAYS,
)
