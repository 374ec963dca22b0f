"""When alerts may be told and whom they are carried to: `rules.yaml`, or a home's own file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from observations.errors import UserError

FILE = Path(__file__).with_name("rules.yaml")
OWN = "alerting.yaml"
To = Literal["reviewer", "desk", "leader"]
Kind = Literal["bad_data", "no_data", "held", "system"]
_HOUR = re.compile(r"[0-9]{2}:[0-9]{2}")


def _written(given: object) -> object:
    """An hour as written, in quotes: YAML reads a bare 18:00 as the number 1080."""
    if not isinstance(given, str) or not _HOUR.fullmatch(given):
        raise ValueError("no hour in quotes")
    return given


Hour = Annotated[time, BeforeValidator(_written)]
"""An hour of Shanghai, without a zone of its own."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Quiet(_Strict):
    """Hours in which only what is `always` told is told; days off are quiet as a whole.

    They may begin after midnight; where both are one hour, working days have no quiet at all.
    """

    since: Hour = Field(alias="from")
    until: Hour
    always: tuple[Literal["critical", "warning", "info"], ...]


class Rung(_Strict):
    """Unacknowledged so long, an alert of these kinds is carried to these posts."""

    after_working_days: int = Field(ge=1, le=60)
    to: To
    kinds: tuple[Kind, ...]


class Digest(_Strict):
    """From when on a working day the desk is told what is open, and how much of it at most."""

    at: Hour
    longest: int = Field(ge=1, le=500)


@dataclass(frozen=True)
class AlertingRules:
    """The rules in force; `version` is a hash of what they say."""

    quiet: Quiet
    escalation: tuple[Rung, ...]
    digest: Digest
    version: str


def load_alerting(home: Path | None = None) -> AlertingRules:
    """The rules in force; parts that a home's `alerting.yaml` names take the place of ours.

    `UserError` names the file and the field that is wrong.
    """
    own = home / OWN if home is not None else None
    if own is None or not own.is_file():
        return _shipped()
    return _read({**_content(FILE), **_content(own)}, own.name)


@cache
def _shipped() -> AlertingRules:
    return _read(_content(FILE), FILE.name)


def _content(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"预警规则文件 {path.name} 读不出", cure="改正后重试") from error
    if not isinstance(found, dict):
        raise UserError(f"预警规则文件 {path.name} 不是成对的设置", cure=_CURE)
    return found


def _read(content: Mapping[str, Any], name: str) -> AlertingRules:
    strangers = sorted(set(map(str, content)) - set(_PARTS))
    if strangers:
        raise UserError(f"预警规则文件 {name} 有不认识的部分:{'、'.join(strangers)}", cure=_CURE)
    parts = {part: _part(kind, content[part], (name, part)) for part, kind in _PARTS.items()}
    plain = {part: kind.dump_python(parts[part], mode="json") for part, kind in _PARTS.items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    version = "alerting-" + hashlib.sha256(text.encode()).hexdigest()[:12]
    return AlertingRules(**parts, version=version)


def _part(kind: TypeAdapter[Any], given: Any, place: tuple[str, str]) -> Any:
    try:
        return kind.validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        name, part = place
        field = ".".join((part, *map(str, first["loc"])))
        raise UserError(f"预警规则文件 {name} 的 {field} 不可用", cure=_CURE) from error


_CURE = '对照 docs/alerts.md 的例子改正;时刻写成两位并带引号,如 "18:00"'
_PARTS: Mapping[str, TypeAdapter[Any]] = {
    "quiet": TypeAdapter(Quiet),
    "escalation": TypeAdapter(tuple[Rung, ...]),
    "digest": TypeAdapter(Digest),
}
