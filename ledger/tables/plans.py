"""Plan editions as they were loaded, what each changed, baselines and milestones."""

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
    column("effective", Date, "day from which the edition holds"),
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
    column(
        "kind",
        Words,
        "offices areas indicators tasks reporting exceptions adjustments added acts",
    ),
    column("place", Integer, "order within the kind"),
    column("content", Words, "the part, JSON"),
)

target_changes = kept(
    "target_changes",
    "What an edition changed of a target, old value to new, and on whose word.",
    column("plan_version", BigInteger, "edition", ForeignKey("plan_versions.id"), index=True),
    column("target", Words, "target id", index=True),
    column("field", Words, "field of the target, or added withdrawn"),
    column("old", Words, "value before, empty for none"),
    column("new", Words, "value from then on, empty for none"),
    column("document", Words, "number of the document that says so"),
    column("clause", Words, "verbatim quote"),
    column("approved_by", Words, "who approved it"),
    column("decided", Date, "day of the document"),
    column("effective", Date, "from which day it holds"),
    column("reason", Words, "why, or empty"),
    column("post", Words, "who loaded it"),
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

milestones = kept(
    "milestones",
    "What a target should have reached on the way; the highest version counts.",
    column("target", Words, "target id"),
    column("period", Words, "period at whose end it is due"),
    column("value", Float, "in the indicator's unit"),
    column("source", Words, "where it comes from"),
    column("version", Integer, "1 2 3 … per target and period"),
    column("demo", Boolean, "synthetic"),
    column("post", Words, "who entered it"),
    UniqueConstraint("target", "period", "version"),
)

withdrawn_entries = kept(
    "withdrawn_entries",
    "Milestones and baselines taken back: what was entered up to that version counts no more.",
    column("kind", Words, "milestone baseline"),
    column("subject", Words, "target id, or indicator/area of a baseline"),
    column("period", Words, "the milestone's period; empty for a baseline"),
    column("version", Integer, "the version that was the last one then"),
    column("text", Words, "reason"),
    column("post", Words, "who took it back"),
    UniqueConstraint("kind", "subject", "period", "version"),
)
