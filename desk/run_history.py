"""Which runs came before: by reporting period, not by the day they were made."""

from __future__ import annotations

from ledger import runs
from ledger.unit import Reading
from observations.period import ReportingPeriod
from targets.assessment import AssessmentRun


def newest_period(reading: Reading) -> str | None:
    """The latest assessed period; None before any run."""
    known = {row.period for row in runs.runs(reading)}
    return max(known, key=lambda written: ReportingPeriod.parse(written).end, default=None)


def previous_run(reading: Reading, period: str) -> AssessmentRun | None:
    """The newest run of the latest assessed period before `period`."""
    end = ReportingPeriod.parse(period).end
    earlier = [
        parsed
        for parsed in {ReportingPeriod.parse(row.period) for row in runs.runs(reading)}
        if parsed.end < end
    ]
    if not earlier:
        return None
    return runs.latest_run(reading, str(max(earlier)))
