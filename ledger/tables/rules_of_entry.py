"""Who reports what, and how loud a rule is: closings, exemptions, deputies, rule settings."""

from __future__ import annotations

from sqlalchemy import Index, Integer, UniqueConstraint

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

exemptions = kept(
    "exemptions",
    "A form that is not asked of an office; the last word on office and period counts.",
    column("office", Words, "reporting office"),
    column("period", Words, "reporting period"),
    column("decision", Words, "exempt closed ended"),
    column("text", Words, "reason"),
    column("post", Words, "who decided"),
    column("at", Moment, "when"),
    Index("ix_exemptions_submission", "office", "period"),
)

rule_settings = kept(
    "rule_settings",
    "How loud a quality rule is for an indicator; the highest version counts until it expires.",
    column("rule", Words, "rule id"),
    column("indicator", Words, "indicator key, empty for all"),
    column("severity", Words, "critical warning info silent default"),
    column("since", Words, "first day it holds, ISO"),
    column("until", Words, "last day it holds, ISO, or empty"),
    column("text", Words, "reason"),
    column("asked_by", Words, "post that asked"),
    column("post", Words, "post that approved, never the one that asked"),
    column("version", Integer, "1 2 3 … per rule and indicator"),
    column("at", Moment, "when"),
    UniqueConstraint("rule", "indicator", "version"),
)
