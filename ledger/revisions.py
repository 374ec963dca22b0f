"""The record of values: what is valid, what was valid, every vintage."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Select, exists, select

from ledger import brought, frames
from ledger.published import KEY, published_rows
from ledger.published import published as published  # noqa: PLC0414 -- asked for here, too
from ledger.statements import Shape, Statement, Value, View, shape
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, revisions, superseded
from ledger.unit import Reading

REVISION_SCHEMA: dict[str, pl.DataType] = {
    "revision": pl.String(),  # unit-line
    "indicator": pl.String(),
    "area": pl.String(),
    "period": pl.String(),
    "office": pl.String(),
    "value": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "status": pl.String(),
    "qualifier": pl.String(),
    "printed": pl.String(),
    "decimals": pl.Int16(),
    "note": pl.String(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "numerator_cell": pl.String(),
    "denominator_cell": pl.String(),
    "doubted": pl.Boolean(),
    "action": pl.String(),  # new | revised | withdrawn
    "previous": pl.String(),  # revision it follows, "" for the first
    "receipt": pl.String(),
    "form_office": pl.String(),  # submission it came in: office and period that are approved
    "form_period": pl.String(),
    "seq": pl.Int64(),  # audit sequence of its unit
    "recorded_at": frames.MOMENT,
}
"""What every function here returns, one row per revision, sorted by key then sequence."""


@dataclass(frozen=True)
class Keys:
    """Which keys of the record; None asks for every indicator, area or period."""

    indicators: Collection[str] | None = None
    areas: Collection[str] | None = None
    periods: Collection[str] | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Conditions on `revisions`, in the order of its index."""
        for column, wanted in zip(_KEY, (self.indicators, self.areas, self.periods), strict=True):
            if wanted is not None:
                yield column.in_(sorted(wanted))

    def told(self) -> dict[str, Collection[str]]:
        """What is asked for, by the name of each part."""
        named = {"indicators": self.indicators, "areas": self.areas, "periods": self.periods}
        return {name: wanted for name, wanted in named.items() if wanted is not None}

    @property
    def few(self) -> bool:
        """Named so narrowly that a series of each makes some thousands of values at most."""
        if self.indicators is None or self.areas is None:
            return False
        return len(self.indicators) * len(self.areas) <= _FEW


_FEW = 64
_WIRE = REVISION_SCHEMA | {"revision": pl.Int64(), "previous": pl.Int64()}
_KEY = KEY


def current(
    reading: Reading,
    periods: Collection[str] | None = None,
    *,
    form: tuple[str, str] | None = None,
) -> pl.DataFrame:
    """Values valid at the head, approved or not; withdrawn ones are left out.

    `periods` limits to those reporting periods (written form); None means all. `form` (office
    and layout) limits to values that came in by that form.
    """
    if form is not None and periods is not None:
        told = {"offices": form[:1], "layouts": form[1:], "periods": periods}
        return few(reading, _of_form(shape(reading)), **told)
    query = columns(reading).where(
        revisions.c.action != "withdrawn", ~followed(reading), *_within(periods)
    )
    if form is not None:
        query = query.where(judgements.c.office == form[0], judgements.c.layout == form[1])
    return framed(reading, query)


@cache
def _of_form(seen: Shape) -> Statement:
    query = columns(seen).where(
        revisions.c.action != "withdrawn",
        ~followed(seen),
        seen.among(judgements.c.office, "offices"),
        seen.among(judgements.c.layout, "layouts"),
        seen.among(revisions.c.period, "periods"),
    )
    return Statement(seen, query.order_by(*_KEY, audit.c.seq))


def changed_since(
    reading: Reading, seq: int, office: str, periods: Collection[str]
) -> pl.DataFrame:
    """What an office's deliveries recorded after `seq` that still stands, withdrawals too.

    Quick where there were none.
    """
    later = select(judgements.c.id).join(audit, audit.c.unit == judgements.c.unit)
    mine = later.where(judgements.c.office == office, judgements.c.changed > 0, audit.c.seq > seq)
    brought = reading.connection.execute(mine).scalars().all()
    query = columns(reading).where(
        revisions.c.judgement.in_(brought), ~followed(reading), *_within(periods)
    )
    return framed(reading, query)


COMPARED_SCHEMA: dict[str, pl.DataType] = {
    name: REVISION_SCHEMA[name]
    for name in ("revision", "indicator", "area", "period", "office",
                 "value", "numerator", "denominator", "status", "note")
}  # fmt: skip
"""What a delivery is compared with."""


def compared(reading: Reading, keys: Keys) -> pl.DataFrame:
    """`current` of `keys` in COMPARED_SCHEMA alone, in no order: a third of its time."""
    names = (name for name in COMPARED_SCHEMA if name != "revision")
    whole = keys.periods if keys.areas is None else None
    query = select(revisions.c.id.label("revision"), *(revisions.c[name] for name in names)).where(
        *standing_only(reading),
        *keys.conditions(),
        *(() if whole is None else brought.within(reading, whole)),
    )
    wire = COMPARED_SCHEMA | {"revision": pl.Int64()}
    frame = frames.fetch(reading.connection, query, wire)
    return frame.with_columns(frames.written_ids("revision"))


