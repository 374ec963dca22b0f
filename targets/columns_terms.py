"""What was promised, as a frame: everything of a verdict that does not depend on the values.

Built once for a plan, its baselines and a rule; judging a period then only meets it with values.
Targets that need more than one value and a straight pace keep `columnar` false: they are judged by
`targets.assess`, whose meaning this follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import inf

import polars as pl

from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets import pace
from targets.assessment import Baseline
from targets.choose import latest_baselines
from targets.members import parts_of
from targets.model import Plan, Target
from targets.rulebook import Rule, judging_rule

TERMS = pl.Schema(
    {
        "target_id": pl.String(),
        "indicator": pl.String(),
        "area": pl.String(),
        "columnar": pl.Boolean(),
        "whole": pl.Boolean(),  # without its own value it may be put together or derived
        "low": pl.Float64(),
        "high": pl.Float64(),
        "size": pl.Float64(),  # of the target's numbers: what counts as equal depends on it
        "rising": pl.Float64(),  # 1 where more is better, −1 where less is
        "flat": pl.Float64(),
        "start": pl.Float64(),
        "goal": pl.Float64(),
        "way": pl.Float64(),  # from baseline to target; null without one or when already there
        "begins": pl.Float64(),  # months, as `pace.months_until`
        "months": pl.Float64(),
        "deadline": pl.Float64(),
        "paced": pl.Boolean(),
        "any_day": pl.Boolean(),  # an older value may stand: yearly ones, and things once done
        "once_done": pl.Boolean(),
        "yearly": pl.Boolean(),
        "yes_no": pl.Boolean(),
        "kept": pl.Boolean(),
        "open_ended": pl.Boolean(),
        "pending": pl.Boolean(),
    }
)
_BOUNDS: dict[str, Callable[[Target], tuple[float, float]]] = {
    ">=": lambda target: (target.value, inf),
    "<=": lambda target: (-inf, target.value),
    "=": lambda target: (target.value, target.value),
    "yes": lambda target: (target.value, inf),
    "range": lambda target: (
        target.value,
        inf if target.value_max is None else target.value_max,
    ),
}


def terms(
    plan: Plan,
    baselines: Sequence[Baseline],
    *,
    rule: Rule | None = None,
    with_milestones: Collection[str] = (),
) -> pl.DataFrame:
    """One row of `TERMS` for each target, in plan order.

    `with_milestones`: ids of targets that have milestones, which are judged by steps.
    """
    used = rule or judging_rule(plan.rule)
    known = latest_baselines(baselines)
    parents = set(parts_of(plan))
    rows = _rows(plan, known, used, (set(with_milestones), parents))
    return pl.DataFrame(list(rows), schema=TERMS, orient="row")


def _rows(
    plan: Plan,
    known: Mapping[tuple[str, str], Baseline],
    rule: Rule,
    sets: tuple[set[str], set[str]],
) -> Iterator[tuple[object, ...]]:
    stepped, parents = sets
    passing = {area.code for area in plan.areas if area.dated}
    for target in plan.targets:
        indicator = plan.indicator(target.indicator)
        baseline = known.get((target.indicator, target.area))
        model = _model(indicator, target, rule, milestones=target.id in stepped)
        yield (
            target.id,
            target.indicator,
            target.area,
            _columnar(indicator, target, rule, model) and target.area not in passing,
            target.area in parents or bool(indicator.inputs),
            *_BOUNDS[target.comparator](target),
            max(abs(target.value), abs(target.value_max or 0.0)),
            1.0 if indicator.direction == "up" else -1.0,
            rule.flat_half_units * 0.5 * 10**-indicator.decimals,
            *_way(target, baseline),
            *_time(plan, target, baseline),
            *_kinds(indicator, target, baseline, model),
        )


def _model(indicator: Indicator, target: Target, rule: Rule, *, milestones: bool) -> str:
    if target.pace:
        return target.pace
    return rule.pace(
        {
            "kind": indicator.kind,
            "source": target.source,
            "counting": target.counting,
            "frequency": indicator.frequency.value,
            "keep": target.keep,
            "milestones": milestones,
        }
    )


def _columnar(indicator: Indicator, target: Target, rule: Rule, model: str) -> bool:
    """True where one value, one baseline and a straight pace are all there is to it."""
    plain = not (target.cadence or target.counting == "new")
    same = not (indicator.year_to_date or indicator.redefined)
    return plain and same and model in {"linear", "met"} and rule.once_met == "pace"


def _way(target: Target, baseline: Baseline | None) -> tuple[float | None, ...]:
    """Start, goal and length of the way."""
    if baseline is None:
        return None, None, None
    start = baseline.value
    there = pace.is_met(target, start)
    return start, pace.goal_for(target, start), None if there else pace.shortfall(target, start)


def _time(plan: Plan, target: Target, baseline: Baseline | None) -> tuple[float, float, float]:
    """When the pace begins, how many months it has, and the deadline."""
    day = timedelta(days=1)
    ended = ReportingPeriod.parse(baseline.period).end if baseline else date.min
    begins = pace.months_until(max(plan.pace_origin, ended + day) - day)
    deadline = pace.months_until(target.deadline)
    return begins, max(0.0, deadline - begins), deadline


def _kinds(
    indicator: Indicator, target: Target, baseline: Baseline | None, model: str
) -> tuple[bool, ...]:
    yes_no = indicator.kind == "yes" or target.comparator == "yes"
    yearly = indicator.frequency is Frequency.YEAR
    begun_well = baseline is not None and pace.is_met(target, baseline.value)
    paced = model == "linear" and not (yes_no or target.keep or target.open_ended)
    return (
        paced,
        yearly or indicator.kind == "yes",
        indicator.kind == "yes",
        yearly,
        yes_no,
        target.keep or begun_well,
        target.open_ended,
        indicator.definition_pending,
    )
