from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from ledger import audit, migrating, roles, triggers
from ledger.engine import make_engine, shown_url
from ledger.opening import Ledger, create, migrate, open_ledger
from ledger.tables import METADATA
from ledger.tables.version import SCHEMA
from observations.errors import UserError
from tests.ledger.material import DESK, NOW, at, judge, row, source

ROOT = Path(__file__).parents[2]


def test_a_new_ledger_has_the_tables_the_program_declares(
    ledger: Ledger, database_url: str
) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert triggers.missing(connection) == ()
    engine.dispose()
    assert ledger.head() == 0
    assert migrating.newest() == SCHEMA


def test_every_column_says_what_it_holds(ledger: Ledger, database_url: str) -> None:
    silent = [str(c) for t in METADATA.tables.values() for c in t.columns if not c.comment]
    assert silent == []
    if ledger.dialect == "postgresql":
        query = text(
            "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0"
            " AND c.relname <> 'alembic_version'"
            " AND col_description(c.oid, a.attnum) IS NULL"
        )
        assert one(database_url, query) == 0


def one(url: str, query: Any) -> Any:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(query).scalar_one()
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000),
     ("recursive_triggers", 1)],
)  # fmt: skip
def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path, pragma: str, value: object) -> None:
    assert one(f"sqlite:///{tmp_path / 'x.db'}", text("PRAGMA " + pragma)) == value


def test_a_real_database_can_never_become_a_demo(database_url: str) -> None:
    create(database_url, "real").close()
    with pytest.raises(UserError, match="正式库,不能再作演示库"):
        create(database_url, "demo")
    again = create(database_url, "real")
    assert again.stamp == "real"
    again.close()
    engine = make_engine(database_url)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text("UPDATE stamp SET kind = 'demo'"))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO stamp (id, kind) VALUES (2, 'demo')"))
    engine.dispose()


def test_creating_and_migrating_again_changes_nothing(ledger: Ledger, database_url: str) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    migrate(database_url)
    create(database_url, "demo").close()
    assert ledger.head() == 2
    assert audit.verify(ledger) == ()


def test_programs_that_create_one_database_at_once_all_succeed(database_url: str) -> None:
    code = (
        "import sys; from ledger.opening import create; print(create(sys.argv[1], 'demo').head())"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        for _ in range(3)
    ]
    assert [child.communicate()[0] for child in children] == ["0\n"] * 3
    with open_ledger(database_url) as opened:
        assert opened.stamp == "demo"


def test_a_killed_upgrade_leaves_nothing_between(database_url: str) -> None:
    code = (
        "import os, sys\n"
        "from ledger import triggers\n"
        "from ledger.opening import migrate\n"
        "install = triggers.install\n"
        "def dying(connection):\n"
        "    install(connection)\n"
        "    os.kill(os.getpid(), 9)\n"
        "triggers.install = dying\n"
        "migrate(sys.argv[1])\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, database_url], cwd=ROOT)
    assert killed.returncode == -9
    with pytest.raises(UserError, match="还没有台账"):
        wait_for_rollback(database_url)
    opened = create(database_url, "demo")
    assert opened.head() == 0
    opened.close()


def wait_for_rollback(url: str) -> None:
    """A server notices a dead client within moments."""
    time.sleep(0.2)
    open_ledger(url)


def test_what_cannot_be_opened_is_told_in_one_line(tmp_path: Path, postgres_server: str) -> None:
    (tmp_path / "text.db").write_text("这不是数据库" * 100)
    wrong = {
        "nonsense": "无法识别",
        "mysql://host/db": "不支持的数据库",
        "sqlite://": "不支持的数据库",
        "mysql://u:secret@host/db?token=secret": "不支持的数据库",
        "postgresql://u:secret@127.0.0.1:port/db": "无法识别",
        "postgresql://u:p@secret@127.0.0.1:1/db": "无法识别",
        f"sqlite:///{tmp_path / 'none.db'}": "不存在",
        f"sqlite:///{tmp_path / 'text.db'}": "不是本系统的数据库",
        "postgresql+psycopg://u:secret@127.0.0.1:1/db": "连接不上",
        postgres_server: "还没有台账",
    }
    for url, words in wrong.items():
        with pytest.raises(UserError, match=words) as told:
            open_ledger(url)
        assert "secret" not in str(told.value)
        assert "\n" not in str(told.value)
    for url in ("postgresql+psycopg://u:secret@127.0.0.1:1/db", "postgresql://u:secret@h:port/db"):
        with pytest.raises(UserError) as told:
            create(url, "real")
        assert "secret" not in str(told.value)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "url, shown",
    [
        ("postgresql://u:secret@h:5/db", "postgresql://u:***@h:5/db"),
        (
            "postgresql://u:s/ecret@h/db?password=x&a=y",
            "postgresql://u:***@h/db?password=***&a=***",
        ),
        ("postgresql:///db?password=se@cret", "postgresql:///db?password=***"),
        ("postgresql://u:sec@ret@h/db", "(无法识别)"),
        ("postgresql://h?password=sec@ret", "(无法识别)"),
        ("postgresql://u:secret@h:port/db", "(无法识别)"),
        ("sqlite:////var/台账/cityplan.db", "sqlite:////var/台账/cityplan.db"),
    ],
)
def test_an_address_is_shown_without_anything_secret(url: str, shown: str) -> None:
    assert shown_url(url) == shown


