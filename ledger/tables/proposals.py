"""Changes that one post asks for and another lets in."""

from __future__ import annotations

from ledger.tables.kinds import Moment, Words, column, kept

proposals = kept(
    "proposals",
    "A change of what figures go by, asked for, approved, declined or taken back.",
    column("key", Words, "names the change; every word on it has the same", index=True),
    column("kind", Words, "rule calendar plan"),
    column("decision", Words, "asked approved declined"),
    column("title", Words, "what is to change, in words; empty but for asked"),
    column("body", Words, "what is to change, JSON; empty but for asked"),
    column("text", Words, "reason"),
    column("post", Words, "who said it; approved is never said by who asked"),
    column("at", Moment, "when"),
)
