"""Bytes in keeping besides the reports: evidence handed in, originals purged by the rule."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index

from ledger.tables.kinds import Moment, Words, column, kept

attachments = kept(
    "attachments",
    "Evidence attached to a submission or an answer: kept by hash, never parsed.",
    column("office", Words, "reporting office"),
    column("period", Words, "period of the submission"),
    column("finding", BigInteger, "finding it answers, 0 for the submission as a whole"),
    column("sha256", Words, "of the bytes", index=True),
    column("name", Words, "what the sender called it; never a path"),
    column("media", Words, "pdf jpg png, told by the bytes"),
    column("size", BigInteger, "bytes"),
    column("text", Words, "what it shows, or empty"),
    column("post", Words, "who attached it"),
    column("at", Moment, "when"),
    Index("ix_attachments_submission", "office", "period"),
)

purges = kept(
    "purges",
    "Originals that were destroyed under the retention rule; their receipts stay.",
    column("sha256", Words, "of the bytes", unique=True),
    column("text", Words, "rule and reason"),
    column("post", Words, "who purged"),
    column("at", Moment, "when"),
)

certifications = kept(
    "certifications",
    "Bulk deliveries: pending until Great Expectations has looked at the batch.",
    column("judgement", BigInteger, "judgement of the delivery", index=True),
    column("state", Words, "pending certified refused"),
    column("suite", Words, "version of the rules, empty while pending"),
    column("evidence", Words, "sha256 of the evidence, empty while pending"),
    column("at", Moment, "when"),
)
