"""XML of a part by its byte offsets: what is touched is spliced, everything else stays as it is.

Only expat reads here; a document type is refused, so no entity is ever resolved.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from observations.precheck import Unsafe

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=/<>\"']+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_OPEN = re.compile(r"<(/?)")


class CannotMark(Exception):  # noqa: N818 -- an outcome, not a fault
    """The workbook is readable but not to be patched; the argument is a Chinese reason."""


@dataclass
class Node:
    """One element: `start`..`end` all of it, `inner`..`close` its content; empty = `<a/>`."""

    tag: str  # as written, with its prefix
    attributes: Mapping[str, str]
    start: int
    inner: int
    empty: bool
    close: int = 0
    end: int = 0
    text: str = ""  # characters directly inside
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Local name."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """Prefix with its colon, or nothing."""
        before, colon, _ = self.tag.rpartition(":")
        return before + colon

    def child(self, name: str) -> Node | None:
        """The first child of this local name."""
        return next((one for one in self.children if one.name == name), None)

    def all(self, name: str) -> list[Node]:
        """Every child of this local name."""
        return [one for one in self.children if one.name == name]


def attribute(node: Node, local: str) -> str:
    """A namespaced attribute by its local name (`r:id` whatever the prefix), else empty."""
    return next((v for k, v in node.attributes.items() if k.endswith(f":{local}")), "")


def parser() -> expat.XMLParserType:
    """An expat parser that refuses document types."""

    def doctype(*_: object) -> None:
        raise Unsafe("file.xml_dtd")

    made = expat.ParserCreate()
    made.StartDoctypeDeclHandler = doctype
    return made


def utf8(data: bytes) -> bytes:
    """The part in UTF-8 without mark, so that offsets of ASCII markup hold."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16")
        return _DECLARATION.sub('<?xml version="1.0" encoding="UTF-8"?>', text).encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    head = data[: data.find(b"?>") + 2].lower() if data.startswith(b"<?xml") else b""
    if b"encoding" in head and b"utf-8" not in head:
        raise CannotMark("部件不是 UTF-8 编码")
    return data


def tag_end(data: bytes, start: int) -> int:
    """The offset just behind the tag that begins at `start`."""
    found = _TAG.match(data, start)
    if found is None:
        raise ValueError("no tag here")
    return found.end()


def parse(data: bytes) -> Node:
    """The element tree of a small part with byte offsets (`data` as from `utf8`)."""
    reading, stack, roots = parser(), [], []  # type: ignore[var-annotated]
    reading.buffer_text = True

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        at = reading.CurrentByteIndex
        inner = tag_end(data, at)
        node = Node(tag, attributes, at, inner, data[inner - 2 : inner] == b"/>")
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)

    def end(_: str) -> None:
        node = stack.pop()
        node.close = node.inner if node.empty else reading.CurrentByteIndex
        node.end = node.inner if node.empty else tag_end(data, node.close)

    def characters(text: str) -> None:
        stack[-1].text += text

    reading.StartElementHandler = start
    reading.EndElementHandler = end
    reading.CharacterDataHandler = characters
    reading.Parse(data, True)
    return roots[0]  # type: ignore[no-any-return]


class Splices:
    """Changes to one part by offset; `done` gives the new bytes. They must not overlap."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._edits: list[tuple[int, int, bytes]] = []

    def replace(self, start: int, end: int, new: str | bytes) -> None:
        """Bytes `start`..`end` become `new`."""
        self._edits.append((start, end, new.encode() if isinstance(new, str) else new))

    def insert(self, at: int, new: str | bytes) -> None:
        """`new` before offset `at`; of two at one place the earlier said stands first."""
        self.replace(at, at, new)

    def append_to(self, node: Node, new: str) -> None:
        """`new` as the last content of `node`."""
        self._within(node, node.close, new)

    def prepend_to(self, node: Node, new: str) -> None:
        """`new` as the first content of `node`."""
        self._within(node, node.inner, new)

    def set(self, node: Node, changes: Mapping[str, str | None]) -> None:
        """Attributes of `node` changed (None: taken away)."""
        tag = self.data[node.start : node.inner]
        self.replace(node.start, node.inner, with_attributes(tag, changes))

    def done(self) -> bytes:
        """The part with all changes; `ValueError` when two of them overlap."""
        out, at = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < at:
                raise ValueError("changes overlap")
            out += [self.data[at:start], new]
            at = end
        return b"".join([*out, self.data[at:]])

    def _within(self, node: Node, at: int, new: str) -> None:
        if not node.empty:
            self.insert(at, new)
            return
        self.replace(node.inner - 2, node.inner, f">{new}</{node.tag}>")


def with_attributes(tag: bytes, changes: Mapping[str, str | None]) -> bytes:
    """A start tag with these attributes set, or taken away where the value is None."""
    left = dict(changes)
    name_end = next(n for n, byte in enumerate(tag) if byte in b" \t\r\n/>")
    out, at = [tag[:name_end]], name_end
    while found := _ATTRIBUTE.match(tag, at):
        name = found.group(1).decode()
        kept = name not in changes
        out.append(found.group() if kept else _written(name, left.pop(name, None)))
        at = found.end()
    out += [_written(name, value) for name, value in left.items()]
    return b"".join([*out, tag[at:]])


def _written(name: str, value: str | None) -> bytes:
    return b"" if value is None else f' {name}="{quoted(value)}"'.encode()


def quoted(text: str) -> str:
    """Text for an attribute value."""
    plain = _FORBIDDEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace(">", "&gt;").replace('"', "&quot;").replace("\n", "&#10;")


def content(text: str) -> str:
    """Text for a cell or note: what XML cannot hold as `_xHHHH_`, as the format has it."""
    plain = _LOOKS_ESCAPED.sub("_x005F_", text)
    plain = _FORBIDDEN.sub(lambda found: f"_x{ord(found.group()):04X}_", plain)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def prefixed(xml: str, prefix: str) -> str:
    """Markup written without prefixes, its elements under `prefix` (`x:`, or nothing)."""
    return _OPEN.sub(rf"<\1{prefix}", xml) if prefix else xml
