"""Series in, verdicts out: one function for each rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from targets.series import compound, pace, words
from targets.series.config import LINEAR, MET, OPEN_SDG, STEP, Config
from targets.series.model import Point, Series, Verdict, end_month
from targets.series.scales import NOT_AVAILABLE


def judge(series: Iterable[Series], config: Config) -> tuple[Verdict, ...]:
    """A verdict on every series, in their order; never raises for what a series holds."""
    return tuple(_judged(one, config) for one in series)


def _judged(series: Series, config: Config) -> Verdict:
    verdict = _blank(series.name)
    if not series.points:
        return _unjudged(verdict, "no_value")
    current = series.current
    verdict = replace(verdict, current_value=current.value, current_period=str(current.period))
    if series.doubled:
        lines = "、".join(str(line) for line in sorted(one.line for one in series.doubled))
        return _unjudged(verdict, "duplicate_period", lines=lines)
    return _RULES[config.rule](series, verdict, config)


def _blank(name: str) -> Verdict:
    return Verdict(name, NOT_AVAILABLE, None, None, None, None, None, None, why="", why_code="")


def _unjudged(verdict: Verdict, code: str, **facts: object) -> Verdict:
    return replace(verdict, why=words.reason(code, **facts), why_code=code)


def _by_growth(series: Series, verdict: Verdict, config: Config) -> Verdict:
    """Achieved comes first; whatever else is missing then costs only the progress value."""
    if series.target_max is not None:
        return _unjudged(verdict, "range")
    current = series.current.period.label
    base = compound.base_of(series, nearest=config.nearest_base)
    if base is None:
        asked = series.base_period.label if series.base_period else f"{compound.BASE_YEAR}年"
        return _unjudged(verdict, "base_after_current", base=asked, current=current)
    growth = compound.growth_of(series, base)
    verdict = replace(verdict, base_value=growth.divisor, base_period=str(base.period))
    code = _obstacle(growth)
    if not code:
        progress = growth.progress
        verdict = replace(verdict, progress_value=progress if math.isfinite(progress) else None)
    reached = config.limit_reached_is_achieved and growth.at_limit
    if growth.achieved or reached:
        why = words.achieved_text(series, growth, config.achieved)
        if reached:
            why = words.limit_text(series, config.achieved)
        return _achieved(verdict, config, why)
    if code:
        return _unjudged(
            verdict, code, base=base.period.label, current=current,
            base_value=words.shown(base.value), value=words.shown(series.current.value),
        )  # fmt: skip
    status = compound.status_of(growth, config)
    limits = compound.thresholds_for(growth, config)
    return replace(
        verdict,
        status=status,
        score=compound.score_of(growth, config),
        why=words.growth_text(series, base, growth, limits, status=status),
        why_code="growth" if growth.target is None else "growth_ratio",
    )


def _achieved(verdict: Verdict, config: Config, why: str) -> Verdict:
    score = compound.BEST_SCORE if config.rule == OPEN_SDG else verdict.score
    return replace(verdict, status=config.achieved, score=score, why=why, why_code="achieved")


def _obstacle(growth: compound.Growth) -> str:
    """Why there is no growth rate; "" when there is one. A year at least, as published."""
    if growth.years < 1:
        return "too_short"
    if growth.changes_sign:
        return "sign_change"
    try:
        rates = (growth.observed, growth.required if growth.target is not None else 0.0)
    except ZeroDivisionError:
        return "no_time"
    except OverflowError:
        return "out_of_range"
    return "" if all(map(math.isfinite, rates)) else "out_of_range"


def _by_met(series: Series, verdict: Verdict, config: Config) -> Verdict:
    if early := _reached_or_unknown(series, verdict, config):
        return early
    why = (
        f"{series.current.period.label}现值 {words.shown(series.current.value)},目标 "
        f"{words.target_text(series)},判为 {words.level_text(config.missed)}"
    )
    return replace(verdict, status=config.missed, why=why, why_code="not_met")


def _reached_or_unknown(series: Series, verdict: Verdict, config: Config) -> Verdict | None:
    """The verdict that needs no path: limit or target reached, or nothing to compare with."""
    value = series.current.value
    if config.limit_reached_is_achieved and value == series.limit:
        return _achieved(verdict, config, words.limit_text(series, config.achieved))
    if series.target is None:
        return _unjudged(verdict, "no_target")
    if series.target_max is None and series.direction is None:
        return _unjudged(verdict, "no_direction")
    if not pace.is_met(series, value):
        return None
    why = (
        f"{series.current.period.label}现值 {words.shown(value)} 满足目标 "
        f"{words.target_text(series)},判为 {words.level_text(config.achieved)}"
    )
    return _achieved(verdict, config, why)


def _by_pace(series: Series, verdict: Verdict, config: Config) -> Verdict:
    base = next((p for p in series.points if _begins(series, p)), None)
    if base is not None:
        verdict = replace(verdict, base_value=base.value, base_period=str(base.period))
    path = _path(series, base, config)
    if path is not None:
        score = path.deviation * 100
        verdict = replace(verdict, progress_value=path.achieved, score=score)
    if early := _reached_or_unknown(series, verdict, config):
        return early
    facts = {
        "value": words.shown(series.current.value),
        "target": words.target_text(series),
        "base": series.base_period.label if series.base_period else "",
        "current": series.current.period.label,
    }
    if series.target_period is None:
        return _unjudged(verdict, "no_deadline", **facts)
    if base is None:
        return _unjudged(verdict, _no_base(series), **facts)
    if path is None:
        return _fallen(series, verdict, config, base)
    level = pace.level_of(path, config)
    code = "deadline_missed" if path.due else "pace"
    return replace(verdict, status=level, why=pace.path_text(path, config, level), why_code=code)


def _no_base(series: Series) -> str:
    """Why the base has no value: not named, not reached yet, or not in the series."""
    if series.base_period is None:
        return "no_baseline"
    later = end_month(series.base_period) > series.current.month
    return "base_after_current" if later else "no_base_value"


def _begins(series: Series, point: Point) -> bool:
    wanted = series.base_period
    return wanted is not None and point.month == end_month(wanted)


def _path(series: Series, base: Point | None, config: Config) -> pace.Path | None:
    """None where there is no way to go: something unknown, or a base that meets the target."""
    judged = series.direction is not None or series.target_max is not None
    if base is None or series.target is None or series.target_period is None or not judged:
        return None
    if pace.is_met(series, base.value):
        return None
    return pace.path_of(series, base, stepped=config.rule == STEP)


def _fallen(series: Series, verdict: Verdict, config: Config, base: Point) -> Verdict:
    level = config.bands["pace"].levels[1]
    why = (
        f"{base.period.label}基期值 {words.shown(base.value)} 已满足目标 "
        f"{words.target_text(series)},{series.current.period.label}现值 "
        f"{words.shown(series.current.value)} 反而未满足,"
        f"判为 {words.level_text(level)}"
    )
    return replace(verdict, status=level, why=why, why_code="fell_below")


_RULES: Mapping[str, Callable[[Series, Verdict, Config], Verdict]] = {
    OPEN_SDG: _by_growth,
    LINEAR: _by_pace,
    STEP: _by_pace,
    MET: _by_met,
}
