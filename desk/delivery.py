"""Deliver files and wait for the verdict: by the live worker, else in this process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desk.alerting import deliver_alerts
from desk.differences import since_last
from desk.files import RETURNED
from desk.handle import Desk
from desk.intake import Bench, judge_waiting, receive
from desk.keeping import original_path
from desk.lookups import covered
from desk.pulse import worker_alive
from desk.return_sheets import keep_return_sheet
from desk.rights import acting_for, require_role
from desk.superseded import Later, superseded, told
from desk.told import FoundOut, shown
from ledger import approvals, findings, receipts, revisions
from ledger.receipts import ReceiptRow
from observations.errors import TryLater, UsageError, UserError
from observations.identity import Actor, Role
from observations.signals import signal
from observations.stations import Receipt

WAIT_SECONDS = 60.0
AT_ONCE = 500  # receipts of one look
ONE_PAUSE, PAUSE = 0.05, 0.25  # somebody sits before one file; two hundred are read with each look
WAITING = ("received", "judging")


@dataclass(frozen=True)
class ClosedOut:
    """A finding of the delivery before that this one corrected."""

    id: str
    rule: str
    cell: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of one delivered file, with the keys of the contract.

    `superseded_by`: whose values stand instead of its own, asked of bytes that came again, of a
    recheck and of a receipt looked up. `rechecked`: changed | unchanged, else empty.
    """

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
    closed: tuple[ClosedOut, ...] = ()
    superseded_by: tuple[Later, ...] = ()
    rechecked: str = ""

    @property
    def in_force(self) -> bool:
        """True when these bytes were let in and no later delivery's values stand instead."""
        return (self.first_status or self.status) == "accepted" and not self.superseded_by


def ingest_files(
    desk: Desk, actor: Actor, paths: Sequence[Path], office: str = ""
) -> tuple[Outcome, ...]:
    """Receive every file, then wait until all are judged; one outcome a file, in order."""
    if office and office not in desk.office_names:
        raise UsageError(
            f"没有单位“{office}”", cure=f"可用:{'、'.join(desk.plan.reporting_offices)}"
        )
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
    acting_for(desk, actor, row.office, Role.DESK)
    original_path(desk, row.source.sha256)  # what was destroyed cannot be judged again
    before = _said(desk, receipt_id)
    with desk.ledger.write(actor, desk.now(), "recheck", receipt_id) as unit:
        receipts.requeue(unit, receipt_id)
    judge_all(desk, [receipt_id])
    taken = Receipt(row.id, row.source, row.state, row.received_at)
    same = _said(desk, receipt_id) == before
    word = "unchanged" if same else "changed"
    return replace(outcome(desk, row.source.name, taken, standing=True), rechecked=word)


def _said(desk: Desk, receipt_id: str) -> tuple[str, frozenset[str], int]:
    """The last verdict on a delivery: its word, its findings, how many values it brought."""
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
        found = findings.of_receipt(reading, receipt_id)
        brought = revisions.of_receipt(reading, receipt_id).height
    return row.state if row else "", frozenset(f.finding.message for f in found), brought


def judge_all(desk: Desk, ids: Sequence[str]) -> None:
    """Return when every receipt has its verdict; `TryLater` when none got one for a minute."""
    if not any(waiting(desk, ids[n : n + AT_ONCE]) for n in range(0, len(ids), AT_ONCE)):
        return
    if worker_alive(desk):
        _until_judged(desk, ids, lambda: ())
        return
    with Bench(desk, name=f"command-line-{os.getpid()}") as bench:
        _until_judged(desk, ids, lambda: judge_waiting(bench))
        deliver_alerts(desk)


def _until_judged(desk: Desk, ids: Sequence[str], work: Callable[[], tuple[str, ...]]) -> None:
    """Work, or wait for whoever holds the lease; `TryLater` when nothing moves for too long."""
    moved, left = time.monotonic(), tuple(ids)
    while still := (*waiting(desk, left[:AT_ONCE]), *left[AT_ONCE:]):
        if len(still) < len(left) or work():
            moved = time.monotonic()
        elif time.monotonic() > moved + WAIT_SECONDS:
            raise TryLater("核验进程忙,来件已收到并排队", cure="稍后凭回执号查询,不必重送")
        else:
            time.sleep(ONE_PAUSE if len(still) == 1 else PAUSE)
        left = still


