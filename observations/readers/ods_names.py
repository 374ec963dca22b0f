"""Names of OpenDocument and what none of its elements may do: lead out of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from observations.precheck import Unsafe

Attributes = Mapping[str, str]
_NAMES = MappingProxyType(
    {
        f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0": name
        for name in ("table", "text", "office", "style", "script")
    }
    | {
        "http://www.w3.org/1999/xlink": "xlink",
        "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
    }
)
_LINKED = frozenset(("table:table-source", "table:cell-range-source", "table:database-source",
                     "table:dde-links", "office:dde-source", "table:dde-link"))  # fmt: skip
_CLICKED = frozenset(("text:a", "draw:a"))
_FOREIGN_FORMULA = re.compile(
    r"'[^']*[/\\:.][^']*'\s*#|\b(?:file|https?|ftp|smb)://|\b(?:DDE|WEBSERVICE|FILTERXML)\s*\(",
    re.IGNORECASE,
)


class Names(dict[str, str]):
    """`urn:… table-cell` → `table:table-cell`; each looked up once."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        self[name] = short = f"{_NAMES.get(space, 'draw' if 'drawing' in space else '')}:{local}"
        return short


def refuse_links(name: str, attributes: Attributes) -> None:
    """`Unsafe` for a link a program would follow, a script and a formula that reads elsewhere."""
    if name in _LINKED:
        raise Unsafe("file.external_link", name.partition(":")[2])
    target = attributes.get("xlink:href", "")
    if name == "script:event-listener" or target.startswith("vnd.sun.star.script:"):
        raise Unsafe("file.kind.macro")
    leads_out = ":" in target or target.startswith(("/", "../", "\\"))
    if leads_out and name not in _CLICKED:
        raise Unsafe("file.external_link", target[:40])
    if _FOREIGN_FORMULA.search(attributes.get("table:formula", "")):
        raise Unsafe("file.external_link", "公式")
