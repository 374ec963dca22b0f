"""Which delivery of a form is the newest: only that one says how the form stands."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from ledger.arrivals import PARTIAL
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, receipts
from ledger.unit import Unit

Form = tuple[str, str, str]
"""Office, period, layout."""


def newest_arrivals(
    unit: Unit, offices: Collection[str], periods: Collection[str]
) -> dict[Form, int]:
    """The sequence at which the last judged whole delivery of each form was received.

    A repetition says nothing new of its form, a correction only of its own values.
    """
    form = (judgements.c.office, judgements.c.period, judgements.c.layout)
    query = (
        select(*form, func.max(audit.c.seq).label("seq"))
        .join(receipts, receipts.c.receipt == judgements.c.receipt)
        .join(audit, audit.c.unit == receipts.c.unit)
        .where(
            judgements.c.office.in_(offices),
            judgements.c.period.in_(periods),
            judgements.c.period != "",
            judgements.c.verdict != "duplicate",
            *(~judgements.c.edition.endswith(word) for word in PARTIAL),
        )
        .group_by(*form)
    )
    return {tuple(row[:3]): int(row.seq) for row in unit.connection.execute(query)}
