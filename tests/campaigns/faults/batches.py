"""Deliveries that every trial can tell from those of all others."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from desk.demo.series import entry_for
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.desk.hall import Hall

OFFICES = (
    "housing",
    "urban-management",
    "azhen",
    "sanitation",
    "organization",
    "leading-group",
)
QUARTERS = tuple(
    ReportingPeriod.parse(f"{year}-Q{quarter}") for year in range(2000, 2025) for quarter in (1, 2)
)


def form(hall: Hall, office: str, period: ReportingPeriod, mark: str) -> Path:
    """A good form whose every row says `mark`: all of its values are new or revised."""
    plan = hall.desk.plan
    changes = {
        row.key: replace(
            entry_for(plan, plan.indicator(row.indicator), row.area, period), note=mark
        )
        for row in layout_for(plan, office, period).rows
    }
    return hall.form(office, period, changes)


def batch(hall: Hall, folder: Path, number: int, size: int = 3) -> Path:
    """The forms of `size` offices for a quarter, marked with the trial's number."""
    rounds, group = divmod(number, len(OFFICES) // size)
    period = QUARTERS[rounds % len(QUARTERS)]
    made = folder / f"batch-{number}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    for office in OFFICES[group * size : (group + 1) * size]:
        path = form(hall, office, period, f"第{number}批")
        path.rename(made / f"{office}_{period}_{number}.xlsx")
    return made
