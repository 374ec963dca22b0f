"""What people typed and have not handed in."""

from __future__ import annotations

from sqlalchemy import Integer

from ledger.tables.kinds import Moment, Words, column, moving

drafts = moving(
    "drafts",
    "A form that is being filled in on the page; no report, and gone once one is let in.",
    column("office", Words, "reporting office", primary_key=True),
    column("period", Words, "reporting period", primary_key=True),
    column("version", Integer, "1 2 3 … counts the savings"),
    column("cells", Words, "what each field says, JSON"),
    column("receipt", Words, "under which it was handed in; empty while it was not"),
    column("post", Words, "who saved it last"),
    column("at", Moment, "when that was"),
)
