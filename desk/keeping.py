"""Bytes in keeping: handed out only when they are the registered ones; destroyed ones say so."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desk.handle import Desk
from ledger import custody
from observations.errors import UserError
from observations.spool import archived


def kept_bytes(path: Path, sha256: str) -> bytes:
    """The archived bytes; `UserError` when they are not the ones that were registered."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("归档原件读不出", cure="请管理员核对") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError("归档原件与登记不符", cure="请管理员核对")
    return data


def fingerprint(path: Path) -> str:
    """sha256 of a file, hex, in blocks: originals may be larger than memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, hashlib.sha256).hexdigest()


def original_path(desk: Desk, sha256: str) -> Path:
    """Where an original lies; `UserError` when it was destroyed under the retention rule."""
    if words := destroyed(desk, sha256):
        raise UserError(words, cure="回执、问题和审计记录仍可查")
    return archived(desk.settings.spool_dir, sha256)


def destroyed(desk: Desk, sha256: str) -> str:
    """When and why an original was destroyed under the retention rule; empty while it is kept."""
    with desk.ledger.read() as reading:
        row = custody.purged(reading).get(sha256)
    if row is None:
        return ""
    day = row.at.astimezone(desk.now().tzinfo)
    return f"原件已按期销毁({day:%Y-%m-%d},{row.text})"
