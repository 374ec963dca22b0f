"""How each log-in is used; second factors."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")


def _c(name: str, kind: Any, comment: str, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, kind, comment=comment, **options)


def upgrade() -> None:
    """New tables alone: the rows of older ones are sealed by the audit chain as they are."""
    op.create_table(
        "session_visits",
        _c("token_hash", WORDS, "the session"),
        _c("kind", WORDS, "browser wall"),
        _c("place", WORDS, "what a wall screen is called; empty for a browser"),
        _c("seen_at", MOMENT, "somebody's last act, to the minute"),
        _c("address", WORDS, "where that came from"),
        _c("browser", WORDS, "browser and system in words"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session_visits"),
        comment="How each log-in is used; beside `sessions`, whose rows are sealed by the chain.",
    )
    _factors()


def _factors() -> None:
    op.create_table(
        "second_factors",
        _c("post", WORDS, "whose"),
        _c("nonce", WORDS, "random, hexadecimal; empty when taken off"),
        _c("changed_at", MOMENT, "when it was set or taken off"),
        sa.PrimaryKeyConstraint("post", name="pk_second_factors"),
        comment="Second factors of posts; "
        "the secret is derived from the installation's key and the nonce.",
    )
    op.create_table(
        "second_factor_steps",
        _c("post", WORDS, "whose"),
        _c("step", sa.BigInteger(), "number of half minutes since 1970"),
        sa.PrimaryKeyConstraint("post", name="pk_second_factor_steps"),
        comment="The last time step whose code each post used: no code opens anything twice.",
    )
    op.create_table(
        "recovery_codes",
        _c("code_hash", WORDS, "keyed hash of the code"),
        _c("post", WORDS, "whose"),
        _c("used_at", MOMENT, "when it was used; empty while it opens", nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_codes"),
        comment="What opens a post's log-in once when its second factor is lost.",
    )
    op.create_index("ix_recovery_codes_post", "recovery_codes", ["post"])
