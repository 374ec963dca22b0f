"""Passwords and tokens: argon2id for the one, keyed hashes for the other."""

from __future__ import annotations

import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from observations.errors import UserError

SHORTEST = 12  # characters

# OWASP's minimum for argon2id: 21 ms a login on two cores; the defaults cost 121 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class OneTime(UserError):  # noqa: N818 -- what the password is
    """The password is right, and somebody else set it: it only opens the choice of another."""


def hash_password(password: str) -> str:
    """An argon2id hash with its own salt and parameters."""
    return _HASHER.hash(password)


@cache
def dummy_hash() -> str:
    """A hash no password matches; an unknown post costs as much as a known one."""
    return hash_password(secrets.token_urlsafe(32))


def matches(password_hash: str, password: str) -> bool:
    """True when `password` made `password_hash`; False for any other pair."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """A one-time password a person can type: four groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def token_digest(secret: bytes, token: str) -> str:
    """What the ledger keeps of a token: useless without the installation's secret."""
    return hmac.new(secret, token.encode("utf-8", "replace"), "sha256").hexdigest()
