"""The life of alerts, forms that are not asked, and how loud a quality rule is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

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


def _alerts() -> None:
    same = ("kind", "office", "period", "rule", "subject", "round")
    _kept(
        "alerts",
        "Something to be put right: one per kind, office, period and rule, until it is closed.",
        _c("kind", WORDS, "bad_data no_data held system"),
        _c("office", WORDS, "office that must act, empty for the desk"),
        _c("period", WORDS, "reporting period, or empty"),
        _c("rule", WORDS, "rule id, or empty"),
        _c("subject", WORDS, "what else tells it apart: form, job …"),
        _c("round", sa.Integer(), "1 2 3 …: how often the same was opened"),
        _c("severity", WORDS, "critical warning info"),
        _c("title", WORDS, "what is wrong, one Chinese line"),
        _c("body", WORDS, "what messages are composed of, JSON"),
        _c("due", WORDS, "last day to put it right, ISO, or empty"),
        _c("at", MOMENT, "when it was opened"),
        sa.UniqueConstraint(*same, name="uq_alerts_" + "_".join(same)),
    )
    _kept(
        "alert_steps",
        "What became of an alert; the last step is its state.",
        _c("alert", sa.BigInteger(), "alert"),
        _c("step", WORDS, "opened acknowledged escalated corrected verified closed"),
        _c("text", WORDS, "reason or remark, or empty"),
        _c("evidence", WORDS, "receipt or finding that proves the step, or empty"),
        _c("post", WORDS, "who"),
        _c("at", MOMENT, "when"),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_alert_steps_alert"),
    )
    _kept(
        "alert_members",
        "Which facts stand behind an alert.",
        _c("alert", sa.BigInteger(), "alert"),
        _c("fact", sa.BigInteger(), "fact"),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_alert_members_alert"),
        sa.ForeignKeyConstraint(["fact"], ["alert_facts.id"], name="fk_alert_members_fact"),
        sa.UniqueConstraint("alert", "fact", name="uq_alert_members_alert_fact"),
    )
    op.create_index("ix_alert_steps_alert", "alert_steps", ["alert"])
    op.create_index("ix_alert_members_alert", "alert_members", ["alert"])
    op.create_index("ix_alert_members_fact", "alert_members", ["fact"])


def _exemptions() -> None:
    _kept(
        "exemptions",
        "A form that is not asked of an office; the last word on office and period counts.",
        _c("office", WORDS, "reporting office"),
        _c("period", WORDS, "reporting period"),
        _c("decision", WORDS, "exempt closed ended"),
        _c("text", WORDS, "reason"),
        _c("post", WORDS, "who decided"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_exemptions_submission", "exemptions", ["office", "period"])


def _rule_settings() -> None:
    _kept(
        "rule_settings",
        "How loud a quality rule is for an indicator; the highest version counts until it expires.",
        _c("rule", WORDS, "rule id"),
        _c("indicator", WORDS, "indicator key, empty for all"),
        _c("severity", WORDS, "critical warning info silent default"),
        _c("since", WORDS, "first day it holds, ISO"),
        _c("until", WORDS, "last day it holds, ISO, or empty"),
        _c("text", WORDS, "reason"),
        _c("asked_by", WORDS, "post that asked"),
        _c("post", WORDS, "post that approved, never the one that asked"),
        _c("version", sa.Integer(), "1 2 3 … per rule and indicator"),
        _c("at", MOMENT, "when"),
        sa.UniqueConstraint(
            "rule", "indicator", "version", name="uq_rule_settings_rule_indicator_version"
        ),
    )


def upgrade() -> None:
    """Only new tables: the audit chain hashes every column of an older one's rows."""
    _alerts()
    _exemptions()
    _rule_settings()
