"""What the public may see, and who approved it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")


def _c(name: str, kind: Any, comment: str) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False)


def upgrade() -> None:
    """Only a new table: the audit chain hashes every column of an older one's rows."""
    op.create_table(
        "disclosures",
        sa.Column("id", NUMBER, comment="unit × 2^24 + line", nullable=False, autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        _c("period", WORDS, "assessed period"),
        _c("decision", WORDS, "asked approved declined withdrawn"),
        _c("sha256", WORDS, "of the document that the word is about"),
        _c("document", WORDS, "what the public would read, JSON; empty but for asked"),
        _c("head", sa.BigInteger(), "audit sequence its numbers were read at; 0 but for asked"),
        _c("run", WORDS, "assessment run it tells; empty but for asked"),
        _c("text", WORDS, "reason, or empty"),
        _c("post", WORDS, "who said it; approved is never said by who asked"),
        _c("at", MOMENT, "when"),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
        comment="A period's figures put before the public, declined, or taken down; "
        "every word is kept.",
    )
    op.create_index("ix_disclosures_period", "disclosures", ["period"])
