"""Each kind of process holds so many connections and waits so long; the sum fits the server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from desk.handle import open_desk
from desk.settings import Settings
from desk.views.readiness_database import connections
from flows.serve import WEB_PROCESSES, WEB_THREADS
from ledger import pools
from ledger.opening import create, open_ledger
from observations.errors import TryLater

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def test_what_is_said_of_a_pool_holds_and_what_is_not_stays_ours() -> None:
    said = pools.pool_of("web", "size=3, statement=7")
    assert said == replace(pools.POOLS["web"], size=3, statement=7)
    for wrong, why in (
        ("sizes=3", "不认识,可写:processes"),
        ("size=-1", "应为不大于"),
        ("size=0", "至少为 1"),
        ("lock", "应为不大于"),
    ):
        with pytest.raises(ValidationError, match=why):
            Settings(pool_worker=wrong)


def test_the_web_s_pool_suits_its_processes_and_threads() -> None:
    web = pools.POOLS["web"]
    assert web.processes == WEB_PROCESSES
    assert web.size + web.more >= 2 * WEB_THREADS, "a thread may read while it writes"


def test_a_kind_s_limits_are_the_server_s_and_a_statement_beyond_them_is_told_as_busy(
    postgres_url: str, tmp_path: Path
) -> None:
    create(postgres_url, "demo").close()
    said = "size=2,more=1,statement=1,lock=3,idle=4"
    settings = Settings(home=tmp_path, database_url=postgres_url, pool_worker=said)
    desk = open_desk(settings, "worker")
    with desk.ledger.read() as reading:
        shown = [reading.connection.execute(text(f"SHOW {one}")).scalar() for one in LIMITS]
        assert shown == ["1s", "3s", "4s"]
        whole = pools.room(reading, {"worker": settings.pool("worker")})
        assert whole is not None and (whole.wanted, whole.allowed) == (3, 197)
        with desk.ledger.read():
            held = pools.taken(reading)
        assert held is not None and (held.open >= 2, held.busy >= 1) == (True, True)
        assert held.busy <= held.open <= held.allowed == 197
    with (
        pytest.raises(TryLater, match="数据库正忙"),
        desk.ledger.read() as reading,
    ):
        reading.connection.execute(text("SELECT pg_sleep(5)"))
    fits = connections(desk)
    assert fits is not None and fits.state == "ready", fits
    many = settings.model_copy(update={"pool_command": "processes=100,size=4,more=0"})
    short = connections(replace(desk, settings=many))
    assert short is not None and short.state == "attention"
    assert "定时和命令400" in short.found and "可给197个" in short.found
    desk.ledger.close()
    with open_ledger(postgres_url) as plain, plain.read() as reading:
        assert reading.connection.execute(text("SHOW statement_timeout")).scalar() == "0"
