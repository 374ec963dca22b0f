"""Deliveries, what was made of them, and the values they brought."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    UniqueConstraint,
    text,
)

from ledger.tables.kinds import STAYS, Moment, Words, column, kept, moving

receipts = kept(
    "receipts",
    "One row per delivered file and sending office.",
    column("receipt", Words, "receipt number, derived from sha256 and office", unique=True),
    column("sha256", Words, "of the bytes as they came"),
    column("office", Words, "sending office, empty when unknown", index=True),
    column("name", Words, "what the sender called the file; never a path"),
    column("size", BigInteger, "bytes"),
    column("path", Words, "where the archived original lies"),
    column("received_at", Moment, "when it came"),
    column("received_by", Words, "post that handed it in"),
    UniqueConstraint("sha256", "office"),
)

queue = moving(
    "receipt_states",
    "Where a receipt stands in the worker's queue.",
    column("receipt", Words, "receipt number", ForeignKey("receipts.receipt"), primary_key=True),
    column("state", Words, "received judging accepted returned refused duplicate"),
    column("token", Integer, "fencing token: counts the leases"),
    column("worker", Words, "who holds the lease, empty when nobody"),
    column("until", Moment, "end of the lease", nullable=True),
    column("since", Moment, "when it (again) began to wait"),
    Index("ix_receipt_states_waiting", "state", "since"),
    rights=STAYS,
)

evidence = kept(
    "evidence",
    "Great Expectations' own result of a batch run, shared by its receipts.",
    column("sha256", Words, "of the content", unique=True),
    column("content", Words, "JSON"),
)

judgements = kept(
    "judgements",
    "One row per judging of a receipt; a recheck adds another.",
    column("receipt", Words, "receipt number", ForeignKey("receipts.receipt"), index=True),
    column("verdict", Words, "accepted returned refused duplicate"),
    column("duplicate_of", Words, "receipt that brought the same values, else empty"),
    column("office", Words, "office of the form's header (or the sender)"),
    column("period", Words, "reporting period of the form, empty when not a form"),
    column("layout", Words, "layout id, empty when not a form"),
    column("edition", Words, "edition of the layout"),
    column("accepted", Integer, "rows worth keeping"),
    column("changed", Integer, "revisions written: new, revised, withdrawn"),
    column("rejected", Integer, "cells with a critical finding"),
    column("suite", Words, "version of the rules applied"),
    column("evidence", Words, "sha256 of the evidence, empty for none"),
    Index("ix_judgements_submission", "office", "period"),
)

# No foreign key on the hot path: `record` writes judgement and revisions in one transaction.
revisions = kept(
    "revisions",
    "Every value ever recorded; a later one follows, nothing is overwritten.",
    column("judgement", BigInteger, "judgement that let it in: receipt, office and form period"),
    column("indicator", Words, "indicator key"),
    column("area", Words, "adcode the value is about"),
    column("period", Words, "2024, 2024-Q2 or 2024-06"),
    column("office", Words, "reporting office"),
    column("value", Float, "in the indicator's unit; empty = missing", nullable=True),
    column("numerator", Float, "as reported", nullable=True),
    column("denominator", Float, "as reported", nullable=True),
    column("status", Words, "SDMX CL_OBS_STATUS"),
    column("qualifier", Words, "约 近 以上, or empty"),
    column("printed", Words, "the value cell as written"),
    column("decimals", SmallInteger, "decimals as written", nullable=True),
    column("note", Words, "what the office wrote beside it"),
    column("sheet", Words, "sheet of the value"),
    column("cell", Words, "cell of the value"),
    column("numerator_cell", Words, "cell of the numerator"),
    column("denominator_cell", Words, "cell of the denominator"),
    column("doubted", Boolean, "a warning stands against it"),
    column("action", Words, "new revised withdrawn"),
    column("follows", BigInteger, "id of the revision before it, 0 for the first of its key"),
    # The guard of the whole record: per key one first revision, and one follower of each.
    UniqueConstraint("indicator", "area", "period", "follows"),
    Index("ix_revisions_judgement", "judgement"),
    Index(
        "ix_revisions_withdrawn",
        "indicator",
        "area",
        "period",
        sqlite_where=text("action = 'withdrawn'"),
        postgresql_where=text("action = 'withdrawn'"),
    ),
)

superseded = kept(
    "superseded",
    "Revisions that are not the last of their key: current = revisions without these.",
    column("revision", BigInteger, "the older revision", unique=True),
)

findings = kept(
    "findings",
    "Broken expectations with their evidence.",
    column(
        "judgement", BigInteger, "judgement it belongs to", ForeignKey("judgements.id"), index=True
    ),
    column("rule", Words, "rule id"),
    column("severity", Words, "critical warning info"),
    column("message", Words, "whole Chinese sentence"),
    column("expected", Words, "short form of the cure"),
    column("sheet", Words, "sheet, empty for the whole file"),
    column("cell", Words, "cell, empty for the whole file"),
    column("indicator", Words, "indicator key or empty"),
    column("area", Words, "adcode or empty"),
    column("period", Words, "period or empty"),
    column("value", Words, "what was written"),
    Index("ix_findings_about", "indicator", "area"),
)

answers = kept(
    "answers",
    "What an office says to a finding (属实 with its reason).",
    column("finding", BigInteger, "finding answered", ForeignKey("findings.id"), index=True),
    column("text", Words, "the reason"),
    column("post", Words, "who answered"),
    column("at", Moment, "when"),
)
