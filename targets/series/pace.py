"""序时 (linear), 节点 (step) and 达标与否 (met): a series against its target.

The formulas and thresholds are those of the assessment engine (`targets.pace`, docs/method.md):
τ = months gone / months in all, π = (x − B)/(G − B), deviation d = π − τ; with milestones the
share that the last milestone due stands for takes the place of τ. Equality meets.
"""

from __future__ import annotations

from dataclasses import dataclass

from targets.series import words
from targets.series.config import STEP, Config
from targets.series.model import Point, Series, end_month

TOLERANCE = 1e-9  # of shares, and of values relative to their size: binary rounding


@dataclass(frozen=True)
class Path:
    """From a base to a goal that is not met; shares are fractions."""

    series: Series
    base: Point
    goal: float
    due: bool
    time_share: float
    expected: float  # the value that ought to stand now
    milestone: Point | None = None

    @property
    def achieved(self) -> float:
        """π: share of the way gone; the base differs from the goal, which it does not meet."""
        return self._share(self.series.current.value)

    @property
    def asked(self) -> float:
        """Share of the way that ought to be gone."""
        return self._share(self.expected)

    def _share(self, value: float) -> float:
        """How much of the base's distance to the target is gone: (x − B)/(G − B).

        A value beyond a range is as far from it as one that falls short by as much.
        """
        whole = _short(self.series, self.base.value)
        return (whole - _short(self.series, value)) / whole

    @property
    def deviation(self) -> float:
        """π less what was asked, as a fraction: −0.1 is ten percentage points short."""
        return self.achieved - self.asked


def is_met(series: Series, value: float) -> bool:
    """True when `value` keeps the promise; a target and a direction (or a range) are known."""
    low, high = series.target, series.target_max
    if low is None:
        return False
    return _short(series, value) <= _slack(low, value, low if high is None else high)


def _short(series: Series, value: float) -> float:
    """By how much `value` misses the target; negative or zero when it does not."""
    low, high = series.target or 0.0, series.target_max
    if high is not None:
        return max(low - value, value - high)
    return low - value if series.direction == "up" else value - low


def _slack(*values: float) -> float:
    """How far values of this size may differ and still count as equal."""
    return max(1e-12, TOLERANCE * max(abs(value) for value in values))


def path_of(series: Series, base: Point, *, stepped: bool) -> Path:
    """The path of a series with target period and a base that does not meet the target."""
    assert series.target is not None and series.target_period is not None  # noqa: S101
    high = series.target_max
    goal = high if high is not None and base.value > high else series.target
    deadline, now = end_month(series.target_period), series.current.month
    due = now >= deadline
    share = 1.0 if due else (now - base.month) / (deadline - base.month)
    if not stepped:
        expected = base.value + (goal - base.value) * share
        return Path(series, base, goal, due, share, expected)
    passed = [one for one in series.milestones if base.month < one.month <= now]
    milestone = passed[-1] if passed and not due else None
    expected = goal if due else milestone.value if milestone else base.value
    return Path(series, base, goal, due, share, expected, milestone)


def level_of(path: Path, config: Config) -> str:
    """Level of an unmet target by its deviation; past the deadline never on pace."""
    bands = config.bands["pace"]
    on_pace, far = bands.thresholds
    if path.deviation < far - TOLERANCE:
        return bands.levels[2]
    if path.due or path.deviation < on_pace - TOLERANCE:
        return bands.levels[1]
    return bands.levels[0]


def path_text(path: Path, config: Config, level: str) -> str:
    """The arithmetic in one sentence."""
    base, current = path.base, path.series.current
    due = path.series.target_period.label if path.series.target_period else ""
    begin = (
        f"{base.period.label}基期值 {words.shown(base.value)},{current.period.label}现值 "
        f"{words.shown(current.value)},到{due}目标 "
        f"{words.target_text(path.series)}:完成 {words.percent(path.achieved)}"
    )
    if path.due:
        asked = "已到目标期"
    elif config.rule == STEP:
        reached = path.milestone
        asked = (
            f"最近节点{reached.period.label}应达 {words.shown(reached.value)}"
            f"(即 {words.percent(path.asked)})"
            if reached
            else "目标期前没有到期的节点,应不退步"
        )
    else:
        asked = f"时间过去 {words.percent(path.time_share)}"
    points = words.worked(round(path.deviation * 100, 4))
    return f"{begin},{asked},偏差 {points} 个百分点,判为 {words.level_text(level)}"
