"""Do projections keep their word? Rolling-origin backtest on processes other than the fitted one.

A case is a window of 5 to 12 quarters, a deadline some quarters on and a target drawn around the
last value; the future is known. A probability is judged by the Brier score beside that of the base
rate alone (climatology), an interval by how often it holds. The textbook regression (one straight
line, independent scatter, domain.md F.2) on the same cases is the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.measure import line
from benchmarks.processes import CHOSEN_ON, COUNTS, UNSEEN, Process, Values
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Measured
from targets.model import Target
from targets.projection import projected
from targets.projection.predictive import GOING_ON, predictive
from targets.projection.scale import scale_for

SEED = 20260101  # not one the method was chosen with
EVERY = 4  # quarters between origins
WINDOWS, AHEAD, SERIES, LENGTH = (5, 6, 8, 12), (1, 4, 8), 30, 24
FIRST = ReportingPeriod.parse("2018-Q1")
PERIODS = [FIRST.shift(steps) for steps in range(LENGTH + 1)]
RATE = Indicator("calibration", "试验", "%", "rate", "up", Frequency.QUARTER)
COUNT = replace(RATE, unit="件", kind="count", decimals=0, cumulative=True)
TARGET = Target(
    id="t", name="试验", indicator="calibration", area="a", comparator=">=", value=0.0, printed="",
    unit="%", deadline=PERIODS[-1].end, tier="旗", binding="none", section="", quote="",
    source="prose",
)  # fmt: skip
BINS = (0.0, 0.10, 0.33, 0.66, 0.90, 1.0 + 1e-9)


@dataclass(frozen=True)
class Case:
    """A window of a series, what was asked of it and what came."""

    window: Values
    start: int
    ahead: int
    target: float
    came: float
    met: bool


@dataclass(frozen=True)
class Answer:
    """Probability and interval given for a case."""

    probability: float
    low: float
    high: float


Method = Callable[[Case], Answer | None]


@dataclass(frozen=True)
class Told:
    """What was said of a case beside what came."""

    chance: float
    met: bool
    inside: bool
    window: int
    ahead: int


@dataclass(frozen=True)
class Score:
    """How one method did on the cases it answered; `silent`: cases it did not."""

    told: tuple[Told, ...]
    silent: int = 0

    @property
    def cases(self) -> int:
        return len(self.told)

    @property
    def brier(self) -> float:
        return float(np.mean([(one.chance - one.met) ** 2 for one in self.told]))

    @property
    def climate(self) -> float:
        """Brier score of always saying the base rate of these very cases."""
        share = float(np.mean([one.met for one in self.told]))
        return share * (1 - share)

    @property
    def coverage(self) -> float:
        return float(np.mean([one.inside for one in self.told]))

    @property
    def word(self) -> str:
        """Where it is not calibrated, plainly."""
        faults = []
        if self.coverage < 0.85:
            faults.append("区间偏窄")
        if self.coverage > 0.97:
            faults.append("区间偏宽")
        if self.brier > self.climate:
            faults.append("概率不如基准率")
        return "、".join(faults) or "合格"


def cases(
    process: Process, seed: int, series: int = SERIES, *, keep: bool = False
) -> Iterator[Case]:
    """Windows rolling over each series; the target lies around the last value (below it: keep)."""
    draw = np.random.default_rng(seed)
    whole = np.array([np.round(process(draw, LENGTH), 2) for _ in range(series)])
    for ahead in AHEAD:
        moves = whole[:, ahead:] - whole[:, :-ahead]
        usual = float(moves.std())
        for window in WINDOWS:
            for start in range(0, LENGTH - window - ahead + 1, EVERY):
                for values in whole:
                    shift = float(draw.normal()) * usual
                    yield _case(values, (start, window, ahead), shift, keep=keep)


def _case(values: Values, where: tuple[int, int, int], shift: float, *, keep: bool) -> Case:
    start, window, ahead = where
    seen, coming = values[start : start + window], values[start + window : start + window + ahead]
    around = float(seen[-1] + shift) if not keep else float(seen.min() - abs(shift))
    target = min(100.0, round(around, 2))  # nobody promises more than all of it
    met = bool((coming >= target).all()) if keep else bool(coming[-1] >= target)
    return Case(seen, start, ahead, target, float(coming[-1]), met)


def ours(case: Case, *, indicator: Indicator = RATE, keep: bool = False) -> Answer | None:
    """What the system itself answers."""
    series = [
        (period, Measured("calibration", "a", str(period), float(value), "r", "R", "s", "c"))
        for period, value in zip(PERIODS[case.start :], case.window, strict=False)
    ]
    deadline = series[-1][0].shift(case.ahead).end
    found = projected(
        indicator, replace(TARGET, value=case.target, deadline=deadline, keep=keep), series
    )
    if found.projection is None:
        return None
    return Answer(found.projection.probability, found.projection.low, found.projection.high)


def textbook(case: Case) -> Answer | None:
    """The reference: ordinary least squares on the logit scale, by scipy."""
    from scipy.stats import linregress, t

    share = np.clip(case.window, 0.05, 99.95) / 100
    place, n = np.log(share / (1 - share)), len(case.window)
    time = np.arange(n)
    fit = linregress(time, place)
    rest = place - fit.intercept - fit.slope * time
    size = np.sqrt(rest @ rest / (n - 2))
    if size < 1e-9:
        return None
    at = n - 1 + case.ahead
    error = size * np.sqrt(1 + 1 / n + (at - time.mean()) ** 2 / ((time - time.mean()) ** 2).sum())
    ahead = t(n - 2, fit.intercept + fit.slope * at, error)
    goal = np.clip(case.target, 0.05, 99.95) / 100
    low, high = (100 / (1 + np.exp(-ahead.ppf(q))) for q in (0.05, 0.95))
    return Answer(float(ahead.sf(np.log(goal / (1 - goal)))), float(low), float(high))


def lingering(case: Case, paths: tuple[float, ...] = (1.0,)) -> Answer | None:
    """Half-way: scatter may linger, but the trend lasts for certain, and on one scale."""
    scale = scale_for(RATE, case.window.tolist())
    places = np.array([scale.forward(float(value)) for value in case.window])
    times = tuple(float(i) for i in range(len(places)))
    if float(np.ptp(np.diff(places))) < 1e-9:
        return None
    ahead = predictive(times, (times[-1] + case.ahead,), places, paths=paths)
    low, high = (scale.back(ahead.quantile(share)) for share in (0.05, 0.95))
    target = min(case.target, 99.995) if not scale.squeeze else case.target
    return Answer(1 - ahead.below(scale.forward(target)), low, high)


def bending(case: Case) -> Answer | None:
    """What the system does but for one thing: the logit scale alone."""
    return lingering(case, GOING_ON)


def score(asked: Iterable[Case], method: Method) -> Score:
    """Brier score, its climatology, and coverage over the cases the method answers."""
    return _scored((case, method(case)) for case in asked)


def _scored(answers: Iterable[tuple[Case, Answer | None]]) -> Score:
    every = list(answers)
    told = [_told(case, answer) for case, answer in every if answer is not None]
    return Score(tuple(told), silent=len(every) - len(told))


def _told(case: Case, answer: Answer) -> Told:
    inside = answer.low <= case.came <= answer.high
    return Told(answer.probability, case.met, inside, len(case.window), case.ahead)


def counted(process: Process, seed: int, series: int = SERIES) -> Iterator[Case]:
    """Running totals of a counting process; the target near the total that a steady pace gives."""
    draw = np.random.default_rng(seed)
    for ahead in AHEAD:
        for window in WINDOWS:
            for _ in range(3 * series):
                totals = np.cumsum(process(draw, LENGTH))
                seen, came = totals[:window], float(totals[window - 1 + ahead])
                steady = seen[-1] + (seen[-1] - seen[0]) / (window - 1) * ahead
                target = float(np.floor(steady * draw.uniform(0.85, 1.15)) + 1)
                yield Case(seen, 0, ahead, target, came, came >= target)


def run(folder: Path) -> None:
    """Prints a line for each process, with the textbook regression beside it, then reliability."""
    del folder
    every: list[Told] = []
    bent: list[Told] = []
    for name, process in (CHOSEN_ON | UNSEEN).items():
        asked = list(cases(process, SEED))
        answers = [ours(case) for case in asked]
        spoken = [case for case, one in zip(asked, answers, strict=True) if one is not None]
        found = _scored(zip(asked, answers, strict=True))
        one, plain, half = (score(spoken, method) for method in (bending, textbook, lingering))
        every += found.told
        bent += one.told
        unseen = ",选定方法时未用过" if name in UNSEEN else ""
        beside = (
            f";只用 logit {one.brier:.3f}、{one.coverage:.1%}"
            f";教科书直线 {plain.brier:.3f}、{plain.coverage:.1%}"
            f";只加惯性 {half.brier:.3f}、{half.coverage:.1%}"
        )
        _print(f"{name}{unseen}", found, beside)
    alone = Score(tuple(bent))
    _print("各率合计", Score(tuple(every)), f";只用 logit {alone.brier:.3f}、{alone.coverage:.1%}")
    for name, process in CHOSEN_ON.items():
        asked = list(cases(process, SEED + 1, keep=True))
        _print(f"保持类:{name}", score(asked, lambda case: ours(case, keep=True)), "")
    for name, process in COUNTS.items():
        found = score(counted(process, SEED), lambda case: ours(case, indicator=COUNT))
        _print(f"件数:{name}", found, "")
    _by_length(every)
    _reliability(every)


def _print(name: str, found: Score, beside: str) -> None:
    line(
        name,
        f"Brier {found.brier:.3f}(基准率 {found.climate:.3f}),九成区间覆盖 {found.coverage:.1%},"
        f"{found.cases} 例,不作预测 {found.silent} 例{beside} → {found.word}",
    )


def _by_length(every: list[Told]) -> None:
    for window in WINDOWS:
        for ahead in AHEAD:
            some = [one for one in every if (one.window, one.ahead) == (window, ahead)]
            found = Score(tuple(some))
            line(
                f"各率合计:{window} 期推 {ahead} 期",
                f"Brier {found.brier:.3f}(基准率 {found.climate:.3f}),"
                f"九成区间覆盖 {found.coverage:.1%},{found.cases} 例 → {found.word}",
            )


def _reliability(every: list[Told]) -> None:
    for low, high in pairwise(BINS):
        inside = [one for one in every if low <= one.chance < high]
        if inside:
            said, came = (np.mean([getattr(one, what) for one in inside]) for what in _SAID)
            line(
                f"说 {low:.0%}—{min(high, 1):.0%} 的",
                f"{len(inside)} 例,平均说 {said:.1%},实际达标 {came:.1%}",
            )


_SAID = ("chance", "met")
