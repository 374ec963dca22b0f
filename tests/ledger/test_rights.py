"""Nobody who uses the program's own connection can rewrite what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger import audit as chain
from ledger import grants
from ledger.engine import make_engine
from ledger.opening import create
from ledger.tables import METADATA
from ledger.tables.chain import stamp
from ledger.triggers import guarded
from tests.ledger.test_chain import story

ROLE = "program_of_rights"
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
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
    grants.grant_application(postgres_url, ROLE)
    kept = {table.name for table in guarded()}
    asked = text(f"SELECT has_table_privilege('{ROLE}', :name, :right)")
    with owner.connect() as connection:
        for name in METADATA.tables:
            held = [
                r for r in RIGHTS if connection.execute(asked, {"name": name, "right": r}).scalar()
            ]
            wanted = (
                ["SELECT", "INSERT"] if name in kept else ["SELECT", "INSERT", "UPDATE", "DELETE"]
            )
            assert held == (["SELECT"] if name == stamp.name else wanted), name
    mine = make_engine(postgres_url.replace("cityplan@", f"{ROLE}@"))
    for statement in (one.format("attachments") for one in DDL):
        with pytest.raises(DBAPIError, match=r"must be owner|denied"), mine.begin() as connection:
            connection.execute(text(statement))
    with owner.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))
    mine.dispose()
    owner.dispose()


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
