"""Deliver files and wait for the verdict: by the live worker, else in this process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.files import keep_return_sheet
from desk.handle import Desk
from desk.intake import Bench, judge_waiting, receive
from desk.pulse import worker_alive
from desk.rights import require_role
from ledger import findings, receipts
from ledger.findings import FindingRow
from ledger.receipts import ReceiptRow
from observations.errors import UsageError, UserError
from observations.identity import Actor, Role
from observations.stations import Receipt

WAIT_SECONDS = 60.0
WAITING = ("received", "judging")


@dataclass(frozen=True)
class FoundOut:
    """A finding as the contract prints it."""

    id: str
    rule: str
    severity: str
    sheet: str
    cell: str
    indicator: str
    value: str
    expected: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of one delivered file, with the keys of the contract."""

    file: str
    receipt: str
    sha256: str
    status: str
    first_status: str | None
    duplicate_of: str | None
    accepted: int
    rejected: int
    findings: tuple[FoundOut, ...]
    return_sheet: str | None

    def text(self) -> str:
        """For people: the verdict, then every finding on its own line."""
        words = {
            "accepted": f"已受理,{self.accepted}个值",
            "returned": "已退回",
            "refused": "无法受理",
            "duplicate": f"重复来件,首次回执 {self.duplicate_of or self.receipt}",
            "received": "已收到,等候核验",
            "judging": "核验中",
        }
        lines = [f"{self.file}:{words[self.status]},回执 {self.receipt}"]
        lines += [f"  [{f.rule}] {f.message}" for f in self.findings]
        if self.return_sheet:
            lines.append(f"  退回单:{self.return_sheet}")
        return "\n".join(lines)


def ingest_files(
    desk: Desk, actor: Actor, paths: Sequence[Path], office: str = ""
) -> tuple[Outcome, ...]:
    """Receive every file, then wait until all are judged; one outcome a file, in order."""
    files = [path for given in paths for path in _expand(given)]
    taken = [receive(desk, actor, path, path.name, office=office) for path in files]
    judge_all(desk, [one.id for one in taken])
    return tuple(outcome(desk, str(path), one) for path, one in zip(files, taken, strict=True))


def recheck_receipt(desk: Desk, actor: Actor, receipt_id: str) -> Outcome:
    """Judge a delivery again under today's rules."""
    require_role(actor, Role.DESK)
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
    if row is None:
        raise UserError(f"没有回执“{receipt_id}”", cure="核对回执号")
    with desk.ledger.write(actor, desk.now(), "recheck", receipt_id) as unit:
        receipts.requeue(unit, receipt_id)
    judge_all(desk, [receipt_id])
    return outcome(desk, row.source.name, Receipt(row.id, row.source, row.state, row.received_at))


def judge_all(desk: Desk, ids: Sequence[str]) -> None:
    """Return when every receipt has its verdict; `UserError` when the live worker is too slow."""
    if not waiting(desk, ids):
        return
    if worker_alive(desk):
        deadline = time.monotonic() + WAIT_SECONDS
        while waiting(desk, ids):
            if time.monotonic() > deadline:
                raise UserError("核验进程忙,来件已收到并排队", cure="稍后凭回执号查询,不必重送")
            time.sleep(0.05)
        return
    with Bench(desk, name="command-line") as bench:
        while waiting(desk, ids) and judge_waiting(bench):
            pass


def waiting(desk: Desk, ids: Sequence[str]) -> bool:
    """True while a receipt has no verdict yet."""
    with desk.ledger.read() as reading:
        rows = [receipts.get(reading, one) for one in ids]
    return any(row is not None and row.state in WAITING for row in rows)


def outcome(desk: Desk, file: str, taken: Receipt) -> Outcome:
    """What became of `taken`, read back from the ledger."""
    with desk.ledger.read() as reading:
        row = receipts.get(reading, taken.id)
        found = findings.of_receipt(reading, taken.id)
    if row is None:
        raise UserError(f"没有回执“{taken.id}”", cure="核对回执号")
    again = taken.duplicate_of is not None
    state = row.state
    sheet = keep_return_sheet(desk, row, found) if state in ("returned", "refused") else None
    return Outcome(
        file=file,
        receipt=taken.id,
        sha256=row.source.sha256,
        status="duplicate" if again else state,
        first_status=_first_status(desk, row) if again or state == "duplicate" else state,
        duplicate_of=taken.duplicate_of or row.duplicate_of,
        accepted=row.accepted,
        rejected=row.rejected,
        findings=tuple(_found(one) for one in found),
        return_sheet=str(sheet) if sheet else None,
    )


def _first_status(desk: Desk, row: ReceiptRow) -> str:
    """The status of the delivery that a duplicate repeats."""
    if row.state != "duplicate" or row.duplicate_of is None:
        return row.state
    with desk.ledger.read() as reading:
        first = receipts.get(reading, row.duplicate_of)
    return first.state if first else row.state


def _found(one: FindingRow) -> FoundOut:
    f = one.finding
    return FoundOut(
        one.id, f.rule, str(f.severity), f.sheet, f.cell, f.indicator, f.value, f.expected,
        f.message,
    )  # fmt: skip


def _expand(given: Path) -> list[Path]:
    """A file is itself, a folder its files; anything else is a usage error."""
    if given.is_dir():
        return sorted(p for p in given.iterdir() if p.is_file() and not p.name.startswith("."))
    if not given.exists():
        raise UsageError(f"没有文件 {given}", cure="核对路径")
    return [given]
