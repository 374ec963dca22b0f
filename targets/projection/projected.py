"""Which values may be projected, and which model does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from observations.indicator import Indicator
from targets.choose import Series
from targets.model import Target
from targets.national.catalogue import FORMULAS
from targets.projection.counting import by_count
from targets.projection.result import Projected, none_because
from targets.projection.trend import by_trend
from targets.projection.units import by_units, counts_units

FEWEST, LONGEST = 5, 12
_SURVEYS = frozenset(formula.name for formula in FORMULAS.values() if formula.sampled)


def projected(indicator: Indicator, target: Target, series: Series) -> Projected:
    """The probability of meeting `target` at its deadline, from the last 5 to 12 values.

    `series` is oldest first, without missing values. Only values that compare are used: of the
    latest value's frequency, and not older than a changed definition. The values of a survey
    (a formula that is `sampled`) are shares of a random sample whose size is their denominator,
    so that the scatter cannot be smaller than the sampling error. Keep-above targets get the
    probability of never falling below on any report until the deadline.
    """
    comparable = _comparable(indicator, series)
    recent = comparable[-LONGEST:]
    for code, holds in _REASONS.items():
        if holds(indicator, target, recent):
            return none_because(code, len(recent))
    if indicator.kind == "count":
        return by_count(indicator, target, comparable, len(recent))
    sampled = indicator.derivation in _SURVEYS
    if counts_units(indicator, recent) and not sampled:
        return by_units(indicator, target, recent)
    return by_trend(indicator, target, recent, sampled=sampled)


def _comparable(indicator: Indicator, series: Series) -> Series:
    since = indicator.redefined or date.min
    return [
        pair
        for pair in series
        if pair[0].frequency is series[-1][0].frequency and pair[0].start >= since
    ]


_REASONS: dict[str, Callable[[Indicator, Target, Series], bool]] = {
    "definition_pending": lambda indicator, _, __: indicator.definition_pending,
    "no_value": lambda _, __, series: not series,
    "yes_no": lambda indicator, target, _: "yes" in (indicator.kind, target.comparator),
    "recurring": lambda _, target, __: bool(target.cadence),
    "open_ended": lambda _, target, __: target.open_ended,
    "past_deadline": lambda _, target, series: series[-1][0].end >= target.deadline,
    "few_points": lambda _, __, series: len(series) < FEWEST,
    "doubted": lambda _, __, series: any(one.doubted for _, one in series),
}
