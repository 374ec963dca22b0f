"""Who may still report what: closed periods with their exceptions, deputies for a leave."""

from __future__ import annotations

from sqlalchemy import Index

from ledger.tables.kinds import Moment, Words, column, kept

closures = kept(
    "closures",
    "A reporting period closed for every office, or opened again; the last word counts.",
    column("period", Words, "reporting period", index=True),
    column("decision", Words, "closed opened"),
    column("text", Words, "reason"),
    column("post", Words, "who decided"),
    column("at", Moment, "when"),
)

exceptions = kept(
    "exceptions",
    "An office may still report a closed period until a day; the last word counts.",
    column("office", Words, "reporting office"),
    column("period", Words, "reporting period"),
    column("decision", Words, "asked granted ended"),
    column("until", Words, "last day, ISO"),
    column("text", Words, "reason"),
    column("asked_by", Words, "post that asked"),
    column("post", Words, "post that approved, never the one that asked"),
    column("at", Moment, "when"),
    Index("ix_exceptions_submission", "office", "period"),
)

deputies = kept(
    "deputies",
    "A post that stands in for another during its leave; the last word on a pair counts.",
    column("post", Words, "post on leave", index=True),
    column("deputy", Words, "post that stands in", index=True),
    column("decision", Words, "named ended"),
    column("since", Words, "first day, ISO"),
    column("until", Words, "last day, ISO"),
    column("text", Words, "reason"),
    column("by", Words, "who named the deputy"),
    column("at", Moment, "when"),
)
