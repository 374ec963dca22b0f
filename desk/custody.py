"""Is the record whole? The audit chain re-computed from the database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from desk.handle import Desk
from ledger import audit
from ledger.audit import BrokenLink, ChainHead
from observations.errors import UserError


def verify(desk: Desk, exported: Path | None = None) -> tuple[tuple[BrokenLink, ...], int]:
    """Broken links (none is good) and the head; `exported` is a head kept elsewhere before."""
    known = _read(exported) if exported is not None else None
    return audit.verify(desk.ledger, known), desk.ledger.head()


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
