"""The record a page at a time: filtered, counted and cut in the database, never read whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
    union,
)

from ledger import frames, revisions
from ledger.published import published
from ledger.revisions import Keys
from ledger.statements import Shape, Statement, Value, shape
from ledger.tables.approvals import approvals
from ledger.tables.chain import audit
from ledger.tables.reports import judgements
from ledger.tables.reports import revisions as kept
from ledger.unit import Reading

Key = tuple[str, str, str]
"""Indicator, area and period: what a value is about, and the order of every page."""
_KEY = (kept.c.indicator, kept.c.area, kept.c.period)
_NAMES = ("indicators", "areas", "periods")
_AFTER = ("after_indicator", "after_area", "after_period")
_BYTES = {"postgresql": "C", "sqlite": "BINARY"}  # a page's order, whatever the database's is
PAGE = 1000
"""Up to as many values are a page; more are read in bulk."""


@dataclass(frozen=True)
class Reach:
    """Values somebody may see: of these offices in these areas; None means of all."""

    offices: frozenset[str] | None = None
    areas: frozenset[str] | None = None


@dataclass(frozen=True)
class Asked:
    """Which values; an empty set asks for all.

    `approved`: as published, else the newest delivered, approved or not. `doubted`: only those
    a warning stands against. `after`: the key of the last value already had.
    """

    indicators: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    approved: bool = True
    doubted: bool = False
    after: Key | None = None


def observations(
    reading: Reading, asked: Asked, reaches: tuple[Reach, ...], limit: int
) -> pl.DataFrame:
    """At most `limit` values in REVISION_SCHEMA by key; the next page is asked `after` the last.

    A value is seen when one of `reaches` holds it; none at all without any.
    """
    which, told = _told(asked, reaches)
    page = _page(shape(reading), which)
    if limit > PAGE:
        return revisions.framed(reading, page.told(reading, **told, limit=limit))
    return revisions.few(reading, page, **told, limit=limit)


def counted(reading: Reading, asked: Asked, reaches: tuple[Reach, ...]) -> int:
    """How many values `observations` has on all pages together."""
    which, told = _told(replace(asked, after=None), reaches)
    ((found,),) = _count(shape(reading), which).rows(reading, **told)
    return int(found)


def published_among(reading: Reading, page: pl.DataFrame) -> frozenset[str]:
    """Which revisions of a page (REVISION_SCHEMA) are those published at the head."""
    names = zip(_KEY, ("indicator", "area", "period"), strict=True)
    keys = (column.in_(page[name].unique().sort().to_list()) for column, name in names)
    ids = page.select(frames.stored_ids("revision"))["revision"].to_list()
    chosen = published(reading, *keys).subquery("published")
    query = select(chosen.c.id).where(chosen.c.id.in_(ids))
    found = frames.fetch(reading.connection, query, {"id": pl.Int64()})
    return frozenset(found.select(frames.written_ids("id"))["id"])


def published_of(reading: Reading, asked: Asked, found: pl.DataFrame) -> frozenset[str]:
    """Which of the revisions `found` for `asked` are published; for many, where a page is few."""
    if asked.approved:
        return frozenset(found["revision"])
    query = published(reading, *_of_keys(asked))
    ids = frames.fetch(reading.connection, query, {"id": pl.Int64()})
    return frozenset(ids.select(frames.written_ids("id"))["id"]).intersection(found["revision"])


def valued(reading: Reading, keys: Keys) -> frozenset[tuple[str, str]]:
    """(indicator, area) of `keys` that hold a published value of any period."""
    chosen = published(reading, *keys.conditions()).subquery("published")
    query = (
        select(kept.c.indicator, kept.c.area)
        .distinct()
        .join(chosen, chosen.c.id == kept.c.id)
        .where(kept.c.action != "withdrawn", kept.c.value.is_not(None))
    )
    return frozenset(map(tuple, reading.connection.execute(query)))


def moments(reading: Reading, reaches: tuple[Reach, ...]) -> frozenset[datetime]:
    """When values of the offices within reach were recorded or a decision on them was taken."""
    brought = select(judgements.c.unit).where(judgements.c.changed > 0)
    decided = select(approvals.c.unit)
    units = union(
        brought.where(_of_offices(judgements.c.office, reaches)),
        decided.where(_of_offices(approvals.c.office, reaches)),
    ).subquery("units")
    query = select(audit.c.recorded_at).join(units, units.c.unit == audit.c.unit)
    found = reading.connection.execute(query.where(audit.c.seq <= reading.head))
    return frozenset(found.scalars())


def form_periods(reading: Reading, reaches: tuple[Reach, ...]) -> frozenset[str]:
    """What the forms of the offices within reach were about, `2024-Q2` or `2019--2022`."""
    query = (
        select(judgements.c.period)
        .distinct()
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(audit.c.seq <= reading.head, judgements.c.changed > 0)
        .where(judgements.c.period != "", _of_offices(judgements.c.office, reaches))
    )
    return frozenset(reading.connection.execute(query).scalars())


def _of_offices(column: ColumnElement[str], reaches: tuple[Reach, ...]) -> ColumnElement[bool]:
    if any(reach.offices is None for reach in reaches):
        return true()
    return column.in_(sorted(frozenset().union(*(reach.offices or () for reach in reaches))))


@dataclass(frozen=True)
class _Which:
    """What of a question makes its statement: which lists are told, of how many reaches."""

    told: frozenset[str]
    approved: bool
    doubted: bool
    reaches: int


def _told(asked: Asked, reaches: tuple[Reach, ...]) -> tuple[_Which, dict[str, Value]]:
    """A question's statement, and the values it is told."""
    lists: dict[str, Collection[str] | None] = {
        name: getattr(asked, name) or None for name in (*_NAMES, "offices")
    }
    for place, reach in enumerate(reaches):
        lists |= {f"offices_{place}": reach.offices, f"areas_{place}": reach.areas}
    told: dict[str, Value] = {name: one for name, one in lists.items() if one is not None}
    told |= dict(zip(_AFTER, asked.after or (), strict=False))
    which = _Which(frozenset(told), asked.approved, asked.doubted, len(reaches))
    return which, told


