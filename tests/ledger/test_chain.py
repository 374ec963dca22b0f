from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from ledger import audit as chain
from ledger import receipts, revisions
from ledger.audit import ChainHead
from ledger.engine import make_engine
from ledger.opening import Ledger, create, open_ledger
from ledger.tables import APPENDED
from ledger.tables.approvals import approvals
from ledger.tables.chain import audit, head, stamp
from ledger.tables.kinds import Moment
from ledger.tables.reports import findings, judgements
from ledger.tables.reports import receipts as kept_receipts
from ledger.tables.reports import revisions as kept_revisions
from ledger.triggers import guarded
from observations.errors import UserError
from observations.finding import Finding, Severity
from tests.ledger.material import CLERK, DESK, at, judge, row, source

WARNING = Finding("R011", Severity.WARNING, "较上期变化 40%", cell="D14")


def story(ledger: Ledger) -> None:
    """Three deliveries, five units: enough to break in the middle."""
    judge(ledger, source("a"), [row("leakage", 9.1), row("green", 40.0)], findings=(WARNING,))
    judge(ledger, source("b"), [row("leakage", 8.0)], when=at(1))
    judge(ledger, source("c"), [row("leakage", 7.0)], when=at(2))


def test_the_database_refuses_to_change_what_is_kept(ledger: Ledger, database_url: str) -> None:
    engine = make_engine(database_url)
    for table in guarded():
        column = list(table.columns)[1]
        for attempt in (update(table).values({column: column}), delete(table)):
            with engine.connect().execution_options(writing=True) as connection:
                put_one_row(connection, table)
                with pytest.raises(DBAPIError, match="append-only"):
                    connection.execute(attempt)
                connection.rollback()
    engine.dispose()


