"""What a record of a plan file may hold: one table that both reads YAML and is the JSON schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from observations import area_code
from observations.errors import UserError
from targets.yamlfile import Document, Place

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
HANDED_TO = ("市", "旗区", "镇", "园区")


class IllFormedError(ValueError):
    """A value does not have its field's form; the text says what was expected."""


@dataclass(frozen=True)
class Kind:
    """A form of value: how it is read and how JSON schema says it."""

    read: Callable[[Any], Any]
    schema: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One field of a record; `doc` is its meaning in one Chinese sentence."""

    name: str
    kind: str
    doc: str
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Shape:
    """A file of the plan: records under `key` (a single record when `key` is empty)."""

    name: str
    title: str
    key: str
    fields: tuple[Field, ...]
    common: bool = False  # a `common:` block may give fields shared by all records of the file


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise IllFormedError("应为文字(数字编号请加引号)")
    return value.strip()


def _code(value: Any) -> str:
    """A place's national code in the form a plan uses, however it is written."""
    if value == area_code.UNKNOWN:
        return area_code.UNKNOWN
    try:
        return area_code.parse(_text(value)).short
    except UserError as error:
        raise IllFormedError(f"{error.what.partition('”')[2]};{error.cure}") from error


def _codes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise IllFormedError('应为列表,如 ["150627", "150627100"]')
    return tuple(_code(item) for item in value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise IllFormedError("应为数")
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise IllFormedError("应为整数")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise IllFormedError("应为 true 或 false")
    return value


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value if re.fullmatch(_DAY, value) else "")
    except (TypeError, ValueError) as error:
        raise IllFormedError("应为日期,如 2025-12-31") from error


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise IllFormedError("应为列表,如 [甲, 乙]")
    return tuple(_text(item) for item in value)


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list) or not value:
        raise IllFormedError("应为数的列表,如 [0.1, 0.4, 0.8, 1]")
    return tuple(_number(item) for item in value)


def _tile(value: Any) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise IllFormedError("应为 [行, 列]")
    row, column = (_whole(item) for item in value)
    return row, column


def _handed(value: Any) -> str:
    if value is True:
        return "all"
    if value not in HANDED_TO:
        raise IllFormedError(f"应为 true 或 {'、'.join(HANDED_TO)}")
    return str(value)


_TEXT = {"type": "string", "minLength": 1, "pattern": r"\S"}
_CODE = {"type": "string", "pattern": f"^(?:{area_code.WRITTEN})$"}
KINDS: Mapping[str, Kind] = {
    "text": Kind(_text, _TEXT),
    "number": Kind(_number, {"type": "number"}),
    "whole": Kind(_whole, {"type": "integer"}),
    "flag": Kind(_flag, {"type": "boolean"}),
    "day": Kind(_day, {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}),
    "texts": Kind(_texts, {"type": "array", "items": _TEXT}),
    "code": Kind(_code, _CODE),
    "codes": Kind(_codes, {"type": "array", "items": _CODE}),
    "handed": Kind(_handed, {"enum": [True, *HANDED_TO]}),
    "numbers": Kind(_numbers, {"type": "array", "items": {"type": "number"}, "minItems": 1}),
    "tile": Kind(
        _tile, {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
    ),
}


def read_records(shape: Shape, document: Document) -> tuple[tuple[Place, dict[str, Any]], ...]:
    """Every record of a file with its place; `UserError` with file and line when misshapen.

    A `common:` block fills the fields a record leaves out; its lists come before the record's.
    """
    top = document.at()
    content = _mapping(top, document.value)
    _only(top, content, {shape.key, "common"} if shape.common else {shape.key})
    rows = content.get(shape.key)
    if not isinstance(rows, list):
        raise UserError(f"{top.below(shape.key)}:应为列表", cure="每条以“- ”开头")
    shared = _fields(shape.fields, top.below("common"), content.get("common") or {})
    places = [top.below(shape.key, index) for index in range(len(rows))]
    return tuple(
        (place, read_record(shape.fields, place, row, shared))
        for place, row in zip(places, rows, strict=True)
    )


def read_record(
    fields: Sequence[Field], place: Place, value: Any, shared: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One record as field values of their kinds; unknown, missing or ill-formed fields raise."""
    record = _merged(shared or {}, _fields(fields, place, value))
    missing = [f.name for f in fields if f.required and f.name not in record]
    if missing:
        raise UserError(f"{place}:缺少字段 {'、'.join(missing)}", cure="补上再试")
    return record


def _merged(shared: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**shared, **own}
    for name in shared.keys() & own.keys():
        if isinstance(own[name], tuple):
            merged[name] = (*shared[name], *own[name])
    return merged


def _fields(fields: Sequence[Field], place: Place, value: Any) -> dict[str, Any]:
    left = dict(_mapping(place, value))
    record = {f.name: _value(f, place, left.pop(f.name)) for f in fields if f.name in left}
    _only(place, left, set())
    return record


def _value(field: Field, place: Place, value: Any) -> Any:
    try:
        result = KINDS[field.kind].read(value)
        for item in result if isinstance(result, tuple) else (result,):
            _allowed(field, item)
    except IllFormedError as error:
        shown = "空" if value is None else f"“{value}”"
        what = f"{place.below(field.name)}:写作{shown},{error}"
        raise UserError(what, cure="改正后再试") from error
    return result


def _allowed(field: Field, item: Any) -> None:
    if field.choices and item not in field.choices:
        raise IllFormedError(f"只能取 {'、'.join(field.choices)}")
    if field.pattern and not re.fullmatch(field.pattern, str(item)):
        raise IllFormedError(f"应符合 {field.pattern}")


def _mapping(place: Place, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"{place}:应为“键: 值”", cure="按 docs/plan-as-data.md 的样子写")
    return value


def _only(place: Place, found: Mapping[str, Any], allowed: set[str]) -> None:
    for name in found.keys() - allowed:
        raise UserError(f"{place.below(name)}:不认识的字段", cure="改正或删去")


def json_schema(shape: Shape) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a file of this shape."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": shape.title,
        "type": "object",
        "additionalProperties": False,
    }
    properties = {f.name: _field_schema(f) for f in shape.fields}
    required = [f.name for f in shape.fields if f.required]
    record = {"type": "object", "additionalProperties": False, "properties": properties}
    if not shape.key:
        return {**head, "properties": properties, "required": required}
    # What `common` gives, a record may leave out: only the reader can require it then.
    strict = {**record, "required": required}
    whole = {**head, "properties": {shape.key: {"type": "array", "items": strict}}}
    if shape.common:
        whole["properties"] = {"common": record, shape.key: {"type": "array", "items": record}}
        whole["if"] = {"not": {"required": ["common"]}}
        whole["then"] = {"properties": {shape.key: {"items": {"required": required}}}}
    return {**whole, "required": [shape.key]}


def _field_schema(field: Field) -> dict[str, Any]:
    schema = {"description": field.doc, **KINDS[field.kind].schema}
    limits: dict[str, Any] = {}
    if field.choices:
        limits["enum"] = list(field.choices)
    if field.pattern:
        limits["pattern"] = f"^(?:{field.pattern})$"
    if field.kind == "texts" and limits:
        return {**schema, "items": {**_TEXT, **limits}}
    return {**schema, **limits}
