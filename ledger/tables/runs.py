"""Assessment runs with every verdict."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Integer, UniqueConstraint

from ledger.tables.kinds import Words, column, kept

runs = kept(
    "runs",
    "One row per assessment of a period.",
    column("run", Words, "run id", unique=True),
    column("period", Words, "period assessed", index=True),
    column("as_of", Words, "the moment asked for"),
    column("head", BigInteger, "audit sequence the values were read at"),
    column("rule_version", Words, "version of the assessment rules"),
    column("plan_version", Words, "content hash of the plan"),
    column("today", Date, "day of judging"),
)

assessments = kept(
    "assessments",
    "One row per target of a run.",
    column("run", BigInteger, "run", ForeignKey("runs.id")),
    column("place", Integer, "order within the run"),
    column("target", Words, "target id", index=True),
    column("indicator", Words, "indicator key"),
    column("area", Words, "adcode"),
    column("level", Words, "met on_pace behind far_behind not_assessable"),
    column("trend", Words, "improving flat worsening unknown"),
    column("belief", Words, "sound doubted missing demo"),
    column("value", Float, "value judged", nullable=True),
    column("expected", Float, "value of the pace", nullable=True),
    column("content", Words, "the whole assessment, JSON"),
    UniqueConstraint("run", "place"),
)
