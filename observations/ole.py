"""An OLE compound file: its root's names and streams (MS-CFB). Runs inside the jail.

Every length and link is the sender's word: a chain ends, lies inside the file and meets no
sector twice, else `Unsafe`.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from observations.precheck import Unsafe

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = struct.Struct("<64sHBx3L16s20xLL4x")
_IN_HEADER = 109  # sectors of the FAT named in the header
_LAST_SECTOR, _FREE, _NOBODY = 0xFFFFFFFA, 0xFFFFFFFF, 0xFFFFFFFF
_CUTOFF = 4096  # shorter streams lie in the mini stream
_MINI_SHIFT = 6
_MOST_ENTRIES = 4_096
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class Entry:
    """One name of the directory with its links."""

    name: str
    kind: int
    links: tuple[int, int, int]  # left, right, child
    identity: bytes
    start: int
    size: int

    @property
    def is_stream(self) -> bool:
        """False for a storage, which holds further names."""
        return self.kind == _STREAM


class Compound:
    """An open compound file; `Unsafe` as soon as it contradicts itself."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._data = file.read()
        try:
            self._open()
        except struct.error as short:
            raise Unsafe("file.zip_damaged") from short

    def _open(self) -> None:
        magic, version, order, shift, mini = struct.unpack_from("<8s18x4H", self._data)
        fats, directory, cutoff = struct.unpack_from("<LL4xL", self._data, 44)
        mini_fat, difat = struct.unpack_from("<L4xL", self._data, 60)
        sane = order == 0xFFFE and (version, shift) in ((3, 9), (4, 12))
        if magic != MAGIC or not sane or (mini, cutoff) != (_MINI_SHIFT, _CUTOFF):
            raise Unsafe("file.zip_damaged")
        self._shift = shift
        self._fat = self._table(self._fat_sectors(fats, difat))
        entries = list(self._entries(b"".join(self._blocks(directory))))
        if not entries or entries[0].kind != _ROOT:
            raise Unsafe("file.zip_damaged")
        self._mini_fat = self._table(self._chain(mini_fat, self._fat))
        self._mini = b"".join(self._blocks(entries[0].start))[: entries[0].size]
        self.identity = entries[0].identity
        self.root: Mapping[str, Entry] = {e.name: e for e in _children(entries)}

    def stream(self, name: str) -> bytes:
        """The whole stream of that name at the root; `KeyError` when there is none."""
        entry = self.root[name]
        if entry.size >= _CUTOFF:
            data = b"".join(self._blocks(entry.start))
        else:
            steps = self._chain(entry.start, self._mini_fat) if entry.size else ()
            width = 1 << _MINI_SHIFT
            data = b"".join(self._mini[n * width : (n + 1) * width] for n in steps)
        if len(data) < entry.size:
            raise Unsafe("file.zip_damaged")
        return data[: entry.size]

    def carries_more(self) -> bool:
        """True when bytes lie behind the last sector the file says it uses."""
        used = max((n for n, follows in enumerate(self._fat) if follows != _FREE), default=-1)
        return bool(self._data[(used + 2) << self._shift :].strip(b"\0"))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        if number >= _LAST_SECTOR or start >= len(self._data):
            raise Unsafe("file.zip_damaged")
        return self._data[start : start + (1 << self._shift)]

    def _blocks(self, start: int) -> Iterator[bytes]:
        return map(self._sector, self._chain(start, self._fat))

    def _table(self, sectors: Sequence[int]) -> array[int]:
        table = array("I")
        for number in sectors:
            table.frombytes(self._sector(number).ljust(1 << self._shift, b"\xff"))
        return table

    def _fat_sectors(self, count: int, difat: int) -> list[int]:
        """Where the FAT lies: the first 109 sectors in the header, the rest in a list of lists."""
        if count > len(self._data) >> self._shift:
            raise Unsafe("file.zip_damaged")
        found = list(struct.unpack_from(f"<{_IN_HEADER}L", self._data, 76))
        while len(found) < count:
            *more, difat = struct.unpack(f"<{(1 << self._shift) // 4}L", self._sector(difat))
            found += more
        return found[:count]

    @staticmethod
    def _chain(start: int, table: array[int]) -> list[int]:
        steps: list[int] = []
        while start < _LAST_SECTOR:
            if start >= len(table) or len(steps) > len(table):
                raise Unsafe("file.zip_damaged")
            steps.append(start)
            start = table[start]
        return steps

    @staticmethod
    def _entries(data: bytes) -> Iterator[Entry]:
        if len(data) > _MOST_ENTRIES * _ENTRY.size:
            raise Unsafe("file.zip_bomb", "部件过多")
        whole = len(data) // _ENTRY.size * _ENTRY.size
        for raw, length, kind, *links, identity, start, size in _ENTRY.iter_unpack(data[:whole]):
            name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield Entry(name, kind, (links[0], links[1], links[2]), identity, start, size)


def _children(entries: Sequence[Entry]) -> Iterator[Entry]:
    """What lies directly in the root: the tree of siblings below its first child."""
    waiting, seen = [entries[0].links[2]], set()
    while waiting:
        number = waiting.pop()
        if number == _NOBODY:
            continue
        if number >= len(entries) or number in seen:
            raise Unsafe("file.zip_damaged")
        seen.add(number)
        yield entries[number]
        waiting += entries[number].links[:2]
