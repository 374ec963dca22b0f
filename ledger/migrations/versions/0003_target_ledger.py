"""The target ledger: what each edition changed of a target, and milestones on the way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


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


def _target_changes() -> None:
    _kept(
        "target_changes",
        "What an edition changed of a target, old value to new, and on whose word.",
        _c("plan_version", sa.BigInteger(), "edition"),
        _c("target", WORDS, "target id"),
        _c("field", WORDS, "field of the target, or added withdrawn"),
        _c("old", WORDS, "value before, empty for none"),
        _c("new", WORDS, "value from then on, empty for none"),
        _c("document", WORDS, "number of the document that says so"),
        _c("clause", WORDS, "verbatim quote"),
        _c("approved_by", WORDS, "who approved it"),
        _c("decided", sa.Date(), "day of the document"),
        _c("effective", sa.Date(), "from which day it holds"),
        _c("reason", WORDS, "why, or empty"),
        _c("post", WORDS, "who loaded it"),
        sa.ForeignKeyConstraint(
            ["plan_version"], ["plan_versions.id"], name="fk_target_changes_plan_version"
        ),
    )
    op.create_index("ix_target_changes_plan_version", "target_changes", ["plan_version"])
    op.create_index("ix_target_changes_target", "target_changes", ["target"])


def _milestones() -> None:
    _kept(
        "milestones",
        "What a target should have reached on the way; the highest version counts.",
        _c("target", WORDS, "target id"),
        _c("period", WORDS, "period at whose end it is due"),
        _c("value", sa.Float(), "in the indicator's unit"),
        _c("source", WORDS, "where it comes from"),
        _c("version", sa.Integer(), "1 2 3 … per target and period"),
        _c("demo", sa.Boolean(), "synthetic"),
        _c("post", WORDS, "who entered it"),
        sa.UniqueConstraint(
            "target", "period", "version", name="uq_milestones_target_period_version"
        ),
    )


def upgrade() -> None:
    """Only new tables and, on PostgreSQL, two comments.

    No column joins an older table: the audit chain hashes every column of a row.
    """
    _target_changes()
    _milestones()
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("plan_versions", "effective", comment="day from which the edition holds")
        op.alter_column(
            "plan_parts",
            "kind",
            comment="offices areas indicators tasks reporting exceptions adjustments added acts",
        )
