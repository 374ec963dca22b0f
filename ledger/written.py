"""What every unit wrote, table by table, told again from the rows themselves."""

from __future__ import annotations

import hashlib
import heapq
import itertools
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, select

from ledger import rehash
from ledger.chain import cells_bytes
from ledger.ids import LINE_BITS
from ledger.leaves import Leaf
from ledger.tables import APPENDED
from ledger.tables.reports import revisions, superseded

BULK = (revisions, superseded)
"""Tables written as frames; their digest is taken by leaves of columns."""

_AT_ONCE = 5_000


class Part(NamedTuple):
    """Rows of one table that carry one unit's number, and the digest they come to."""

    unit: int
    table: str
    rows: int
    digest: str


Written = tuple[int, dict[str, tuple[int, str]]]
"""A unit and, by table, its rows and their digest."""


def units(connection: Connection) -> Iterator[Written]:
    """Every unit that any kept row belongs to, in ascending order; little is held at a time.

    A row belongs to the unit of its id, whatever its column `unit` says: that is hashed.
    """
    told = heapq.merge(*(_parts(connection, table) for table in APPENDED), key=attrgetter("unit"))
    for unit, parts in itertools.groupby(told, key=attrgetter("unit")):
        yield unit, {part.table: (part.rows, part.digest) for part in parts}


def streamed(connection: Connection, query: Select[Any]) -> Iterable[Any]:
    """The query's rows, some thousands at a time."""
    return connection.execute(query, execution_options={"yield_per": _AT_ONCE})


def _parts(connection: Connection, table: Table) -> Iterator[Part]:
    return _bulk(connection, table) if table in BULK else _small(connection, table)


def _small(connection: Connection, table: Table) -> Iterator[Part]:
    """A table written row by row, hashed row by row."""
    rows = streamed(connection, select(table).order_by(table.c.id))
    for unit, group in itertools.groupby(rows, key=_unit_of):
        count, running = 0, hashlib.sha256()
        for row in group:
            running.update(cells_bytes(table, row))
            count += 1
        yield Part(unit, table.name, count, running.hexdigest())


def _unit_of(row: Sequence[Any]) -> int:
    """By the id, which stands first."""
    return int(row[0]) >> LINE_BITS


def _bulk(connection: Connection, table: Table) -> Iterator[Part]:
    """A table written as frames, hashed leaf by leaf."""
    leaves: Iterator[Leaf] = rehash.leaves(connection, table)
    for unit, group in itertools.groupby(leaves, key=attrgetter("unit")):
        count, running = 0, hashlib.sha256()
        for leaf in group:
            count += leaf.rows
            running.update(leaf.digest)
        yield Part(unit, table.name, count, running.hexdigest())
