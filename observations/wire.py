"""What crosses the wall of the jail: JSON and raw doubles over a socket, never pickle."""

from __future__ import annotations

import json
import socket
import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from observations.readers.raw import Range, RawReport

_T = TypeVar("_T")
_HEADER = struct.Struct("!QQ")
_BLOCK = 1_048_576
_DOUBLE = array("d").itemsize
_KINDS = frozenset("sbdef")
_MOST_NOTES, _MOST_DETAIL = 20, 100
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
AREA_A_CELL = 10  # spanned cells allowed for each cell with text
LETTERS_A_CELL = 16  # characters allowed for each cell with text
_BYTES_A_CELL = 128  # of JSON: 16 characters, escaped (\\u000b) 6 bytes each, and the position


@dataclass(frozen=True)
class Room:
    """The most a message may bring, in bytes: its JSON and its blob."""

    text: int
    blob: int


def room(cells: int) -> Room:
    """Room for a report of `cells` (as in `Limits`)."""
    return Room(_BYTES_A_CELL * cells + _BLOCK, AREA_A_CELL * cells * _DOUBLE)


def send(sock: socket.socket, message: Mapping[str, Any], blob: bytes = b"") -> None:
    """One message: a JSON object and a block of bytes."""
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    head = _HEADER.pack(len(text), len(blob)) + text
    if len(blob) < _BLOCK:  # one write, so that the other side is woken once
        sock.sendall(head + blob)
        return
    sock.sendall(head)
    sock.sendall(blob)


def receive(sock: socket.socket, seconds: float, most: Room) -> tuple[dict[str, Any], bytes]:
    """The next message, whole within `seconds`, else `TimeoutError`.

    `EOFError` when the other side is gone, `ValueError` when it lies or tells more than
    there is room for.
    """
    deadline = monotonic() + seconds
    text_size, blob_size = _HEADER.unpack(_exactly(sock, _HEADER.size, deadline))
    if text_size > most.text or blob_size > most.blob:
        raise ValueError("message too long")
    try:
        message = json.loads(_exactly(sock, text_size, deadline))
    except RecursionError as deep:
        raise ValueError("message nested too deep") from deep
    if not isinstance(message, dict):
        raise ValueError("message is no object")
    return message, bytes(_exactly(sock, blob_size, deadline))


def _exactly(sock: socket.socket, size: int, deadline: float) -> bytearray:
    """`size` bytes; memory grows with what arrives, never with what is claimed."""
    data = bytearray()
    while len(data) < size:
        sock.settimeout(max(deadline - monotonic(), 0.001))
        got = sock.recv(min(_BLOCK, size - len(data)))
        if not got:
            raise EOFError
        data += got
    return data


def pack(report: RawReport) -> tuple[dict[str, Any], bytes]:
    """A report as one message; the columns of doubles lie one after another in the blob."""
    sheets = [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "height": sheet.height,
            "width": len(sheet.columns),
            "texts": [list(column) for column in zip(*sheet.texts, strict=True)] or [[]] * 4,
            "merged": sheet.merged,
            "percents": [list(axis) for axis in zip(*sheet.percents, strict=True)] or [[]] * 2,
        }
        for sheet in report.sheets
    ]
    blob = b"".join(column.tobytes() for sheet in report.sheets for column in sheet.columns)
    return {"kind": report.kind, "sheets": sheets, "notes": report.notes}, blob


@dataclass(frozen=True)
class Told:
    """One sheet as the child told it, every part of it checked.

    `columns`: blocks of doubles; `texts`: the columns row, col, text, kind. `merged` and
    `percents` as in `stations.Sheet`, nothing of them outside the cells.
    """

    name: str
    hidden: bool
    columns: tuple[bytes, ...]
    texts: tuple[list[int], list[int], list[str], list[str]]
    merged: tuple[Range, ...]
    percents: frozenset[tuple[int, int]]


