"""How many cases there are, now or at any head, counted by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, func, select

from ledger.case_heads import stood_at
from ledger.case_wanted import OFFICES, Wanted, colour_of, fits
from ledger.tables.cases import case_standing
from ledger.unit import Reading

_C = case_standing.c
_ALL = ""


@dataclass(frozen=True)
class Counted:
    """How many cases of an office, kind and standing; `colours` of those that run."""

    office: str
    kind: str
    standing: str
    number: int
    colours: Mapping[str, int]


def counted(reading: Reading, wanted: Wanted) -> tuple[Counted, ...]:
    """How many fit, by office, kind and standing, and of which colours those are that run."""
    names = sorted({one.colour for shades in wanted.shades.values() for one in shades})
    colour = colour_of(wanted.shades)
    groups = (_C.office, _C.kind, _C.standing)
    sums = [func.sum(case((colour == name, 1), else_=0)) for name in names]
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for at in stood_at(reading):
        for shut, told in ((0, sums), (1, [])):
            query = select(*groups, func.count(), *told).where(*at, _C.shut == shut, *fits(wanted))
            for row in reading.connection.execute(query.group_by(*groups)):
                mine = found.setdefault((row[0], row[1], row[2]), Counter())
                mine.update({_ALL: row[3], **dict(zip(names, row[4:], strict=False))})
    return tuple(Counted(*key, mine.pop(_ALL), +mine) for key, mine in found.items())


def places(reading: Reading) -> frozenset[tuple[str, str]]:
    """Every office and area that has a case."""
    queries = (select(_C.office, _C.area).where(*at).distinct() for at in stood_at(reading))
    rows = (row for query in queries for row in reading.connection.execute(query))
    return frozenset((row[0], row[1]) for row in rows)


def number_of(reading: Reading, wanted: Wanted) -> int:
    """How many fit."""
    count = select(func.count()).select_from(case_standing)
    queries = (count.where(*at, *fits(wanted)) for at in stood_at(reading))
    return sum(int(reading.connection.execute(query).scalar_one()) for query in queries)


def late(reading: Reading, before: date) -> Mapping[str, tuple[int, int]]:
    """Per office its open cases, and those of them whose deadline of its own is before that day."""
    mine = and_(_C.standing.in_(OFFICES), _C.due < before)
    query = select(_C.office, func.count(), func.sum(case((mine, 1), else_=0)))
    found: dict[str, tuple[int, int]] = {}
    for at in stood_at(reading):
        asked = query.where(*at, _C.shut == 0).group_by(_C.office)
        for office, running, over in reading.connection.execute(asked):
            known = found.get(office, (0, 0))
            found[office] = (known[0] + running, known[1] + int(over))
    return found