def standing_only(reading: Reading) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `revisions`: valid at the head, not withdrawn."""
    return (
        revisions.c.action != "withdrawn",
        ~followed(reading),
        *_visible(reading, revisions.c.unit),
    )


def as_of(
    reading: Reading,
    approved: bool = True,
    periods: Collection[str] | None = None,
    *,
    keys: Keys | None = None,
) -> pl.DataFrame:
    """The record as it stood at the reading's head; of `keys` alone, in time of their number.

    With `approved` only what a desk approval of its submission covers that was not taken
    back: a later revision needs a new approval, until then the older approved one stays.
    """
    if keys is not None and periods is None and keys.few:
        told = keys.told()
        return few(reading, _keyed(shape(reading), approved, tuple(told)), **told)
    asked = (*_within(periods), *(keys.conditions() if keys else ()))
    if not approved:
        query = columns(reading).where(revisions.c.action != "withdrawn", ~followed(reading))
        return framed(reading, query.where(*asked))
    chosen = published(reading, *asked).subquery("published")
    query = columns(reading).join(chosen, chosen.c.id == revisions.c.id)
    return framed(reading, query.where(revisions.c.action != "withdrawn"))


@cache
def _keyed(seen: Shape, approved: bool, told: tuple[str, ...]) -> Statement:
    """`as_of` for keys of which these parts are told."""
    asked = [seen.among(revisions.c[name[:-1]], name) for name in told]
    if not approved:
        query = columns(seen).where(revisions.c.action != "withdrawn", ~followed(seen), *asked)
        return Statement(seen, query.order_by(*_KEY, audit.c.seq))
    found = published_rows(seen, *asked).subquery("found")
    names = {"revision": "id", "previous": "follows"}
    shown = [found.c[names.get(name, name)].label(name) for name in REVISION_SCHEMA]
    order = [found.c[column.name] for column in _KEY]
    query = select(*shown).where(found.c.action != "withdrawn").order_by(*order, found.c.seq)
    return Statement(seen, query)


def history(reading: Reading, indicator: str, area: str, period: str | None = None) -> pl.DataFrame:
    """Every vintage of one indicator in one area up to the head, withdrawals included.

    Of one period, that of a cell, if it is given.
    """
    told = {"indicators": (indicator,), "areas": (area,)}
    told |= {} if period is None else {"periods": (period,)}
    return few(reading, _vintages(shape(reading), tuple(told)), **told)


@cache
def _vintages(seen: Shape, told: tuple[str, ...]) -> Statement:
    asked = (seen.among(revisions.c[name[:-1]], name) for name in told)
    return Statement(seen, columns(seen).where(*asked).order_by(*_KEY, audit.c.seq))


def few(reading: Reading, statement: Statement, **told: Value) -> pl.DataFrame:
    """A statement's rows, sorted as it sorts them, in REVISION_SCHEMA."""
    return frames.few(statement.rows(reading, **told), REVISION_SCHEMA, _WIRE)


def named(reading: Reading, ids: Collection[str]) -> pl.DataFrame:
    """Revisions by their ids, those up to the head, whether still valid or not."""
    numbers = pl.DataFrame({"revision": sorted(ids)}, schema={"revision": pl.String})
    wanted = numbers.select(frames.stored_ids("revision"))["revision"].to_list()
    return framed(reading, columns(reading).where(revisions.c.id.in_(wanted)))


def of_receipt(reading: Reading, receipt: str) -> pl.DataFrame:
    """What one receipt brought, whether still valid or not."""
    return framed(reading, columns(reading).where(judgements.c.receipt == receipt))


def columns(reading: View) -> Select[Any]:
    """Every revision visible at the head, in REVISION_SCHEMA's columns and order."""
    special = {
        "revision": revisions.c.id,
        "previous": revisions.c.follows,
        "receipt": judgements.c.receipt,
        "form_office": judgements.c.office,
        "form_period": judgements.c.period,
        "seq": audit.c.seq,
        "recorded_at": audit.c.recorded_at,
    }
    named = [
        special.get(name, revisions.c.get(name, revisions.c.id)).label(name)
        for name in REVISION_SCHEMA
    ]
    return (
        select(*named)
        .select_from(revisions)
        .join(audit, audit.c.unit == revisions.c.unit)
        .join(judgements, judgements.c.id == revisions.c.judgement)
        .where(audit.c.seq <= reading.head)
    )


def followed(reading: View) -> ColumnElement[bool]:
    """A later revision of the key was recorded up to the head."""
    inner = select(superseded.c.id).where(
        superseded.c.revision == revisions.c.id, *_visible(reading, superseded.c.unit)
    )
    return exists(inner.correlate(revisions))


def _visible(reading: View, unit: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """Rows of units up to the head; at the newest head the snapshot itself sees to it."""
    if reading.live:
        return ()
    return (unit.in_(select(audit.c.unit).where(audit.c.seq <= reading.head)),)


def _within(periods: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    if periods is None:
        return ()
    return (revisions.c.period.in_(sorted(periods)),)


def framed(reading: Reading, query: Select[Any]) -> pl.DataFrame:
    """What a query of `columns` finds, as a frame in REVISION_SCHEMA, sorted."""
    frame = frames.fetch(reading.connection, query, _WIRE)
    return (
        frame.sort("indicator", "area", "period", "seq")
        .with_columns(frames.written_ids("revision"), frames.written_ids("previous"))
        .select(*REVISION_SCHEMA)
    )
