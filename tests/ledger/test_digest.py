"""What the chain holds: every column of every kept row, and every link the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Connection, Date, Float, Integer, Table, select, update

from ledger import audit
from ledger.chain import Link, row_bytes, unit_digest
from ledger.opening import Ledger
from ledger.tables import APPENDED
from ledger.tables.chain import audit as links
from ledger.tables.kinds import Moment
from tests.ledger.material import at, judge, row, source
from tests.ledger.test_chain import as_owner

_TWO: tuple[tuple[type, Any, Any], ...] = (
    (Boolean, True, False),
    (Float, 1.0, 1.5),
    (Integer, 1, 2),
    (Moment, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
    (Date, date(2024, 1, 1), date(2024, 1, 2)),
)


def _two(column: Column[Any]) -> tuple[Any, Any]:
    """Two cells that a column can hold."""
    known = ((one, other) for kind, one, other in _TWO if isinstance(column.type, kind))
    return next(known, ("甲", "乙"))


@pytest.mark.parametrize("table", APPENDED, ids=lambda table: str(table.name))
def test_a_change_in_any_column_changes_the_row_s_bytes(table: Table) -> None:
    plain = {column.name: _two(column)[0] for column in table.columns}
    known = row_bytes(table, plain)
    for column in table.columns:
        other = plain | {column.name: _two(column)[1]}
        assert row_bytes(table, other) != known, column.name


def test_a_unit_s_digest_counts_tables_rows_and_digests() -> None:
    plain = {"receipts": (1, "aa"), "findings": (2, "bb")}
    others: tuple[dict[str, tuple[int, str]], ...] = (
        {"receipts": (1, "aa")},
        plain | {"receipts": (2, "aa")},
        plain | {"receipts": (1, "ab")},
    )
    assert len({unit_digest(plain), *map(unit_digest, others)}) == 4


def test_a_link_forged_whole_breaks_the_one_after_it(ledger: Ledger, database_url: str) -> None:
    """Who forges one link, and what the next says of it, has to forge all that follow."""
    for minute, value in enumerate((9.1, 8.7, 8.0)):
        judge(ledger, source(f"{minute}"), [row("leakage", value)], when=at(minute))

    def forged(connection: Connection) -> None:
        second = connection.execute(select(links).where(links.c.seq == 2)).one()
        fields = {name: getattr(second, name) for name in Link.__dataclass_fields__}
        other = replace(Link(**fields), actor="别人")
        mine = update(links).where(links.c.seq == 2)
        connection.execute(mine.values(actor="别人", hash=other.hash()))
        connection.execute(update(links).where(links.c.seq == 3).values(previous=other.hash()))

    as_owner(database_url, forged)
    assert [(one.seq, one.reason) for one in audit.verify(ledger)] == [
        (3, "审计记录内容与其散列不符")
    ]
