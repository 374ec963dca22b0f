"""The doctor on clocks, on where backups lie and on an archive that nobody takes any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from desk.accounts import operator
from desk.handle import Desk, open_desk, system_clock
from desk.settings import Settings
from desk.setup import start
from desk.views import readiness_backups, readiness_clock
from desk.views.readiness_point import Check
from desk.vitals import vitals
from ledger.engine import make_engine
from tests import postgres
from tests.desk.hall import Hall


def told(found: Check | None) -> tuple[str, str]:
    assert found is not None
    return found.state, found.found


def test_a_clock_apart_from_the_database_server_s_or_without_a_time_server_is_named(
    tmp_path: Path, postgres_url: str, one_hall: Hall
) -> None:
    settings = Settings(home=tmp_path / "home", database_url=postgres_url)
    start(settings, "real")
    desk = open_desk(settings)
    hour = timedelta(hours=1)
    check = readiness_clock.synchronized
    fast = told(check(desk, lambda: system_clock() + hour, kernel=True))
    slow = told(check(desk, lambda: system_clock() - hour, kernel=True))
    assert fast[0] == slow[0] == "missing"
    assert "快3" in fast[1] and "慢3" in slow[1]
    assert told(check(desk, kernel=True))[0] == "ready"
    assert told(check(desk, kernel=False))[0] == "attention"
    desk.ledger.close()
    assert check(one_hall.desk, lambda: system_clock() + hour) is None  # nothing to compare with
    assert told(check(one_hall.desk, kernel=False))[0] == "attention"


def test_backups_on_the_disk_of_the_data_and_a_folder_that_is_gone_are_named(
    one_hall: Hall, tmp_path: Path
) -> None:
    def with_backups(folder: Path | None) -> Desk:
        settings = one_hall.desk.settings.model_copy(update={"backups": folder})
        return replace(one_hall.desk, settings=settings)

    beside = tmp_path / "backups"
    assert readiness_backups.place(with_backups(None)) is None
    assert told(readiness_backups.place(with_backups(beside)))[0] == "missing"
    beside.mkdir()
    assert told(readiness_backups.place(with_backups(beside)))[0] == "attention"
    other = Path("/proc")  # a file system of its own on every machine
    assert told(readiness_backups.place(with_backups(other)))[0] == "ready"
    shown = {one.name: one.values for one in vitals(with_backups(beside), operator())}
    assert set(shown["cityplan_disk_free_bytes"]) == {"home", "backups"}
    assert 0 < shown["cityplan_disk_free_bytes"]["home"] < shown["cityplan_disk_bytes"]["home"]
    assert shown["cityplan_archive_alive"] == {}


def test_an_archive_that_nobody_takes_is_named_and_none_is_not(tmp_path: Path) -> None:
    with postgres.cluster(("wal_level=replica",)) as server:
        settings = Settings(home=tmp_path / "home", database_url=server.url)
        start(settings, "real")
        desk = open_desk(settings)
        assert readiness_backups.archive(desk) is None
        engine = make_engine(server.url)
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_create_physical_replication_slot('cityplan', true)"))
        engine.dispose()
        state, found = told(readiness_backups.archive(desk))
        assert state == "missing" and "没有人在收取" in found
        shown = {one.name: one.values for one in vitals(desk, operator())}
        assert shown["cityplan_archive_alive"] == {"": 0.0}
        desk.ledger.close()
