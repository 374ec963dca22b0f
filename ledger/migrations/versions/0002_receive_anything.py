"""Closed periods, deputies, evidence, purges, bulk certifications, words on credentials."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def _c(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False)


def _kept(name: str, comment: str, *columns: Any) -> None:
    number = sa.Column(
        "id", NUMBER, comment="unit × 2^24 + line", nullable=False, autoincrement=False
    )
    unit = _c(
        "unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"
    )
    key = sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
    op.create_table(name, number, unit, *columns, key, comment=comment)


def _closures() -> None:
    _kept(
        "closures",
        "A reporting period closed for every office, or opened again; the last word counts.",
        _c("period", WORDS, "reporting period"),
        _c("decision", WORDS, "closed opened"),
        _c("text", WORDS, "reason"),
        _c("post", WORDS, "who decided"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_closures_period", "closures", ["period"])


def _exceptions() -> None:
    _kept(
        "exceptions",
        "An office may still report a closed period until a day; the last word counts.",
        _c("office", WORDS, "reporting office"),
        _c("period", WORDS, "reporting period"),
        _c("decision", WORDS, "asked granted ended"),
        _c("until", WORDS, "last day, ISO"),
        _c("text", WORDS, "reason"),
        _c("asked_by", WORDS, "post that asked"),
        _c("post", WORDS, "post that approved, never the one that asked"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_exceptions_submission", "exceptions", ["office", "period"])


def _deputies() -> None:
    _kept(
        "deputies",
        "A post that stands in for another during its leave; the last word on a pair counts.",
        _c("post", WORDS, "post on leave"),
        _c("deputy", WORDS, "post that stands in"),
        _c("decision", WORDS, "named ended"),
        _c("since", WORDS, "first day, ISO"),
        _c("until", WORDS, "last day, ISO"),
        _c("text", WORDS, "reason"),
        _c("by", WORDS, "who named the deputy"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_deputies_post", "deputies", ["post"])
    op.create_index("ix_deputies_deputy", "deputies", ["deputy"])


def _attachments() -> None:
    _kept(
        "attachments",
        "Evidence attached to a submission or an answer: kept by hash, never parsed.",
        _c("office", WORDS, "reporting office"),
        _c("period", WORDS, "period of the submission"),
        _c("finding", sa.BigInteger(), "finding it answers, 0 for the submission as a whole"),
        _c("sha256", WORDS, "of the bytes"),
        _c("name", WORDS, "what the sender called it; never a path"),
        _c("media", WORDS, "pdf jpg png, told by the bytes"),
        _c("size", sa.BigInteger(), "bytes"),
        _c("text", WORDS, "what it shows, or empty"),
        _c("post", WORDS, "who attached it"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])
    op.create_index("ix_attachments_submission", "attachments", ["office", "period"])


def _purges() -> None:
    _kept(
        "purges",
        "Originals that were destroyed under the retention rule; their receipts stay.",
        _c("sha256", WORDS, "of the bytes"),
        _c("text", WORDS, "rule and reason"),
        _c("post", WORDS, "who purged"),
        _c("at", MOMENT, "when"),
        sa.UniqueConstraint("sha256", name="uq_purges_sha256"),
    )


def _certifications() -> None:
    _kept(
        "certifications",
        "Bulk deliveries: pending until Great Expectations has looked at the batch.",
        _c("judgement", sa.BigInteger(), "judgement of the delivery"),
        _c("state", WORDS, "pending certified refused"),
        _c("suite", WORDS, "version of the rules, empty while pending"),
        _c("evidence", WORDS, "sha256 of the evidence, empty while pending"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_certifications_judgement", "certifications", ["judgement"])


def _credentials() -> None:
    _kept(
        "credentials",
        "What a password, token or session was when it was set or ended; the last word counts.",
        _c("kind", WORDS, "table of the row: passwords api_tokens sessions"),
        _c("key", WORDS, "primary key of the row"),
        _c("post", WORDS, "whose it is"),
        _c("digest", WORDS, "sha256 over the row as it stood"),
        _c("by", WORDS, "post that set or ended it"),
        _c("once", sa.Boolean(), "a password that must be changed before anything is done with it"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_credentials_row", "credentials", ["kind", "key"])


_TABLES = (
    _closures, _exceptions, _deputies, _attachments, _purges, _certifications, _credentials,
)  # fmt: skip


def upgrade() -> None:
    """Only new tables and, on PostgreSQL, two comments: no lock that anybody would notice."""
    for create in _TABLES:
        create()
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("approvals", "decision", comment="office desk returned withdrawn")
        op.alter_column(
            "approvals", "text", comment="reason of a sending back or a withdrawal, else empty"
        )
