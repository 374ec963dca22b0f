"""What is about people who do not exist, sent in by every way, and where it is looked for."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import text

from desk.handle import Desk
from ledger.tables import METADATA

HEADINGS = ("编号", "日期", "渠道", "姓名", "联系电话", "住址", "内容")
DAY = "2024-10-18"


@dataclass(frozen=True)
class Canary:
    """Somebody invented: what must stand nowhere in plain; `way` names how it came in."""

    way: str
    name: str
    contact: str
    address: str
    uttered: str

    @property
    def words(self) -> tuple[str, ...]:
        """Each of them alone."""
        return (self.name, self.contact, self.address, self.uttered)

    @property
    def row(self) -> tuple[str, ...]:
        """One line of a table of opinions, under `HEADINGS`."""
        told = f"我是{self.name},住{self.address},电话{self.contact},{self.uttered}。"
        return (f"jd-{self.way}", DAY, "网站", self.name, self.contact, self.address, told)

    @property
    def fields(self) -> dict[str, str]:
        """The same as the fields of the form."""
        names = ("source", "received", "channel", "name", "contact", "address", "text")
        return dict(zip(names, self.row, strict=True))


def canary(way: str, place: int) -> Canary:
    """The invented person of one way in; the number is one that nobody is given."""
    sign = "甲乙丙丁戊己庚辛"[place]
    number = f"1390{place}000710"
    return Canary(way, f"测试{sign}某某", number, f"示例{sign}小区九号楼", f"摔了{sign}一跤灯坏着")


def csv_of(rows: Iterable[Iterable[str]]) -> bytes:
    """A table as text."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def xlsx_of(rows: Iterable[Iterable[str]]) -> bytes:
    """The same as a workbook."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([*row])
    book.save(out)
    return out.getvalue()


def json_of(rows: Iterable[Iterable[str]]) -> bytes:
    """The same as a list of objects, its Chinese escaped."""
    names = ("id", "date", "channel", "name", "contact", "address", "text")
    return json.dumps({"opinions": [dict(zip(names, row, strict=True)) for row in rows]}).encode()


def picked(name: str, data: bytes) -> str:
    """A file as the page sends it."""
    contents = f"data:application/octet-stream;base64,{base64.b64encode(data).decode()}"
    return json.dumps({"name": name, "contents": contents})


def rows_of(desk: Desk) -> bytes:
    """All that any table of the record holds, as text."""
    with desk.ledger.read() as reading:
        held = [
            reading.connection.execute(text(f'SELECT * FROM "{name}"')).all()
            for name in METADATA.tables
        ]
    return repr(held).encode()


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below the folder by its path, and every part of those that are packages."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from parts(path.relative_to(folder).as_posix(), path.read_bytes())


def parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves and, where they are a zip, all that is packed in it, at any depth."""
    yield name, name.encode() + b"\n" + data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for inner in package.namelist():
                yield from parts(f"{name}!{inner}", package.read(inner))


def found(places: Mapping[str, bytes], canaries: Iterable[Canary]) -> list[tuple[str, str, str]]:
    """Where a word of a canary stands, however written: place, the way it came by, the word."""
    looked = [(one.way, word, way) for one in canaries for word in one.words for way in _ways(word)]
    return [
        (place, way, word)
        for place, data in places.items()
        for way, word, written in looked
        if written in data
    ]


def _ways(word: str) -> set[bytes]:
    """How a word may be written into a file: encodings, escapes, and base64 at any place."""
    plain = word.encode()
    escaped = json.dumps(word)[1:-1]
    ways = {plain, escaped.encode(), escaped.upper().encode()}
    ways |= {word.encode(coding) for coding in ("gb18030", "utf-16-le", "utf-16-be")}
    for shift in range(3):
        packed = base64.b64encode(b"\0" * shift + plain)
        ways.add(packed[4 if shift else 0 : len(packed) // 4 * 4 - 4])
    return ways
