"""Issued papers: archived bytes, pinned to a head."""

from __future__ import annotations

from sqlalchemy import BigInteger, UniqueConstraint

from ledger.tables.kinds import Moment, Words, column, kept

papers = kept(
    "papers",
    "One row per issued file.",
    column("paper", Words, "paper id: all formats of one issue share it"),
    column("period", Words, "period it is about", index=True),
    column("format", Words, "docx pdf xlsx html json"),
    column("path", Words, "where the bytes lie"),
    column("sha256", Words, "of the bytes"),
    column("size", BigInteger, "bytes"),
    column("head", BigInteger, "audit sequence its numbers were read at"),
    column("run", Words, "assessment run it tells"),
    column("at", Moment, "issued"),
    UniqueConstraint("paper", "format"),
)
