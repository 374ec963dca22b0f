"""The workbook's styles: fills and cell formats added behind those that are there."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from observations.marking.package import Package
from observations.marking.xml import CannotMark, Node, Splices, parse, prefixed, with_attributes

FILLS: Mapping[str, str] = MappingProxyType({"critical": "FFF4A261", "warning": "FFD9CBF0"})
_LIKE = ("numFmtId", "fontId", "borderId", "xfId", "quotePrefix", "pivotButton")
_MOST_FORMATS = 64_000
_BARE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<fonts count="1"><font><sz val="10"/><name val="宋体"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


class _Table:
    """One counted list of the style sheet; `add` gives the number of the new entry."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.new: list[str] = []
        self._known: dict[str, int] = {}

    def add(self, xml: str) -> int:
        """The number of an entry, appended once however often it is asked for."""
        if xml not in self._known:
            self._known[xml] = len(self.node.children) + len(self.new)
            self.new.append(xml)
        return self._known[xml]


class Styles:
    """Formats asked for while sheets are marked; written once at the end."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.related(package.book, "styles") or _added(package)
        self._data = package.read(self._part)
        root = parse(self._data)
        nodes = {one.name: one for one in root.children}
        if not {"fonts", "fills", "borders", "cellXfs"} <= nodes.keys():
            raise CannotMark("文件的样式表不完整")
        self.prefix = root.prefix
        self._tables = {name: _Table(nodes[name]) for name in ("fonts", "fills", "borders")}
        self._formats = _Table(nodes["cellXfs"])
        self._ours = {n for n, one in enumerate(nodes["fills"].children) if _is_ours(one)}

    def add(self, kind: str, xml: str) -> int:
        """A font, fill or border (`kind` plural), written without prefix; its number."""
        return self._tables[kind].add(prefixed(xml, self.prefix))

    def format(self, xml: str) -> int:
        """A cell format written without prefix; its number."""
        return self._formats.add(prefixed(xml, self.prefix))

    def marked(self, base: int, severity: str) -> int:
        """The format `base` with nothing but its fill changed."""
        formats = self._formats.node.children
        if not formats:
            raise CannotMark("文件的样式表不完整")
        node = formats[base] if base < len(formats) else formats[0]
        fill = self.fill(FILLS[severity])
        tag = with_attributes(
            self._data[node.start : node.inner], {"fillId": str(fill), "applyFill": "1"}
        )
        whole = tag + self._data[node.inner : node.end]
        return self._formats.add(whole.decode())

    def fill(self, argb: str) -> int:
        """A solid fill; its number."""
        return self.add(
            "fills",
            f'<fill><patternFill patternType="solid"><fgColor rgb="{argb}"/>'
            '<bgColor indexed="64"/></patternFill></fill>',
        )

    def marked_formats(self) -> frozenset[int]:
        """The formats with one of our fills, from an earlier return."""
        formats = enumerate(self._formats.node.children)
        return frozenset(n for n, one in formats if _number(one, "fillId") in self._ours)

    def unmarked(self, number: int, used: Counter[int]) -> int:
        """The format a marked one was made from: the same but for the fill, the most used."""
        formats = self._formats.node.children
        mine = self._likeness(formats[number])
        alike = [
            n
            for n, one in enumerate(formats)
            if self._likeness(one) == mine and _number(one, "fillId") not in self._ours
        ]
        return max(alike, key=lambda n: (used[n], -n), default=number)

    def save(self) -> None:
        """Write the part if anything was asked for."""
        tables = [*self._tables.values(), self._formats]
        if sum(len(self._formats.new) + len(t.node.children) for t in tables[3:]) > _MOST_FORMATS:
            raise CannotMark("文件的单元格格式过多")
        if not any(table.new for table in tables):
            return
        splices = Splices(self._data)
        for table in (one for one in tables if one.new):
            _extend(splices, table)
        self._package.write(self._part, splices.done())

    def _likeness(self, node: Node) -> tuple[object, ...]:
        inside = b"" if node.empty else self._data[node.inner : node.close]
        return (*(node.attributes.get(name, "0") for name in _LIKE), inside)


def _extend(splices: Splices, table: _Table) -> None:
    """The new entries and the list's count; one splice, as an empty list is one tag."""
    node, new = table.node, "".join(table.new)
    tag = with_attributes(
        splices.data[node.start : node.inner], {"count": str(len(node.children) + len(table.new))}
    )
    if node.empty:
        whole = tag[:-2] + f">{new}</{node.tag}>".encode()
        splices.replace(node.start, node.end, whole)
        return
    splices.replace(node.start, node.inner, tag)
    splices.insert(node.close, new)


def _is_ours(fill: Node) -> bool:
    pattern = fill.child("patternFill")
    color = pattern.child("fgColor") if pattern else None
    return bool(color) and color.attributes.get("rgb", "").upper() in FILLS.values()  # type: ignore[union-attr]


def _number(node: Node, name: str) -> int:
    return int(node.attributes.get(name, "0"))


def _added(package: Package) -> str:
    """A style sheet for a workbook that has none."""
    part = posixpath.join(posixpath.dirname(package.book), "styles.xml")
    if part in package:
        raise CannotMark("文件的样式表不完整")
    package.write(part, _BARE.encode())
    package.relate(package.book, "styles", part)
    package.declare(part, "styles")
    return part
