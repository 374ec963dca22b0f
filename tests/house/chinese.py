"""The Chinese texts of the code, read from its syntax."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeGuard

from dashboards import language
from dashboards.words import HAN
from deploy.packages import ROOMS

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "dashboards"
MECHANISM = frozenset({"words.py", "catalogue.py", "punctuation.py"})
"""Modules whose Chinese is marks and patterns of the language itself."""
_IN_TEMPLATE = re.compile(r'\b(?:told|plain|said|say)\("([^"]+)"')
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A Chinese text of the code; `joined` when it is put together there."""

    where: str
    text: str
    sense: str = ""
    joined: bool = False


def site_files() -> tuple[Path, ...]:
    """Every module, template and script of the pages but the mechanism itself."""
    code = [one for one in sorted(SITE.rglob("*.py")) if one.name not in MECHANISM]
    return (*code, *(SITE / "templates").glob("*.html"), *(SITE / "assets").glob("*.js"))


def texts(path: Path) -> Iterator[Text]:
    """Every Chinese string of a module that is no docstring."""
    nodes = tuple(ast.walk(ast.parse(path.read_text("utf-8"))))
    module = str(path.relative_to(ROOT))
    skipped = _docstrings(nodes)
    said = set(_said(nodes))
    joining = set(_joining(nodes))
    senses = dict(_senses(nodes))
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in nodes:
        where = f"{module}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.JoinedStr):
            if HAN.search(shape := _shape(node)):
                yield Text(where, shape, joined=True)
        elif id(node) in joining:
            yield Text(where, "a join; use listed()", joined=True)
        elif id(node) in said or (_is_chinese(node) and id(node) not in skipped):
            yield Text(where, str(getattr(node, "value", "")), senses.get(id(node), ""))


def in_template(path: Path) -> Iterator[Text]:
    """What a template says, and what it holds that nobody says."""
    text, where = path.read_text("utf-8"), str(path.relative_to(ROOT))
    yield from (Text(where, one) for one in _IN_TEMPLATE.findall(text) if HAN.search(one))
    for line in _EXPRESSION.sub("", text).splitlines():
        if HAN.search(line):
            yield Text(where, line.strip(), joined=True)


def in_script(path: Path) -> Iterator[Text]:
    """What a script says."""
    yield from (Text(str(path.relative_to(ROOT)), one) for one in language.in_script(path))


@cache
def elsewhere() -> tuple[frozenset[str], frozenset[str]]:
    """Chinese strings of the other rooms, and the shapes of those put together there."""
    found = [
        text
        for room in ROOMS
        if room != SITE.name
        for path in sorted((ROOT / room).rglob("*.py"))
        for text in texts(path)
    ]
    return (
        frozenset(one.text for one in found if not one.joined),
        frozenset(one.text for one in found if one.joined),
    )


@cache
def written_down() -> str:
    """The definitions, plans and rules that ship with the rooms, as one text."""
    kinds = ("*.yaml", "*.csv", "*.txt", "*.json")
    paths = [path for room in ROOMS for kind in kinds for path in (ROOT / room).rglob(kind)]
    return "\n".join(path.read_text("utf-8") for path in sorted(paths))


def shape(text: str) -> str:
    """A text with its placeholders without names: `{}项`."""
    return re.sub(r"\{[a-z_0-9]+\}", "{}", text)


def _shape(node: ast.JoinedStr) -> str:
    parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return "".join(str(one) for one in parts)


def _is_chinese(node: ast.AST) -> TypeGuard[ast.Constant]:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and HAN.search(text) is not None


def _docstrings(nodes: Iterable[ast.AST]) -> set[int]:
    """Strings that stand alone as a statement: docstrings and what is said under a constant."""
    alone = (node.value for node in nodes if isinstance(node, ast.Expr))
    return {id(one) for one in alone if isinstance(one, ast.Constant)}


def _joining(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Chinese marks that join words."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == "join" and _is_chinese(node.value):
            yield id(node.value)


def _said(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """What `say` is called with; it may be places alone."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            first = node.args[0] if node.func.id == "say" and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield id(first)


def _senses(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Texts of `say_as` by their node, with the sense they are said in."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name == "say_as" and all(isinstance(one, ast.Constant) for one in node.args[:2]):
                sense, text = node.args[:2]
                yield id(text), str(getattr(sense, "value", ""))