@cache
def _page(seen: Shape, which: _Which) -> Statement:
    """By key; planned anew for what is asked: it may be a series or the whole record."""
    order = [column.collate(_BYTES[seen.dialect]) for column in _KEY]
    query = _narrowed(revisions.columns(seen), seen, which).order_by(*order)
    if which.told.issuperset(_AFTER):
        last = (bindparam(name, None, type_=Text()) for name in _AFTER)
        query = query.where(tuple_(*order) > tuple_(*last))
    most = bindparam("limit", None, type_=BigInteger())
    return Statement(seen, query.limit(most), planned_anew=True)


@cache
def _count(seen: Shape, which: _Which) -> Statement:
    query = (
        select(func.count())
        .select_from(kept)
        .join(audit, audit.c.unit == kept.c.unit)
        .join(judgements, judgements.c.id == kept.c.judgement)
        .where(audit.c.seq <= seen.head)
    )
    return Statement(seen, _narrowed(query, seen, which), planned_anew=True)


def _narrowed(query: Select[Any], seen: Shape, which: _Which) -> Select[Any]:
    keys = tuple(_among(seen, which, dict(zip(_NAMES, _KEY, strict=True))))
    if which.approved:
        chosen = published(seen, *keys).subquery("published")
        query = query.join(chosen, chosen.c.id == kept.c.id)  # of these keys alone
    else:
        query = query.where(~revisions.followed(seen), *keys)
    doubted = (kept.c.doubted,) if which.doubted else ()
    offices = _among(seen, which, {"offices": kept.c.office})
    within = (
        and_(True, *_among(seen, which, {f"offices_{n}": kept.c.office, f"areas_{n}": kept.c.area}))
        for n in range(which.reaches)
    )
    return query.where(kept.c.action != "withdrawn", *offices, *doubted, or_(false(), *within))


def _among(
    seen: Shape, which: _Which, columns: Mapping[str, ColumnElement[str]]
) -> Iterator[ColumnElement[bool]]:
    """Of each column whose list is told, that it is in the list."""
    for name, column in columns.items():
        if name in which.told:
            yield seen.among(column, name)


def _of_keys(asked: Asked) -> Iterator[ColumnElement[bool]]:
    for column, wanted in zip(_KEY, (asked.indicators, asked.areas, asked.periods), strict=True):
        if wanted:
            yield column.in_(sorted(wanted))
