"""Data Docs: Great Expectations' page of every batch, drawn when there is nothing to judge."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from desk.files import FileOut
from desk.handle import SHANGHAI, Desk
from desk.lookups import covered
from ledger import proof, receipts
from ledger.proof import Proof
from observations.errors import UserError
from observations.identity import Actor

log = logging.getLogger(__name__)

NEWEST = 2_000
"""So many batches have their page ready; an older one is drawn by command."""


@dataclass
class Draughtsman:
    """Draws what is missing, one page a step, so that no form waits for a drawing."""

    desk: Desk
    _missing: list[str] = field(default_factory=list)

    def look(self) -> None:
        """See which batches have no page yet."""
        with self.desk.ledger.read() as reading:
            known = proof.newest(reading, NEWEST)
        drawn = {path.stem for path in _folder(self.desk).glob("*.html")}
        self._missing = [one for one in reversed(known) if one not in drawn]

    def step(self) -> bool:
        """Draw the newest page that is missing; False when none is."""
        if not self._missing:
            return False
        digest = self._missing.pop()
        with self.desk.ledger.read() as reading:
            found = proof.proof(reading, digest)
        if found is not None:
            _keep(self.desk, found)
        return True


def data_docs(desk: Desk, actor: Actor, receipt_id: str, *, draw: bool) -> FileOut | None:
    """The page of the batch a receipt was judged in: HTML that loads nothing.

    None for a receipt that is not there for the actor. Raises `UserError` where nothing
    certified it, and, unless `draw`, where its page is not drawn yet: drawing loads Great
    Expectations (seconds, a quarter of a gigabyte), which is not for a web process.
    """
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
        found = proof.proof_of(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"data docs {receipt_id}"):
        return None
    if found is None:
        raise UserError(
            f"来件 {receipt_id} 没有核验记录", cure="判定以后才有;重复来件见先到的那一份"
        )
    path = _path(desk, found.sha256)
    if not path.exists() and not draw:
        raise UserError(
            "核验记录页还没有画好",
            cure=f"新近的稍后再看;更早的用 cityplan quality docs {receipt_id} -o 文件.html",
        )
    data = path.read_bytes() if path.exists() else _keep(desk, found)
    return FileOut(f"核验记录_{receipt_id}.html", "text/html", data)


def _keep(desk: Desk, found: Proof) -> bytes:
    from expectations.data_docs import page

    drawn = page(found.content, "数据核验记录", _about(desk, found)).encode()
    path = _path(desk, found.sha256)
    try:
        _write(path, drawn)
    except OSError as unwritable:
        log.warning("核验记录页写不出,稍后再画:%s", unwritable)
    return drawn


def _about(desk: Desk, found: Proof) -> list[str]:
    meta = json.loads(found.content)["meta"]
    when = found.judged_at.astimezone(SHANGHAI)
    return [
        *(["演示数据"] if desk.is_demo else []),
        f"{when:%Y-%m-%d %H:%M} 判定,本批来件 {found.receipts} 份,{meta['rows']} 行。",
        f"核验工具 Great Expectations {meta['great_expectations']};凭据 {found.sha256[:12]}。",
    ]


def _folder(desk: Desk) -> Path:
    return desk.settings.home / "data_docs"


def _path(desk: Desk, digest: str) -> Path:
    return _folder(desk) / f"{digest}.html"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; two who draw the same page write the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".drawing-")
    with os.fdopen(number, "wb") as file:
        file.write(data)
    Path(name).replace(path)
