"""The audit chain, its stored head, and what the database is."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Sequence, Table

from ledger.tables.kinds import METADATA, Moment, Number, Words, column, moving

# PostgreSQL only; on SQLite the writer is alone and counts on.
unit_numbers = Sequence("unit_numbers", metadata=METADATA)

audit = Table(
    "audit",
    METADATA,
    column(
        "seq",
        Number,
        "audit sequence, 1 2 3 …: transaction time",
        primary_key=True,
        autoincrement=False,
    ),
    column("unit", BigInteger, "the unit of work this link seals", unique=True),
    column("recorded_at", Moment, "max(clock, last + 1 µs)", index=True),
    column("actor", Words, "post on whose authority"),
    column("action", Words, "what was done, one word of the desk"),
    column("subject", Words, "to what"),
    column("rows", BigInteger, "number of kept rows the unit wrote"),
    column("digest", Words, "sha256 over what the unit wrote, table by table"),
    column("previous", Words, "hash of the link before, 64 zeros for the first"),
    column("hash", Words, "sha256 over all the above"),
    Index("ix_audit_action", "action", "seq"),
    comment="One link per unit of work; append-only.",
)

head = moving(
    "chain_head",
    "One row: the last link. Locked by every unit before it takes its sequence.",
    column("id", Integer, "always 1", primary_key=True, autoincrement=False),
    column("seq", BigInteger, "sequence of the last link, 0 when none"),
    column("hash", Words, "hash of the last link"),
    column("recorded_at", Moment, "moment of the last link", nullable=True),
    CheckConstraint("id = 1", name="single"),
    rights=("SELECT", "UPDATE"),
)

stamp = Table(
    "stamp",
    METADATA,
    column("id", Integer, "always 1", primary_key=True, autoincrement=False),
    column("kind", Words, "demo or real; decided at creation, for ever"),
    CheckConstraint("id = 1", name="single"),
    CheckConstraint("kind IN ('demo', 'real')", name="known"),
    comment="What this database is; append-only.",
)
