"""Which verdicts a small change would turn: rounding, another pace model, one late area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from targets.assessment import Flip, Level
from targets.compose_late import late_ranges
from targets.hearing import Hearing
from targets.paces import MODELS, Expected
from targets.ruling import Ruling, rule_on

FLIP_WORDS = {"rounding": "末位数字四舍五入"}


def flips(one: Hearing, found: Ruling) -> tuple[Flip, ...]:
    """Every change of the three kinds that gives another level; none for yes/no targets."""
    if found.level is Level.NOT_ASSESSABLE or one.yes_no:
        return ()
    return (*_rounding(one, found), *_models(one, found), *_late_areas(one, found))


def _rounding(one: Hearing, found: Ruling) -> Iterator[Flip]:
    """Half a printed unit up or down, but never past what is possible (100 %).

    Whole pieces are counted and not rounded: one film is one film.
    """
    if one.indicator.kind == "count" and float(one.measured.value or 0.0).is_integer():
        return
    half = 0.5 * 10.0**-one.measured.decimals
    for shift in (half, -half):
        other = rule_on(_with_value(one, (one.measured.value or 0.0) + shift))
        if other.level is not found.level:
            yield Flip("rounding", FLIP_WORDS["rounding"], other.level)
            return


def _with_value(one: Hearing, value: float) -> Hearing:
    low, high = one.indicator.hard_min, one.indicator.hard_max
    value = value if low is None else max(low, value)
    value = value if high is None else min(high, value)
    period, measured = one.standing.series[-1]
    moved = [*one.standing.series[:-1], (period, replace(measured, value=value))]
    return replace(one, standing=replace(one.standing, series=moved))


def _models(one: Hearing, found: Ruling) -> Iterator[Flip]:
    """Every other pace model that has something to say of this way."""
    if one.final or found.code != "pace" or found.sum is None:
        return
    for name, model in MODELS.items():
        if name == one.model_name or not isinstance(model.expect(one.way), Expected):
            continue
        other = rule_on(replace(one, model=name))
        if other.level is not found.level:
            yield Flip(f"pace-{name}", f"改用{model.label}模型", other.level)


def _late_areas(one: Hearing, found: Ruling) -> Iterator[Flip]:
    """Areas missing from a composite whose report could still turn the verdict."""
    if one.composed is None or not one.missing_areas:
        return
    for late in late_ranges(one.indicator, one.composed):
        levels = (rule_on(_with_value(one, value)).level for value in late.values)
        other = next((level for level in levels if level is not found.level), None)
        if other is not None:
            name = next((a.name for a in one.plan.areas if a.code == late.area), late.area)
            yield Flip(f"area-{late.area}", f"{name}迟报", other)
