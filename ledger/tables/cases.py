"""Supervised cases as the events that make them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, UniqueConstraint

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

case_places = kept(
    "case_places",
    "Which event stands at which place of its case: no step is lost under another.",
    column("case", Words, "case id"),
    column("place", Integer, "1 2 3 …: the step's place in its case"),
    column("event", BigInteger, "case event that stands there", ForeignKey("case_events.id")),
    column("evidence_sha256", Words, "of the evidence shown, or empty"),
    UniqueConstraint("case", "place"),
)
