"""Thresholds and levels of the compound rule, in every shape that can mean only one thing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from observations.errors import UserError
from targets.series.shapes import BRANCHES, GROWTH_KEYS
from targets.yamlfile import Place

WITH, WITHOUT = BRANCHES
NOT_AVAILABLE = "not_available"
LARGEST = {WITH: 5.0, WITHOUT: 0.5}  # beyond it: percent written as a fraction, or the wrong branch
THRESHOLDS = (
    "thresholds: {with_target: [0.95, 0.6, 0], without_target: [0.015, 0.005, 0]};"
    "也可写 {high: 0.015, med: 0.005, low: 0} 或 1.5%"
)
LEVELS = "levels: {achieved: 达到, with_target: [四个,从好到差], without_target: [四个,从好到差]}"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ACHIEVED = re.compile(r"achieve|达到|达标", re.IGNORECASE)
_NEUTRAL = re.compile(r"no[_ -]?progress|neutral|stagnat|无进展|没有进展|停滞|持平", re.IGNORECASE)


@dataclass(frozen=True)
class Bands:
    """Thresholds from the highest down, and the level of each band between them, best first."""

    thresholds: tuple[float, ...]
    levels: tuple[str, ...]

    @property
    def mirrored(self) -> bool:
        """One level more than there are bands: the highest threshold counts below zero too."""
        return len(self.levels) == len(self.thresholds) + 2

    @property
    def counts(self) -> tuple[int, ...]:
        """How many levels these thresholds can part."""
        plain = len(self.thresholds) + 1
        mirrors = plain == 4 and self.thresholds[-1] < 0 < self.thresholds[0]
        return (plain, plain + 1) if mirrors else (plain,)


def thresholds_of(
    place: Place, value: Any, published: Mapping[str, Bands]
) -> dict[str, tuple[float, ...]]:
    """Thresholds by branch; what stands under no branch speaks of series without a target."""
    if value is None:
        return {}
    if isinstance(value, dict) and value and set(value) <= set(BRANCHES):
        given = {branch: (place.below(branch), one) for branch, one in value.items()}
    else:
        given = {WITHOUT: (place, value)}
    return {branch: _falling(*one, branch, published[branch]) for branch, one in given.items()}


def _falling(place: Place, value: Any, branch: str, before: Bands) -> tuple[float, ...]:
    listed = _keyed(place, value, before) if isinstance(value, dict) else value
    if not isinstance(listed, list | tuple):
        raise UserError(f"{place}:应为列表,从大到小", cure=f"写成 {THRESHOLDS}")
    limits = tuple(_number(place, one) for one in listed)
    if len(limits) not in {3, 4} or any(high <= low for high, low in pairwise(limits)):
        raise UserError(f"{place}:应为三个或四个数,从大到小", cure=f"写成 {THRESHOLDS}")
    if any(abs(one) >= LARGEST[branch] for one in limits):
        about = {WITH: "比值 0.95", WITHOUT: "年均增长 1.5% 写 0.015"}[branch]
        raise UserError(f"{place}:数太大,{about};有无目标的门槛要分开写", cure=f"写成 {THRESHOLDS}")
    return limits


def _keyed(place: Place, value: Mapping[str, Any], before: Bands) -> Sequence[Any]:
    """Three thresholds by `high, med, low` or by the level each begins; the others as published."""
    keys = {key: n for n, key in enumerate(GROWTH_KEYS)} | {"medium": 1}
    keys |= {level: n for n, level in enumerate(before.levels[:3])}
    limits: list[Any] = list(before.thresholds)
    for key, one in value.items():
        if key not in keys:
            raise UserError(f"{place.below(key)}:不认识的字段", cure=f"写成 {THRESHOLDS}")
        limits[keys[key]] = one
    if not value or len({keys[key] for key in value}) < len(value):
        raise UserError(f"{place}:门槛缺少或重复", cure=f"写成 {THRESHOLDS}")
    return limits


def _number(place: Place, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = value.strip() if isinstance(value, str) else ""
    share = text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(share):
        raise UserError(f"{place}:应为数", cure=f"写成 {THRESHOLDS}")
    number = float(share)
    return number / 100 if text.endswith("%") else number


def levels_of(
    place: Place, value: Any, bands: Mapping[str, Bands], achieved: str
) -> tuple[str, dict[str, Bands]]:
    """The name of a target achieved, and the bands with their levels; `bands` as published.

    A plain list is all levels, best first, the achieved one before them or left out, and
    `not_available` after them or left out; new names by the published ones, or lists by branch.
    """
    names: dict[str, tuple[str, ...]] = {}
    if isinstance(value, dict) and set(value) <= {"achieved", *BRANCHES}:
        if "achieved" in value:
            achieved = text_of(place.below("achieved"), value["achieved"])
        for branch in BRANCHES:
            if branch in value:
                names[branch] = texts_of(place.below(branch), value[branch])
    elif isinstance(value, dict):
        achieved, names = _renamed(place, value, bands, achieved)
    elif value is not None:
        achieved, names = _listed(place, value, bands, achieved)
    found = {b: Bands(one.thresholds, names.get(b, one.levels)) for b, one in bands.items()}
    for branch, one in found.items():
        _fitting(place, branch, one)
    return achieved, found


def _renamed(
    place: Place, value: Mapping[str, Any], bands: Mapping[str, Bands], achieved: str
) -> tuple[str, dict[str, tuple[str, ...]]]:
    old = (achieved, *bands[WITH].levels)
    for key in value:
        if key not in old:
            raise UserError(f"{place.below(key)}:不认识的水平", cure=f"写成 {LEVELS}")
    new = {key: text_of(place.below(key), value.get(key, key)) for key in old}
    if len(set(new.values())) < len(old):
        raise UserError(f"{place}:水平名称重复", cure="每个水平一个名称")
    return new[achieved], {b: tuple(new[one] for one in bands[b].levels) for b in bands}


def _listed(
    place: Place, value: Any, bands: Mapping[str, Bands], achieved: str
) -> tuple[str, dict[str, tuple[str, ...]]]:
    if isinstance(value, list) and value[-1:] == [NOT_AVAILABLE]:
        value = value[:-1]
    names = texts_of(place, value)
    named = bool(names) and _ACHIEVED.search(names[0]) is not None
    if named:
        achieved, names = names[0], names[1:]
    moving = tuple(one for one in names if not _NEUTRAL.search(one))
    if (len(names), len(moving)) != (5, 4) or 5 in bands[WITH].counts:
        return achieved, dict.fromkeys(bands, names)
    # A level of no progress is one of growth near zero: only where there is no target. In the
    # middle it is Eurostat's scale, on which a target achieved is the best level.
    middle = moving == (*names[:2], *names[3:])
    best = names[0] if middle and not named else achieved
    return best, {WITH: moving, WITHOUT: names}


def _fitting(place: Place, branch: str, bands: Bands) -> None:
    if len(bands.levels) in bands.counts:
        return
    wanted = "或".join(map(str, bands.counts))
    raise UserError(
        f"{place}:{branch} 有 {len(bands.thresholds)} 个门槛、{len(bands.levels)} 个水平,对不上",
        cure=f"{branch} 写 {wanted} 个水平:{LEVELS}",
    )


def text_of(place: Place, value: Any) -> str:
    """A level's name; `UserError` for anything that cannot be one."""
    if not isinstance(value, str) or not value.strip():
        raise UserError(f"{place}:应为文字", cure="写水平的名称")
    if value.strip() == NOT_AVAILABLE:
        raise UserError(f"{place}:{NOT_AVAILABLE} 留给不能判定的序列", cure="换一个名称")
    return value.strip()


def texts_of(place: Place, value: Any) -> tuple[str, ...]:
    """Names of levels, each its own."""
    if not isinstance(value, list):
        raise UserError(f"{place}:应为列表,从好到差", cure=f"写成 {LEVELS}")
    names = tuple(text_of(place, one) for one in value)
    if len(set(names)) != len(names):
        raise UserError(f"{place}:水平名称重复", cure="每个水平一个名称")
    return names
