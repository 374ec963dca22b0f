"""What the public may see: the content of each disclosure, and every word on it."""

from __future__ import annotations

from sqlalchemy import BigInteger

from ledger.tables.kinds import Moment, Words, column, kept

disclosures = kept(
    "disclosures",
    "A period's figures put before the public, declined, or taken down; every word is kept.",
    column("period", Words, "assessed period", index=True),
    column("decision", Words, "asked approved declined withdrawn"),
    column("sha256", Words, "of the document that the word is about"),
    column("document", Words, "what the public would read, JSON; empty but for asked"),
    column("head", BigInteger, "audit sequence its numbers were read at; 0 but for asked"),
    column("run", Words, "assessment run it tells; empty but for asked"),
    column("text", Words, "reason, or empty"),
    column("post", Words, "who said it; approved is never said by who asked"),
    column("at", Moment, "when"),
)
