"""Two approvals and the sending back of a submission (office, period)."""

from __future__ import annotations

from sqlalchemy import Index

from ledger.tables.kinds import Moment, Words, column, kept

approvals = kept(
    "approvals",
    "Decisions on the submission of an office for a period.",
    column("office", Words, "reporting office"),
    column("period", Words, "period of the form"),
    column("decision", Words, "office desk returned withdrawn"),
    column("text", Words, "reason of a sending back or a withdrawal, else empty"),
    column("post", Words, "who decided"),
    column("at", Moment, "when"),
    Index("ix_approvals_submission", "office", "period"),
)
