"""Bytes in keeping: handed out only when they are the registered ones; destroyed ones say so."""

from __future__ import annotations

import hashlib
from pathlib import Path

from desk.handle import Desk
from ledger import custody
from ledger.unit import Reading, Unit
from observations.errors import UserError
from observations.identity import Actor
from observations.spool import archived, spool
from observations.stations import SourceFile


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


def unlink_destroyed(desk: Desk, reading: Reading) -> None:
    """Unlink what is recorded as destroyed and lies there; the caller holds the chain's lock."""
    attached = {row.attached.sha256 for row in custody.all_attached(reading)}
    for sha256 in custody.purged(reading).keys() - attached:
        archived(desk.settings.spool_dir, sha256).unlink(missing_ok=True)


def stays_destroyed(desk: Desk, unit: Unit, sha256: str) -> bool:
    """True when a receipt's own bytes were destroyed; those that came with it now are dropped."""
    unit.lock_chain()
    if sha256 not in custody.purged(unit.reading()):
        return False
    unlink_destroyed(desk, unit.reading())
    return True


def drop_destroyed(desk: Desk, actor: Actor, source: SourceFile) -> None:
    """Bytes that came again to a receipt whose original was destroyed are not kept anew."""
    if destroyed(desk, source.sha256):
        with desk.ledger.write(actor, desk.now(), "purge.bytes", source.sha256[:12]) as unit:
            stays_destroyed(desk, unit, source.sha256)


def keep_still(desk: Desk, data: bytes | Path, source: SourceFile) -> None:
    """After the record: a purge may have destroyed the same bytes while they were received."""
    if not source.path.is_file():
        spool(data, source.name, desk.settings.spool_dir, source.office)
