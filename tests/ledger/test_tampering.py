"""What only the owner of the database can do is found, with the first place that is broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from ledger import audit as chain
from ledger.audit import BrokenLink, ChainHead
from ledger.chain import FIRST, Link, unit_digest
from ledger.opening import Ledger, create
from ledger.rehash import leaves
from ledger.tables import APPENDED
from ledger.tables.chain import audit, head
from ledger.tables.reports import findings, revisions
from ledger.written import units
from tests.ledger.material import at, judge, row, source
from tests.ledger.test_chain import as_owner, story

WRITTEN = "judgements、revisions、superseded"
Tamper = Callable[[Connection], None]


def told(broken: tuple[BrokenLink, ...]) -> tuple[int | None, str, str]:
    """The first broken place."""
    return broken[0].seq, broken[0].place, broken[0].reason


def unit_and_link_gone(connection: Connection) -> None:
    for table in reversed(APPENDED):
        connection.execute(delete(table).where(table.c.unit == 4))
    connection.execute(delete(audit).where(audit.c.seq == 4))


def unit_gone_and_links_moved_up(connection: Connection) -> None:
    unit_and_link_gone(connection)
    for seq in (5, 6):
        connection.execute(update(audit).where(audit.c.seq == seq).values(seq=seq - 1))


def number_edited(connection: Connection) -> None:
    connection.execute(
        update(revisions).where(revisions.c.value == 8.0).values(value=8.000000000000002)
    )


def office_edited_beside_its_unit(connection: Connection) -> None:
    connection.execute(update(revisions).where(revisions.c.value == 8.0).values(unit=2))


def row_under_every_number(connection: Connection) -> None:
    older = connection.execute(select(revisions)).mappings().first()
    assert older is not None
    forged = dict(older) | {"id": -(1 << 63), "unit": -1, "indicator": "forged"}
    connection.execute(insert(revisions).values(forged))


def two_ids_swapped(connection: Connection) -> None:
    one, two = connection.execute(
        select(revisions.c.id).where(revisions.c.unit == 2).order_by(revisions.c.id)
    ).scalars()
    for old, new in ((one, one + 999), (two, one), (one + 999, two)):
        connection.execute(update(revisions).where(revisions.c.id == old).values(id=new))


DONE: dict[Tamper, tuple[int | None, str, str]] = {
    unit_and_link_gone: (5, "audit", "不连续"),
    unit_gone_and_links_moved_up: (4, "audit", "不相接"),
    number_edited: (4, "revisions", "改动"),
    office_edited_beside_its_unit: (4, "revisions", "改动"),
    row_under_every_number: (None, "revisions", "不属于任何审计记录"),
    two_ids_swapped: (2, "revisions", "改动"),
}


@pytest.mark.parametrize("tamper", DONE, ids=lambda tamper: str(tamper.__name__))
def test_the_first_broken_place_is_named(ledger: Ledger, database_url: str, tamper: Tamper) -> None:
    story(ledger)
    as_owner(database_url, tamper)
    seq, place, reason = told(chain.verify(ledger))
    wanted = DONE[tamper]
    assert seq == wanted[0]
    assert wanted[1] in place
    assert wanted[2] in reason


def rebuilt(connection: Connection) -> None:
    """Every digest and every link made anew over what the tables hold now."""
    written = dict(units(connection))
    previous = FIRST
    for link in connection.execute(select(audit).order_by(audit.c.seq)).all():
        tables = written.get(link.unit, {})
        fields = {name: getattr(link, name) for name in Link.__dataclass_fields__}
        rows = sum(count for count, _ in tables.values())
        made = Link(**fields | {"rows": rows, "digest": unit_digest(tables), "previous": previous})
        previous = made.hash()
        new = vars(made) | {"hash": previous}
        connection.execute(update(audit).where(audit.c.seq == link.seq).values(**new))
        moved = {"seq": link.seq, "hash": previous, "recorded_at": link.recorded_at}
        connection.execute(update(head).values(moved))


def test_a_chain_rebuilt_as_a_whole_is_found_only_by_the_heads_exported_before(
    ledger: Ledger, database_url: str
) -> None:
    exported: list[ChainHead] = []
    for day, value in enumerate((9.1, 8.0, 7.0)):
        judge(ledger, source(f"{day}"), [row("leakage", value)], when=at(1440 * day))
        with ledger.read() as reading:
            exported.append(chain.chain_head(reading))

    def edit(connection: Connection) -> None:
        connection.execute(update(revisions).where(revisions.c.value == 8.0).values(value=6.5))
        rebuilt(connection)

    as_owner(database_url, edit)
    assert chain.verify(ledger) == ()
    assert chain.verify(ledger, exported[0]) == ()
    broken = chain.verify(ledger, *exported)
    assert [one.seq for one in broken] == [exported[1].seq, exported[2].seq]
    assert "重建" in broken[0].reason


def test_a_row_slipped_into_a_rebuilt_chain_is_found_by_the_exported_head(
    ledger: Ledger, database_url: str
) -> None:
    story(ledger)
    with ledger.read() as reading:
        exported = chain.chain_head(reading)

    def edit(connection: Connection) -> None:
        older = connection.execute(select(findings)).mappings().first()
        assert older is not None
        connection.execute(insert(findings).values(dict(older) | {"id": older["id"] + 7}))
        rebuilt(connection)

    as_owner(database_url, edit)
    assert chain.verify(ledger) == ()
    assert chain.verify(ledger, exported)[0].seq == exported.seq


@pytest.mark.parametrize(
    "change",
    [
        "indicator = CAST(indicator AS BLOB)",
        "note = note || char(0) || 'x'",
        "decimals = 2.5",
        "decimals = CAST('2' AS BLOB)",
        "decimals = '2,2'",
        "doubted = 5",
        "value = 'abc'",
        "value = CAST('8.0' AS BLOB)",
        "value = 9e999",
        "value = NULL",
        "follows = 'x'",
        "printed = ''",
    ],
)
def test_sqlite_keeps_any_kind_in_any_column_and_none_passes(tmp_path: Path, change: str) -> None:
    url = f"sqlite:///{tmp_path / 'cityplan.db'}"
    with create(url, "demo") as ledger:
        story(ledger)

        def edit(connection: Connection) -> None:
            connection.exec_driver_sql(f"UPDATE revisions SET {change} WHERE value = 8.0")

        as_owner(url, edit)
        assert told(chain.verify(ledger)) == (4, WRITTEN, "该单元写入的内容被改动")


def test_a_text_missing_where_none_may_be_is_found(postgres_url: str) -> None:
    def edit(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE revisions ALTER COLUMN qualifier DROP NOT NULL")
        connection.exec_driver_sql("UPDATE revisions SET qualifier = NULL WHERE value = 8.0")

    with create(postgres_url, "demo") as ledger:
        story(ledger)
        as_owner(postgres_url, edit)
        assert chain.verify(ledger)[0].seq == 4


def test_a_ledger_of_nothing_holds_and_has_no_leaves(ledger: Ledger) -> None:
    assert chain.verify(ledger) == ()
    with ledger.read() as reading:
        assert list(leaves(reading.connection, revisions)) == []
