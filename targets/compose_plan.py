"""Composite values for a whole plan: every area that reported nothing but whose parts did."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Measured
from targets.compose import LEAST_COVERED, Composed, Part, composed, how_composed
from targets.members import lowest_first, parts_of
from targets.model import Plan

Key = tuple[str, str, str]  # indicator, area, period as written
Members = Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True)
class Disagreement:
    """An area's own value and that of its parts differ by more than rounding; its own stands."""

    indicator: str
    area: str
    period: str
    reported: float
    composed: float
    allowed: float
    lineage: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Composites:
    """Composites in order of plan, area and period; those without a value say why not."""

    values: tuple[Composed, ...]
    disagreements: tuple[Disagreement, ...] = ()
    clashes: tuple[str, ...] = ()

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The values as the engine takes them."""
        return tuple(one.measured for one in self.values if one.measured is not None)


def composites(
    plan: Plan,
    measured: Iterable[Measured],
    *,
    members: Members | None = None,
    least_covered: float = LEAST_COVERED,
) -> Composites:
    """Values of areas that have parts, from the lowest areas up.

    Only values of exactly the same period are put together. An area's own value always stands;
    where every part reported too and they differ beyond rounding, that is a disagreement.
    The parts of an area are those of `members.parts_of`; `members` names those of one indicator
    where they are others;
    an area whose parts all reported nothing gets nothing. Two different values of one area in
    one period are a clash: that area counts as missing. What areas there are, and of which parts,
    is as on the period's last day.
    """
    walk = _Walk(plan, members or {}, least_covered)
    walk.take(measured)
    for indicator in plan.indicators:
        for period in walk.periods.get(indicator.key, ()):
            tree = walk.tree(period)
            for area in tree.upwards:
                walk.visit(indicator, area, period, tree)
    return Composites(tuple(walk.values), tuple(walk.disagreements), tuple(walk.clashes))


@dataclass(frozen=True)
class _Tree:
    """Which areas are made of which on a day, and those that have parts, the lowest first."""

    below: Mapping[str, tuple[str, ...]]
    upwards: Sequence[str]


class _Walk:
    """One pass over the plan's areas, the lowest first; keeps what was found on the way."""

    def __init__(self, plan: Plan, members: Members, least_covered: float) -> None:
        self.members = members
        self.least_covered = least_covered
        self.plan = plan
        self.trees: dict[date | None, _Tree] = {}
        self.names = {area.code: area.name for area in plan.areas}
        self.known: dict[Key, Measured] = {}
        self.made: dict[Key, Composed] = {}
        self.periods: dict[str, list[str]] = {}
        self.history: dict[tuple[str, str], list[tuple[ReportingPeriod, Measured]]]
        self.history = defaultdict(list)
        self.values: list[Composed] = []
        self.disagreements: list[Disagreement] = []
        self.clashes: list[str] = []

    def tree(self, period: str) -> _Tree:
        """The areas as on the period's last day; one tree for all where no area has days."""
        day = ReportingPeriod.parse(period).end if self.plan.dated else None
        if day not in self.trees:
            below = parts_of(self.plan, day)
            self.trees[day] = _Tree(below, lowest_first(below))
        return self.trees[day]

    def take(self, measured: Iterable[Measured]) -> None:
        """Sort the reported values by key; two different ones for a key are no value at all."""
        known, twice = _by_key(measured)
        self.known = known
        self.clashes = [f"{i} {a} {p}:同一期有两个不同的值,均不采用" for i, a, p in twice]
        found: dict[str, set[str]] = defaultdict(set)
        for (indicator, area, period), one in self.known.items():
            found[indicator].add(period)
            self.history[indicator, area].append((ReportingPeriod.parse(period), one))
        for history in self.history.values():
            history.sort(key=lambda pair: pair[0])
        self.periods = {
            key: [str(p) for p in sorted(map(ReportingPeriod.parse, periods))]
            for key, periods in found.items()
        }

    def visit(self, indicator: Indicator, area: str, period: str, tree: _Tree) -> None:
        """Put together one area's value of one period, if any part has one."""
        codes = self.members.get((indicator.key, area), tree.below[area])
        if not any(self._reported(indicator.key, code, period) for code in codes):
            return
        parts = [self._part(indicator, code, period) for code in codes]
        least = self.least_covered
        whole = composed(indicator, area, period, parts, least_covered=least, names=self.names)
        own = self.known.get((indicator.key, area, period))
        if own is None:
            self.made[indicator.key, area, period] = whole
            self.values.append(whole)
        elif whole.complete:
            self._compare(indicator, own, whole)

    def _reported(self, indicator: str, area: str, period: str) -> bool:
        made = self.made.get((indicator, area, period))
        return (indicator, area, period) in self.known or (
            made is not None and made.value is not None
        )

    def _part(self, indicator: Indicator, code: str, period: str) -> Part:
        one = self.known.get((indicator.key, code, period))
        made = self.made.get((indicator.key, code, period))
        part = Part(code, None)
        if one is not None:
            part = Part(
                code, one.value, one.numerator, one.denominator, (one.revision,),
                decimals=one.decimals, doubted=one.doubted, demo=one.demo,
            )  # fmt: skip
        elif made is not None:
            part = _from_composite(made)
        named = replace(part, name=self.names.get(code, code))
        return self._with_past(indicator.key, named, period)

    def _with_past(self, indicator: str, part: Part, period: str) -> Part:
        """The part with its latest value of an earlier period and its largest change so far."""
        now = ReportingPeriod.parse(period)
        history = self.history.get((indicator, part.area), ())
        earlier = [one for when, one in history if when < now]
        if not earlier:
            return part
        values = [one.value or 0.0 for one in earlier]
        steps = (abs(after - before) for before, after in pairwise(values))
        return replace(
            part,
            last_value=values[-1],
            last_denominator=earlier[-1].denominator,
            last_step=max(steps, default=0.0),
        )

    def _compare(self, indicator: Indicator, own: Measured, whole: Composed) -> None:
        value, made = own.value or 0.0, whole.value or 0.0
        allowed = _allowed(indicator, own, whole)
        if abs(value - made) <= allowed:
            return
        name = self.names[own.area]
        period = ReportingPeriod.parse(own.period).label
        text = f"{name}{period}自报 {value:g},由下级合成为 {made:.6g}"
        self.disagreements.append(
            Disagreement(
                own.indicator, own.area, own.period, value, made, allowed,
                (own.revision, *whole.lineage), f"{text}({whole.why}),相差超过四舍五入;以自报为准",
            )
        )  # fmt: skip


