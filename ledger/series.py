"""The values of one indicator: what its page reads, whatever else the ledger holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import or_, select

from ledger.ids import stored
from ledger.revisions import Keys, as_of, columns, framed
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, receipts, revisions
from ledger.unit import Reading


@dataclass(frozen=True)
class Sent:
    """A delivery as it was handed in: the sender's name of the file, who sent it, when.

    `suite` is the set of rules that its newest judgement up to the head was made by, `judged`
    when; empty and None while it waits.
    """

    receipt: str
    name: str
    sha256: str
    post: str
    at: datetime
    suite: str = ""
    judged: datetime | None = None


def approved(reading: Reading, indicator: str, areas: Collection[str]) -> pl.DataFrame:
    """The approved values of `indicator` in `areas` at the head, in REVISION_SCHEMA."""
    return as_of(reading, keys=Keys({indicator}, areas))


def named(reading: Reading, ids: Collection[str]) -> pl.DataFrame:
    """The revisions of these ids up to the head, in REVISION_SCHEMA; unknown ones left out."""
    numbers = sorted(number for one in ids if (number := stored(one)) is not None)
    return framed(reading, columns(reading).where(revisions.c.id.in_(numbers)))


def at_cell(reading: Reading, receipt: str, sheet: str, cell: str) -> pl.DataFrame:
    """What a receipt brought from one cell: a value, or the numerator or denominator of one."""
    there = or_(
        revisions.c.cell == cell,
        revisions.c.numerator_cell == cell,
        revisions.c.denominator_cell == cell,
    )
    mine = (judgements.c.receipt == receipt, revisions.c.sheet == sheet, there)
    return framed(reading, columns(reading).where(*mine))


def sent(reading: Reading, ids: Collection[str]) -> Mapping[str, Sent]:
    """Where these receipts came from, by receipt; two queries for all."""
    query = (
        select(receipts)
        .join(audit, audit.c.unit == receipts.c.unit)
        .where(receipts.c.receipt.in_(sorted(ids)), audit.c.seq <= reading.head)
    )
    judged = _judged(reading, ids)
    return {
        row.receipt: Sent(
            row.receipt,
            row.name,
            row.sha256,
            row.received_by,
            row.received_at,
            *judged.get(row.receipt, ()),
        )
        for row in reading.connection.execute(query)
    }


def _judged(reading: Reading, ids: Collection[str]) -> dict[str, tuple[str, datetime]]:
    """Suite and moment of each receipt's newest judgement up to the head."""
    query = (
        select(judgements.c.receipt, judgements.c.suite, audit.c.recorded_at)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(judgements.c.receipt.in_(sorted(ids)), audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    found = reading.connection.execute(query)
    return {row.receipt: (row.suite, row.recorded_at) for row in found}
