"""Is the record whole? The audit chain re-computed from the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from desk.handle import Desk
from ledger import audit, papers, receipts
from ledger.audit import BrokenLink, ChainHead
from observations.errors import UserError
from observations.spool import archived


def verify(desk: Desk, exported: Path | None = None) -> tuple[tuple[BrokenLink, ...], int]:
    """Everything that does not hold (nothing is good) and the head.

    The chain is recomputed from the rows, issued papers and originals from their bytes;
    `exported` is a head kept elsewhere before.
    """
    known = _read(exported) if exported is not None else None
    broken = audit.verify(desk.ledger, known)
    return (*broken, *_papers(desk), *_originals(desk)), desk.ledger.head()


def _papers(desk: Desk) -> Iterator[BrokenLink]:
    with desk.ledger.read() as reading:
        rows = papers.papers(reading)
    for row in rows:
        path = desk.settings.papers_dir / row.file.path
        yield from _compared(path, row.file.sha256, f"归档通报 {row.file.path}", row.seq)


def _originals(desk: Desk) -> Iterator[BrokenLink]:
    with desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=10_000_000)
    for row in rows:
        path = archived(desk.settings.spool_dir, row.source.sha256)
        yield from _compared(path, row.source.sha256, f"来件原件(回执 {row.id})", row.seq)


def _compared(path: Path, sha256: str, place: str, seq: int) -> Iterator[BrokenLink]:
    if not path.exists():
        yield BrokenLink(seq, place, "文件不在了")
    elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        yield BrokenLink(seq, place, "内容与登记的散列不符")


def export_head(desk: Desk, path: Path) -> ChainHead:
    """Write the end of the chain to a file that is to be kept outside this machine."""
    with desk.ledger.read() as reading:
        head = audit.chain_head(reading)
    document = {"seq": head.seq, "hash": head.hash, "recorded_at": _iso(head.recorded_at)}
    path.write_text(json.dumps(document), encoding="utf-8")
    return head


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(exported: Path) -> ChainHead:
    try:
        document = json.loads(exported.read_text("utf-8"))
        moment = document["recorded_at"]
        known = datetime.fromisoformat(moment) if moment else None
        return ChainHead(int(document["seq"]), str(document["hash"]), known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"链头文件 {exported} 读不出", cure="给出此前导出的链头文件") from error
