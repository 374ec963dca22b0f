"""Drafts: a form being filled in, per office and period, outside of the audit chain."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ledger.content import text_of
from ledger.tables.drafts import drafts
from ledger.tables.kinds import utc
from ledger.unit import Reading, Unit, clean
from observations.errors import Refused

Cells = Mapping[str, str]
"""What each field says, by its name; fields that say nothing are left out."""


@dataclass(frozen=True)
class Draft:
    """A form as far as it was filled in; `receipt` names its handing in, "" before it."""

    office: str
    period: str
    version: int
    cells: Cells
    receipt: str
    post: str
    at: datetime


def draft(source: Reading | Connection, office: str, period: str) -> Draft | None:
    """The draft of an office for a period; None when there is none.

    A connection that writes holds it until it ends: nobody else saves in between.
    """
    query = select(drafts).where(_is(office, period))
    if isinstance(source, Reading):
        row = source.connection.execute(query).first()
    else:
        row = source.execute(query.with_for_update()).first()
    return None if row is None else _draft(row)


def drafts_of(reading: Reading) -> tuple[Draft, ...]:
    """Every draft, by office and period."""
    query = select(drafts).order_by(drafts.c.office, drafts.c.period)
    return tuple(_draft(row) for row in reading.connection.execute(query))


def keep(connection: Connection, given: Draft) -> None:
    """Put `given` in the place of what `draft` gave; Refused when another one was first."""
    row = vars(given) | {"cells": text_of(dict(given.cells)), "at": utc(given.at)}
    whole = {name: clean(value) for name, value in row.items()}
    if given.version > 1:
        connection.execute(update(drafts).where(_is(given.office, given.period)).values(whole))
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(drafts).values(whole))
    except IntegrityError as first:
        raise Refused("另一岗位刚刚保存了这份草稿", cure="再点一次“保存草稿”") from first


def settle(unit: Unit, forms: Collection[tuple[str, str]]) -> None:
    """Throw away the drafts of forms (office, period) that were let in."""
    if forms:
        unit.connection.execute(delete(drafts).where(or_(*(_is(*one) for one in sorted(forms)))))


def _is(office: str, period: str) -> Any:
    return and_(drafts.c.office == office, drafts.c.period == period)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        office=row.office,
        period=row.period,
        version=row.version,
        cells=json.loads(row.cells),
        receipt=row.receipt,
        post=row.post,
        at=row.at,
    )
