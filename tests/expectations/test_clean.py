"""Clean data stay clean: plausible series carry no warning, whatever the seed."""

from __future__ import annotations

import random

import pytest

from expectations.check import check
from observations.period import ReportingPeriod
from observations.stations import Interpreted
from tests.expectations.forms import context, report, row

OFFICES = 20


def quarter(choice: random.Random, area: str, step: int) -> Interpreted:
    """One office's form: rates creeping towards their goals, counts growing, honest parts."""
    period = str(ReportingPeriod.parse("2022-Q1").shift(step))
    place = {"area": area, "period": period}

    def rate(key: str, start: float, pace: float, whole: int) -> dict:
        level = start + pace * step + choice.uniform(-0.6, 0.6)
        numerator = round(level * whole / 100)
        value = round(numerator / whole * 100, 2)
        return row(key, value, numerator=numerator, denominator=whole, **place)

    vehicles = 900 + 20 * step
    chargers = 280 + 9 * step
    return report(
        rate("leakage", 13.2, -0.4, 52_000),
        rate("sweeping", 72, 1.6, 4_100),
        rate("sorting", 40, 4.5, 133),
        row("parks", 4 * step, **place),
        row("per_head", round(19.4 + 0.2 * step + choice.uniform(-0.1, 0.1), 2), **place),
        row("chargers", round(chargers / vehicles, 4), decimals=4, numerator=chargers,
            denominator=vehicles, **place),
        row("film", float(step >= 6), **place),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nine_quarters_of_twenty_honest_offices_carry_no_finding(seed: int) -> None:
    choice = random.Random(seed)
    forms = [quarter(choice, str(150000 + n), s) for s in range(9) for n in range(OFFICES)]
    said = [f.message for c in check(forms, context()) for f in c.findings]
    assert said == []
