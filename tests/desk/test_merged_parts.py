"""A city whose banner was merged into another: the sums are asked of who was there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings.form import Entry
from ledger import findings
from observations.period import ReportingPeriod
from tests.desk.hall import Hall, build
from tests.targets.plans import MERGED

CITY, EAST, WEST, NEW = "990600", "990621", "990622", "990623"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Hall]:
    """A demo installation of the plan in which the west banner ends on 2024-07-01."""
    hall = build(tmp_path, f"sqlite:///{tmp_path / 'city.db'}", plan=str(MERGED))
    with hall.bench:
        yield hall
    hall.desk.ledger.close()


def told(hall: Hall, written: str, counts: dict[str, float]) -> set[str]:
    """The rules that speak of sums when the offices report these counts, the city's last."""
    period = ReportingPeriod.parse(written)
    named = {(row.indicator, row.area): row.office for row in hall.desk.plan.reporting}
    for area, count in counts.items():
        key = ("stations", area)
        path = hall.form(named[key], period, {key: Entry(value=count)})
        row = hall.hand_in(path, hall.clerk(named[key]))
    with hall.desk.ledger.read() as reading:
        return {one.finding.rule for one in findings.of_receipt(reading, row.id)} & {"Q821", "Q822"}


def test_once_a_part_is_no_more_the_others_are_all_of_the_city(city: Hall) -> None:
    assert told(city, "2024-Q2", {EAST: 3, NEW: 4, CITY: 12}) == set()  # the west is still out
    assert told(city, "2024-Q3", {EAST: 3, NEW: 4, CITY: 12}) == {"Q822"}
