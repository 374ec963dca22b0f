"""The door and the bench: receive a file, and judge what waits."""

from __future__ import annotations

import logging
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
from observations.finding import Finding, Severity
from observations.identity import SYSTEM, Actor, Role
from observations.interpret import interpret
from observations.jail import Jail
from observations.layout import Layout
from observations.period import ReportingPeriod
from observations.revise import revise
from observations.spool import archived, spool
from observations.stations import CheckedReport, Interpreted, Receipt, empty_batch
from targets.layouts import all_layouts

log = logging.getLogger(__name__)
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


class BrokenReport(Exception):  # noqa: N818 -- names what happened
    """Our own program failed on a report: its delivery is refused alone, the others go on."""


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
        found.append((one, _survive(bench, one)))
        if (desk.now() - renewed).total_seconds() > bench.lease_seconds / 4:
            renewed = desk.now()
            for held in leased:
                receipts.extend(desk.ledger, held, bench.lease_seconds, renewed)
    return found


def _survive(bench: Bench, leased: Leased) -> Interpreted:
    """What the file says; one that breaks our reading is refused and holds up no other."""
    try:
        return bench.understand(leased)
    except Exception:
        log.exception("reading %s failed", leased.receipt.id)
        return _faulty(leased)


def _faulty(leased: Leased) -> Interpreted:
    """A delivery that our own program could not get through."""
    source = leased.receipt.source
    message = (
        f"《{source.name}》:系统处理这份文件时出错(已记录),请用下发的表样重新填报,并告知管理员"
    )
    finding = Finding("file.fault", Severity.CRITICAL, message, "用下发的表样重新填报")
    return Interpreted(source, None, empty_batch(), (finding,))


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
        items = _items(group, context, previous)
        _record(desk, items, actor)
    except StaleLease:
        return []
    except (NotCertified, RevisionConflict, BrokenReport) as trouble:
        if len(group) > 1:
            return [name for pair in group for name in _judge(desk, [pair], actor)]
        return _alone(desk, group[0], actor, trouble)
    return [item.receipt_id for item in items]


def _items(
    group: Sequence[Understood], context: CheckContext, previous: pl.DataFrame
) -> list[Recorded]:
    """The group judged and compared; a fault of ours in it is a `BrokenReport`."""
    try:
        checked = check([report for _, report in group], context)
        return [
            _item(leased, report, previous)
            for (leased, _), report in zip(group, checked, strict=True)
        ]
    except NotCertified:
        raise
    except ImportError:
        raise  # without Great Expectations nothing is judged at all
    except Exception as fault:
        log.exception("judging %s failed", [leased.receipt.id for leased, _ in group])
        raise BrokenReport from fault


def _alone(desk: Desk, pair: Understood, actor: Actor, trouble: Exception) -> list[str]:
    """What becomes of the one delivery of a group that made the trouble."""
    leased, report = pair
    if isinstance(trouble, NotCertified):
        _hold(desk, leased, actor, str(trouble))
    elif isinstance(trouble, BrokenReport):
        if report.header is None:
            raise trouble
        return _judge(desk, [(leased, _faulty(leased))], actor)
    return []


def _hold(desk: Desk, leased: Leased, actor: Actor, reason: str) -> None:
    """No verdict exists: the receipt keeps waiting and somebody is told, once a delivery."""
    fact = held_fact(desk, leased.receipt.id, reason)
    with desk.ledger.read() as reading:
        if (fact.subject, fact.key) in facts.known(reading, fact.kind):
            return
    with desk.ledger.write(actor, desk.now(), "hold", reason[:200]) as unit:
        facts.store(unit, [fact])


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
