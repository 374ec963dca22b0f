"""The program's own PostgreSQL role appends and reads; it never rewrites."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from flows import cli
from ledger.opening import create


def test_a_command_leaves_the_program_s_role_without_the_right_to_rewrite(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(postgres_url, "real").close()
    plain = make_url(postgres_url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS program_of_a_test")
        owner.execute("CREATE ROLE program_of_a_test")
        monkeypatch.setenv("CITYPLAN_HOME", str(tmp_path))
        monkeypatch.setenv("CITYPLAN_DATABASE_URL", postgres_url)
        assert cli.run(["ledger", "grant", "program_of_a_test"]) == 0
        asked = "SELECT has_table_privilege('program_of_a_test', 'revisions', %s)"
        held = {
            right: owner.execute(asked, (right,)).fetchone()
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE")
        }
    assert held == {"SELECT": (True,), "INSERT": (True,), "UPDATE": (False,), "DELETE": (False,)}


def test_on_sqlite_it_says_that_triggers_protect_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITYPLAN_HOME", str(tmp_path))
    monkeypatch.delenv("CITYPLAN_DATABASE_URL", raising=False)
    create(f"sqlite:///{tmp_path / 'cityplan.db'}", "real").close()
    assert cli.run(["ledger", "grant", "anybody"]) == 1
    assert "只适用于 PostgreSQL" in capsys.readouterr().err


def test_the_grants_of_writer_and_reader_can_be_read_before_they_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CITYPLAN_HOME", str(tmp_path))
    asked = ["ledger", "roles", "--writer", "program", "--reader", "dash board", "--print"]
    assert cli.run(asked) == 0
    told = capsys.readouterr().out
    assert 'GRANT SELECT, UPDATE ON "chain_head" TO "program";' in told
    to_reader = [line for line in told.splitlines() if line.endswith('TO "dash board";')]
    assert not [line for line in to_reader if "passwords" in line or "INSERT" in line]
    assert cli.run(["ledger", "roles"]) == 1
    assert "没有写给哪个角色授权" in capsys.readouterr().err