def unpack(message: Mapping[str, Any], blob: bytes, cells: int) -> tuple[Told, ...]:
    """The sheets of a report; `ValueError`, `KeyError` or `TypeError` when the child lies.

    Whatever the child says, no more than `cells` texts on AREA_A_CELL times as large an area
    come out, and every text can be written as UTF-8.
    """
    start, count = 0, 0
    told = []
    for raw in _a(list, message["sheets"]):
        sheet = _told(raw, blob[start:], AREA_A_CELL * cells)
        start += sum(len(column) for column in sheet.columns)
        count += len(sheet.texts[0]) + len(raw["merged"]) + len(sheet.percents)
        if count > cells:
            raise ValueError("more texts than allowed")
        told.append(sheet)
    if start != len(blob):
        raise ValueError("doubles of no column")
    return tuple(told)


def notes(message: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(rule, detail) of what the reader passed over, a few; errors as of `unpack`."""
    told = [_a(list, note) for note in _a(list, message["notes"])]
    if len(told) > _MOST_NOTES:
        raise ValueError("more notes than allowed")
    return tuple((_plain(rule), _plain(detail)[:_MOST_DETAIL]) for rule, detail in told)


def _told(raw: Mapping[str, Any], rest: bytes, most: int) -> Told:
    height, width = _within(raw["height"], most), _within(raw["width"], _MOST_COLUMNS)
    size = height * _DOUBLE
    if (width and not height) or size * width > len(rest):
        raise ValueError("columns outside the message")
    texts = _texts(raw["texts"], most)
    last = (max(texts[0], default=0), max(texts[1], default=0))
    corner = (max(height - 1, last[0]), max(width - 1, last[1]))
    return Told(
        name=_plain(raw["name"]),
        hidden=_a(bool, raw["hidden"]),
        columns=tuple(rest[n * size : (n + 1) * size] for n in range(width)),
        texts=texts,
        merged=tuple(kept for one in _a(list, raw["merged"]) if (kept := _range(one, corner))),
        percents=_percents(raw["percents"], height, width),
    )


def _texts(raw: object, most: int) -> tuple[list[int], list[int], list[str], list[str]]:
    rows, cols, texts, kinds = (_a(list, column) for column in _a(list, raw))
    if not len(rows) == len(cols) == len(texts) == len(kinds):
        raise ValueError("texts of unequal length")
    if not _KINDS.issuperset(kinds):
        raise ValueError("a kind of cell nobody knows")
    return (
        [_within(row, most) for row in rows],
        [_within(col, _MOST_COLUMNS) for col in cols],
        [_plain(text) for text in texts],
        kinds,
    )


def _percents(raw: object, height: int, width: int) -> frozenset[tuple[int, int]]:
    rows, cols = (_a(list, axis) for axis in _a(list, raw))
    inside = [
        (_within(row, height - 1), _within(col, width - 1))
        for row, col in zip(rows, cols, strict=True)
    ]
    return frozenset(inside)


def _range(raw: object, corner: tuple[int, int]) -> Range | None:
    """A merged range cut to the cells there are, so that nobody walks a million blank ones."""
    first_row, first_col, last_row, last_col = (_within(n, _MOST_ROWS) for n in _a(list, raw))
    if first_row > last_row or first_col > last_col:
        raise ValueError("a range from right to left")
    last_row, last_col = min(last_row, corner[0]), min(last_col, corner[1])
    if first_row > last_row or first_col > last_col:
        return None
    one = (first_row, first_col) == (last_row, last_col)
    return None if one else (first_row, first_col, last_row, last_col)


def _a(kind: type[_T], value: object) -> _T:
    if type(value) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return value


def _within(value: object, most: int) -> int:
    if not 0 <= (number := _a(int, value)) <= most:
        raise ValueError("a size or position outside the limits")
    return number


def _plain(value: object) -> str:
    (text := _a(str, value)).encode()  # half a surrogate pair is a ValueError
    return text
