"""Which values may be projected, and how."""

from __future__ import annotations

from collections.abc import Callable

from observations.indicator import Indicator
from targets.choose import Series
from targets.model import Target
from targets.projection.result import Projected, none_because
from targets.projection.trend import METHOD, MINIMUM, _project
from targets.projection.words import likelihood

LONGEST = 12

Question = Callable[[Indicator, Target, Series], bool]


def projected(indicator: Indicator, target: Target, series: Series) -> Projected:
    """The probability of meeting `target` at its deadline, from the last 5 to 12 values.

    `series` is oldest first, without missing values.
    """
    recent = series[-LONGEST:]
    for code, holds in _REASONS.items():
        if holds(indicator, target, recent):
            return none_because(code, len(recent))
    found = _project(indicator, target, recent)
    if found is None:
        return none_because("no_scatter", len(recent))
    word = likelihood(found.probability)
    return Projected(found, n=len(recent), method=METHOD, word=word)


_REASONS: dict[str, Question] = {
    "definition_pending": lambda i, _, __: i.definition_pending,
    "no_value": lambda _, __, s: not s,
    "yes_no": lambda i, t, _: i.kind == "yes" or t.comparator == "yes",
    "open_ended": lambda _, t, __: t.open_ended,
    "past_deadline": lambda _, t, s: s[-1][0].end >= t.deadline,
    "counting_unknown": lambda i, _, __: i.kind == "count",
    "few_points": lambda _, __, s: len(s) < MINIMUM,
    "doubted": lambda _, __, s: any(one.doubted for _, one in s),
}
