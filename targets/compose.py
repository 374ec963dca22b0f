"""Composite areas: a banner from its towns, a city from its banners, by the right weights.

Numerators and denominators are summed (rate = Σn / Σd × scale), never percentages averaged.
Leakage rates are weighted by the water supplied, R_BL = Σ R_BL,i·Qs,i / ΣQs,i (CJJ 92-2016 as
revised in 2018, clause 5.2). Counts are summed; yes/no is yes when every part says yes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from observations.indicator import Indicator
from targets.assessment import Measured
from targets.compose_words import reason_text, sum_text

LEAST_COVERED = 0.5
SUPPLY_WEIGHTED = "CJJ 92"
ADDITIVE_UNITS = frozenset(
    {
        *("个", "座", "处", "套", "台", "辆", "盏", "人", "万人", "户", "万户", "次", "件", "元"),
        *("万元", "亿元", "吨", "万吨", "吨/日", "平方米", "万平方米", "公顷", "亩", "平方公里"),
        *("立方米", "万立方米", "亿立方米"),
    }
)


@dataclass(frozen=True)
class Part:
    """What one area brings to a composite; `value` None is missing.

    `unit` empty is the indicator's own. `last_value` and `last_denominator` are from the latest
    earlier period known, for saying how much a missing area matters; `last_step` is the largest
    change seen between two of its periods. `missing` names the areas
    below this one that its own composite lacks, `missing_weight` their last denominators
    together (None: not known). `revisions` are the ledger ids the value came from.
    """

    area: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    revisions: tuple[str, ...] = ()
    name: str = ""
    unit: str = ""
    decimals: int = 2
    doubted: bool = False
    demo: bool = False
    last_value: float | None = None
    last_denominator: float | None = None
    last_step: float = 0.0
    missing: tuple[str, ...] = ()
    missing_weight: float | None = 0.0

    @property
    def title(self) -> str:
        """What the area is called in sentences."""
        return self.name or self.area


@dataclass(frozen=True)
class Composed:
    """A composite value with its parts, or why there is none (`value` None, `reason` a code).

    `covered_share` is the share of the whole that reported, by denominators (for counts by
    values) with the last known ones of missing areas; None when one of those is not known.
    `lineage` names the revisions of every part. `how`: sum, ratio, supply or all. `parts` have a
    value, `absent` are the ones asked that have none.
    """

    indicator: str
    area: str
    period: str
    value: float | None
    how: str
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    covered_share: float | None
    reason: str
    why: str
    numerator: float | None = None
    denominator: float | None = None
    decimals: int = 2
    absent: tuple[Part, ...] = ()

    @property
    def complete(self) -> bool:
        """True when a value stands on every part."""
        return self.value is not None and not self.missing

    @property
    def lineage(self) -> tuple[str, ...]:
        """Ledger ids of everything the value was made from."""
        return tuple(one for part in self.parts for one in part.revisions)

    @property
    def doubted(self) -> bool:
        """True when any part is."""
        return any(part.doubted for part in self.parts)

    @property
    def measured(self) -> Measured | None:
        """The value as the engine takes it; its revision names all parts."""
        if self.value is None:
            return None
        return Measured(
            self.indicator, self.area, self.period, self.value, f"合成({'+'.join(self.lineage)})",
            receipt="", sheet="", cell="", decimals=self.decimals, doubted=self.doubted,
            demo=any(part.demo for part in self.parts),
            numerator=self.numerator, denominator=self.denominator,
        )  # fmt: skip


@dataclass(frozen=True)
class Weighed:
    """A part as the sum takes it: what it adds above and below the line."""

    above: float
    below: float


Weigh = Callable[[Indicator, Part], Weighed | str]


def how_composed(indicator: Indicator) -> str:
    """The way parts make up a whole: `ratio`, `supply`, `sum`, `all`, or "" when there is none.

    As the indicator declares, else by its kind, standard and unit. An amount without a
    denominator is summed only in a unit that adds up: nine service radii have no sum.
    """
    if indicator.aggregation:
        return "" if indicator.aggregation == "none" else indicator.aggregation
    if indicator.kind == "yes":
        return "all"
    if SUPPLY_WEIGHTED in indicator.standard and indicator.denominator:
        return "supply"
    if indicator.denominator or indicator.kind in {"rate", "ratio", "density"}:
        return "ratio"
    additive = indicator.kind == "count" or indicator.unit in ADDITIVE_UNITS
    return "sum" if additive else ""


def composed(
    indicator: Indicator,
    area: str,
    period: str,
    parts: Sequence[Part],
    *,
    least_covered: float = LEAST_COVERED,
    names: Mapping[str, str] | None = None,
) -> Composed:
    """The value of `area` made of all its `parts`, missing ones included.

    `names`: what areas further below are called in sentences, by code.

    No value: a part that cannot be weighted or is in another unit, nothing reported, nothing to
    divide by, or less than `least_covered` of the whole reported (by weight where the weights
    of the missing are known, else by number of areas).
    """
    parts = tuple(sorted(parts, key=lambda part: part.area))
    how = how_composed(indicator)
    titles = {**(names or {}), **{part.area: part.title for part in parts}}
    missing = tuple(a for p in parts for a in ((p.area,) if p.value is None else p.missing))
    none = Composed(
        indicator.key, area, period, None, how, tuple(p for p in parts if p.value is not None),
        missing, None, "", "", decimals=indicator.decimals,
        absent=tuple(p for p in parts if p.value is None),
    )  # fmt: skip
    refused, weighed = _weighed(indicator, how, none.parts)
    if len({part.area for part in parts}) < len(parts):
        return _without(none, "twice", "")
    if refused is not None:
        code, part = refused
        return _without(none, code, part.title if part else "")
    none = replace(none, covered_share=_covered(how, parts, weighed))
    if how == "all":
        return _every(none, parts)
    if _too_little(none, parts, least_covered):
        return _without(none, "too_little", "、".join(titles.get(one, one) for one in missing))
    above = math.fsum(one.above for one in weighed)
    below = math.fsum(one.below for one in weighed)
    if how != "sum" and below == 0:
        return _without(none, "nothing_below", "")
    value = above if how == "sum" else above / below * indicator.scale
    done = replace(none, value=value, numerator=above, denominator=below)
    if how == "sum":
        done = replace(done, numerator=None, denominator=None)
    return replace(done, why=sum_text(indicator, done, titles))


def _without(none: Composed, code: str, about: str) -> Composed:
    return replace(none, reason=code, why=reason_text(code, about))


def _weighed(
    indicator: Indicator, how: str, parts: Sequence[Part]
) -> tuple[tuple[str, Part | None] | None, tuple[Weighed, ...]]:
    """What each part adds; or the code of the first that cannot be added, and the part."""
    if not how:
        return ("not_additive", None), ()
    if not parts:
        return ("nothing", None), ()
    weighed = []
    for part in parts:
        one = "unit" if part.unit not in {"", indicator.unit} else _WEIGH[how](indicator, part)
        if isinstance(one, str):
            return (one, part), ()
        weighed.append(one)
    return None, tuple(weighed)


def _by_ratio(indicator: Indicator, part: Part) -> Weighed | str:
    """Numerator over denominator; the value stands in for a numerator that was not given."""
    value, below = part.value or 0.0, part.denominator
    if below is None:
        return "no_denominator"
    if below < 0 or (below == 0 and part.numerator):
        return "bad_denominator"
    if part.numerator is None:
        return Weighed(value * below / indicator.scale, below)
    if below and not _agrees(indicator, part):
        return "definition"
    return Weighed(part.numerator, below)


def _by_supply(indicator: Indicator, part: Part) -> Weighed | str:
    """R_BL,i·Qs,i: the rate that was graded counts, whatever stands for water lost."""
    if part.denominator is None:
        return "no_denominator"
    if part.denominator < 0:
        return "bad_denominator"
    value = part.value or 0.0
    return Weighed(value * part.denominator / indicator.scale, part.denominator)


def _by_sum(indicator: Indicator, part: Part) -> Weighed | str:
    return Weighed(part.value or 0.0, abs(part.value or 0.0))


_WEIGH: Mapping[str, Weigh] = {
    "ratio": _by_ratio,
    "supply": _by_supply,
    "sum": _by_sum,
    "all": _by_sum,
}


def _agrees(indicator: Indicator, part: Part) -> bool:
    """True when value and numerator / denominator say the same up to a printed unit.

    A part whose own quotient is another number counted something else: its quantities cannot
    be added to those of others.
    """
    quotient = (part.numerator or 0.0) / (part.denominator or 1.0) * indicator.scale
    allowed = 10.0**-part.decimals * (1 + 1e-9) + 1e-9 * abs(quotient)
    return abs(quotient - (part.value or 0.0)) <= allowed


def _covered(how: str, parts: Iterable[Part], weighed: Sequence[Weighed]) -> float | None:
    """Share of the whole that reported; by number for yes/no."""
    parts = tuple(parts)
    if how == "all":
        return sum(part.value is not None for part in parts) / len(parts)
    lacking: list[float | None] = [p.missing_weight for p in parts if p.value is not None]
    for part in parts:
        if part.value is None:
            last = part.last_value if how == "sum" else part.last_denominator
            lacking.append(None if last is None else abs(last))
    if any(one is None for one in lacking):
        return None
    there = math.fsum(one.below for one in weighed)
    whole = there + math.fsum(one or 0.0 for one in lacking)
    return there / whole if whole else None


def _too_little(none: Composed, parts: Sequence[Part], least: float) -> bool:
    if not none.missing:
        return False
    share = none.covered_share
    if share is None:
        share = len(none.parts) / len(parts)
    return share < least


def _every(none: Composed, parts: Sequence[Part]) -> Composed:
    """Yes when all say yes; a single no decides, a missing part leaves it open."""
    undone = [part.title for part in none.parts if not part.value]
    if undone:
        return replace(none, value=0.0, why=f"{'、'.join(undone)}未完成,合计为未完成")
    if none.missing:
        names = [part.title for part in none.absent] or none.missing
        return _without(none, "open", "、".join(names))
    return replace(none, value=1.0, why=f"{len(parts)}个地区全部完成")
