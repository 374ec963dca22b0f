"""A compound file (OLE2), the container of xls and of workbooks with a password to open them."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALLEST = 4096  # shorter streams would need a second allocation table


def compound(streams: Mapping[str, bytes]) -> bytes:
    """One storage holding `streams`, each padded with zeros to the shortest plain stream."""
    padded = {
        name: data.ljust(_SMALLEST, b"\0") + b"\0" * (-max(len(data), _SMALLEST) % _SECTOR)
        for name, data in streams.items()
    }
    directory = _sectors(4 * 128 * (1 + len(padded) // 4))
    starts, chain, at = {}, [_FAT, *_run(1, directory)], 1 + directory
    for name, data in padded.items():
        starts[name] = at
        chain += _run(at, _sectors(len(data)))
        at += _sectors(len(data))
    assert at <= _SECTOR // 4, "one sector of allocation table is enough for the corpus"
    table = struct.pack("<128L", *chain, *[_FREE] * (128 - len(chain)))
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    names = list(padded)
    for n, name in enumerate(names, start=1):
        after = n + 1 if n < len(names) else _FREE
        entries.append(_entry(name, 2, right=after, start=starts[name], size=len(padded[name])))
    listing = b"".join(entries).ljust(directory * _SECTOR, b"\0")
    return _header() + table + listing + b"".join(padded.values())


def _sectors(size: int) -> int:
    return -(-size // _SECTOR)


def _run(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9L", 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    return head + struct.pack("<109L", 0, *[_FREE] * 108)


def _entry(
    name: str, kind: int, *, start: int, size: int, right: int = _FREE, child: int = _FREE
) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBB3L", len(wide), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<LQ", start, size)
    )
