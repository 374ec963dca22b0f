"""Long work, signs of life, settings."""

from __future__ import annotations

from sqlalchemy import Index, Integer, UniqueConstraint

from ledger.tables.kinds import STAYS, Moment, Words, column, kept, moving

jobs = moving(
    "jobs",
    "Long work asked for on a page or by a command, done by the worker.",
    column("job", Words, "job id", primary_key=True),
    column("kind", Words, "what to do"),
    column("body", Words, "with what, JSON"),
    column("state", Words, "queued running done failed"),
    column("post", Words, "who asked"),
    column("token", Integer, "fencing token: counts the takings"),
    column("worker", Words, "who does it"),
    column("until", Moment, "end of the lease", nullable=True),
    column("queued_at", Moment, "asked"),
    column("finished_at", Moment, "done or failed", nullable=True),
    column("result", Words, "JSON; for a failed job its Chinese reason"),
    Index("ix_jobs_waiting", "state", "queued_at"),
    rights=STAYS,
)

heartbeats = moving(
    "heartbeats",
    "Last sign of life of each worker and flow.",
    column("name", Words, "who", primary_key=True),
    column("at", Moment, "last sign of life"),
    column("due", Moment, "next one expected by", nullable=True),
    column("detail", Words, "what it was doing, JSON"),
)

preferences = kept(
    "preferences",
    "Settings changed by people at work; the highest version counts.",
    column("name", Words, "name of the setting"),
    column("version", Integer, "1 2 3 … per name"),
    column("value", Words, "JSON"),
    column("post", Words, "who set it"),
    UniqueConstraint("name", "version"),
)
