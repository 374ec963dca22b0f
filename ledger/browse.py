"""The record a page at a time: filtered, counted and cut in the database, never read whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, tuple_, union

from ledger import frames, revisions
from ledger.revisions import Keys
from ledger.tables.approvals import approvals
from ledger.tables.chain import audit
from ledger.tables.reports import judgements
from ledger.tables.reports import revisions as kept
from ledger.unit import Reading

Key = tuple[str, str, str]
"""Indicator, area and period: what a value is about, and the order of every page."""
_KEY = (kept.c.indicator, kept.c.area, kept.c.period)
_BYTES = {"postgresql": "C", "sqlite": "BINARY"}  # a page's order, whatever the database's is


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
    query = _narrowed(revisions.columns(reading), reading, asked, reaches)
    order = [column.collate(_BYTES[reading.connection.dialect.name]) for column in _KEY]
    if asked.after is not None:
        query = query.where(tuple_(*order) > tuple_(*asked.after))
    return revisions.framed(reading, query.order_by(*order).limit(limit))


def counted(reading: Reading, asked: Asked, reaches: tuple[Reach, ...]) -> int:
    """How many values `observations` has on all pages together."""
    query = (
        select(func.count())
        .select_from(kept)
        .join(audit, audit.c.unit == kept.c.unit)
        .join(judgements, judgements.c.id == kept.c.judgement)
        .where(audit.c.seq <= reading.head)
    )
    return int(reading.connection.execute(_narrowed(query, reading, asked, reaches)).scalar_one())


def published_among(reading: Reading, page: pl.DataFrame) -> frozenset[str]:
    """Which revisions of a page (REVISION_SCHEMA) are those published at the head."""
    names = zip(_KEY, ("indicator", "area", "period"), strict=True)
    keys = (column.in_(page[name].unique().sort().to_list()) for column, name in names)
    ids = page.select(frames.stored_ids("revision"))["revision"].to_list()
    chosen = revisions.published(reading, *keys).subquery("published")
    query = select(chosen.c.id).where(chosen.c.id.in_(ids))
    found = frames.fetch(reading.connection, query, {"id": pl.Int64()})
    return frozenset(found.select(frames.written_ids("id"))["id"])


def published_of(reading: Reading, asked: Asked, found: pl.DataFrame) -> frozenset[str]:
    """Which of the revisions `found` for `asked` are published; for many, where a page is few."""
    if asked.approved:
        return frozenset(found["revision"])
    query = revisions.published(reading, *_of_keys(asked))
    ids = frames.fetch(reading.connection, query, {"id": pl.Int64()})
    return frozenset(ids.select(frames.written_ids("id"))["id"]).intersection(found["revision"])


def valued(reading: Reading, keys: Keys) -> frozenset[tuple[str, str]]:
    """(indicator, area) of `keys` that hold a published value of any period."""
    chosen = revisions.published(reading, *keys.conditions()).subquery("published")
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


def _narrowed(
    query: Select[Any], reading: Reading, asked: Asked, reaches: tuple[Reach, ...]
) -> Select[Any]:
    keys = tuple(_of_keys(asked))
    if asked.approved:
        chosen = revisions.published(reading, *keys).subquery("published")
        query = query.join(chosen, chosen.c.id == kept.c.id)  # of these keys alone
    else:
        query = query.where(~revisions.followed(reading), *keys)
    others = (kept.c.action != "withdrawn", *_of_rows(asked), _seen(reaches))
    return query.where(*others)


def _of_keys(asked: Asked) -> Iterator[ColumnElement[bool]]:
    for column, wanted in zip(_KEY, (asked.indicators, asked.areas, asked.periods), strict=True):
        if wanted:
            yield column.in_(sorted(wanted))


def _of_rows(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.offices:
        yield kept.c.office.in_(sorted(asked.offices))
    if asked.doubted:
        yield kept.c.doubted


def _seen(reaches: tuple[Reach, ...]) -> ColumnElement[bool]:
    return or_(false(), *(and_(True, *_within(reach)) for reach in reaches))


def _within(reach: Reach) -> Iterator[ColumnElement[bool]]:
    for column, known in ((kept.c.office, reach.offices), (kept.c.area, reach.areas)):
        if known is not None:
            yield column.in_(sorted(known))