def waiting(desk: Desk, ids: Collection[str]) -> tuple[str, ...]:
    """Those of the receipts that have no verdict yet."""
    with desk.ledger.read() as reading:
        found = receipts.named(reading, ids)
    return tuple(name for name, row in found.items() if row.state in WAITING)


def outcome_of(desk: Desk, actor: Actor, receipt_id: str) -> Outcome | None:
    """What became of a delivery, its return sheet not drawn; None when it is not the post's."""
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt_id)
    if row is None or not covered(desk, actor, row.office, f"receipt {receipt_id}"):
        return None
    taken = Receipt(row.id, row.source, row.state, row.received_at)
    return outcome(desk, row.source.name, taken, draw=False, standing=True)


def outcome(
    desk: Desk, file: str, taken: Receipt, *, draw: bool = True, standing: bool = False
) -> Outcome:
    """What became of `taken`, read back from the ledger; `draw` its return sheet if it has one.

    `standing`: ask also of a delivery that came but once whether its values still stand.
    """
    with desk.ledger.read() as reading:
        row = receipts.get(reading, taken.id)
        found = findings.of_receipt(reading, taken.id)
    if row is None:
        raise UserError(f"没有回执“{taken.id}”", cure="核对回执号")
    again = taken.duplicate_of is not None
    state, returned = row.state, _sent_back(desk, row)
    later = superseded(desk, row.id) if again or standing else ()
    overruled = (shown("", told(desk, row, later)),) if later else ()
    sheet = keep_return_sheet(desk, row, found) if draw and state in RETURNED else None
    return Outcome(
        file=file,
        receipt=taken.id,
        sha256=row.source.sha256,
        status="duplicate" if again else state,
        first_status=_first(desk, row, again=again, returned=bool(returned)),
        duplicate_of=taken.duplicate_of or row.duplicate_of,
        accepted=row.accepted,
        rejected=row.rejected,
        findings=(*(shown(one.id, one.finding) for one in found), *overruled, *returned),
        return_sheet=str(sheet) if sheet else None,
        closed=() if again else _closed(desk, row),
        superseded_by=later,
    )


def _closed(desk: Desk, row: ReceiptRow) -> tuple[ClosedOut, ...]:
    """What this delivery corrected of the one before; empty while it waits."""
    since = since_last(desk, row.id)
    said = [(one.id, one.finding) for one in since.closed] if since else []
    return tuple(ClosedOut(id_, f.rule, f.cell, f.message) for id_, f in said)


def _sent_back(desk: Desk, row: ReceiptRow) -> tuple[FoundOut, ...]:
    """The reason of a sending back that the same bytes cannot answer; empty when there is none."""
    if row.state not in ("accepted", "duplicate") or not row.period:
        return ()
    with desk.ledger.read() as reading:
        state = approvals.submission(reading, row.office, row.period)
    if state is None or state.state != "returned" or row.id not in state.receipts:
        return ()
    message = (
        f"该报送已被退回:{state.text}。同样的文件不能再次受理:有误的请改正后重新送交;"
        "无误的在报送页“原样重报”,写明依据。"
    )
    return (shown("", signal("submission.sent_back", message)),)


def _first(desk: Desk, row: ReceiptRow, *, again: bool, returned: bool) -> str:
    """What the sender is to take as the verdict on these bytes."""
    if returned:
        return "returned"
    return _first_status(desk, row) if again or row.state == "duplicate" else row.state


def _first_status(desk: Desk, row: ReceiptRow) -> str:
    """The status of the delivery that a duplicate repeats."""
    if row.state != "duplicate" or row.duplicate_of is None:
        return row.state
    with desk.ledger.read() as reading:
        first = receipts.get(reading, row.duplicate_of)
    return first.state if first else row.state


def _expand(given: Path) -> list[Path]:
    """A file is itself, a folder its files; anything else is a usage error."""
    if given.is_dir():
        return sorted(p for p in given.iterdir() if p.is_file() and not p.name.startswith("."))
    if not given.exists():
        raise UsageError(f"没有文件 {given}", cure="核对路径")
    return [given]
