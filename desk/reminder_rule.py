"""When an office is reminded of a form, by working days around its due date; rules as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from observations.calendar import WorkingDays
from observations.errors import UserError
from targets.shapes import Field, Shape, json_schema, read_record
from targets.yamlfile import Document, Place, read_yaml

SHIPPED = Path(__file__).parent / "reminders.yaml"
_FIELDS = (
    Field("version", "whole", "规则版本", required=True),
    Field("before", "numbers", "期限前几个工作日提醒"),
    Field("on_due_day", "flag", "期限当天提醒", required=True),
    Field("after", "numbers", "逾期满几个工作日催报", required=True),
    Field("then_every", "whole", "此后每隔几个工作日再催", required=True),
    Field("ask", "text", "有疑问问谁(岗位)", required=True),
)
_COMMON = frozenset({"office", "form", "due", "days", "today", "unsure"})
_TEXTS: Mapping[str, frozenset[str]] = {
    "before": _COMMON,
    "due": _COMMON,
    "late": _COMMON,
    "returned": frozenset(),
    "empty": frozenset(),
    "how": frozenset({"ask"}),
}
"""Every text with the places it may fill."""


@dataclass(frozen=True)
class ReminderRule:
    """`before` and `after` in working days, rising; `texts` are filled with `str.format`."""

    version: int
    before: tuple[int, ...]
    on_due_day: bool
    after: tuple[int, ...]
    then_every: int
    ask: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Stage:
    """A moment at which a form is spoken of: `offset` working days from its due date."""

    offset: int
    day: date

    @property
    def key(self) -> str:
        """Tells the notices about one form apart."""
        return f"before-{-self.offset}" if self.offset < 0 else f"after-{self.offset}"

    def said(self, before: Mapping[str, date]) -> bool:
        """True when the form was spoken of on this stage's day or later; `before`: key → day."""
        return self.key in before or any(day >= self.day for day in before.values())


def stage_of(rule: ReminderRule, calendar: WorkingDays, due: date, today: date) -> Stage | None:
    """The last stage reached by `today`; None before the first. Days off reach none of their own.

    A stage that a pause has passed over is not said later than the next one.
    """
    elapsed = calendar.between(due, today)
    offsets = [-n for n in rule.before] + ([0] if rule.on_due_day else []) + list(rule.after)
    weeks = (elapsed - rule.after[-1]) // rule.then_every
    if weeks > 0:
        offsets.append(rule.after[-1] + weeks * rule.then_every)
    reached = [offset for offset in offsets if offset <= elapsed]
    return Stage(max(reached), calendar.add(due, max(reached))) if reached else None


def load_reminders(path: Path = SHIPPED) -> ReminderRule:
    """The rule in a file; `UserError` with file and line for anything that is not one."""
    document = read_yaml(path)
    content = document.value
    if not isinstance(content, dict):
        raise UserError(f"{document.at()}:应为“键: 值”", cure="按自带的 reminders.yaml 写")
    texts = _texts(document, content.get("texts"))
    rest = {name: value for name, value in content.items() if name != "texts"}
    record = read_record(_FIELDS, document.at(), rest)
    record["before"] = _days(document.at("before"), record.get("before", ()), falling=True)
    record["after"] = _days(document.at("after"), record["after"], falling=False)
    if record["then_every"] < 1:
        raise UserError(f"{document.at('then_every')}:应为不小于 1 的整数", cure="改正后再试")
    return ReminderRule(**record, texts=texts)


def reminders_schema() -> dict[str, Any]:
    """The JSON schema of the file; days in working days."""
    schema = json_schema(Shape("reminders", "催报规则", "", _FIELDS))
    days = {"type": "integer", "minimum": 1}
    for name in ("before", "after"):
        schema["properties"][name] |= {"items": days, "uniqueItems": True}
    schema["properties"]["then_every"] |= {"minimum": 1}
    places = {
        name: "".join(f"{{{one}}}" for one in sorted(known)) for name, known in _TEXTS.items()
    }
    schema["properties"]["texts"] = {
        "description": "各处的话;花括号里的由程序填写",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"type": "string", "description": f"可用:{places[name] or '无'}"}
            for name in _TEXTS
        },
        "required": list(_TEXTS),
    }
    schema["required"].append("texts")
    return schema


def _days(place: Place, written: tuple[float, ...], *, falling: bool) -> tuple[int, ...]:
    days = tuple(int(n) for n in written)
    ordered = sorted(set(days), reverse=falling)
    if list(days) != ordered or any(n < 1 or n != w for n, w in zip(days, written, strict=True)):
        way = "由大到小" if falling else "由小到大"
        raise UserError(f"{place}:应为{way}、不重复的正整数", cure="例如 [3] 或 [1, 3, 5]")
    return days


def _texts(document: Document, value: Any) -> Mapping[str, str]:
    place = document.at("texts")
    if not isinstance(value, dict) or value.keys() != _TEXTS.keys():
        raise UserError(f"{place}:应正好有 {'、'.join(_TEXTS)}", cure="按自带的 reminders.yaml 写")
    for name, text in value.items():
        _text(place.below(name), text, _TEXTS[name])
    return value


def _text(place: Place, text: Any, known: frozenset[str]) -> None:
    try:
        used = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except (TypeError, ValueError) as error:
        raise UserError(f"{place}:应为文字,花括号成对", cure="改正后再试") from error
    strange = sorted(used - known)
    if strange:
        allowed = "、".join(sorted(known)) or "无"
        raise UserError(f"{place}:不认识的 {{{strange[0]}}}", cure=f"可用:{allowed}")
