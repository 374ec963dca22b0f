"""Nobody who uses the program's own connection can rewrite what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger import audit as chain
from ledger import roles
from ledger.dumping import dump, load
from ledger.engine import make_engine
from ledger.opening import create, migrate, open_ledger
from ledger.tables import METADATA
from ledger.tables.chain import stamp
from ledger.triggers import guarded
from observations.errors import UserError
from tests.databases import new_database
from tests.ledger.before import back_to
from tests.ledger.test_chain import story

ROLE = "program_of_rights"
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_PASSING = ("drafts", "heartbeats", "login_attempts", "recovery_codes", "sealing_keys")
ODD = {
    stamp.name: ["SELECT"],
    "chain_head": ["SELECT", "UPDATE"],
    **{name: ["SELECT", "INSERT", "UPDATE", "DELETE"] for name in _PASSING},
}
SECRETS = (
    *("api_tokens", "credentials", "drafts", "login_attempts", "passwords", "recovery_codes"),
    *("erasures", "sealed", "sealing_keys"),
    *("second_factor_steps", "second_factors", "session_visits", "sessions"),
)
DDL = (
    "DROP TABLE {0}",
    "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "ALTER TABLE {0} ADD COLUMN x int",
    "CREATE RULE r AS ON INSERT TO {0} DO INSTEAD NOTHING",
    "CREATE INDEX ON {0} (id)",
    "ALTER TABLE {0} OWNER TO program_of_rights",
)


def test_the_program_s_role_may_append_to_every_kept_table_and_nothing_more(
    postgres_url: str,
) -> None:
    create(postgres_url, "real").close()
    owner = make_engine(postgres_url)
    with owner.begin() as connection:
        connection.execute(text(f"DROP ROLE IF EXISTS {ROLE}"))
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
    roles.apply(postgres_url, [("writer", ROLE)])
    kept = {table.name for table in guarded()}
    asked = text(f"SELECT has_table_privilege('{ROLE}', :name, :right)")
    with owner.connect() as connection:
        for name in METADATA.tables:
            held = [
                r for r in RIGHTS if connection.execute(asked, {"name": name, "right": r}).scalar()
            ]
            wanted = ["SELECT", "INSERT"] if name in kept else ["SELECT", "INSERT", "UPDATE"]
            assert held == ODD.get(name, wanted), name
    mine = make_engine(postgres_url.replace("cityplan@", f"{ROLE}@"))
    for statement in (one.format("attachments") for one in DDL):
        with pytest.raises(DBAPIError, match=r"must be owner|denied"), mine.begin() as connection:
            connection.execute(text(statement))
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))
    mine.dispose()
    owner.dispose()


def _made(url: str, *names: str) -> None:
    owner = make_engine(url)
    with owner.begin() as connection:
        for name in names:
            connection.execute(text(f"DROP ROLE IF EXISTS {name}"))
            connection.execute(text(f"CREATE ROLE {name} LOGIN"))
    owner.dispose()


def _gone(url: str, *names: str) -> None:
    owner = make_engine(url)
    with owner.begin() as connection:
        for name in names:
            connection.execute(text(f"DROP OWNED BY {name}"))
            connection.execute(text(f"DROP ROLE {name}"))
    owner.dispose()


def test_the_reader_sees_the_record_and_none_of_its_secrets(postgres_url: str) -> None:
    create(postgres_url, "real").close()
    _made(postgres_url, "reader_of_rights")
    roles.apply(postgres_url, [("reader", "reader_of_rights")])
    mine = make_engine(postgres_url.replace("cityplan@", "reader_of_rights@"))
    asked = text("SELECT has_table_privilege(:name, :right)")
    with mine.connect() as connection:
        held = {
            (name, right)
            for name in METADATA.tables
            for right in RIGHTS
            if connection.execute(asked, {"name": name, "right": right}).scalar()
        }
        assert connection.execute(text("SELECT count(*) FROM revisions")).scalar() == 0
    assert {right for _, right in held} == {"SELECT"}
    assert {"revisions", "assessments", "case_standing", "audit"} <= {name for name, _ in held}
    assert not {name for name, _ in held} & set(SECRETS)
    mine.dispose()
    _gone(postgres_url, "reader_of_rights")


def test_a_role_without_rights_is_told_who_gives_them(
    postgres_url: str, postgres_server: str, tmp_path: Path
) -> None:
    create(postgres_url, "real").close()
    _made(postgres_url, "nobody_of_rights")
    theirs = postgres_url.replace("cityplan@", "nobody_of_rights@")
    with pytest.raises(UserError, match="没有授权给这个角色") as refused:
        open_ledger(theirs)
    assert "cityplan ledger roles" in refused.value.cure

    @contextmanager
    def part(name: str, mode: str = "rb") -> Iterator[BinaryIO]:
        with (tmp_path / name).open(mode) as file:
            yield cast(BinaryIO, file)

    extent = dump(postgres_url, partial(part, mode="wb"), tmp_path)
    empty = new_database(postgres_server).replace("cityplan@", "nobody_of_rights@")
    with pytest.raises(UserError, match="无权建表") as kept_out:
        load(empty, extent, part)
    assert "库的所有者" in kept_out.value.cure
    _gone(postgres_url, "nobody_of_rights")


def test_what_an_upgrade_makes_is_given_to_the_roles_there_are(postgres_url: str) -> None:
    names = ("writer_before", "reader_before")
    create(postgres_url, "real").close()
    _made(postgres_url, *names)
    roles.apply(postgres_url, [("writer", names[0]), ("reader", names[1])])
    owner = make_engine(postgres_url)
    with owner.begin() as connection:
        back_to(connection, "0012")
        connection.execute(text("REVOKE SELECT ON papers FROM reader_before"))
    migrate(postgres_url)
    asked = text("SELECT has_table_privilege(:role, :name, :right)")
    with owner.connect() as connection:
        given = {
            (role, right)
            for role in names
            for right in RIGHTS
            if connection.execute(
                asked, {"role": role, "name": "case_standing", "right": right}
            ).scalar()
        }
        told = {"role": names[1], "name": "papers", "right": "SELECT"}
        taken_by_hand = connection.execute(asked, told).scalar()
    owner.dispose()
    assert given == {(names[0], right) for right in RIGHTS[:3]} | {(names[1], "SELECT")}
    assert taken_by_hand is False
    _gone(postgres_url, *names)


def test_a_role_with_more_rights_than_it_needs_is_told_so(postgres_url: str) -> None:
    create(postgres_url, "real").close()
    _made(postgres_url, "writer_of_more")
    with pytest.raises(UserError, match="没有角色"):
        roles.apply(postgres_url, [("writer", "nobody_of_that_name")])
    roles.apply(postgres_url, [("writer", "writer_of_more")])
    with open_ledger(postgres_url) as mine, mine.read() as reading:
        assert roles.excess(reading) == ("角色“cityplan”是超级用户",)
    with open_ledger(postgres_url.replace("cityplan@", "writer_of_more@")) as mine:
        with mine.read() as reading:
            assert roles.excess(reading) == ()
        owner = make_engine(postgres_url)
        with owner.begin() as connection:
            connection.execute(text("GRANT DELETE ON findings TO writer_of_more"))
            connection.execute(text("GRANT CREATE ON SCHEMA public TO writer_of_more"))
        owner.dispose()
        with mine.read() as reading:
            assert roles.excess(reading) == ("角色“writer_of_more”能建表", "findings:DELETE")
    _gone(postgres_url, "writer_of_more")


TRICKS = (
    "INSERT OR REPLACE INTO revisions SELECT * FROM revisions LIMIT 1",
    "REPLACE INTO receipts SELECT * FROM receipts LIMIT 1",
    "UPDATE OR REPLACE revisions SET value = 1",
    "UPDATE OR IGNORE revisions SET value = 1",
    "INSERT INTO revisions SELECT * FROM revisions WHERE true"
    " ON CONFLICT (id) DO UPDATE SET value = 1",
    "INSERT INTO receipts SELECT id + 1, unit, receipt, sha256, office, name, size, path,"
    " received_at, received_by FROM receipts WHERE true"
    " ON CONFLICT (receipt) DO UPDATE SET name = 'x'",
    "DELETE FROM superseded",
    "DELETE FROM audit WHERE seq = 1",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_of_sqlite_s_gets_past_the_triggers(tmp_path: Path, trick: str) -> None:
    url = f"sqlite:///{tmp_path / 'cityplan.db'}"
    with create(url, "demo") as ledger:
        story(ledger)
        engine = make_engine(url)
        with engine.connect().execution_options(writing=True) as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                connection.exec_driver_sql(trick)
            connection.rollback()
        engine.dispose()
        assert chain.verify(ledger) == ()


def test_without_recursive_triggers_a_replacement_is_not_refused_but_found(tmp_path: Path) -> None:
    """Another program's connection may lack the setting that ours always has."""
    url = f"sqlite:///{tmp_path / 'cityplan.db'}"
    with create(url, "demo") as ledger:
        story(ledger)
        engine = make_engine(url)
        with engine.connect().execution_options(writing=True) as connection:
            assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar() == 1
            connection.rollback()
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA recursive_triggers = OFF")
            raw.execute(
                "INSERT OR REPLACE INTO judgements SELECT id, unit, receipt, 'returned',"
                " duplicate_of, office, period, layout, edition, accepted, changed, rejected,"
                " suite, evidence FROM judgements WHERE unit = 2"
            )
            raw.execute("PRAGMA recursive_triggers = ON")
        engine.dispose()
        assert [(one.seq, one.reason) for one in chain.verify(ledger)] == [
            (2, "该单元写入的内容被改动")
        ]
