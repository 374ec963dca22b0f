"""The door and the bench: receive a file, and judge what waits."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from types import TracebackType

import polars as pl

from desk.anew import RETURNED, judged_anew
from desk.handle import Desk, system_clock
from desk.judging import faulty, judge_group
from desk.keeping import keep_still, stays_destroyed
from desk.rights import acting_for, require_role
from desk.surroundings import Understood
from desk.table_layouts import LayoutShelf
from ledger import receipts
from ledger.receipts import Leased
from observations.identity import SYSTEM, Actor, Role
from observations.interpret import AnyLayout, interpret
from observations.jail import Jail
from observations.spool import archived, known, spool
from observations.stations import Interpreted, Receipt, SourceFile

log = logging.getLogger(__name__)
LEASE_SECONDS = 20.0
GROUP = 200
SENDERS = (Role.CLERK, Role.REVIEWER, Role.DESK)


def receive(desk: Desk, actor: Actor, data: bytes | Path, name: str, office: str = "") -> Receipt:
    """Spool, hash and archive a delivery unchanged; its receipt in state `received`.

    Identical bytes from one office give the first receipt again, with `duplicate_of` set.
    A post bound to one office sends for that office; for a desk of all of them the form says.
    What went back waits again when its reason may be gone: its period was closed and an exception
    lifts that, or no layout fitted it and one may have been written since.
    """
    require_role(actor, *SENDERS)
    sender = office or (next(iter(actor.offices)) if len(actor.offices) == 1 else "")
    if sender or not actor.everywhere(Role.DESK):
        actor = acting_for(desk, actor, sender, *SENDERS)
    again = _again(desk, data, name, sender)
    if again is not None:
        return again
    source = spool(data, name, desk.settings.spool_dir, sender)
    with desk.ledger.write(actor, desk.now(), "receive") as unit:
        receipt = receipts.receive(unit, source)
        unit.subject = receipt.id
        if receipt.duplicate_of and stays_destroyed(desk, unit, source.sha256):
            return receipt
        if receipt.duplicate_of and judged_anew(desk, unit.reading(), receipt.id):
            receipts.requeue(unit, receipt.id)
            receipt = replace(receipt, state="received", duplicate_of=None)
    keep_still(desk, data, source)
    return receipt


def _again(desk: Desk, data: bytes | Path, name: str, sender: str) -> Receipt | None:
    """The receipt these bytes got before; None when they are new, or may wait again."""
    source = known(data, name, desk.settings.spool_dir, sender)
    if source is None:
        return None
    with desk.ledger.read() as reading:
        receipt = receipts.came_before(reading, source)
    return None if receipt is not None and receipt.state in RETURNED else receipt


@dataclass
class Bench(AbstractContextManager["Bench"]):
    """What a judging process keeps warm: the jail, the layouts, its name."""

    desk: Desk
    name: str = "worker"
    lease_seconds: float = LEASE_SECONDS
    jail: Jail = field(default_factory=Jail)
    shelf: LayoutShelf = field(init=False)

    def __enter__(self) -> Bench:
        self.shelf = LayoutShelf(self.desk)
        self.jail.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.jail.__exit__(kind, fault, trace)

    @property
    def layouts(self) -> Mapping[str, AnyLayout]:
        """The layouts in force, also those written while this process goes on."""
        return self.shelf.layouts()

    def understand(self, leased: Leased, following: Leased | None = None) -> Interpreted:
        """Read in the jail and interpret; every row carries its receipt.

        The jail reads `following` while this process interprets.
        """
        after = None if following is None else self._located(following)
        report = self.jail.read(self._located(leased), after)
        indicators = {one.key: one for one in self.desk.plan.indicators}
        found = interpret(report, self.layouts, indicators)
        stamped = found.batch.with_columns(pl.lit(leased.receipt.id).alias("receipt"))
        return replace(found, batch=stamped)

    def _located(self, leased: Leased) -> SourceFile:
        source = leased.receipt.source
        return replace(source, path=archived(self.desk.settings.spool_dir, source.sha256))


def judge_waiting(bench: Bench, *, limit: int = GROUP, actor: Actor = SYSTEM) -> tuple[str, ...]:
    """Judge what waits, a group at a time under one lease; the receipts that got a verdict.

    Two forms of one office and period never share a group: the later one is compared with
    what the earlier one left. A lease lost to another worker writes nothing; it runs out by the
    machine's clock, also where the desk's own is simulated and stands still.
    """
    desk = bench.desk
    leased = receipts.lease(desk.ledger, bench.name, limit, bench.lease_seconds, system_clock())
    understood = _understand(bench, leased)
    done: list[str] = []
    for group in _groups(understood):
        done += judge_group(desk, group, actor)
    return tuple(done)


def _understand(bench: Bench, leased: Sequence[Leased]) -> list[Understood]:
    """Read every file; the lease is prolonged while slow ones are being read."""
    desk, renewed, found = bench.desk, system_clock(), []
    for one, following in zip_longest(leased, leased[1:]):
        found.append((one, _survive(bench, one, following)))
        if (system_clock() - renewed).total_seconds() > bench.lease_seconds / 4:
            renewed = system_clock()
            receipts.extend(desk.ledger, leased, bench.lease_seconds, renewed)
    return found


def _survive(bench: Bench, leased: Leased, following: Leased | None) -> Interpreted:
    """What the file says; one that breaks our reading is refused and holds up no other."""
    try:
        return bench.understand(leased, following)
    except Exception:
        log.exception("reading %s failed", leased.receipt.id)
        return faulty(leased)


def _groups(understood: Sequence[Understood]) -> list[list[Understood]]:
    """Split so that no key is reported twice within one group, keeping the order of arrival."""
    groups: list[tuple[set[tuple[str, str]], list[Understood]]] = []
    for pair in understood:
        keys = _periods_of(pair)
        for seen, members in groups:
            if not keys & seen:
                seen.update(keys)
                members.append(pair)
                break
        else:
            groups.append((keys, [pair]))
    return [members for _, members in groups]


def _periods_of(pair: Understood) -> set[tuple[str, str]]:
    """(office, period) of everything a delivery reports, one period or several."""
    leased, report = pair
    if report.header is None:
        return {(leased.receipt.id, "")}
    written = set(report.batch["period"].unique().to_list())
    return {(report.header.office, period) for period in written | {report.header.period}}
