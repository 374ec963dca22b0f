"""An upgrade of a PostgreSQL that people go on using: nobody waits a second for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from ledger import ahead, migrating
from ledger.engine import make_engine
from ledger.tables.chain import head, stamp
from ledger.tables.version import SCHEMA
from observations.errors import TryLater
from tests.databases import new_database

FILLED = ("audit", "receipts", "findings", "alert_facts", "plan_versions")
WRITTEN = (*FILLED, "case_events")
MOST, PAUSE = 1.0, 0.01  # seconds
ROWS = 2_000


def older(url: str, version: str = "0001") -> None:
    """A database of the oldest schema, with a few rows in what grows."""
    engine = make_engine(url)
    with engine.connect() as plain, plain.execution_options(writing=True).begin():
        migrating.upgrade_in(plain, version)
        plain.execute(sa.insert(head), {"id": 1, "seq": 0, "hash": "0" * 64})
        plain.execute(sa.insert(stamp), {"id": 1, "kind": "real"})
        for name in FILLED:
            add(plain, name, range(ROWS))
    engine.dispose()


def add(connection: sa.Connection, name: str, numbers: range) -> None:
    """Rows that differ in every column, past keys that lead to other tables."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    rows = [{one.name: _cell(one, number) for one in table.columns} for number in numbers]
    connection.execute(sa.insert(table), rows)


def _cell(column: sa.Column[object], number: int) -> object:
    kind = column.type.python_type
    if kind in (int, float):
        return number
    if kind is bool:
        return False
    return f"v{number}" if kind is str else kind(2024, 1, 1)


@dataclass
class Others:
    """Whoever writes and reads meanwhile; the longest that each table let one wait."""

    url: str
    ended: threading.Event = field(default_factory=threading.Event)
    longest: dict[str, float] = field(default_factory=dict)
    rounds: int = 0

    def work(self) -> None:
        engine = make_engine(self.url)
        while not self.ended.is_set():
            for name in WRITTEN:
                self._write(engine, name)
            self.rounds += 1
            time.sleep(PAUSE)
        engine.dispose()

    def _write(self, engine: sa.Engine, name: str) -> None:
        began = time.monotonic()
        with engine.begin() as connection:
            connection.execute(sa.text(f"LOCK TABLE {name} IN ROW EXCLUSIVE MODE"))
            connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar()
        spent = time.monotonic() - began
        self.longest[name] = max(spent, self.longest.get(name, 0.0))


@contextmanager
def busy(url: str) -> Iterator[Others]:
    others = Others(url)
    thread = threading.Thread(target=others.work)
    thread.start()
    try:
        yield others
    finally:
        others.ended.set()
        thread.join()


def undisturbed(server: str) -> float:
    """Seconds of the same upgrade while nobody else is there: what this machine makes of it now."""
    url = new_database(server)
    older(url)
    engine, began = make_engine(url), time.monotonic()
    migrating.upgrade(engine)
    engine.dispose()
    return time.monotonic() - began


def test_nobody_waits_a_second_for_an_upgrade_from_the_oldest_schema_that_has_to_wait_itself(
    postgres_url: str, postgres_server: str
) -> None:
    most = max(MOST, 3 * undisturbed(postgres_server))
    older(postgres_url)
    holder = make_engine(postgres_url)
    upgraded = make_engine(postgres_url)
    with busy(postgres_url) as others, holder.connect() as holds:
        held = holds.begin()
        add(holds, "plan_versions", range(ROWS, ROWS + 1))
        upgrading = threading.Thread(target=migrating.upgrade, args=(upgraded,))
        upgrading.start()
        time.sleep(1.5)
        assert upgrading.is_alive(), "it waits for whoever holds a table it refers to"
        rounds = others.rounds
        held.rollback()
        upgrading.join()
        while others.rounds < rounds + 2:
            time.sleep(0.01)
    assert set(others.longest) == set(WRITTEN)
    assert max(others.longest.values()) < most, others.longest
    with holder.connect() as seen:
        assert seen.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == SCHEMA
        broken = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
        assert seen.execute(sa.text(broken)).scalar() == 0
        found = {str(one["name"]) for one in sa.inspect(seen).get_indexes("audit")}
    for engine in (holder, upgraded):
        engine.dispose()
    assert "ix_audit_action" in found


def test_an_index_that_was_broken_off_is_built_again_and_an_upgrade_that_cannot_begin_says_why(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(postgres_url, "0011")
    engine, other = make_engine(postgres_url), make_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE INDEX ix_alerts_office ON alerts (office)"))
        connection.execute(
            sa.text(
                "UPDATE pg_index SET indisvalid = false"
                " WHERE indexrelid = 'ix_alerts_office'::regclass"
            )
        )
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": ahead.LOCK})
        monkeypatch.setattr(ahead, "_PATIENCE", 0.3)
        with pytest.raises(TryLater, match="另一个升级还没有结束"):
            migrating.upgrade(other)
    monkeypatch.undo()
    migrating.upgrade(engine)
    with engine.connect() as seen:
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_alerts_office'::regclass"
        assert seen.execute(sa.text(valid)).scalar() is True
    for one in (engine, other):
        one.dispose()
