"""Which runs came before: by reporting period, not by the day they were made."""

from __future__ import annotations

from datetime import date

from ledger import runs
from ledger.unit import Reading
from observations.period import Frequency, ReportingPeriod
from targets.assessment import AssessmentRun

# Of periods that end on one day the quarter stands first: the leading group meets quarterly.
_RANK = {Frequency.QUARTER: 2, Frequency.YEAR: 1, Frequency.MONTH: 0}


def recency(written: str) -> tuple[date, int]:
    """Sort key of a period: its last day, then how it ranks among those that end with it."""
    period = ReportingPeriod.parse(written)
    return period.end, _RANK[period.frequency]


def assessed_periods(reading: Reading) -> tuple[str, ...]:
    """Every assessed period, newest first."""
    return tuple(sorted({row.period for row in runs.runs(reading)}, key=recency, reverse=True))


def newest_period(reading: Reading) -> str | None:
    """The latest assessed period; None before any run."""
    return next(iter(assessed_periods(reading)), None)


def newest_by(reading: Reading, period: ReportingPeriod | None) -> str | None:
    """The latest assessed period that ends no later than `period`; the latest of all for None."""
    every = assessed_periods(reading)
    if period is None:
        return next(iter(every), None)
    return next((one for one in every if ReportingPeriod.parse(one).end <= period.end), None)


def previous_run(reading: Reading, period: str) -> AssessmentRun | None:
    """The newest run of the latest assessed period before `period`, of the same frequency."""
    now = ReportingPeriod.parse(period)
    for written in assessed_periods(reading):
        before = ReportingPeriod.parse(written)
        if before.frequency is now.frequency and before.end < now.end:
            return runs.latest_run(reading, written)
    return None


def run_before(reading: Reading, period: str, plan_version: str) -> AssessmentRun | None:
    """`previous_run` if this edition of the plan judged it: other targets compare with nothing."""
    before = previous_run(reading, period)
    return before if before is not None and before.plan_version == plan_version else None
