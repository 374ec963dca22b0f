"""By which judgements the values of a period came in: no index of the record begins with it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, select

from ledger.tables.reports import judgements, revisions
from ledger.unit import Reading
from observations.bulk.headings import LAYOUTS

_NAMED = 10_000
"""As many judgements are looked up one by one; beyond, the record is read from end to end."""


def within(reading: Reading, periods: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `revisions` that leave out whole deliveries of other periods.

    A bulk delivery is of one period and so is each of its values; a form or a table of several
    periods may hold any. Nothing is left out where that would name too many judgements.
    """
    another = and_(judgements.c.layout.in_(sorted(LAYOUTS)), judgements.c.period.not_in(periods))
    query = select(judgements.c.id).where(~another, judgements.c.changed > 0)
    found = reading.connection.execute(query.limit(_NAMED + 1)).scalars().all()
    return (revisions.c.judgement.in_(found),) if len(found) <= _NAMED else ()
