"""同比: what stood in the same period a year before, as the record knows it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from briefings.context import Evidence
from briefings.rows import Row
from briefings.scorecard import Scorecard
from desk.views.surroundings import evidence_named
from ledger import revisions
from ledger.revisions import Keys
from ledger.unit import Reading
from observations.period import ReportingPeriod

Key = tuple[str, str, str]  # indicator, area, period


def year_ago(reading: Reading, card: Scorecard) -> Mapping[str, Evidence]:
    """By target id the approved value a year before the one judged, with where it came from.

    None for a target whose previous run already stands a year before: it is compared with that.
    """
    wanted = {row.target.id: key for row in card.rows if (key := _a_year_before(row)) is not None}
    if not wanted:
        return {}
    keys = Keys(*(frozenset(part) for part in zip(*wanted.values(), strict=True)))
    frame = revisions.as_of(reading, keys=keys)
    known = {
        (one.indicator, one.area, one.period): one
        for one in evidence_named(reading, frozenset(frame["revision"])).values()
    }
    return {name: known[key] for name, key in wanted.items() if key in known}


def _a_year_before(row: Row) -> Key | None:
    seen, before = row.assessment.observed_period, row.previous
    if seen is None or row.assessment.value is None or row.indicator.kind == "yes":
        return None
    now = ReportingPeriod.parse(seen)
    then = str(replace(now, year=now.year - 1))
    if before is not None and before.observed_period == then:
        return None
    return row.target.indicator, row.target.area, then
