"""Plan editions as they were loaded, and baselines."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Date, Float, ForeignKey, Integer, UniqueConstraint

from ledger.tables.kinds import Words, column, kept

plan_versions = kept(
    "plan_versions",
    "One row per loaded edition of a plan.",
    column("plan", Words, "plan id"),
    column("version", Words, "content hash of the plan's folder"),
    column("title", Words, "title of the plan"),
    column("document", Words, "document number"),
    column("effective", Date, "day the plan was issued"),
    column("content", Words, "the plan without its lists, JSON"),
    column("post", Words, "who loaded it"),
    UniqueConstraint("plan", "version"),
)

target_versions = kept(
    "target_versions",
    "Every target of every loaded edition.",
    column("plan_version", BigInteger, "edition", ForeignKey("plan_versions.id"), index=True),
    column("target", Words, "target id", index=True),
    column("clause", Words, "verbatim quote"),
    column("printed", Words, "value and comparator as printed"),
    column("comparator", Words, "working comparator"),
    column("value", Float, "in the indicator's unit"),
    column("deadline", Date, "promised until"),
    column("effective", Date, "from which day it holds"),
    column("content", Words, "the whole target, JSON"),
)

plan_parts = kept(
    "plan_parts",
    "Offices, areas, indicators, tasks, reporting and exceptions of an edition.",
    column("plan_version", BigInteger, "edition", ForeignKey("plan_versions.id"), index=True),
    column("kind", Words, "offices areas indicators tasks reporting exceptions"),
    column("place", Integer, "order within the kind"),
    column("content", Words, "the part, JSON"),
)

baselines = kept(
    "baselines",
    "Values before the plan began; the highest version counts.",
    column("indicator", Words, "indicator key"),
    column("area", Words, "adcode"),
    column("period", Words, "period of the value"),
    column("value", Float, "in the indicator's unit"),
    column("source", Words, "where it comes from"),
    column("version", Integer, "1 2 3 … per indicator and area"),
    column("demo", Boolean, "synthetic"),
    column("post", Words, "who entered it"),
    UniqueConstraint("indicator", "area", "version"),
)
