"""The door and the bench: receive a file, and judge what waits."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

import polars as pl

from desk.handle import Desk
from desk.quality_facts import facts_of, held_fact
from desk.rights import require_office, require_role
from expectations.check import CheckContext, NotCertified, check
from ledger import facts, receipts, revisions
from ledger.errors import RevisionConflict, StaleLease
from ledger.receipts import Leased
from ledger.record import Recorded, record
from observations.identity import SYSTEM, Actor, Role
from observations.interpret import interpret
from observations.jail import Jail
from observations.layout import Layout
from observations.period import ReportingPeriod
from observations.revise import revise
from observations.spool import archived, spool
from observations.stations import CheckedReport, Interpreted, Receipt
from targets.layouts import all_layouts

LEASE_SECONDS = 20.0
GROUP = 200


def receive(desk: Desk, actor: Actor, data: bytes | Path, name: str, office: str = "") -> Receipt:
    """Spool, hash and archive a delivery unchanged; its receipt in state `received`.

    Identical bytes from one office give the first receipt again, with `duplicate_of` set.
    A post bound to one office sends for that office; without a binding the form says which.
    """
    require_role(actor, Role.CLERK, Role.REVIEWER, Role.DESK)
    sender = office or (next(iter(actor.offices)) if len(actor.offices) == 1 else "")
    if sender or not actor.has(Role.DESK):
        require_office(desk, actor, sender)
    source = spool(data, name, desk.settings.spool_dir, sender)
    with desk.ledger.write(actor, desk.now(), "receive") as unit:
        receipt = receipts.receive(unit, source)
        unit.subject = receipt.id
    return receipt


@dataclass
class Bench(AbstractContextManager["Bench"]):
    """What a judging process keeps warm: the jail, the layouts, its name."""

    desk: Desk
    name: str = "worker"
    lease_seconds: float = LEASE_SECONDS
    jail: Jail = field(default_factory=Jail)
    layouts: dict[str, Layout] = field(init=False)

    def __enter__(self) -> Bench:
        self.layouts = all_layouts(self.desk.plan)
        self.jail.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.jail.__exit__(kind, fault, trace)

    def understand(self, leased: Leased) -> Interpreted:
        """Read in the jail and interpret; every row carries its receipt."""
        indicators = {one.key: one for one in self.desk.plan.indicators}
        source = leased.receipt.source
        located = replace(source, path=archived(self.desk.settings.spool_dir, source.sha256))
        found = interpret(self.jail.read(located), self.layouts, indicators)
        stamped = found.batch.with_columns(pl.lit(leased.receipt.id).alias("receipt"))
        return replace(found, batch=stamped)


def judge_waiting(bench: Bench, *, limit: int = GROUP, actor: Actor = SYSTEM) -> tuple[str, ...]:
    """Judge what waits, a group at a time under one lease; the receipts that got a verdict.

    Two forms of one office and period never share a group: the later one is compared with
    what the earlier one left. A lease lost to another worker writes nothing.
    """
    desk = bench.desk
    leased = receipts.lease(desk.ledger, bench.name, limit, bench.lease_seconds, desk.now())
    understood = _understand(bench, leased)
    done: list[str] = []
    for group in _groups(understood):
        done += _judge(desk, group, actor)
    return tuple(done)


Understood = tuple[Leased, Interpreted]


def _understand(bench: Bench, leased: Sequence[Leased]) -> list[Understood]:
    """Read every file; the lease is prolonged while slow ones are being read."""
    desk, renewed, found = bench.desk, bench.desk.now(), []
    for one in leased:
        found.append((one, bench.understand(one)))
        if (desk.now() - renewed).total_seconds() > bench.lease_seconds / 4:
            renewed = desk.now()
            for held in leased:
                receipts.extend(desk.ledger, held, bench.lease_seconds, renewed)
    return found


def _groups(understood: Sequence[Understood]) -> list[list[Understood]]:
    """Split so that no key is reported twice within one group, keeping the order of arrival."""
    groups: list[tuple[set[tuple[str, str]], list[Understood]]] = []
    for pair in understood:
        header = pair[1].header
        key = (header.office, header.period) if header else (pair[0].receipt.id, "")
        for seen, members in groups:
            if key not in seen:
                seen.add(key)
                members.append(pair)
                break
        else:
            groups.append(({key}, [pair]))
    return [members for _, members in groups]


def _judge(desk: Desk, group: Sequence[Understood], actor: Actor) -> list[str]:
    previous = _previous(desk, [report for _, report in group])
    context = CheckContext(
        indicators={one.key: one for one in desk.plan.indicators},
        previous=previous,
        reporting={(r.indicator, r.area): r.office for r in desk.plan.reporting},
        office_names=desk.office_names,
        today=desk.today(),
        titles={one.id: one.short_title for one in all_layouts(desk.plan).values()},
    )
    try:
        checked = check([report for _, report in group], context)
    except NotCertified as held:
        _hold(desk, group, actor, str(held))
        return []
    items = [
        _item(leased, report, previous) for (leased, _), report in zip(group, checked, strict=True)
    ]
    try:
        _record(desk, items, actor)
    except RevisionConflict:
        if len(group) == 1:
            return []
        return [name for pair in group for name in _judge(desk, [pair], actor)]
    except StaleLease:
        return []
    return [item.receipt_id for item in items]


def _hold(desk: Desk, group: Sequence[Understood], actor: Actor, reason: str) -> None:
    """No verdict exists: the receipts keep waiting and somebody is told, once a delivery."""
    with desk.ledger.write(actor, desk.now(), "hold", reason[:200]) as unit:
        facts.store(unit, [held_fact(desk, leased.receipt.id, reason) for leased, _ in group])


def _item(leased: Leased, report: CheckedReport, previous: pl.DataFrame) -> Recorded:
    """What one report changes; the ledger itself tells a repetition from a revision."""
    revised = revise(previous, report.accepted)
    return Recorded(leased.receipt.id, leased.token, report, revised)


def _record(desk: Desk, items: Sequence[Recorded], actor: Actor) -> None:
    raised = [fact for item in items for fact in facts_of(desk, item)]
    subject = ",".join(item.receipt_id for item in items[:5])
    with desk.ledger.write(actor, desk.now(), "judge", subject) as unit:
        record(unit, items, raised)


def _previous(desk: Desk, reports: Sequence[Interpreted]) -> pl.DataFrame:
    """Current values of the periods reported, the ones before and a year before."""
    written = {p for report in reports for p in report.batch["period"].unique().to_list()}
    periods = {
        str(other)
        for period in map(ReportingPeriod.parse, written)
        for other in (period, period.previous(), period.same_last_year())
    }
    with desk.ledger.read() as reading:
        return revisions.current(reading, tuple(sorted(periods)))
