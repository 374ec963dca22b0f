"""Posts and what they may do; secrets only as hashes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Index, Integer, UniqueConstraint

from ledger.tables.kinds import STAYS, Moment, Words, column, kept, moving

post_versions = kept(
    "post_versions",
    "A post's rights from a unit on; the highest version counts.",
    column("post", Words, "name of the post"),
    column("version", Integer, "1 2 3 … per post"),
    column("roles", Words, "role words, JSON list"),
    column("offices", Words, "office ids, JSON list"),
    column("areas", Words, "adcodes, JSON list"),
    column("active", Boolean, "may log in"),
    column("by", Words, "post that changed it"),
    UniqueConstraint("post", "version"),
)

credentials = kept(
    "credentials",
    "What a password, token or session was when it was set or ended; the last word counts.",
    column("kind", Words, "table of the row: passwords api_tokens sessions"),
    column("key", Words, "primary key of the row"),
    column("post", Words, "whose it is"),
    column("digest", Words, "sha256 over the row as it stood"),
    column("by", Words, "post that set or ended it"),
    column("once", Boolean, "a password that must be changed before anything is done with it"),
    column("at", Moment, "when"),
    Index("ix_credentials_row", "kind", "key"),
)

passwords = moving(
    "passwords",
    "Password hashes; outside the chain so that old ones can vanish.",
    column("post", Words, "name of the post", primary_key=True),
    column("hash", Words, "argon2 hash"),
    column("changed_at", Moment, "when it was set"),
    rights=STAYS,
)

sessions = moving(
    "sessions",
    "Logged-in browsers.",
    column("token_hash", Words, "sha256 of the session token", primary_key=True),
    column("post", Words, "who", index=True),
    column("created_at", Moment, "log-in"),
    column("expires_at", Moment, "end of the session"),
    column("revoked_at", Moment, "log-out, disabling, new password", nullable=True),
    rights=STAYS,
)

visits = moving(
    "session_visits",
    "How each log-in is used; beside `sessions`, whose rows are sealed by the chain.",
    column("token_hash", Words, "the session", primary_key=True),
    column("kind", Words, "browser wall"),
    column("place", Words, "what a wall screen is called; empty for a browser"),
    column("seen_at", Moment, "somebody's last act, to the minute"),
    column("address", Words, "where that came from"),
    column("browser", Words, "browser and system in words"),
    rights=STAYS,
)

factors = moving(
    "second_factors",
    "Second factors of posts; the secret is derived from the installation's key and the nonce.",
    column("post", Words, "whose", primary_key=True),
    column("nonce", Words, "random, hexadecimal; empty when taken off"),
    column("changed_at", Moment, "when it was set or taken off"),
    rights=STAYS,
)

factor_steps = moving(
    "second_factor_steps",
    "The last time step whose code each post used: no code opens anything twice.",
    column("post", Words, "whose", primary_key=True),
    column("step", BigInteger, "number of half minutes since 1970"),
    rights=STAYS,
)

recovery_codes = moving(
    "recovery_codes",
    "What opens a post's log-in once when its second factor is lost.",
    column("code_hash", Words, "keyed hash of the code", primary_key=True),
    column("post", Words, "whose", index=True),
    column("used_at", Moment, "when it was used; empty while it opens", nullable=True),
)

tokens = moving(
    "api_tokens",
    "Tokens of programs.",
    column("token_hash", Words, "sha256 of the token", primary_key=True),
    column("name", Words, "what the token is for"),
    column("post", Words, "on whose authority it acts", index=True),
    column("created_at", Moment, "issued"),
    column("expires_at", Moment, "end, empty for none", nullable=True),
    column("revoked_at", Moment, "withdrawn", nullable=True),
    rights=STAYS,
)

attempts = moving(
    "login_attempts",
    "Failed log-ins of late, per name tried; known and unknown names alike.",
    column("name_hash", Words, "sha256 of the name as tried", primary_key=True),
    column("failures", Integer, "since the last success or a quiet quarter of an hour"),
    column("last_at", Moment, "when it failed last", index=True),
)
