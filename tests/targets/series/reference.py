"""The published rules once more, written straight from their text, to compare with ours.

One function for each rule on plain numbers; times are years (2024 ends at 2025.0).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A series as plain numbers: (year, value) pairs and what is promised of them."""

    points: tuple[tuple[float, float], ...]
    up: bool | None
    base_year: float | None = None
    target: float | None = None
    target_year: float | None = None
    limit: float | None = None
    target_max: float | None = None
    milestones: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the rule says; None where it says nothing."""

    status: str
    score: float | None = None
    progress: float | None = None
    base: float | None = None


NOTHING = Answer("not_available")


def open_sdg(case: Case) -> Answer:
    """Open SDG 2.4 on one series without repeated years."""
    if not case.points or case.target_max is not None:
        return NOTHING
    wanted = 2016.0 if case.base_year is None else case.base_year
    begin = [point for point in sorted(case.points) if point[0] >= wanted]
    if not begin:
        return NOTHING
    (t0, y0), (t, y) = begin[0], max(case.points)
    target = 0.001 if case.target == 0 else case.target
    up = bool(case.up)
    reached = target is not None and (y >= target if up else y <= target)
    s = -1 if y0 < 0 else 1
    d = 1 if up else -1
    base = 0.001 if y0 == 0 else y0
    if t - t0 < 0.999 or base * y < 0:
        return (
            Answer("target_achieved", 5, None, base)
            if reached
            else Answer("not_available", None, None, base)
        )
    growth = (y / base) ** (1 / (t - t0)) - 1
    if target is None:
        return _without(s * d * growth, y0, case.limit, base)
    due = 2031.0 if case.target_year is None else case.target_year
    if due == t0:
        return (
            Answer("target_achieved", 5, None, base)
            if reached
            else Answer("not_available", None, None, base)
        )
    required = abs((target / base) ** (1 / (due - t0)) - 1)
    if required == 0:
        status = "target_achieved" if reached else "deterioration"
        return Answer(status, 5 if reached else -5, None, base)
    ratio = s * d * growth / required
    if reached:
        return Answer("target_achieved", 5, ratio, base)
    score = min(7.1429 * ratio - 4.2857, 5) if ratio >= 0.6 else max(4.1667 * ratio - 2.5, -5)
    return Answer(_band(ratio, 0.95, 0.6), score, ratio, base)


def _without(p: float, y0: float, limit: float | None, base: float) -> Answer:
    c = 1.0
    if limit is not None:
        size, bound = abs(y0), abs(limit)
        if size < 2 * bound:
            inside = size if size <= bound else 2 * bound - size
            c = 1 - (inside / bound) ** 4.44
    if p < 0:
        score = max(125 * p - 2.5, -5)
    elif c == 0:
        score = 5
    elif p >= 0.015 * c:
        score = min(500 * p / c - 5, 5)
    elif p >= 0.005 * c:
        score = 250 * p / c - 1.25
    else:
        score = 500 * p / c - 2.5
    return Answer(_band(p, 0.015 * c, 0.005 * c), score, p, base)


def _band(value: float, high: float, middle: float) -> str:
    if value >= high:
        return "substantial_progress"
    if value >= middle:
        return "moderate_progress"
    return "limited_progress" if value >= 0 else "deterioration"


def met(case: Case) -> str:
    """Met, not met, or nothing to compare with."""
    if not case.points or case.target is None:
        return "not_available"
    y = max(case.points)[1]
    if case.target_max is not None:
        return "met" if case.target <= y <= case.target_max else "not_met"
    if case.up is None:
        return "not_available"
    return "met" if (y >= case.target if case.up else y <= case.target) else "not_met"


def _gone(case: Case, y0: float, y: float) -> float:
    """Share of the way from the base to the nearest bound; beyond a range counts as short of it."""
    low, high = case.target or 0.0, case.target_max
    if high is None:
        return (y - y0) / (low - y0)
    bound = low if y0 < low else high
    if y < low or y > high:
        mirrored = bound - abs(y - (low if y < low else high)) * (1 if bound > y0 else -1)
        return (mirrored - y0) / (bound - y0)
    return 1 + min(y - low, high - y) / abs(bound - y0)


def paced(case: Case, *, stepped: bool) -> Answer:
    """序时 with 10 and 30 points; by milestones when `stepped`."""
    answer = met(case)
    if answer != "not_met":
        return Answer(answer)
    values = dict(case.points)
    t, y = max(case.points)
    if case.target_year is None or case.base_year not in values or case.target is None:
        return NOTHING
    t0, y0 = case.base_year, values[case.base_year]
    if met(Case(((t0, y0),), case.up, target=case.target, target_max=case.target_max)) == "met":
        return Answer("behind")
    due = t >= case.target_year
    asked = 1.0 if due else (t - t0) / (case.target_year - t0)
    if stepped and not due:
        passed = [value for year, value in sorted(case.milestones) if t0 < year <= t]
        asked = _gone(case, y0, passed[-1]) if passed else 0.0
    share = _gone(case, y0, y)
    points = (share - asked) * 100
    level = "far_behind" if points < -30 else "behind" if points < -10 else "on_pace"
    if due and level == "on_pace":
        level = "behind"
    return Answer(level, points, share, y0)
