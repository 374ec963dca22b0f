"""Citizens' opinions as the events that make them; nothing here is about a person."""

from __future__ import annotations

from sqlalchemy import Date, Index, Integer, UniqueConstraint

from ledger.tables.kinds import Moment, Words, column, kept

opinion_events = kept(
    "opinion_events",
    "What happened to a citizen's opinion, in order; each row says how it stands after it.",
    column("opinion", Words, "number: YJ-2024-0001"),
    column("place", Integer, "1 2 3 …: in its opinion"),
    column("act", Words, "received … judged … corrected … handed over … recommended"),
    column("at", Moment, "when"),
    column("actor", Words, "post that did it"),
    column("received", Date, "day it came"),
    column("area", Words, "area code"),
    column("source", Words, "channel and number where it came from"),
    column("stage", Words, "where it stands after this"),
    column("case", Words, "case it is handled in, or empty"),
    column("content", Words, "the whole event, JSON"),
    UniqueConstraint("opinion", "place"),
    Index("ix_opinion_events_source", "source"),
    Index("ix_opinion_events_case", "case"),
    Index("ix_opinion_events_received", "received"),
)
