"""A demonstration clears away what it made itself, and never anything else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desk.demo.replay import DONE, prepare
from desk.settings import Settings
from desk.setup import start
from ledger.opening import Stamp, open_ledger, stamp_of
from observations.errors import UserError
from targets.load import load_plan


class Begun(Exception):  # noqa: N818 -- names what happened
    """The replay has begun: all that is asked here."""


def begun(_done: int, _all: int, _period: str) -> None:
    raise Begun


def of_an_older_schema(home: Path, stamp: Stamp) -> Settings:
    settings = Settings(home=home)
    start(settings, stamp)
    with sqlite3.connect(home / "cityplan.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    return settings


def test_a_real_database_is_never_cleared_away_whatever_its_schema(tmp_path: Path) -> None:
    settings = of_an_older_schema(tmp_path / "home", "real")
    before = (settings.home / "cityplan.db").read_bytes()
    with pytest.raises(UserError, match="正式库"):
        prepare(settings, fresh=True, tick=begun)
    assert (settings.home / "cityplan.db").read_bytes() == before


def test_a_strange_database_is_never_cleared_away(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    with sqlite3.connect(settings.home / "cityplan.db") as connection:
        connection.execute("CREATE TABLE minutes (text TEXT)")
    connection.close()
    with pytest.raises(UserError, match="不是本系统的数据库"):
        prepare(settings, fresh=True, tick=begun)
    assert (settings.home / "cityplan.db").exists()


def test_a_finished_demonstration_of_an_older_schema_is_made_anew(tmp_path: Path) -> None:
    settings = of_an_older_schema(tmp_path / "home", "demo")
    with pytest.raises(UserError, match="cityplan demo"):
        open_ledger(settings.url)
    (settings.home / DONE).write_text(load_plan(settings.plan).version, "ascii")
    with pytest.raises(Begun):
        prepare(settings, fresh=False, tick=begun)
    with open_ledger(settings.url) as opened:
        assert opened.stamp == "demo"


def test_what_was_killed_before_its_stamp_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "cityplan.db"
    path.touch()
    assert stamp_of(f"sqlite:///{path}") is None
