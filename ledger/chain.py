"""The audit chain's arithmetic: how rows become a digest and links hold one another.

A unit's digest is sha256 over one line per table it wrote to, `table rows digest`, sorted by
table. A table's digest runs over its rows by id, every column in declared order, each value
length-prefixed with its kind, so that no two different rows encode alike.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, Integer, Table

from ledger.tables.kinds import Moment, utc

FIRST = "0" * 64


@dataclass(frozen=True)
class Link:
    """One link as it is hashed; `recorded_at` in UTC."""

    seq: int
    unit: int
    recorded_at: datetime
    actor: str
    action: str
    subject: str
    rows: int
    digest: str
    previous: str

    def hash(self) -> str:
        """sha256 over every field, hex."""
        moment = self.recorded_at.isoformat(timespec="microseconds")
        fields = (self.seq, self.unit, moment, self.actor, self.action, self.subject)
        body = b"".join(_text(str(part)) for part in (*fields, self.rows, self.digest))
        return hashlib.sha256(_text(self.previous) + body).hexdigest()


def unit_digest(tables: Mapping[str, tuple[int, str]]) -> str:
    """The digest of a unit from its tables' (row count, digest), hex."""
    whole = hashlib.sha256()
    for name in sorted(tables):
        count, digest = tables[name]
        whole.update(f"{name} {count} {digest}\n".encode())
    return whole.hexdigest()


def row_bytes(table: Table, row: Mapping[str, Any]) -> bytes:
    """One row in canonical form, columns in declared order."""
    return cells_bytes(table, [row[column.name] for column in table.columns])


def cells_bytes(table: Table, cells: Iterable[Any]) -> bytes:
    """The cells of one row, which stand in declared order, in canonical form."""
    return b"".join(
        b"n" if cell is None else encode(cell)
        for encode, cell in zip(_encoders(table), cells, strict=True)
    )


@cache
def _encoders(table: Table) -> tuple[Callable[[Any], bytes], ...]:
    return tuple(_encoder(column) for column in table.columns)


def _encoder(column: Column[Any]) -> Callable[[Any], bytes]:
    return next((encode for kind, encode in _ENCODERS if isinstance(column.type, kind)), _text)


def _text(value: str) -> bytes:
    raw = value.encode()
    return b"s" + struct.pack("<I", len(raw)) + raw


def _float(value: float) -> bytes:
    # SQLite does not keep the sign of zero.
    return b"d" + struct.pack("<d", float(value) + 0.0)


def _moment(value: datetime) -> bytes:
    return b"m" + utc(value).isoformat(timespec="microseconds").encode()


def _day(value: date) -> bytes:
    return b"t" + value.isoformat().encode()


def _integer(value: int) -> bytes:
    return b"i" + struct.pack("<q", value)


def _truth(value: bool) -> bytes:
    return b"b1" if value else b"b0"


_ENCODERS: tuple[tuple[type, Callable[[Any], bytes]], ...] = (
    (Boolean, _truth),
    (Float, _float),
    (Integer, _integer),
    (Moment, _moment),
    (Date, _day),
)
