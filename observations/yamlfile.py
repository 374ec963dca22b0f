"""Reading YAML as plain data: no objects, no anchors, every value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from observations.errors import UserError

MAX_BYTES = 2_000_000
MAX_TEXT_BYTES = 4 * MAX_BYTES  # of a document's text: MAX_BYTES letters, four bytes at most each
MAX_DEPTH = 8
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}\Z")
# Not YAML 1.1's table: there `yes` is true, `1:3` is 63 and a date is an object.
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}

Step = str | int
Route = tuple[Step, ...]


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data; `lines` gives the line (from 1) of every value by its route."""

    name: str
    value: Any
    lines: dict[Route, int]

    def at(self, *route: Step) -> Place:
        """The place of the value at `route`."""
        return Place(self, route)

    def written(self, route: Route) -> str:
        """Where a value stands, for people: `targets.yaml 第12行 targets[3].value`."""
        known = route
        while known and known not in self.lines:
            known = known[:-1]
        return f"{self.name} 第{self.lines.get(known, 1)}行{' ' if route else ''}{written(route)}"


@dataclass(frozen=True)
class Place:
    """A value's place in a file; as text, file, line and route."""

    document: Document
    route: Route

    def below(self, *steps: Step) -> Place:
        """The place further down."""
        return Place(self.document, (*self.route, *steps))

    def __str__(self) -> str:
        return self.document.written(self.route)


def written(route: Route) -> str:
    """A route as people write it: `targets[3].value` (counted from 1)."""
    text = ""
    for step in route:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_yaml(path: Path, name: str = "") -> Document:
    """Read one YAML document; `UserError` with file and line for anything but plain data."""
    name = name or path.name
    try:
        text = bounded(path, name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{name}:不是 UTF-8 编码", cure="另存为 UTF-8") from error
    return parse_yaml(text, name)


def bounded(path: Path, name: str, most: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file; `UserError` for a missing, special or too large one.

    A pipe or a device behind the name would hold the reader up for ever, or never end.
    """
    try:
        if path.exists() and not path.is_file():
            raise UserError(f"{name}:不是普通文件(是文件夹、管道或设备)", cure="换成普通文件")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UserError(f"{name}:读不到文件", cure="补上这个文件,检查读取权限") from error
    if len(data) > most:
        raise UserError(f"{name}:文件超过 {most} 字节", cure="拆成同名文件夹下的几个文件")
    return data


def parse_yaml(text: str, name: str) -> Document:
    """Like `read_yaml`, from text."""
    try:
        return _Builder(name).document(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" 第{mark.line + 1}行" if mark else ""
        problem = getattr(error, "problem", None) or "写法错误"
        raise UserError(
            f"{name}{line}:YAML 读不懂({problem})", cure="检查缩进、冒号和引号"
        ) from error


@dataclass
class _Builder:
    name: str
    lines: dict[Route, int] = field(default_factory=dict)

    def document(self, events: Iterator[Any]) -> Document:
        next(events)  # stream start
        if isinstance(next(events), yaml.StreamEndEvent):  # nothing but comments
            return Document(self.name, None, self.lines)
        value = self.node(events, next(events), ())
        rest = [e for e in events if isinstance(e, yaml.DocumentStartEvent)]
        if rest:
            raise self.refuse(rest[0], "一个文件只能有一个 YAML 文档", "删去“---”之后的内容")
        return Document(self.name, value, self.lines)

    def node(self, events: Iterator[Any], event: Any, route: Route) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.refuse(event, "不允许锚点和别名(& *)", "把内容写全")
        if event.tag is not None:
            raise self.refuse(event, f"不允许类型标记 {event.tag}", "只写文字、数、列表和键值")
        if len(route) > MAX_DEPTH:
            raise self.refuse(event, "层次太深", "按 docs/plan-as-data.md 的样子写")
        self.lines[route] = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            return resolve(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, route)
        return self.mapping(events, route)

    def sequence(self, events: Iterator[Any], route: Route) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            values.append(self.node(events, event, (*route, len(values))))
        return values

    def mapping(self, events: Iterator[Any], route: Route) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refuse(event, "键必须是文字", "改成“键: 值”")
            if event.value in values:
                raise self.refuse(event, f"键“{event.value}”重复", "删去一个")
            values[event.value] = self.node(events, next(events), (*route, event.value))
        return values

    def refuse(self, event: Any, what: str, cure: str) -> UserError:
        return UserError(f"{self.name} 第{event.start_mark.line + 1}行:{what}", cure=cure)


def resolve(plain: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar: whole number, decimal, true/false, null, else text."""
    if plain in _WORDS:
        return _WORDS[plain]
    if _WHOLE.match(plain):
        return int(plain)
    return float(plain) if _DECIMAL.match(plain) else plain
