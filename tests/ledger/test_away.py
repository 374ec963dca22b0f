"""A database that is away, busy or full: said as such, and nothing of a unit is kept."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from ledger import receipts
from ledger.opening import Ledger, create
from observations.errors import TryLater
from tests.ledger.material import CLERK, NOW, hand_in, source


def _hang_up_all(url: str) -> None:
    """The server ends every connection to this database but the one that asks for it."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_lost_within_a_unit_is_told_and_the_next_unit_works(
    postgres_url: str,
) -> None:
    ledger = create(postgres_url, "demo")
    hand_in(ledger, source("a"))
    with pytest.raises(TryLater, match="数据库暂时连不上"), _writing(ledger) as unit:
        receipts.receive(unit, source("b"))
        _hang_up_all(postgres_url)
    assert ledger.head() == 1
    hand_in(ledger, source("b"))
    assert ledger.head() == 2
    ledger.close()


def test_a_full_disk_under_the_database_is_told_and_the_next_unit_works(tmp_path: Path) -> None:
    ledger = create(f"sqlite:///{tmp_path / 'cityplan.db'}", "demo")
    with pytest.raises(TryLater, match="数据库所在磁盘已满"), _writing(ledger) as unit:
        pages = unit.connection.execute(text("PRAGMA page_count")).scalar_one()
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(10_000):
            receipts.receive(unit, source(f"file {number}"))
    assert ledger.head() == 0
    ledger.close()
    hand_in(ledger, source("a"))
    assert ledger.head() == 1
    ledger.close()


def test_a_mistake_of_ours_is_no_fault_of_the_moment(ledger: Ledger) -> None:
    with pytest.raises(DBAPIError, match="nowhere"), _writing(ledger) as unit:
        unit.connection.execute(text("SELECT * FROM nowhere"))


def _writing(ledger: Ledger):
    return ledger.write(CLERK, NOW, "receive")
