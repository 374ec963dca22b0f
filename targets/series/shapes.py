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
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 4}
_NAMES = {
    "type": "array",
    "items": {"type": "string", "minLength": 1, "pattern": r"\S"},
    "minItems": 2,
    "maxItems": 5,
    "uniqueItems": True,
}


def judge_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a rule's settings."""
    whole = json_schema(SETTINGS)
    whole["properties"]["thresholds"] = {
        "description": "门槛,从好到差。open-sdg:with_target(比值)、without_target(年均增长率);"
        "linear、step:[10, 30](百分点)",
        "anyOf": [
            _NUMBERS,
            _numbers(*GROWTH_KEYS),
            _numbers(*PACE_KEYS),
            _object({branch: _branch() for branch in BRANCHES}, every=False),
        ],
    }
    named = {"achieved": _NAMES["items"], **dict.fromkeys(BRANCHES, _NAMES)}
    whole["properties"]["levels"] = {
        "description": "水平的名称,从好到差;比门槛多一个",
        "anyOf": [_NAMES, _object(named, every=False)],
    }
    return whole


def _branch() -> dict[str, Any]:
    return {"anyOf": [_NUMBERS, _numbers(*GROWTH_KEYS)]}


def _numbers(*keys: str) -> dict[str, Any]:
    return _object({key: {"type": "number"} for key in keys}, every=True)


def _object(properties: dict[str, Any], *, every: bool) -> dict[str, Any]:
    schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**schema, "required": list(properties)} if every else schema
