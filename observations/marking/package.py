"""A workbook package: parts by name, relationships, content types; untouched parts stay bytes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from observations.marking.xml import CannotMark, Node, Splices, attribute, parse, quoted, utf8

TYPES = "[Content_Types].xml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_STRANGE = ("_xmlsignatures/", "xl/revisions/")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Relation:
    """One relationship of a part: its id, kind (last word of the type) and target part."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of an open xlsx; `changed` and added parts replace what was read."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        with zipfile.ZipFile(file) as package:
            self._infos = package.infolist()
            self._parts = {info.filename: package.read(info) for info in self._infos}
        if any(name.startswith(_STRANGE) for name in self._parts):
            raise CannotMark("文件带数字签名或修订记录")
        self.book = self._only("", "officeDocument")

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """A part in UTF-8; `KeyError` when the package promises what it has not."""
        return utf8(self._parts[name])

    def raw(self, name: str) -> bytes:
        """A part as its bytes are."""
        return self._parts[name]

    def names(self) -> tuple[str, ...]:
        """Every part's name."""
        return tuple(self._parts)

    def write(self, name: str, data: bytes) -> None:
        """A part's new content; an unknown name is a new part."""
        self._parts[name] = data

    def beside(self, name: str, stem: str, suffix: str) -> str:
        """A free part name in the folder of part `name`, for example xl/worksheets/sheet4.xml."""
        folder = posixpath.dirname(name)
        taken = {one.lower() for one in self._parts}
        number = 1
        while f"{folder}/{stem}{number}{suffix}".lower() in taken:
            number += 1
        return f"{folder}/{stem}{number}{suffix}"

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relationships of a part inside the package; of the package itself for ''."""
        path = _relations_of(part)
        if path not in self._parts:
            return ()
        root = parse(self.read(path))
        return tuple(
            Relation(
                one.attributes["Id"],
                one.attributes["Type"].rpartition("/")[2],
                _target(part, one.attributes["Target"]),
            )
            for one in root.all("Relationship")
            if one.attributes.get("TargetMode") != "External"
        )

    def related(self, part: str, kind: str) -> str | None:
        """The target of the first relationship of this kind; None when there is none."""
        return next((one.target for one in self.relations(part) if one.kind == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """A new relationship of `part`; its id."""
        path = _relations_of(part)
        data = self.read(path) if path in self._parts else _RELATIONS.encode()
        root = parse(data)
        taken = {one.attributes["Id"] for one in root.all("Relationship")}
        identity = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        splices = Splices(data)
        splices.append_to(
            root,
            f'<{root.prefix}Relationship Id="{identity}" Type="{_KINDS}{kind}" '
            f'Target="{quoted("/" + target)}"/>',
        )
        self.write(path, splices.done())
        return identity

    def declare(self, name: str, kind: str) -> None:
        """The content type of a new part of the spreadsheet family (`worksheet`, `comments`)."""
        path, told = quoted(f"/{name}"), f"{_SPREADSHEET}{kind}+xml"
        self._type(f'Override PartName="{path}" ContentType="{told}"')

    def declare_drawings(self) -> None:
        """The legacy drawings' ending is known to the package."""
        root = parse(self.read(TYPES))
        known = {one.attributes["Extension"].lower() for one in root.all("Default")}
        if "vml" not in known:
            kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
            self._type(f'Default Extension="vml" ContentType="{kind}"')

    def _type(self, inside: str) -> None:
        data = self.read(TYPES)
        root = parse(data)
        splices = Splices(data)
        splices.append_to(root, f"<{root.prefix}{inside}/>")
        self.write(TYPES, splices.done())

    def done(self) -> bytes:
        """The package again, parts in their order, the new ones last; same in, same out."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for info in self._infos:
                made = zipfile.ZipInfo(info.filename, info.date_time)
                made.compress_type, made.external_attr = info.compress_type, info.external_attr
                package.writestr(made, self._parts[info.filename])
            old = {info.filename for info in self._infos}
            for name in (one for one in self._parts if one not in old):
                made = zipfile.ZipInfo(name, _FIRST_DAY)
                made.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(made, self._parts[name])
        return out.getvalue()

    def _only(self, part: str, kind: str) -> str:
        found = self.related(part, kind)
        if found is None or found not in self._parts:
            raise CannotMark("文件结构不常见")
        return found


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it, and the part it lies in."""

    name: str
    part: str
    node: Node


def sheets_of(package: Package) -> tuple[Node, tuple[SheetEntry, ...]]:
    """The workbook's tree and its sheets in order."""
    root = parse(package.read(package.book))
    listed = root.child("sheets")
    if listed is None or "purl.oclc.org" in " ".join(root.attributes.values()):
        raise CannotMark("文件是“严格”格式")
    targets = {one.id: one.target for one in package.relations(package.book)}
    return root, tuple(
        SheetEntry(node.attributes["name"], targets.get(attribute(node, "id"), ""), node)
        for node in listed.all("sheet")
    )


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, written: str) -> str:
    if written.startswith("/"):
        return written[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), written))
