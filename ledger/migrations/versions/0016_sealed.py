"""Personal data: ciphertexts and erasures in the chain, wrapped keys outside it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def _c(name: str, kind: Any, comment: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, comment=comment, nullable=False, **more)


def _kept(name: str, comment: str, *items: Any) -> None:
    op.create_table(
        name,
        _c("id", NUMBER, "unit × 2^24 + line", autoincrement=False),
        _c("unit", sa.BigInteger(), "unit of work that wrote the row; audit maps it to a sequence"),
        *items,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        comment=comment,
    )


def upgrade() -> None:
    """Two kept tables, whose triggers follow the upgrade as those of the others, and the keys."""
    _kept(
        "sealed",
        "What is about a person, encrypted;"
        " its hash stands in the chain also after the key is gone.",
        _c("opinion", WORDS, "number of the opinion it came with"),
        _c("ciphertext", WORDS, "AES-256-GCM, nonce first, base64"),
        sa.UniqueConstraint("opinion", name="uq_sealed_opinion"),
    )
    _kept(
        "erasures",
        "Whose key was destroyed, by whom and why.",
        _c("opinion", WORDS, "number of the opinion"),
        _c("rule", WORDS, "retention rule and its version, or empty: by hand"),
        _c("text", WORDS, "why"),
        _c("post", WORDS, "post that did it"),
        _c("at", MOMENT, "when"),
    )
    op.create_index("ix_erasures_opinion", "erasures", ["opinion"])
    op.create_table(
        "sealing_keys",
        _c("opinion", WORDS, "number of the opinion"),
        _c("wrapped", WORDS, "AES key wrap, base64"),
        _c("by", WORDS, "fingerprint of the data key that wrapped it"),
        sa.PrimaryKeyConstraint("opinion", name="pk_sealing_keys"),
        comment="The key of each ciphertext, wrapped by the installation's data key (RFC 3394).",
    )
