"""The daily heads of the audit chain: one file a day, never overwritten, to be kept elsewhere.

The head of a day is the chain's end as its first moment (Asia/Shanghai) found it, so a file
written late, twice or after a pause says the same.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from desk.handle import SHANGHAI, Desk
from ledger import audit, facts
from ledger.audit import ChainHead
from ledger.facts import AlertFact
from observations.errors import UserError
from observations.identity import SYSTEM

LINES = "heads.txt"
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.json")


def export_due(desk: Desk) -> tuple[date, ...]:
    """Write the heads of today and of the days missed since the last file; the days written.

    Before the first link was recorded there is nothing to write.
    """
    folder, today = desk.settings.heads_dir, desk.today()
    if (folder / f"{today}.json").exists():
        return ()
    last = max(_days(folder), default=today - timedelta(days=1))
    missed = [last + timedelta(days=n) for n in range(1, (today - last).days + 1)]
    written = tuple(day for day in missed if _export(desk, day))
    if written:
        write_lines(desk)
    return written


def export_of(desk: Desk, day: date, known: ChainHead | None) -> None:
    """Write the file of a day in the past: the head `known` of it, or the chain's."""
    if known is None:
        _export(desk, day)
    else:
        _settle(desk.settings.heads_dir / f"{day}.json", written_head(known), replace=False)


def _export(desk: Desk, day: date) -> bool:
    midnight = datetime.combine(day, time(), SHANGHAI)
    seq = desk.ledger.head_at(midnight - timedelta(microseconds=1))
    if not seq:
        return False
    with desk.ledger.read(seq) as reading:
        head = audit.chain_head(reading)
    folder = desk.settings.heads_dir
    folder.mkdir(parents=True, exist_ok=True)
    _settle(folder / f"{day}.json", written_head(head), replace=False)
    if desk.settings.send_heads:
        _tell(desk, day, head)
    return True


def written_head(head: ChainHead) -> str:
    """A head as the one line of JSON that its file holds."""
    moment = head.recorded_at.isoformat() if head.recorded_at else None
    return json.dumps({"seq": head.seq, "hash": head.hash, "recorded_at": moment})


def read_heads(path: Path) -> tuple[ChainHead, ...]:
    """The head of one file, or all heads of a file with a line a day; `UserError` when neither."""
    try:
        lines = path.read_text("utf-8").splitlines()
        found = tuple(_head(line[line.index("{") :]) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"链头文件 {path} 读不出", cure="给出此前导出的链头文件") from error
    if not found:
        raise UserError(f"链头文件 {path} 是空的", cure="给出此前导出的链头文件")
    return found


def day_files(desk: Desk) -> dict[date, Path]:
    """The files of this installation's own folder by their day, oldest first."""
    folder = desk.settings.heads_dir
    return {day: folder / f"{day}.json" for day in sorted(_days(folder))}


def kept_lines(desk: Desk) -> dict[date, ChainHead]:
    """What `heads.txt` says by day, empty without it; `UserError` when it cannot be read."""
    path = desk.settings.heads_dir / LINES
    if not path.exists():
        return {}
    try:
        lines = [one for one in path.read_text("utf-8").splitlines() if one.strip()]
        split = [one.partition(" ") for one in lines]
        return {date.fromisoformat(day): _head(told) for day, _, told in split}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"链头文件 {path.name} 读不出", cure="从机器以外的副本恢复") from error


def _head(text: str) -> ChainHead:
    document = json.loads(text)
    moment = document["recorded_at"]
    known = datetime.fromisoformat(moment) if moment else None
    return ChainHead(int(document["seq"]), str(document["hash"]), known)


def _days(folder: Path) -> Iterator[date]:
    for path in folder.glob("*.json"):
        if match := _DAY.fullmatch(path.name):
            yield date.fromisoformat(match[1])


def write_lines(desk: Desk) -> None:
    """One line a day, for whoever copies a single file elsewhere; a line once there stays.

    A file that cannot be read stays as it is: what it said is for people to find out.
    """
    try:
        known = {day: written_head(head) for day, head in kept_lines(desk).items()}
    except UserError:
        return
    files = {day: path.read_text("utf-8").strip() for day, path in day_files(desk).items()}
    lines = [f"{day} {told}" for day, told in sorted((files | known).items())]
    if lines:
        _settle(desk.settings.heads_dir / LINES, "\n".join(lines) + "\n", replace=True)


def _settle(path: Path, text: str, *, replace: bool) -> None:
    """Write the file whole and synced, then give it its name; of two writers the first counts."""
    handle, temporary = tempfile.mkstemp(prefix=".head-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(0o444)
        if replace:
            Path(temporary).replace(path)
        else:
            with suppress(FileExistsError):
                os.link(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _tell(desk: Desk, day: date, head: ChainHead) -> None:
    """Once a day through the alert channels, so that a copy lies outside this machine."""
    body = {
        "title": f"审计链头 {day}",
        "lines": [f"第 {head.seq} 条 {head.hash}"],
        "path": "/audit",
        "demo": desk.is_demo,
    }
    fact = AlertFact("head", "ledger", str(day), "info", body)
    with desk.ledger.read() as reading:
        if (fact.subject, fact.key) in facts.known(reading, fact.kind):
            return
    with desk.ledger.write(SYSTEM, desk.now(), "head", str(day)) as unit:
        facts.store(unit, [fact])