def _by_key(measured: Iterable[Measured]) -> tuple[dict[Key, Measured], list[Key]]:
    """Values by key, and the keys that have two different ones; missing values are no values."""
    by_key: dict[Key, Measured] = {}
    twice: set[Key] = set()
    for one in measured:
        if one.value is None:
            continue
        key = (one.indicator, one.area, str(ReportingPeriod.parse(one.period)))
        before = by_key.setdefault(key, one)
        if _content(before) != _content(one):
            twice.add(key)
    return {key: one for key, one in by_key.items() if key not in twice}, sorted(twice)


def _content(one: Measured) -> tuple[float | None, ...]:
    return one.value, one.numerator, one.denominator


def _from_composite(made: Composed) -> Part:
    """A composite as a part of the area above; one without a value is a missing part."""
    return Part(
        made.area, made.value, made.numerator, made.denominator, made.lineage,
        decimals=made.decimals, doubted=made.doubted, demo=any(p.demo for p in made.parts),
        missing=made.missing,
        missing_weight=None if made.covered_share is None else _lacking(made),
    )  # fmt: skip


def _lacking(made: Composed) -> float:
    there = abs(made.value or 0.0) if made.how == "sum" else made.denominator or 0.0
    share = made.covered_share or 1.0
    return there * (1 - share) / share


def _allowed(indicator: Indicator, own: Measured, whole: Composed) -> float:
    """Half a printed unit of its own value, and of every rate that stood in for a numerator."""
    half = 0.5 * 10.0**-own.decimals
    stood_in = [p for p in whole.parts if whole.how == "supply" or p.numerator is None]
    if how_composed(indicator) == "sum":
        return half + math.fsum(0.5 * 10.0**-p.decimals for p in whole.parts) + 1e-9
    return half + max((0.5 * 10.0**-p.decimals for p in stood_in), default=0.0) + 1e-9
