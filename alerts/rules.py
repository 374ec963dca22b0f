"""When alerts may be told and whom they are carried to: `rules.yaml`, or a home's own file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from observations.errors import UserError
from observations.finding import Severity
from targets.shapes import Field, Shape, json_schema, read_record
from targets.yamlfile import Document, Place, read_yaml

FILE = Path(__file__).with_name("rules.yaml")
OWN = "alerting.yaml"
To = Literal["reviewer", "desk", "leader"]
Kind = Literal["bad_data", "no_data", "held", "system"]
_HOUR = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_LIMITS: Mapping[str, tuple[int, int]] = {"after_working_days": (1, 60), "longest": (1, 500)}
"""Whole numbers, both ends allowed."""

_QUIET = (
    Field("from", "text", "自此刻起不打扰,如 18:00;可在零点以后", required=True),
    Field("until", "text", "到此刻为止,如 08:30", required=True),
    Field("always", "texts", "不受限制的级别", required=True, choices=tuple(Severity)),
)
_RUNG = (
    Field("after_working_days", "whole", "连续几个工作日无人确认,1 至 60", required=True),
    Field("to", "text", "报给谁", required=True, choices=get_args(To)),
    Field("kinds", "texts", "哪些种类的预警", required=True, choices=get_args(Kind)),
)
_DIGEST = (
    Field("at", "text", "工作日此刻起发日报,如 08:30", required=True),
    Field("longest", "whole", "最多列多少条,1 至 500", required=True),
)


@dataclass(frozen=True)
class Quiet:
    """Hours in which only what is `always` told is told; days off are quiet as a whole.

    Hours are Shanghai's, without a zone of their own. They may begin after midnight; where both
    are one hour, working days have no quiet at all.
    """

    since: time
    until: time
    always: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """Unacknowledged so long, an alert of these kinds is carried to these posts."""

    after_working_days: int
    to: To
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Digest:
    """From when on a working day the desk is told what is open, and how much of it at most."""

    at: time
    longest: int


@dataclass(frozen=True)
class AlertingRules:
    """The rules in force; `version` is a hash of what they say."""

    quiet: Quiet
    escalation: tuple[Rung, ...]
    digest: Digest
    version: str


def load_alerting(home: Path | None = None) -> AlertingRules:
    """The rules in force; parts that a home's `alerting.yaml` names take the place of ours.

    `UserError` names the file, the line and the field that is wrong.
    """
    own = home / OWN if home is not None else None
    if own is None or not own.is_file():
        return _shipped()
    return _read(_parts(FILE) | _parts(own))


def alerting_schema() -> dict[str, Any]:
    """The JSON schema of a home's file: any of the parts."""
    quiet, rung, digest = (_schema(fields) for fields in (_QUIET, _RUNG, _DIGEST))
    schema = json_schema(Shape("alerting", "预警的发送、升级和日报", "", ()))
    schema["properties"] = {
        "quiet": {"description": "不打扰时段"} | quiet,
        "escalation": {"description": "无人确认时报给谁", "type": "array", "items": rung},
        "digest": {"description": "日报"} | digest,
    }
    return schema


def _schema(fields: Sequence[Field]) -> dict[str, Any]:
    whole = json_schema(Shape("", "", "", tuple(fields)))
    for name, said in whole["properties"].items():
        if name in _LIMITS:
            said["minimum"], said["maximum"] = _LIMITS[name]
        elif name in ("from", "until", "at"):
            said["pattern"] = f"^{_HOUR}$"
    return {key: whole[key] for key in ("type", "additionalProperties", "properties", "required")}


@cache
def _shipped() -> AlertingRules:
    return _read(_parts(FILE))


def _parts(path: Path) -> dict[str, Place]:
    """The parts that a file names, each where it stands."""
    document = read_yaml(path)
    if not isinstance(document.value, dict):
        raise UserError(f"{document.at()}:应为“键: 值”", cure=_CURE)
    for name in document.value.keys() - _PARTS.keys():
        what = f"{document.at(name)}:不认识的部分"
        raise UserError(what, cure=f"只有 {'、'.join(_PARTS)}")
    return {name: document.at(name) for name in document.value}


def _read(places: Mapping[str, Place]) -> AlertingRules:
    parts = {name: read(places[name], _value(places[name])) for name, read in _PARTS.items()}
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=_plain)
    version = "alerting-" + hashlib.sha256(text.encode()).hexdigest()[:12]
    return AlertingRules(**parts, version=version)


def _plain(part: Any) -> Any:
    return part.isoformat() if isinstance(part, time) else asdict(part)


def _value(place: Place) -> Any:
    document: Document = place.document
    return document.value[place.route[0]]


def _quiet(place: Place, value: Any) -> Quiet:
    record = _record(_QUIET, place, value)
    since, until = (_hour(place.below(name), record[name]) for name in ("from", "until"))
    return Quiet(since, until, record["always"])


def _escalation(place: Place, value: Any) -> tuple[Rung, ...]:
    if not isinstance(value, list):
        raise UserError(f"{place}:应为列表", cure="每条以“- ”开头")
    return tuple(_rung(place.below(number), row) for number, row in enumerate(value))


def _rung(place: Place, value: Any) -> Rung:
    record = _record(_RUNG, place, value)
    _within(place, record, "after_working_days")
    return Rung(**record)


def _digest(place: Place, value: Any) -> Digest:
    record = _record(_DIGEST, place, value)
    _within(place, record, "longest")
    return Digest(_hour(place.below("at"), record["at"]), record["longest"])


def _record(fields: Sequence[Field], place: Place, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"{place}:应为“键: 值”", cure=_CURE)
    return read_record(fields, place, value)


def _hour(place: Place, written: str) -> time:
    if not re.fullmatch(_HOUR, written):
        raise UserError(f"{place}:写作“{written}”,应为两位的时刻,如 18:00", cure=_CURE)
    return time.fromisoformat(written)


def _within(place: Place, record: Mapping[str, Any], name: str) -> None:
    least, most = _LIMITS[name]
    if not least <= record[name] <= most:
        what = f"{place.below(name)}:写作“{record[name]}”,应为 {least} 至 {most} 的整数"
        raise UserError(what, cure=_CURE)


_CURE = "对照 docs/alerts.md 的例子改正"
_PARTS: Mapping[str, Callable[[Place, Any], Any]] = {
    "quiet": _quiet,
    "escalation": _escalation,
    "digest": _digest,
}
