"""季节份额: counts that follow the seasons (planting, road works), asked for as years usually go.

E = B + (G − B)·σ; σ is the share of seasonal time gone: every whole year counts 1, within a year
the usual share done by that day. An even profile makes it the linear pace.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta

from observations.indicator import Indicator
from targets.choose import Series
from targets.pace import expected_value
from targets.paces.way import (
    NO_BASELINE,
    Expected,
    PaceModel,
    Printer,
    Said,
    Season,
    Unsaid,
    Way,
    plain,
    signed,
)


def season_of(indicator: Indicator, series: Series, year: int) -> Season | None:
    """The declared profile, else the mean shares of complete years before `year`; else None.

    A year is complete when each of its periods has a value and something was done in it.
    """
    if indicator.season:
        return Season(indicator.season, "指标声明的季节份额")
    per_year = 12 // indicator.frequency.months
    shares = [s for s in _shares(indicator, series, per_year, year) if s]
    if not shares:
        return None
    mean = tuple(sum(one[n] for one in shares) / len(shares) for n in range(per_year))
    return Season((*mean[:-1], 1.0), f"此前{len(shares)}个完整年份的平均季节份额")


def _shares(
    indicator: Indicator, series: Series, per_year: int, year: int
) -> list[tuple[float, ...]]:
    years: dict[int, list[float]] = defaultdict(list)
    for period, one in series:
        if period.year < year and period.frequency is indicator.frequency:
            years[period.year].append(one.value or 0.0)
    found = []
    for one_year, values in sorted(years.items()):
        before = years.get(one_year - 1, [])
        totals = _to_date(indicator, values, before[-1] if len(before) == per_year else None)
        if len(values) == per_year and totals and totals[-1] > 0:
            found.append(tuple(total / totals[-1] for total in totals))
    return found


def _to_date(indicator: Indicator, values: list[float], start: float | None) -> list[float]:
    """What was done by the end of each period of one year; empty when it cannot be known."""
    if indicator.year_to_date:
        return values
    if indicator.cumulative:
        return [] if start is None else [value - start for value in values]
    return [sum(values[: n + 1]) for n in range(len(values))]


def _clock(season: Season, day: date) -> float:
    """Seasonal time at the end of `day`: the year, and the share usually done within it."""
    months = day.month - 1 + day.day / monthrange(day.year, day.month)[1]
    width = 12 / len(season.shares)
    place = min(int(months / width), len(season.shares) - 1)
    low = season.shares[place - 1] if place else 0.0
    part = (months - place * width) / width
    return day.year + low + (season.shares[place] - low) * part


def _expect(way: Way) -> Said:
    if way.baseline is None:
        return NO_BASELINE
    if way.season is None:
        why = "没有完整的往年数据,也没有声明季节份额,季节模型不适用"
        return Unsaid("pace_undefined", why)
    start = _clock(way.season, way.origin - timedelta(days=1))
    gone = max(0.0, _clock(way.season, min(way.day, way.deadline)) - start)
    whole = _clock(way.season, way.deadline) - start
    share = gone / whole if whole > 0 else 1.0
    parts: dict[str, float | str] = {"B": way.baseline, "G": way.goal, "sigma": share}
    parts |= {"season": way.season.source}
    value = expected_value(way.baseline, way.goal, share)
    return Expected(value, "E = B + (G − B)·σ", parts)


def _worked(expected: Expected, show: Printer) -> str:
    base, goal = float(expected.parts["B"]), float(expected.parts["G"])
    share = plain(float(expected.parts["sigma"]) * 100)
    source = expected.parts["season"]
    return f"{show(base)}+({show(goal)}−{signed(show, base)})×{share}%({source})"


MODEL = PaceModel("seasonal", "seasonal-1", "季节份额", _expect, _worked)
