"""What a file that sets a rule of `cityplan judge` may hold; one table for reader and schema."""

from __future__ import annotations

from typing import Any

from targets.shapes import Field, Shape, json_schema

BRANCHES = ("with_target", "without_target")
GROWTH_KEYS = ("high", "med", "low")
PACE_KEYS = ("on_pace", "far_behind")

SETTINGS = Shape(
    "judge",
    "判定规则的设置",
    "",
    (
        Field("name", "text", "设置的名称,印在规则版本里", pattern="[a-z0-9][a-z0-9.-]*"),
        Field("limit_reached_is_achieved", "flag", "值等于 limit 即作达到目标;缺省 false"),
        Field(
            "threshold_itself_counts",
            "flag",
            "恰等于正的门槛算达到这一级;缺省 true。零和负的门槛总是算",
        ),
        Field(
            "base",
            "text",
            "没有基期的值时,取其后最近一期 next(缺省),或前后最近一期 nearest",
            choices=("next", "nearest"),
        ),
        Field(
            "score",
            "text",
            "得分公式:open-sdg(缺省)或 eurostat",
            choices=("open-sdg", "eurostat"),
        ),
    ),
)
GROWTH_LEVELS = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")
PACE_LEVELS = ("met", "on_pace", "behind", "far_behind")
_PERCENT = {"type": "string", "pattern": r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*%?\s*$"}
_NUMBER = {"anyOf": [{"type": "number"}, _PERCENT]}
_NUMBERS = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 4}
_NAME = {"type": "string", "minLength": 1, "pattern": r"\S"}
_NAMES = {"type": "array", "items": _NAME, "minItems": 2, "maxItems": 7, "uniqueItems": True}


def judge_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a rule's settings."""
    whole = json_schema(SETTINGS)
    branch = {"anyOf": [_NUMBERS, _keyed()]}
    whole["properties"]["thresholds"] = {
        "description": "门槛,从好到差。open-sdg:with_target(比值)、without_target(年均增长率,"
        "小数或带百分号);不分有无目标直接写的,只用于没有目标的序列。linear、step:[10, 30](百分点)",
        "anyOf": [
            _NUMBERS,
            _keyed(),
            _object({key: {"type": "number"} for key in PACE_KEYS}, least=len(PACE_KEYS)),
            _object(dict.fromkeys(BRANCHES, branch), least=1),
        ],
    }
    renamed = ("target_achieved", *GROWTH_LEVELS, *PACE_LEVELS, "not_met")
    whole["properties"]["levels"] = {
        "description": "水平的名称,从好到差:全部列出;或按 achieved、with_target、without_target"
        "分列;或“原名: 新名”",
        "anyOf": [
            _NAMES,
            _object({"achieved": _NAME, **dict.fromkeys(BRANCHES, _NAMES)}),
            _object(dict.fromkeys(renamed, _NAME)),
        ],
    }
    return whole


def _keyed() -> dict[str, Any]:
    return _object(dict.fromkeys((*GROWTH_KEYS, "medium", *GROWTH_LEVELS[:3]), _NUMBER), least=1)


def _object(properties: dict[str, Any], *, least: int = 0) -> dict[str, Any]:
    schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**schema, "minProperties": least} if least else schema
