"""A draft layout as YAML with its comments, for a person to confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from observations.tables.naming import Draft, Entry

_PLAIN = re.compile(r"[一-鿿A-Za-z][一-鿿A-Za-z0-9_-]*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off"))
_TOP = """# 外来表样草稿:由 cityplan layout draft 按文件写出,还不能用。
# 逐个看 question,确认或改正后把 question 删去(整行或 question 一项);questions 也一样。
# 都确认后放进方案的 layouts/ 或数据目录的 layouts/,再用 cityplan layout check 核对。
# 写法见 docs/layouts.md。
"""
_ABOUT: Mapping[str, str] = {
    "recognise": "# 怎样认出这张表:标题(或工作表名)里都要有的字,或必须有的列。",
    "period": "# 报告期写在哪里:title | sheet | column | headings | fixed。",
    "columns": "# 每一列都要写到:有数的写 indicator 或由行说明,不采用的写 role: ignored。",
    "rows": "# 每一种行名是什么指标。",
    "areas": "# 每一种地区写法是哪个地区。",
    "totals": "# 合计行:核对哪些列;没有合计的表,数值列为存疑。",
}


def draft_yaml(draft: Draft) -> str:
    """The draft as a YAML file."""
    return _TOP + "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    for name, value in draft.head.items():
        yield f"{name}: {_value(value)}"
    if draft.questions:
        yield "questions:"
        yield from (f"  - {_value(text)}" for text in draft.questions)
    for name, entry in (("recognise", draft.recognise), ("period", draft.period)):
        yield _ABOUT[name]
        yield f"{name}: {_flow(entry)}"
    for name in ("columns", "rows", "areas", "totals"):
        entries: list[Entry] = getattr(draft, name)
        if entries:
            yield _ABOUT[name]
            yield f"{name}:"
            yield from (line for entry in entries for line in _entry(entry))
    for name in ("ignored_rows", "end"):
        if words := getattr(draft, name):
            yield f"{name}: {_value(words)}"


def _entry(entry: Entry) -> Iterator[str]:
    """One record on a line; its question on a line of its own, easy to delete."""
    question = entry.get("question")
    rest = {name: value for name, value in entry.items() if name != "question"}
    if question is None:
        yield f"  - {_flow(rest)}"
        return
    lines = [f"{name}: {_value(value)}" for name, value in rest.items()]
    yield f"  - {lines[0]}"
    yield from (f"    {line}" for line in lines[1:])
    yield f"    question: {_value(question)}"


def _flow(entry: Entry) -> str:
    return "{" + ", ".join(f"{name}: {_value(value)}" for name, value in entry.items()) + "}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
