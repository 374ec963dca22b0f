"""How a rule is set: thresholds, names of levels and switches, from YAML or as published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from observations.errors import UserError
from targets.series.shapes import BRANCHES, GROWTH_KEYS, PACE_KEYS, SETTINGS
from targets.shapes import read_record
from targets.yamlfile import Document, Place, read_yaml

OPEN_SDG, LINEAR, STEP, MET = "open-sdg", "linear", "step", "met"
RULES = (OPEN_SDG, LINEAR, STEP, MET)
VERSIONS: Mapping[str, str] = {
    OPEN_SDG: "open-sdg-2.4",
    LINEAR: "linear-1",
    STEP: "step-1",
    MET: "met-1",
}
WITH, WITHOUT = BRANCHES
NOT_AVAILABLE = "not_available"


@dataclass(frozen=True)
class Bands:
    """Thresholds from the highest down, and the level of each band between them, best first."""

    thresholds: tuple[float, ...]
    levels: tuple[str, ...]

    @property
    def mirrored(self) -> bool:
        """One level more than there are bands: the highest threshold counts below zero too."""
        return len(self.levels) == len(self.thresholds) + 2


@dataclass(frozen=True)
class Config:
    """A rule as it is applied; `version` names rule and setting and is printed with verdicts.

    `bands`: open-sdg by `with_target` and `without_target`; linear and step by the key
    `pace` (deviations from the pace as fractions, −0.10 and −0.30); met has none.
    """

    rule: str
    version: str
    bands: Mapping[str, Bands]
    achieved: str
    missed: str = ""
    limit_reached_is_achieved: bool = False
    threshold_itself_counts: bool = True
    nearest_base: bool = False
    score: str = OPEN_SDG


_GROWTH = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")
# 10 and 30 points: 银川 2025 年重点项目规则, as in docs/method.md.
_PACE = {"pace": Bands((-0.10, -0.30), ("on_pace", "behind", "far_behind"))}
_PUBLISHED: Mapping[str, Config] = {
    OPEN_SDG: Config(
        OPEN_SDG,
        VERSIONS[OPEN_SDG],
        {WITH: Bands((0.95, 0.6, 0.0), _GROWTH), WITHOUT: Bands((0.015, 0.005, 0.0), _GROWTH)},
        "target_achieved",
    ),
    LINEAR: Config(LINEAR, VERSIONS[LINEAR], _PACE, "met"),
    STEP: Config(STEP, VERSIONS[STEP], _PACE, "met"),
    MET: Config(MET, VERSIONS[MET], {}, "met", "not_met"),
}


def published(rule: str) -> Config:
    """The rule as it was published; KeyError when nobody knows it."""
    return _PUBLISHED[rule]


def load_config(rule: str, path: Path) -> Config:
    """The rule as the YAML file sets it; `UserError` with file and line for anything unknown."""
    return config_of(rule, read_yaml(path))


def config_of(rule: str, document: Document) -> Config:
    """Like `load_config`, from a document that was read."""
    top = document.at()
    if not isinstance(document.value, dict):
        raise UserError(f"{top}:应为“键: 值”", cure="按 docs/judge.md 的样子写")
    given = dict(document.value)
    bands = {"thresholds": given.pop("thresholds", None), "levels": given.pop("levels", None)}
    settings = read_record(SETTINGS.fields, top, given)
    if rule != OPEN_SDG:
        _only_for_growth(top, settings)
    digest = hashlib.sha256(json.dumps(document.value, sort_keys=True).encode()).hexdigest()
    plain = replace(
        published(rule),
        version=f"{VERSIONS[rule]}+{settings.get('name', 'config')}-{digest[:8]}",
        limit_reached_is_achieved=settings.get("limit_reached_is_achieved", False),
        threshold_itself_counts=settings.get("threshold_itself_counts", True),
        nearest_base=settings.get("base", "next") == "nearest",
        score=settings.get("score", OPEN_SDG),
    )
    return _SET[rule](top, plain, bands)


def _only_for_growth(top: Place, settings: Mapping[str, Any]) -> None:
    for name in ("threshold_itself_counts", "base", "score"):
        if name in settings:
            raise UserError(f"{top.below(name)}:只用于 open-sdg 规则", cure="删去")


def _growth_set(top: Place, plain: Config, given: Mapping[str, Any]) -> Config:
    thresholds = _branches(top.below("thresholds"), given["thresholds"], GROWTH_KEYS)
    names = given["levels"]
    achieved = plain.achieved
    if isinstance(names, dict) and "achieved" in names:
        names = dict(names)
        achieved = _text(top.below("levels", "achieved"), names.pop("achieved"))
    levels = _branches(top.below("levels"), names, ())
    bands = {}
    for branch, before in plain.bands.items():
        limits = before.thresholds
        if branch in thresholds:
            limits = _falling(*thresholds[branch])
        named = before.levels
        if branch in levels:
            named = _texts(*levels[branch])
        bands[branch] = _fitting(top, branch, Bands(limits, named))
    return replace(plain, bands=bands, achieved=achieved)


def _branches(
    place: Place, value: Any, keys: Sequence[str]
) -> dict[str, tuple[Place, Sequence[Any]]]:
    """Lists by branch. A plain list, or one by `keys`, speaks of series without a target."""
    if value is None:
        return {}
    if isinstance(value, dict) and set(value) <= set(BRANCHES):
        return {b: (place.below(b), _listed(place.below(b), v, keys)) for b, v in value.items()}
    return {WITHOUT: (place, _listed(place, value, keys))}


def _listed(place: Place, value: Any, keys: Sequence[str]) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    if keys and isinstance(value, dict):
        unknown = [name for name in value if name not in keys]
        if unknown:
            raise UserError(f"{place.below(unknown[0])}:不认识的字段", cure="改正或删去")
        missing = [name for name in keys if name not in value]
        if missing:
            raise UserError(f"{place}:缺少 {'、'.join(missing)}", cure="三个都写")
        return [value[name] for name in keys]
    raise UserError(f"{place}:应为列表,从好到差", cure="按 docs/judge.md 的样子写")


def _falling(place: Place, values: Sequence[Any]) -> tuple[float, ...]:
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in values):
        raise UserError(f"{place}:应为数", cure="如 [0.95, 0.6, 0]")
    limits = tuple(float(one) for one in values)
    if len(limits) not in {3, 4} or list(limits) != sorted(set(limits), reverse=True):
        raise UserError(f"{place}:应为三个或四个数,从大到小", cure="如 [0.95, 0.6, 0]")
    return limits


def _text(place: Place, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UserError(f"{place}:应为文字", cure="写水平的名称")
    if value.strip() == NOT_AVAILABLE:
        raise UserError(f"{place}:{NOT_AVAILABLE} 留给不能判定的序列", cure="换一个名称")
    return value.strip()


def _texts(place: Place, values: Sequence[Any]) -> tuple[str, ...]:
    names = tuple(_text(place, one) for one in values)
    if len(set(names)) != len(names):
        raise UserError(f"{place}:水平名称重复", cure="每个水平一个名称")
    return names


def _fitting(top: Place, branch: str, bands: Bands) -> Bands:
    below_zero = bands.thresholds[-1] < 0 < bands.thresholds[0] and len(bands.thresholds) == 3
    if len(bands.levels) == len(bands.thresholds) + 1 or (bands.mirrored and below_zero):
        return bands
    wanted = f"{len(bands.thresholds) + 1}"
    raise UserError(
        f"{top.below('levels')}:{branch} 有 {len(bands.thresholds)} 个门槛、"
        f"{len(bands.levels)} 个水平,对不上",
        cure=f"写 {wanted} 个水平,从好到差;达到目标的另写 achieved",
    )


def _pace_set(top: Place, plain: Config, given: Mapping[str, Any]) -> Config:
    """Thresholds `{on_pace: 10, far_behind: 30}` or `[10, 30]` (points); four level names."""
    thresholds, names = given["thresholds"], given["levels"]
    bands, achieved = plain.bands["pace"], plain.achieved
    if thresholds is not None:
        place = top.below("thresholds")
        listed = _listed(place, thresholds, PACE_KEYS)
        bands = replace(bands, thresholds=_points(place, listed))
    if names is not None:
        place = top.below("levels")
        levels = _texts(place, _listed(place, names, ()))
        if len(levels) != 4:
            raise UserError(f"{place}:应为四个名称", cure="达标、达序时、滞后、严重滞后,从好到差")
        achieved, bands = levels[0], replace(bands, levels=levels[1:])
    return replace(plain, bands={"pace": bands}, achieved=achieved)


def _points(place: Place, values: Sequence[Any]) -> tuple[float, ...]:
    numbers = [one for one in values if isinstance(one, int | float) and one is not True]
    if len(values) != 2 or len(numbers) != 2 or not 0 <= numbers[0] < numbers[1]:
        raise UserError(f"{place}:应为两个不小于零的数(百分点),前小后大", cure="如 [10, 30]")
    return tuple(-float(one) / 100 for one in numbers)


def _met_set(top: Place, plain: Config, given: Mapping[str, Any]) -> Config:
    if given["thresholds"] is not None:
        raise UserError(f"{top.below('thresholds')}:met 规则没有门槛", cure="删去")
    if given["levels"] is None:
        return plain
    place = top.below("levels")
    levels = _texts(place, _listed(place, given["levels"], ()))
    if len(levels) != 2:
        raise UserError(f"{place}:应为两个名称", cure="达到、未达到")
    return replace(plain, achieved=levels[0], missed=levels[1])


_SET = {OPEN_SDG: _growth_set, LINEAR: _pace_set, STEP: _pace_set, MET: _met_set}
