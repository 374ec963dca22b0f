"""Codes of the half minute (RFC 6238), as every authenticator on a phone makes them.

Six digits, HMAC-SHA-1, steps of 30 seconds: what such apps do when nothing else is said, and some
do nothing else. The weakness of SHA-1 is in collisions, which an HMAC does not rest on (RFC 6238
§1.2, NIST SP 800-131A).
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
from datetime import datetime
from urllib.parse import quote

DIGITS, SECONDS, DRIFT = 6, 30, 1
SECRET_BYTES = 20  # RFC 4226 §4 R6: at least 128 bits, 160 recommended
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)


def derived(key: bytes, post: str, nonce: str) -> bytes:
    """A post's secret: none is stored, whoever reads the database alone has half of it."""
    return hmac.new(key, f"totp\0{post}\0{nonce}".encode(), "sha256").digest()[:SECRET_BYTES]


def step_of(moment: datetime) -> int:
    """The number of half minutes since 1970."""
    return int(moment.timestamp()) // SECONDS


def code(secret: bytes, step: int) -> str:
    """The code of one step.

    >>> code(b"12345678901234567890", 59 // 30)  # RFC 6238 appendix B, its last six digits
    '287082'
    """
    digest = hmac.new(secret, struct.pack(">Q", step), "sha1").digest()
    place = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[place : place + 4])
    return str((number & 0x7FFF_FFFF) % 10**DIGITS).zfill(DIGITS)


def matching(secret: bytes, written: str, moment: datetime) -> int | None:
    """The step whose code was written, now or one before or after; None for any other."""
    given = "".join(written.split())
    if _CODE.fullmatch(given) is None:
        return None
    here = step_of(moment)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):  # all, however soon one fits
        if hmac.compare_digest(code(secret, step), given):
            found = step
    return found


def written(secret: bytes) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    plain = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(plain[n : n + 4] for n in range(0, len(plain), 4))


def address(secret: bytes, post: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads from a picture."""
    plain = base64.b32encode(secret).decode("ascii").rstrip("=")
    label = quote(f"{issuer}:{post}", safe="")
    named = quote(issuer, safe="")
    return f"otpauth://totp/{label}?secret={plain}&issuer={named}&digits={DIGITS}&period={SECONDS}"