def test_opening_loads_no_data_libraries() -> None:
    code = (
        "import sys, ledger.opening\n"
        "heavy = {'polars', 'pandas', 'numpy', 'great_expectations', 'alembic', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "[]\n"


def test_a_forked_child_uses_connections_of_its_own(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    child = os.fork()
    if child == 0:
        with ledger.write(DESK, at(1), "note", "child"):
            pass
        os._exit(0 if ledger.head() == 3 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ledger.head() == 3
    assert audit.verify(ledger) == ()


def test_the_application_role_appends_and_cannot_rewrite(postgres_url: str) -> None:
    owner = create(postgres_url, "real")
    judge(owner, source("a"), [row("leakage", 9.1)])
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS clerk_program"))
        connection.execute(text("CREATE ROLE clerk_program LOGIN"))
    roles.apply(postgres_url, [("writer", "clerk_program")])
    mine = open_ledger(postgres_url.replace("cityplan@", "clerk_program@"))
    judge(mine, source("b"), [row("leakage", 8.0)], when=at(1))
    assert audit.verify(mine) == ()
    refused = (
        "UPDATE revisions SET value = 1",
        "DELETE FROM revisions",
        "TRUNCATE audit",
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM findings",
        "INSERT INTO stamp (id, kind) VALUES (1, 'demo')",
        "CREATE TABLE mine (x int)",
        "ALTER TABLE revisions DISABLE TRIGGER ALL",
        "DROP TRIGGER keep_revisions_change ON revisions",
        "SET session_replication_role = replica",
    )
    programs = make_engine(postgres_url.replace("cityplan@", "clerk_program@"))
    for statement in refused:
        with (
            pytest.raises(DBAPIError, match=r"permission denied|must be owner"),
            programs.begin() as connection,
        ):
            connection.execute(text(statement))
    with engine.begin() as connection:
        connection.execute(text("DROP OWNED BY clerk_program"))
        connection.execute(text("DROP ROLE clerk_program"))
    for used in (engine, programs, owner, mine):
        used.close() if isinstance(used, Ledger) else used.dispose()


def test_grants_are_for_postgresql_only(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="只适用于 PostgreSQL"):
        roles.apply(f"sqlite:///{tmp_path / 'x.db'}", [("writer", "role")])


def test_naive_moments_are_refused(ledger: Ledger) -> None:
    with (
        pytest.raises(ValueError, match="no time zone"),
        ledger.write(DESK, NOW.replace(tzinfo=None), "note"),
    ):
        pass
    with pytest.raises(ValueError, match="no time zone"):
        ledger.head_at(NOW.replace(tzinfo=None))
    assert ledger.head() == 0


def test_a_program_older_than_the_database_is_told_apart_and_neither_opens_nor_upgrades_it(
    database_url: str,
) -> None:
    create(database_url, "real").close()
    engine = make_engine(database_url)
    with engine.connect() as plain, plain.execution_options(writing=True).begin():
        plain.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for act in (open_ledger, migrate):
        with pytest.raises(UserError, match="结构版本为 9999,程序只认到") as told:
            act(database_url)
        assert "程序比数据库旧" in told.value.cure
