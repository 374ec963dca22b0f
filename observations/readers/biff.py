"""The records of an xls workbook (MS-XLS, BIFF8) that calamine does not tell of.

Runs inside the jail. calamine gives the values; here are hidden sheets, error cells, formulas
nobody computed, percent formats, macros, passwords and links to other files.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from observations.precheck import Unsafe
from observations.readers.formats import BUILT_IN_PERCENTS, is_percent
from observations.readers.raw import MOST_AREA, Look

_BOF, _EOF, _FILEPASS = 0x809, 0x0A, 0x2F
_BOUNDSHEET, _XF, _FORMAT, _SUPBOOK = 0x85, 0xE0, 0x41E, 0x1AE
_FORMULA, _STRING, _NUMBER, _RK, _MULRK, _BOOLERR = 0x06, 0x207, 0x203, 0x27E, 0xBD, 0x205
_LABELS = (0xFD, 0x204, 0xD6)  # texts, in the shared table or in place
_BIFF8, _BIFF5 = 0x600, 0x500
_WORKSHEET, _CHART = 0, 2
_OWN, _ADD_IN = b"\x01\x04", b"\x01\x3a"
_CALCULATE_ON_LOAD = 2
_MOST_SHEETS = 1_000


@dataclass(frozen=True)
class Bound:
    """One sheet as the workbook's directory lists it."""

    at: int
    hidden: bool
    kind: int

    @property
    def is_worksheet(self) -> bool:
        """False for charts."""
        return self.kind == _WORKSHEET


@dataclass
class Book:
    """The globals of a workbook stream: its sheets, and which cell styles show percent."""

    sheets: list[Bound] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    formats: dict[int, bool] = field(default_factory=dict)

    def percents(self) -> frozenset[int]:
        """Numbers of the styles (XF) whose format is a percent."""
        known = dict.fromkeys(BUILT_IN_PERCENTS, True) | self.formats
        return frozenset(n for n, code in enumerate(self.styles) if known.get(code))


def read_book(data: bytes) -> Book:
    """The globals of a workbook stream; refuses passwords, macro sheets and foreign links."""
    book = Book()
    records = _records(data, 0)
    _check_version(*next(records))
    for kind, body in records:
        if handler := _GLOBALS.get(kind):
            handler(book, body)
    if len(book.sheets) > _MOST_SHEETS:
        raise Unsafe("file.too_many_cells")
    return book


def look(data: bytes, bound: Bound, percents: frozenset[int]) -> Look:
    """Marks and percent cells of one sheet."""
    scan = _Scan(percents)
    for kind, body in _records(data, bound.at):
        scan.take(kind, body)
    scan.settle()
    return scan.seen


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of charts embedded in it left out."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if len(body) < length:
            raise Unsafe("file.damaged", "记录不完整")
        if kind != _BOF and not depth:
            raise Unsafe("file.damaged", "不是工作簿")
        depth += (kind == _BOF) - (kind == _EOF)
        if not depth:
            return
        if depth == 1:
            yield kind, body
        at += 4 + length


def _check_version(kind: int, body: bytes) -> None:
    (version,) = struct.unpack_from("<H", body)
    if kind == _BOF and version == _BIFF5:  # calamine garbles its Chinese
        raise Unsafe("file.kind.unsupported", "Excel 5.0/95 工作簿")
    if kind != _BOF or version != _BIFF8:
        raise Unsafe("file.damaged", "不是工作簿")


def _password(_: Book, __: bytes) -> None:
    raise Unsafe("file.kind.encrypted")


def _bound(book: Book, body: bytes) -> None:
    at, state, kind = struct.unpack_from("<LBB", body)
    if kind not in (_WORKSHEET, _CHART):
        raise Unsafe("file.kind.macro")
    book.sheets.append(Bound(at, bool(state & 3), kind))


def _style(book: Book, body: bytes) -> None:
    book.styles.append(struct.unpack_from("<2xH", body)[0])


def _format(book: Book, body: bytes) -> None:
    number, length, flags = struct.unpack_from("<HHB", body)
    if flags & 1:
        code = body[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    else:
        code = body[5:].decode("latin-1")
    book.formats[number] = is_percent(code)


def _link(_: Book, body: bytes) -> None:
    if body[2:4] not in (_OWN, _ADD_IN):
        raise Unsafe("file.external_link", "外部工作簿")


_GLOBALS: Mapping[int, Callable[[Book, bytes], None]] = MappingProxyType(
    {
        _FILEPASS: _password,
        _BOUNDSHEET: _bound,
        _XF: _style,
        _FORMAT: _format,
        _SUPBOOK: _link,
    }
)


class _Scan:
    """One pass over the records of a sheet."""

    def __init__(self, percents: frozenset[int]) -> None:
        self.seen = Look()
        self._percents = percents
        self._height = self._width = 0
        self._waiting: tuple[int, int] | None = None  # a formula whose text must follow
        self._cells: Mapping[int, Callable[[bytes], None]] = {
            _NUMBER: self._number,
            _RK: self._number,
            _MULRK: self._numbers,
            _BOOLERR: self._error,
            _FORMULA: self._formula,
        } | dict.fromkeys(_LABELS, lambda _: None)

    def take(self, kind: int, body: bytes) -> None:
        """The next record."""
        if kind == _STRING:
            self._waiting = None
        elif handler := self._cells.get(kind):
            self.settle()
            self._spread(body)
            handler(body)

    def settle(self) -> None:
        """A formula announced a text and none came."""
        if self._waiting is not None:
            self.seen.marks[self._waiting] = "f"
            self._waiting = None

    def _spread(self, body: bytes) -> None:
        """Calamine lays out every cell between the outermost ones."""
        row, col = struct.unpack_from("<2H", body)
        self._height, self._width = max(self._height, row + 1), max(self._width, col + 1)
        if self._height * self._width > MOST_AREA:
            raise Unsafe("file.too_many_cells")

    def _number(self, body: bytes) -> None:
        row, col, style = struct.unpack_from("<3H", body)
        self._shown(row, col, style)

    def _shown(self, row: int, col: int, style: int) -> None:
        if style in self._percents:
            self.seen.percents.append((row, col))

    def _numbers(self, body: bytes) -> None:
        row, col = struct.unpack_from("<2H", body)
        for n, (style, _) in enumerate(struct.iter_unpack("<HL", body[4:-2])):
            self._shown(row, col + n, style)

    def _error(self, body: bytes) -> None:
        row, col, _, _, is_error = struct.unpack_from("<3H2B", body)
        if is_error:
            self.seen.marks[row, col] = "e"

    def _formula(self, body: bytes) -> None:
        row, col, style, result, flags = struct.unpack_from("<3H8sH", body)
        if result[6:] != b"\xff\xff":
            uncomputed = flags & _CALCULATE_ON_LOAD and not any(result)
            if uncomputed:
                self.seen.marks[row, col] = "f"
            else:
                self._shown(row, col, style)
        elif result[0] == 0:
            self._waiting = (row, col)
        elif result[0] == 2:
            self.seen.marks[row, col] = "e"
