"""What a group of deliveries is judged against: the record at one head, as far as it matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from desk.closing import with_closings
from desk.handle import Desk
from desk.rule_settings import settings_in_force
from expectations.context import HISTORY
from expectations.settings import Settings
from ledger import arrivals, revisions
from ledger.past import past
from ledger.receipts import Leased
from ledger.revisions import Keys
from ledger.unit import Reading
from observations.crossing import Arrived
from observations.period import ReportingPeriod
from observations.stations import Interpreted
from targets.members import beside, parts_of

Understood = tuple[Leased, Interpreted]
NARROW = 1_000
"""With more areas than these a whole period is read at once."""


@dataclass(frozen=True)
class Surroundings:
    """The record at one head, as a group is compared with it."""

    head: int
    previous: pl.DataFrame
    past: pl.DataFrame
    standing: pl.DataFrame
    came: dict[str, Arrived]
    settings: Settings
    reports: tuple[Interpreted, ...]


def surroundings(desk: Desk, group: Sequence[Understood]) -> Surroundings:
    """Everything the group is judged against, read at one head."""
    ids = [leased.receipt.id for leased, _ in group]
    read = [report for _, report in group]
    asked = _keys(read)
    with desk.ledger.read() as reading:
        came = arrivals.arrivals(reading, ids)
        pairs = [(report, came[leased.receipt.id]) for leased, report in group]
        return Surroundings(
            head=reading.head,
            previous=_previous(desk, reading, asked),
            past=past(reading, pairs_of(read), HISTORY),
            standing=arrivals.standing(reading, min(one.seq for one in came.values()), asked),
            came=came,
            settings=settings_in_force(reading, desk.today()),
            reports=with_closings(desk, reading, pairs),
        )


def pairs_of(reports: Sequence[Interpreted]) -> set[tuple[str, str]]:
    """The (indicator, area) pairs that are reported."""
    rows = (report.batch.select("indicator", "area").unique().rows() for report in reports)
    return {(indicator, area) for found in rows for indicator, area in found}


def _keys(reports: Sequence[Interpreted]) -> Keys:
    """What is reported, each part of its keys for itself."""
    found = [report.batch.select("indicator", "area", "period") for report in reports]
    every = pl.concat(found, how="vertical_relaxed")
    return Keys(*(frozenset(every[name].unique().to_list()) for name in every.columns))


def _previous(desk: Desk, reading: Reading, asked: Keys) -> pl.DataFrame:
    """Current values of the periods reported, the ones before and a year before.

    Of the areas reported and those that add up with them: a country's month is not read for
    every group of its forms.
    """
    periods = {
        str(other)
        for period in map(ReportingPeriod.parse, asked.periods or ())
        for other in (period, period.previous(), period.same_last_year())
    }
    areas = beside(parts_of(desk.plan), asked.areas or ())
    if len(areas) > NARROW:
        return revisions.compared(reading, Keys(periods=periods))
    every = {one.key for one in desk.plan.indicators}.union(asked.indicators or ())
    return revisions.compared(reading, Keys(every, areas, periods))
