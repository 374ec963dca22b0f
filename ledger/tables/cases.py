"""Supervised cases as the events that make them."""

from __future__ import annotations

from sqlalchemy import Date

from ledger.tables.kinds import Moment, Words, column, kept

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
