"""Alert facts, the messages that told them, and every attempt to deliver."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint

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
