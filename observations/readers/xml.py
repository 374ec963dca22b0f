"""XML of a foreign package, read by expat: no DTD, no entity, nothing fetched."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from xml.parsers import expat

from observations.precheck import Unsafe

Start = Callable[[str, Mapping[str, str]], None]
PARTS = (".xml", ".rels")
_INSIDE = "hyperlink"  # a link a person clicks is not one that a program follows


def parser(separator: str | None = None) -> expat.XMLParserType:
    """A parser that raises `Unsafe` at a document type declaration."""

    def doctype(*_: object) -> None:
        raise Unsafe("file.xml_dtd")

    made = expat.ParserCreate(namespace_separator=separator)
    made.StartDoctypeDeclHandler = doctype
    made.buffer_text = True
    return made


def parse(data: bytes, start: Start | None = None) -> None:
    """Read a whole part: other readers pass over broken XML in silence."""
    made = parser()
    if start is not None:
        made.StartElementHandler = start
    made.Parse(data, True)


def local(tag: str) -> str:
    """A tag or attribute name without its prefix."""
    return tag.rpartition(":")[2]


def targets(package: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Relationship id → part name, of the part whose relationships `part` holds.

    `Unsafe` for a relationship that leads out of the file, hyperlinks left aside.
    """
    found: dict[str, str] = {}
    folder = part.partition("_rels/")[0]

    def relation(tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) != "Relationship":
            return
        path, outside = attributes["Target"], attributes.get("TargetMode") == "External"
        if outside and not attributes.get("Type", "").endswith(_INSIDE):
            raise Unsafe("file.external_link", path)
        found[attributes["Id"]] = _joined(folder, path)

    parse(package.read(part), relation)
    return found


def _joined(folder: str, path: str) -> str:
    if path.startswith("/"):
        return path[1:]
    whole = folder + path
    while (shorter := re.sub(r"(?:^|/)[^/]+/\.\.(?=/)", "", whole, count=1)) != whole:
        whole = shorter
    return whole.removeprefix("/")
