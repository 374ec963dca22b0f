"""A paper on its way: drafted, edited, approved, issued; every step is kept."""

from __future__ import annotations

from sqlalchemy import BigInteger

from ledger.tables.kinds import Moment, Words, column, kept

paper_steps = kept(
    "paper_steps",
    "What was done to a period's paper, from the first draft to the issue that takes its place.",
    column("period", Words, "period it is about", index=True),
    column("step", Words, "drafted edited approved declined issued superseded"),
    column("draft", Words, "number of the draft that the step is about"),
    column("head", BigInteger, "audit sequence the draft's numbers are read at"),
    column("run", Words, "assessment run it tells"),
    column("inserted", Words, "what people wrote into it, JSON; empty but for drafted and edited"),
    column("sha256", Words, "of the paper's content as it was seen; empty before approval"),
    column("dated", Words, "the paper's own date, ISO; empty before approval"),
    column("year", BigInteger, "year of the document number; 0 before issue"),
    column("number", BigInteger, "document number of that year; 0 before issue"),
    column("paper", Words, "archived paper's id; empty before issue"),
    column("text", Words, "reason, or empty"),
    column("post", Words, "who did it; approved is never done by who drafted or edited"),
    column("at", Moment, "when"),
)