def put_one_row(connection: Connection, table: Table) -> None:
    """SQLite's triggers speak per row: an empty table would prove nothing."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    if connection.execute(select(table)).first() is None:
        connection.execute(insert(table).values({c: filler(c) for c in table.columns}))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")


def filler(column: Column[Any]) -> Any:
    kind = datetime if isinstance(column.type, Moment) else column.type.python_type
    return {datetime: at(0), date: date(2024, 7, 10), str: "x", bool: True}.get(kind, 1)


def test_every_kept_table_stands_under_the_guard() -> None:
    assert {audit, stamp, *APPENDED} == set(guarded())
    assert {kept_revisions, findings, judgements, approvals, kept_receipts} <= set(APPENDED)


def test_replacing_a_kept_row_is_refused_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cityplan.db'}"
    with create(url, "demo") as ledger:
        story(ledger)
    engine = make_engine(url)
    with engine.connect().execution_options(writing=True) as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO audit SELECT seq, unit, recorded_at, 'x', action, subject,"
                " rows, digest, previous, hash FROM audit WHERE seq = 2"
            )
        connection.rollback()
    engine.dispose()


def test_an_untouched_chain_verifies(ledger: Ledger) -> None:
    story(ledger)
    with ledger.read() as reading:
        exported = chain.chain_head(reading)
    assert exported.seq == 6
    assert chain.verify(ledger) == ()
    judge(ledger, source("d"), [row("leakage", 6.0)], when=at(3))
    assert chain.verify(ledger, exported) == ()


def second_value(connection: Connection) -> None:
    ids = connection.execute(select(kept_revisions.c.id).order_by(kept_revisions.c.id)).scalars()
    chosen = ids.all()[1]
    connection.execute(
        update(kept_revisions).where(kept_revisions.c.id == chosen).values(value=9.0)
    )


def finding_text(connection: Connection) -> None:
    connection.execute(update(findings).values(message="较上期变化 4%"))


def value_deleted(connection: Connection) -> None:
    last = select(kept_revisions.c.id).order_by(kept_revisions.c.id.desc()).limit(1)
    connection.execute(delete(kept_revisions).where(kept_revisions.c.id == last.scalar_subquery()))


def two_links_swapped(connection: Connection) -> None:
    connection.execute(update(audit).where(audit.c.seq == 3).values(seq=99))
    connection.execute(update(audit).where(audit.c.seq == 4).values(seq=3))
    connection.execute(update(audit).where(audit.c.seq == 99).values(seq=4))


def link_deleted(connection: Connection) -> None:
    connection.execute(delete(audit).where(audit.c.seq == 3))


def actor_changed(connection: Connection) -> None:
    connection.execute(update(audit).where(audit.c.seq == 4).values(actor="别人"))


def row_inserted(connection: Connection) -> None:
    older = connection.execute(select(kept_revisions)).mappings().first()
    assert older is not None
    forged = dict(older) | {"id": (99 << 24) + 1, "unit": 99, "indicator": "forged"}
    connection.execute(insert(kept_revisions).values(forged))


def approval_slipped_in(connection: Connection) -> None:
    forged = {"id": (2 << 24) + 900, "unit": 2, "office": "water", "period": "2024-Q2"}
    more = {"decision": "desk", "text": "", "post": "无人", "at": at(0)}
    connection.execute(insert(approvals).values(forged | more))


def end_cut_off(connection: Connection) -> None:
    last = connection.execute(select(audit).order_by(audit.c.seq.desc())).first()
    assert last is not None
    for table in reversed(APPENDED):
        connection.execute(delete(table).where(table.c.unit == last.unit))
    connection.execute(delete(audit).where(audit.c.seq == last.seq))


TAMPERING: dict[Callable[[Connection], None], tuple[int | None, str]] = {
    second_value: (2, "改动"),
    finding_text: (2, "改动"),
    value_deleted: (6, "现有"),
    two_links_swapped: (3, "不相接"),
    link_deleted: (4, "不连续"),
    actor_changed: (4, "散列不符"),
    row_inserted: (None, "不属于任何审计记录"),
    approval_slipped_in: (2, "现有"),
    end_cut_off: (5, "链尾"),
}


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda tamper: str(tamper.__name__))
def test_tampering_by_the_owner_of_the_database_is_found(
    ledger: Ledger, database_url: str, tamper: Callable[[Connection], None]
) -> None:
    story(ledger)
    as_owner(database_url, tamper)
    broken = chain.verify(ledger)
    seq, reason = TAMPERING[tamper]
    assert any(b.seq == seq and reason in b.reason for b in broken), broken


def test_a_chain_rebuilt_without_its_end_is_found_by_the_exported_head(
    ledger: Ledger, database_url: str
) -> None:
    story(ledger)
    with ledger.read() as reading:
        exported = chain.chain_head(reading)

    def rebuilt(connection: Connection) -> None:
        end_cut_off(connection)
        last = connection.execute(select(audit).order_by(audit.c.seq.desc())).first()
        assert last is not None
        connection.execute(update(head).values(seq=last.seq, hash=last.hash))

    as_owner(database_url, rebuilt)
    assert chain.verify(ledger) == ()
    assert [b.seq for b in chain.verify(ledger, exported)] == [6]
    forged = ChainHead(3, "0" * 64, None)
    assert [b.seq for b in chain.verify(ledger, forged)] == [3]


def as_owner(url: str, tamper: Callable[[Connection], None]) -> None:
    """Do what only the owner can: switch the guards off, change rows, switch them on."""
    engine = make_engine(url)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            tamper(connection)
        else:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            saved = connection.exec_driver_sql(query).all()
            for name, _ in saved:
                connection.exec_driver_sql('DROP TRIGGER "' + name + '"')
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            tamper(connection)
            for _, statement in saved:
                connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_ledger_without_its_guards_does_not_open(ledger: Ledger, database_url: str) -> None:
    name = "keep_revisions_change" if ledger.dialect == "postgresql" else "keep_revisions_update"
    engine = make_engine(database_url)
    with engine.begin() as connection:
        on = " ON revisions" if ledger.dialect == "postgresql" else ""
        connection.exec_driver_sql("DROP TRIGGER " + name + on)
    engine.dispose()
    with pytest.raises(UserError, match=name):
        open_ledger(database_url)


def test_a_slow_unit_never_appears_in_the_past(postgres_url: str) -> None:
    """It began first and finished last: invisible at every head before its own.

    On SQLite two units never overlap.
    """
    begun, go = Event(), Event()
    ledger = create(postgres_url, "demo")

    def slow() -> None:
        with ledger.write(CLERK, at(0), "receive") as unit:
            receipts.receive(unit, source("slow"))
            begun.set()
            go.wait(20)

    thread = Thread(target=slow)
    thread.start()
    assert begun.wait(20)
    with ledger.write(CLERK, at(5), "receive") as unit:
        receipts.receive(unit, source("fast"))
    middle = ledger.head()
    go.set()
    thread.join(20)
    assert not thread.is_alive()
    with ledger.read(middle) as reading:
        names = [r.source.sha256 for r in receipts.listing(reading)]
        assert names == [source("fast").sha256]
    with ledger.read() as reading:
        newest = chain.tail(reading)
        assert receipts.listing(reading)[0].source.sha256 == source("slow").sha256
    assert [link.seq for link in newest] == [2, 1]
    assert newest[0].recorded_at > newest[1].recorded_at
    assert chain.verify(ledger) == ()


def test_recorded_moments_rise_even_when_the_clock_falls(ledger: Ledger) -> None:
    for minutes in (10, 3, -100):
        with ledger.write(DESK, at(minutes), "note"):
            pass
    with ledger.read() as reading:
        moments = [link.recorded_at for link in reversed(chain.tail(reading))]
    assert moments == [at(10), at(10).replace(microsecond=1), at(10).replace(microsecond=2)]
    assert ledger.head_at(at(3)) == 0
    assert ledger.head_at(at(10)) == 1
    assert ledger.head_at(at(11)) == 3


def test_a_unit_that_fails_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.write(CLERK, at(0), "receive") as unit:
        receipts.receive(unit, source("a"))
        raise ZeroDivisionError
    assert ledger.head() == 0
    with ledger.read() as reading:
        assert receipts.listing(reading) == ()
        assert revisions.current(reading).is_empty()
