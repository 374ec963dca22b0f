"""What stands for a period: one observed value, or the sum that a count or a frequency asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Measured
from targets.choose import Series, until, value_for
from targets.model import Target

_SPAN_MONTHS = {"month": 1, "quarter": 3, "year": 12, "five-years": 60}


@dataclass(frozen=True)
class Standing:
    """The value judged and how it was come by.

    `series` holds comparable values, oldest first, the last one stands; empty when nothing may
    stand. `parts` are the observations it was made of. `lacking` names periods of the sum that
    were not reported: the sum is then only a floor. `start` is the first day of the window of a
    new count. `over` is true once the span of a frequency has ended.
    """

    series: Series
    parts: tuple[Measured, ...] = ()
    lacking: tuple[str, ...] = ()
    start: date | None = None
    over: bool = True


def standing(
    indicator: Indicator,
    target: Target,
    series: Series,
    period: ReportingPeriod,
    *,
    since: date = date.min,
) -> Standing:
    """The value of `target` for `period`, from all observed values of its indicator and area.

    A frequency counts within its own month, quarter, year or five years, first asked for in the
    span that begins on `since` or later; a new count within the calendar year of its deadline;
    everything else is one observed value (`choose.value_for`).
    """
    if target.cadence:
        return _frequency(indicator, target, series, (period.end, since))
    if target.counting == "new":
        return _new(indicator, target, series, period)
    chosen = value_for(indicator, series, period)
    return Standing(chosen, (chosen[-1][1],) if chosen else ())


def _new(indicator: Indicator, target: Target, series: Series, period: ReportingPeriod) -> Standing:
    """Pieces of the deadline's year: a difference, a year-to-date value, or a sum."""
    start = date(target.deadline.year, 1, 1)
    stop = min(period.end, target.deadline)
    inside = [pair for pair in series if start <= pair[0].start and pair[0].end <= stop]
    if not inside or (inside[-1][0].end < stop and period.end <= target.deadline):
        begun = ReportingPeriod.containing(stop, indicator.frequency).end <= stop
        return Standing([], start=start, over=begun and start <= stop)
    if indicator.cumulative:
        return _difference(series, inside, start)
    if indicator.year_to_date:
        return Standing(inside, (inside[-1][1],), start=start)
    return replace(_summed(indicator, inside, start, stop), start=start)


def _difference(series: Series, inside: Series, start: date) -> Standing:
    """The running total less its value at the end of the year before."""
    before = until(series, start - timedelta(days=1))
    if not before or before[-1][0].end != date(start.year - 1, 12, 31):
        return Standing([], lacking=(str(start.year - 1),), start=start)
    return replace(_less(before[-1][1], inside), start=start)


def _less(opening: Measured | None, inside: Series) -> Standing:
    """Values less the one they began from, which is a part of them."""
    floor = (opening.value or 0.0) if opening else 0.0
    moved = [(p, replace(one, value=(one.value or 0.0) - floor)) for p, one in inside]
    return Standing(moved, (*((opening,) if opening else ()), inside[-1][1]))


def _summed(indicator: Indicator, inside: Series, start: date, stop: date) -> Standing:
    """Running sums of the pieces of each period; periods without a value are named."""
    own = [pair for pair in inside if pair[0].frequency is indicator.frequency] or inside
    sums = accumulate(one.value or 0.0 for _, one in own)
    running = [(p, replace(one, value=s)) for (p, one), s in zip(own, sums, strict=True)]
    parts = tuple(one for _, one in own)
    last, final = running[-1]
    doubted, demo = any(one.doubted for one in parts), any(one.demo for one in parts)
    running[-1] = (last, replace(final, doubted=doubted, demo=demo))
    known = {period for period, _ in own}
    asked = _periods(ReportingPeriod.containing(start, last.frequency), stop)
    return Standing(running, parts, tuple(str(one) for one in asked if one not in known))


def _periods(first: ReportingPeriod, stop: date) -> Iterator[ReportingPeriod]:
    while first.end <= stop:
        yield first
        first = first.next()


def _frequency(
    indicator: Indicator, target: Target, series: Series, days: tuple[date, date]
) -> Standing:
    """What was done within the span that is asked for: the running one, else the last one over."""
    day, since = days
    end = day if target.open_ended else min(day, target.deadline)
    months = _SPAN_MONTHS[target.cadence]
    known = until(series, end)
    start, last = _span(end, months)
    inside = [pair for pair in known if start <= pair[0].start]
    if not inside and end < last:
        start, last = _span(start - timedelta(days=1), months)
        if start < since:
            return Standing([], over=False)
        known = until(known, last)
        inside = [pair for pair in known if start <= pair[0].start]
    if not inside:
        return Standing([], over=last <= end)
    found = _done(indicator, known, inside, (start, min(last, end), last))
    return replace(found, over=last <= end)


def _done(
    indicator: Indicator, known: Series, inside: Series, span: tuple[date, date, date]
) -> Standing:
    """Within one span: anything done once is done; pieces add up; running totals differ."""
    start, stop, last = span
    if indicator.kind == "yes":
        best = max(reversed(inside), key=lambda pair: pair[1].value or 0.0)
        return Standing([*(p for p in known if p[0] < best[0]), best], (best[1],))
    if indicator.cumulative:
        return _less(next((o for p, o in reversed(known) if p.end < start), None), inside)
    whole = inside[-1][0].start <= start and inside[-1][0].end >= last
    if indicator.kind != "count" or indicator.year_to_date or whole:
        return Standing(known, (inside[-1][1],))
    return _summed(indicator, inside, start, stop)


def _span(day: date, months: int) -> tuple[date, date]:
    """First and last day of the span of `months` that `day` lies in; five years end with its year.

    >>> _span(date(2024, 5, 1), 3)
    (datetime.date(2024, 4, 1), datetime.date(2024, 6, 30))
    """
    if months > 12:
        return date(day.year - months // 12 + 1, 1, 1), date(day.year, 12, 31)
    first = (day.month - 1) // months * months + 1
    last = ReportingPeriod(day.year, Frequency.MONTH, first + months - 1).end
    return date(day.year, first, 1), last
