"""What was said or done about periods, in the order of the chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Table, select

from ledger.tables.chain import audit
from ledger.unit import Reading


def rows_in_order(
    reading: Reading, table: Table, names: Sequence[str], period: str | None = None
) -> Iterator[tuple[Any, ...]]:
    """The columns `names` and the audit sequence of each row up to the head, oldest first.

    With `period` only the rows about it; the table has a column of that name.
    """
    query = (
        select(*(table.c[name] for name in names), audit.c.seq)
        .join(audit, audit.c.unit == table.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, table.c.id)
    )
    chosen = query if period is None else query.where(table.c.period == period)
    return (tuple(row) for row in reading.connection.execute(chosen))
