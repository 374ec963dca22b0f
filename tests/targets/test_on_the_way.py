"""Where a milestone may lie, by sign, baseline and edition of its target."""

from __future__ import annotations

from dataclasses import replace

import pytest

from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Target
from targets.on_the_way import stretch

PLAN = load_plan(DEFAULT_PLAN)


def target(sign: str, value: float, top: float | None = None) -> Target:
    one = next(t for t in PLAN.targets if t.id == "P15")
    return replace(one, comparator=sign, value=value, value_max=top)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sign", "goal", "top", "baseline", "milestone", "holds"),
    [
        (">=", 55.0, None, 42.17, 55.0, True),  # the target itself, before its day
        (">=", 55.0, None, 42.17, 42.17, True),  # nothing is asked for yet
        (">=", 55.0, None, 42.17, 72.0, False),  # more than was promised
        (">=", 95.0, None, 75.76, 72.0, False),  # a step back
        ("<=", 9.0, None, 13.2, 10.5, True),
        ("<=", 9.0, None, 13.2, 8.0, False),
        ("<=", 9.0, None, 13.2, 14.0, False),
        (">=", 55.0, None, 60.0, 57.0, True),  # begun well: what may be lost, not more
        (">=", 55.0, None, None, 1.0, True),  # no baseline: only the target's side is known
        (">=", 55.0, None, None, 55.5, False),
        ("<=", 9.0, None, None, 8.9, False),
        ("range", 5.0, 7.0, 3.0, 7.0, True),
        ("range", 5.0, 7.0, 3.0, 7.5, False),
        ("range", 5.0, 7.0, None, 99.0, True),
        ("=", 5.0, None, None, 99.0, True),
        (">=", 0.3, None, 0.1, 0.1 + 0.2, True),  # binary rounding is no step beyond
    ],
)
def test_a_milestone_lies_between_the_baseline_and_the_target(
    sign: str, goal: float, top: float | None, baseline: float | None, milestone: float, holds: bool
) -> None:
    assert stretch([target(sign, goal, top)], baseline).holds(milestone) is holds


def test_what_an_older_edition_asked_for_is_still_on_the_way() -> None:
    both = [target("<=", 9.0), target("<=", 13.0)]
    assert stretch(both, 16.0).holds(12.0) and not stretch(both, 16.0).holds(8.0)


def test_what_is_counted_anew_begins_at_nothing() -> None:
    anew = replace(target(">=", 6.0), counting="new")
    assert stretch([anew], 40.0).holds(3.0)
    assert not stretch([anew], 40.0).holds(20.0)


def test_what_is_asked_again_and_again_has_no_way() -> None:
    assert stretch([replace(target(">=", 1.0), cadence="quarter")], 0.0).holds(4.0)
