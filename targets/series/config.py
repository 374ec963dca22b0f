"""How a rule is set: thresholds, names of levels and switches, from YAML or as published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from observations.errors import UserError
from targets.series import scales
from targets.series.scales import NOT_AVAILABLE, WITH, WITHOUT, Bands
from targets.series.shapes import GROWTH_LEVELS, PACE_KEYS, PACE_LEVELS, SETTINGS
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

    @property
    def applied(self) -> dict[str, Any]:
        """Thresholds, levels and switch as they are understood, as a file could write them."""
        switch = {"limit_reached_is_achieved": self.limit_reached_is_achieved}
        if self.rule == MET:
            return {"levels": [self.achieved, self.missed]} | switch
        if self.rule != OPEN_SDG:
            pace = self.bands["pace"]
            points = [round(-100 * one, 10) for one in pace.thresholds]
            return {"thresholds": points, "levels": [self.achieved, *pace.levels]} | switch
        levels = {branch: list(one.levels) for branch, one in self.bands.items()}
        return {
            "thresholds": {branch: list(one.thresholds) for branch, one in self.bands.items()},
            "levels": {"achieved": self.achieved} | levels,
        } | switch


# 10 and 30 points: 银川 2025 年重点项目规则, as in docs/method.md.
_PACE = {"pace": Bands((-0.10, -0.30), PACE_LEVELS[1:])}
_PUBLISHED: Mapping[str, Config] = {
    OPEN_SDG: Config(
        OPEN_SDG,
        VERSIONS[OPEN_SDG],
        {
            WITH: Bands((0.95, 0.6, 0.0), GROWTH_LEVELS),
            WITHOUT: Bands((0.015, 0.005, 0.0), GROWTH_LEVELS),
        },
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
    given = {k: _TRUTH.get(v, v) if isinstance(v, str) else v for k, v in given.items()}
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


# YAML's core schema writes these three ways; quoted or not, a switch can mean nothing else.
_TRUTH = {"True": True, "TRUE": True, "False": False, "FALSE": False}


def _only_for_growth(top: Place, settings: Mapping[str, Any]) -> None:
    for name in ("threshold_itself_counts", "base", "score"):
        if name in settings:
            raise UserError(f"{top.below(name)}:只用于 open-sdg 规则", cure="删去")


def _growth_set(top: Place, plain: Config, given: Mapping[str, Any]) -> Config:
    limits = scales.thresholds_of(top.below("thresholds"), given["thresholds"], plain.bands)
    bands = {
        b: replace(one, thresholds=limits.get(b, one.thresholds)) for b, one in plain.bands.items()
    }
    place = top.below("levels")
    achieved, bands = scales.levels_of(place, given["levels"], bands, plain.achieved)
    return replace(plain, bands=bands, achieved=achieved)


def _pace_set(top: Place, plain: Config, given: Mapping[str, Any]) -> Config:
    """Thresholds `{on_pace: 10, far_behind: 30}` or `[10, 30]` (points); four level names."""
    bands = plain.bands["pace"]
    if given["thresholds"] is not None:
        limits = _points(top.below("thresholds"), given["thresholds"])
        bands = replace(bands, thresholds=limits)
    names = _names(top.below("levels"), given["levels"], (plain.achieved, *bands.levels))
    return replace(plain, achieved=names[0], bands={"pace": replace(bands, levels=names[1:])})


def _points(place: Place, value: Any) -> tuple[float, ...]:
    keyed = isinstance(value, dict) and set(value) == set(PACE_KEYS)
    values = [value[key] for key in PACE_KEYS] if keyed else value
    if not isinstance(values, list) or not all(map(_is_number, values)):
        raise UserError(f"{place}:应为两个数(百分点)", cure="写成 thresholds: [10, 30]")
    points = [abs(one) for one in values]
    if len(points) != 2 or points[0] >= points[1] or values[0] * values[1] < 0:
        raise UserError(f"{place}:应为两个数(百分点),前小后大", cure="写成 thresholds: [10, 30]")
    if points[1] <= 1:
        raise UserError(
            f"{place}:单位是百分点,不是小数", cure="10 个百分点写 10:thresholds: [10, 30]"
        )
    return tuple(-float(one) / 100 for one in points)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _names(place: Place, value: Any, before: tuple[str, ...]) -> tuple[str, ...]:
    """Levels named anew: all in a list, best first, or some by the name they had."""
    if value is None:
        return before
    if isinstance(value, dict) and set(value) <= set(before):
        value = [value.get(one, one) for one in before]
    if isinstance(value, list) and value[-1:] == [NOT_AVAILABLE]:
        value = value[:-1]
    shape = f"写成 levels: [{', '.join(before)}]"
    if not isinstance(value, list) or len(value) != len(before):
        raise UserError(f"{place}:应为{_COUNTED[len(before)]}个名称", cure=shape)
    return scales.texts_of(place, value)


_COUNTED = {2: "两", 4: "四"}


def _met_set(top: Place, plain: Config, given: Mapping[str, Any]) -> Config:
    if given["thresholds"] is not None:
        raise UserError(f"{top.below('thresholds')}:met 规则没有门槛", cure="删去")
    achieved, missed = _names(top.below("levels"), given["levels"], (plain.achieved, plain.missed))
    return replace(plain, achieved=achieved, missed=missed)


_SET = {OPEN_SDG: _growth_set, LINEAR: _pace_set, STEP: _pace_set, MET: _met_set}
