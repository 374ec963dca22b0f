"""Alerts and their steps, the facts behind them, the messages that told them, each attempt."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Integer, UniqueConstraint

from ledger.tables.kinds import Moment, Words, column, kept

alert_facts = kept(
    "alert_facts",
    "Something somebody must know; stored once per kind, subject and key.",
    column("kind", Words, "kind of fact"),
    column("subject", Words, "what it is about: receipt, office, case …"),
    column("key", Words, "tells two facts of one subject apart"),
    column("severity", Words, "critical warning info"),
    column("body", Words, "what the message is composed of, JSON"),
    UniqueConstraint("kind", "subject", "key"),
)

messages = kept(
    "messages",
    "A message to a channel, fixed before it is sent.",
    column("key", Words, "de-duplication key the receiver sees"),
    column("channel", Words, "channel it goes to"),
    column("opened_at", Moment, "when it was fixed"),
    UniqueConstraint("channel", "key"),
)

members = kept(
    "message_members",
    "Which facts a message tells.",
    column("message", BigInteger, "message", ForeignKey("messages.id")),
    column("fact", BigInteger, "fact", ForeignKey("alert_facts.id"), index=True),
    UniqueConstraint("message", "fact"),
)

deliveries = kept(
    "deliveries",
    "Attempts to deliver a message.",
    column("message", BigInteger, "message", ForeignKey("messages.id"), index=True),
    column("outcome", Words, "delivered failed"),
    column("reason", Words, "why it failed, else empty"),
    column("at", Moment, "when"),
    column("retry_at", Moment, "not again before, empty when delivered", nullable=True),
)

acknowledgements = kept(
    "acknowledgements",
    "Who took note of a fact.",
    column("fact", BigInteger, "fact", ForeignKey("alert_facts.id"), index=True),
    column("text", Words, "what was said"),
    column("post", Words, "who"),
    column("at", Moment, "when"),
)

alerts = kept(
    "alerts",
    "Something to be put right: one per kind, office, period and rule, until it is closed.",
    column("kind", Words, "bad_data no_data held system"),
    column("office", Words, "office that must act, empty for the desk", index=True),
    column("period", Words, "reporting period, or empty"),
    column("rule", Words, "rule id, or empty"),
    column("subject", Words, "what else tells it apart: form, job …"),
    column("round", Integer, "1 2 3 …: how often the same was opened"),
    column("severity", Words, "critical warning info"),
    column("title", Words, "what is wrong, one Chinese line"),
    column("body", Words, "what messages are composed of, JSON"),
    column("due", Words, "last day to put it right, ISO, or empty"),
    column("at", Moment, "when it was opened"),
    UniqueConstraint("kind", "office", "period", "rule", "subject", "round"),
)

alert_steps = kept(
    "alert_steps",
    "What became of an alert; the last step is its state.",
    column("alert", BigInteger, "alert", ForeignKey("alerts.id"), index=True),
    column("step", Words, "opened acknowledged escalated corrected verified closed"),
    column("text", Words, "reason or remark, or empty"),
    column("evidence", Words, "receipt or finding that proves the step, or empty"),
    column("post", Words, "who"),
    column("at", Moment, "when"),
)

alert_facts_of = kept(
    "alert_members",
    "Which facts stand behind an alert.",
    column("alert", BigInteger, "alert", ForeignKey("alerts.id"), index=True),
    column("fact", BigInteger, "fact", ForeignKey("alert_facts.id"), index=True),
    UniqueConstraint("alert", "fact"),
)
