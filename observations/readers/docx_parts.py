"""The parts of a docx beside its body: where the body lies, which styles hide their text."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Mapping

from observations.precheck import Unsafe
from observations.readers.xml import local, parse

Attributes = Mapping[str, str]
_MAIN = "wordprocessingml.document.main+xml"
STYLES = "word/styles.xml"
_SPACES = (
    ("wordprocessingml", "w"),
    ("markup-compatibility", "mc"),
    ("officeDocument/2006/math", "m"),
    ("officeDocument/math", "m"),
)
OFF = frozenset(("0", "false", "off"))


def main_part(package: zipfile.ZipFile) -> str:
    """The part that holds the document's body."""
    found: list[str] = []

    def part(tag: str, attributes: Attributes) -> None:
        if local(tag) == "Override" and attributes.get("ContentType", "").endswith(_MAIN):
            found.append(attributes["PartName"].removeprefix("/"))

    parse(package.read("[Content_Types].xml"), part)
    if len(found) != 1:
        raise Unsafe("file.damaged", "正文部件")
    return found[0]


def hidden_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """Styles that hide their text, themselves or by the style they are based on."""
    hidden: set[str] = set()
    based: dict[str, str] = {}
    style = ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal style
        name = local(tag)
        value = next((v for k, v in attributes.items() if local(k) == "val"), "")
        if name == "style":
            style = next((v for k, v in attributes.items() if local(k) == "styleId"), "")
        elif name == "basedOn":
            based[style] = value
        elif name == "vanish" and value not in OFF:
            hidden.add(style)

    if STYLES not in package.namelist():
        return frozenset()
    data = package.read(STYLES)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    parse(data, start if wide or b"vanish" in data else None)
    hidden.discard("")  # defaults of the document are no style
    for _ in based:
        more = {name for name, below in based.items() if below in hidden} - hidden
        if not more:
            break
        hidden |= more
    return frozenset(hidden)


class Names(dict[str, str]):
    """`http://… tbl` → `w:tbl`; each looked up once."""

    def __missing__(self, name: str) -> str:
        space, _, own = name.rpartition(" ")
        prefix = next((short for part, short in _SPACES if part in space), "")
        self[name] = short = f"{prefix}:{own}"
        return short
