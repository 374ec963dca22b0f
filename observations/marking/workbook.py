"""The list of sheets with one more in front, and everything that counts sheets by their place."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from observations.marking.package import Package, SheetEntry, sheets_of
from observations.marking.xml import Node, Splices, content, parse, prefixed, quoted

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHOSEN = re.compile(rb"(\btabSelected\s*=\s*[\"'])(?:1|true)\b")


def put_in_front(package: Package, name: str, part: str) -> None:
    """A sheet `part` called `name` as the first of the workbook."""
    root, sheets = sheets_of(package)
    identity = package.relate(package.book, "worksheet", part)
    number = 1 + max((int(one.node.attributes["sheetId"]) for one in sheets), default=0)
    splices = Splices(package.read(package.book))
    listed = root.child("sheets")
    assert listed is not None  # noqa: S101 -- sheets_of has seen it
    splices.prepend_to(
        listed,
        f'<{listed.prefix}sheet xmlns:r="{_RELATIONS}" name="{quoted(name)}" '
        f'sheetId="{number}" r:id="{identity}"/>',
    )
    for defined in _all(root, "definedNames", "definedName"):
        if "localSheetId" in defined.attributes:
            place = int(defined.attributes["localSheetId"]) + 1
            splices.set(defined, {"localSheetId": str(place)})
    for view in _all(root, "bookViews", "workbookView"):
        active = int(view.attributes.get("activeTab", "0")) + 1
        splices.set(view, {"activeTab": str(active), "firstSheet": "0"})
    package.write(package.book, splices.done())
    _titled(package, name)


def open_on(package: Package, part: str) -> None:
    """The program opens on the sheet `part`."""
    root, sheets = sheets_of(package)
    place = [one.part for one in sheets].index(part)
    splices = Splices(package.read(package.book))
    for view in _all(root, "bookViews", "workbookView"):
        splices.set(view, {"activeTab": str(place), "firstSheet": "0"})
    package.write(package.book, splices.done())


def may_leave(package: Package, sheets: Sequence[SheetEntry], touched: Collection[str]) -> bool:
    """True when every sheet that is selected is one that is touched anyway.

    Two selected sheets are a group: what is typed into one goes into both.
    """
    return all(one.part in touched for one in sheets if _CHOSEN.search(_head(package, one.part)))


def leave(package: Package, parts: Collection[str]) -> None:
    """None of these sheets is selected any more."""
    for part in parts:
        head = _head(package, part)
        if _CHOSEN.search(head):
            rest = package.read(part)[len(head) :]
            package.write(part, _CHOSEN.sub(rb"\g<1>0", head) + rest)


def _head(package: Package, part: str) -> bytes:
    """A sheet down to its data; nothing for a sheet whose part is missing."""
    if part not in package:
        return b""
    data = package.read(part)
    end = data.find(b"sheetData")
    return data if end < 0 else data[:end]


def _all(root: Node, parent: str, name: str) -> list[Node]:
    node = root.child(parent)
    return node.all(name) if node else []


def _titled(package: Package, name: str) -> None:
    """docProps/app.xml counts and names the sheets, where it does."""
    part = package.related("", "extended-properties")
    if part is None or part not in package:
        return
    data = package.read(part)
    root = parse(data)
    pairs, titles = root.child("HeadingPairs"), root.child("TitlesOfParts")
    vector = titles.child("vector") if titles else None
    count = _first_count(pairs) if pairs else None
    if vector is None or count is None or not vector.children:
        return
    splices = Splices(data)
    splices.replace(count.inner, count.close, str(int(count.text) + 1))
    size = int(vector.attributes["size"]) + 1
    splices.set(vector, {"size": str(size)})
    title = prefixed(f"<lpstr>{content(name)}</lpstr>", vector.prefix)
    splices.insert(vector.children[0].start, title)
    package.write(part, splices.done())


def _first_count(pairs: Node) -> Node | None:
    """The number of the first pair: the worksheets come first."""
    vector = pairs.child("vector")
    if vector is None or len(vector.children) < 2:
        return None
    return vector.children[1].child("i4")
