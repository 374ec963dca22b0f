"""A sample of the cases' sequences; `make campaign CAMPAIGN=cases` plays 10,000."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from observations.calendar import WorkingDays
from tests.campaigns.cases.campaign import sequences
from tests.campaigns.cases.oracle import WAY, works

SEED = 2


def test_every_working_day_of_four_years_is_the_one_of_the_notices() -> None:
    calendar, day = WorkingDays(), date(2023, 1, 1)
    while day.year < 2027:
        assert calendar.is_working_day(day) == works(day), day
        day += timedelta(days=1)


def test_a_sample_of_sequences_is_played_alike_by_the_machine_and_by_the_oracle() -> None:
    counts: Counter[str] = Counter()
    sequences(SEED, lambda what: counts.update([what]), 100)
    assert counts["sequences"] >= 100
    assert counts["refused"] > 50
    assert {one.removeprefix("taken ") for one in counts} >= set(WAY)
