"""Destroying originals under the retention rule: only what nothing refers to any more.

First the record that they are destroyed, then the bytes: whoever dies in between has only to
run it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk.handle import SHANGHAI, Desk
from desk.keeping import unlink_destroyed
from desk.rights import require_role
from ledger import approvals, custody, findings
from ledger.custody import Original
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor, Role

SHORTEST_REASON = 5


@dataclass(frozen=True)
class Kept:
    """An original that stays: its receipt, what it was called, and why."""

    receipt: str
    name: str
    reason: str


@dataclass(frozen=True)
class Purge:
    """What is destroyed (the receipts of each original, by name) and what stays."""

    destroyed: tuple[Original, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class _Known:
    """What the ledger says refers to originals, by receipt or by hash."""

    youngest: datetime  # nothing that came later is old enough
    latest: frozenset[str]
    asking: frozenset[str]
    attached: frozenset[str]
    shown: frozenset[str]
    again: frozenset[str]


def purge(desk: Desk, actor: Actor, before: date, reason: str, *, dry_run: bool = False) -> Purge:
    """Destroy originals that came before the day and that nothing refers to.

    Never one that is younger than the shortest retention, that brought a value, that is the
    last word on an open submission, that has open findings, that waits to be judged, that is
    evidence too, also of a case, or that came anew after it was destroyed. Done again, it ends
    what an interrupted run began.
    """
    require_role(actor, Role.ADMIN)
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError("销毁原件须写明理由", cure="写明依据的规定或批准文号")
    limit = _limit(desk, before)
    if dry_run:
        with desk.ledger.read() as reading:
            return _sorted(desk, reading, limit)
    with desk.ledger.write(actor, desk.now(), "purge") as unit:
        unit.lock_chain()  # nothing may come to refer to them in between
        chosen = _sorted(desk, unit.reading(), limit)
        unit.subject = f"{len(chosen.destroyed)}"
        custody.purge(unit, [one.sha256 for one in chosen.destroyed], reason.strip())
    with desk.ledger.write(actor, desk.now(), "purge.bytes") as unit:
        unit.lock_chain()  # nobody may record the same bytes anew while they go
        unlink_destroyed(desk, unit.reading())
    return chosen


def _limit(desk: Desk, before: date) -> datetime:
    if before > desk.today():
        raise UserError(f"{before} 还没有到", cure="写今天或以前的日期")
    return datetime.combine(before, time(), SHANGHAI)


def _sorted(desk: Desk, reading: Reading, limit: datetime) -> Purge:
    known = _known(desk, reading)
    gone = custody.purged(reading)
    destroyed, kept = [], []
    for original in custody.originals(reading, limit):
        if original.sha256 in gone:
            continue
        reasons = [words for words, holds in _REASONS.items() if holds(original, known)]
        if reasons:
            kept += [Kept(one, original.name, "、".join(reasons)) for one in original.receipts]
        else:
            destroyed.append(original)
    return Purge(tuple(destroyed), tuple(kept))


def _known(desk: Desk, reading: Reading) -> _Known:
    shortest = timedelta(days=desk.settings.keep_originals_days)
    return _Known(
        youngest=desk.now() - shortest,
        latest=frozenset(_latest_of_open(reading)),
        asking=frozenset(row.receipt for row in findings.open_findings(reading)),
        attached=frozenset(row.attached.sha256 for row in custody.all_attached(reading)),
        shown=custody.shown_in_cases(reading),
        again=custody.came_again(reading),
    )


def _latest_of_open(reading: Reading) -> Iterator[str]:
    """Receipts whose judgement is the last word on a submission that is not approved."""
    approved = {
        (row.office, row.period)
        for row in approvals.submissions(reading)
        if row.state == "approved"
    }
    for place, receipt in custody.latest_judged(reading).items():
        if place not in approved:
            yield receipt


_Reason = Callable[[Original, _Known], bool]
_REASONS: Mapping[str, _Reason] = {
    "未满最短保存期": lambda original, known: original.last_received > known.youngest,
    "还没有核验完": lambda original, known: original.waiting,
    "填报值由它而来": lambda original, known: original.changed > 0,
    "是未审定报送的最近一次来件": lambda original, known: (
        not known.latest.isdisjoint(original.receipts)
    ),
    "有未办结的问题": lambda original, known: not known.asking.isdisjoint(original.receipts),
    "同时是佐证": lambda original, known: original.sha256 in known.attached,
    "是督办的证据": lambda original, known: original.sha256 in known.shown,
    "销毁后又送来": lambda original, known: original.sha256 in known.again,
}
