"""What crosses the wall of the jail: JSON and raw doubles over a socket, never pickle."""

from __future__ import annotations

import json
import socket
import struct
from array import array
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from observations.readers.raw import RawReport

_HEADER = struct.Struct("!QQ")
MOST_JSON = 268_435_456
MOST_BLOB = 1_073_741_824


def send(sock: socket.socket, message: Mapping[str, Any], blob: bytes = b"") -> None:
    """One message: a JSON object and a block of bytes."""
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    sock.sendall(_HEADER.pack(len(text), len(blob)))
    sock.sendall(text)
    if blob:
        sock.sendall(blob)


def receive(sock: socket.socket, seconds: float) -> tuple[dict[str, Any], bytes]:
    """The next message, whole within `seconds`, else `TimeoutError`.

    `EOFError` when the other side is gone, `ValueError` when it lies.
    """
    deadline = monotonic() + seconds
    text_size, blob_size = _HEADER.unpack(_exactly(sock, _HEADER.size, deadline))
    if text_size > MOST_JSON or blob_size > MOST_BLOB:
        raise ValueError("message too long")
    message = json.loads(_exactly(sock, text_size, deadline))
    if not isinstance(message, dict):
        raise ValueError("message is no object")
    return message, bytes(_exactly(sock, blob_size, deadline))


def _exactly(sock: socket.socket, size: int, deadline: float) -> bytearray:
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        sock.settimeout(max(deadline - monotonic(), 0.001))
        got = sock.recv_into(view[done:])
        if not got:
            raise EOFError
        done += got
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


def unpack_columns(sheet: Mapping[str, Any], blob: bytes, start: int) -> Sequence[bytes]:
    """The blocks of doubles of one sheet whose first column begins at `start`."""
    size = int(sheet["height"]) * array("d").itemsize
    width = int(sheet["width"])
    if size < 0 or width < 0 or start + size * width > len(blob):
        raise ValueError("columns outside the message")
    return [blob[start + n * size : start + (n + 1) * size] for n in range(width)]
