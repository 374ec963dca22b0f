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

from observations.readers.raw import RawReport

_T = TypeVar("_T")
_HEADER = struct.Struct("!QQ")
_BLOCK = 1_048_576
_DOUBLE = array("d").itemsize
_KINDS = frozenset("sbdef")
_MOST_COLUMNS = 16_384
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
    sock.sendall(_HEADER.pack(len(text), len(blob)))
    sock.sendall(text)
    if blob:
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
        }
        for sheet in report.sheets
    ]
    blob = b"".join(column.tobytes() for sheet in report.sheets for column in sheet.columns)
    return {"kind": report.kind, "sheets": sheets}, blob


@dataclass(frozen=True)
class Told:
    """One sheet as the child told it, every part of it checked.

    `columns`: blocks of doubles; `texts`: the columns row, col, text, kind.
    """

    name: str
    hidden: bool
    columns: tuple[bytes, ...]
    texts: tuple[list[int], list[int], list[str], list[str]]


def unpack(message: Mapping[str, Any], blob: bytes, cells: int) -> tuple[Told, ...]:
    """The sheets of a report; `ValueError`, `KeyError` or `TypeError` when the child lies.

    Whatever the child says, no more than `cells` texts on AREA_A_CELL times as large an area
    come out, and every text can be written as UTF-8.
    """
    sheets = _a(list, message["sheets"])
    most, start, texts = AREA_A_CELL * cells, 0, 0
    told = []
    for raw in sheets:
        height, width = _within(raw["height"], most), _within(raw["width"], _MOST_COLUMNS)
        size = height * _DOUBLE
        if (width and not height) or start + size * width > len(blob):
            raise ValueError("columns outside the message")
        columns = tuple(blob[start + n * size : start + (n + 1) * size] for n in range(width))
        start += size * width
        found = _texts(raw["texts"], most)
        texts += len(found[0])
        if texts > cells:
            raise ValueError("more texts than allowed")
        told.append(Told(_plain(raw["name"]), _a(bool, raw["hidden"]), columns, found))
    if start != len(blob):
        raise ValueError("doubles of no column")
    return tuple(told)


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
