"""Pages are read from a server that follows the first; a post is never shown less than it wrote.

The servers are real, one streams to the other; standing still is its own `pg_wal_replay_pause`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from plotly.io.json import to_json_plotly
from sqlalchemy import make_url, text

from dashboards import health
from dashboards.address import Address
from dashboards.routes import open_page
from desk.accounts import denied
from desk.doctor import examined
from desk.handle import Desk
from desk.vitals import vitals
from ledger import roles
from ledger.opening import Ledger, create, open_ledger
from ledger.replica import ANYBODY, reading_for
from observations.errors import UserError
from observations.identity import Actor, Role
from tests import postgres
from tests.databases import SETTINGS, new_database
from tests.desk.hall import FirstHalls

ONE = Actor("写的岗位", frozenset({Role.DESK, Role.ADMIN}))
OTHER = Actor("看的岗位", frozenset({Role.DESK, Role.ADMIN}))
AUDIT = Address.parse("/audit", "")
ROLE = "reader_of_copies"
LONG, SHORT = 3600.0, 0.01  # seconds a copy may be behind


@dataclass(frozen=True)
class Pair:
    """A desk whose pages may come from a copy, and the copy's server."""

    desk: Desk
    server: postgres.Cluster
    copy: str

    def wait(self) -> None:
        """Until the copy has all."""
        until = time.monotonic() + 10
        while (lag := self.desk.ledger.lag()) is None or lag.behind or lag.why:
            assert time.monotonic() < until, lag
            time.sleep(0.02)

    def tell(self, function: str) -> None:
        with psycopg.connect(self.server.url.replace("+psycopg", ""), autocommit=True) as there:
            there.execute(f"SELECT {function}()")

    def with_a_copy_behind_by(self, within: float, url: str = "") -> Desk:
        """The same desk with other words on its copy."""
        opened = open_ledger(self.desk.settings.url, copy=(url or self.copy, within))
        return replace(self.desk, ledger=opened)


@pytest.fixture
def pair(
    tmp_path: Path, postgres_server: str, postgres_url: str, first_halls: FirstHalls
) -> Iterator[Pair]:
    hall = first_halls.copied(tmp_path, postgres_url)
    hall.desk.ledger.close()
    with hall.bench, postgres.standby(postgres_server, SETTINGS) as server:
        with psycopg.connect(postgres_server.replace("+psycopg", ""), autocommit=True) as first:
            first.execute(f"DROP ROLE IF EXISTS {ROLE}")
            first.execute(f"CREATE ROLE {ROLE} LOGIN")
        roles.apply(postgres_url, [("reader", ROLE)])
        there = make_url(server.url).set(username=ROLE, database=make_url(postgres_url).database)
        copy = there.render_as_string()
        settings = hall.desk.settings.model_copy(update={"read_url": copy, "read_lag": LONG})
        ledger = open_ledger(settings.url, copy=settings.copy_to_read)
        made = Pair(replace(hall.desk, settings=settings, ledger=ledger), server, copy)
        yield made
        ledger.close()
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as first:
        first.execute(f"DROP OWNED BY {ROLE}")
        first.execute(f"DROP ROLE {ROLE}")


def copied(ledger: Ledger, post: str | None, head: int | None = None) -> bool:
    """Whether a reading for this post (None: no page reads) comes from the copy."""

    def read() -> bool:
        with ledger.read(head) as reading:
            return bool(reading.connection.execute(text("SELECT pg_is_in_recovery()")).scalar())

    if post is None:
        return read()
    with reading_for(post):
        return read()


def page(desk: Desk, who: Actor) -> str:
    return str(to_json_plotly(open_page(desk, who, AUDIT)[0]))


def gauges(desk: Desk) -> dict[str, dict[str, float]]:
    return {one.name: one.values for one in vitals(desk, ONE)}


def readyz(desk: Desk) -> str:
    site = Flask("site")
    site.register_blueprint(health.blueprint(desk))
    return site.test_client().get("/readyz").text


def test_a_page_shows_at_once_what_its_post_wrote_and_comes_from_the_copy_else(
    pair: Pair,
) -> None:
    desk = pair.desk
    ledger = desk.ledger
    pair.wait()
    assert (copied(ledger, ONE.post), copied(ledger, ANYBODY), copied(ledger, None)) == (
        True,
        True,
        False,
    )
    pair.tell("pg_wal_replay_pause")
    before = ledger.head()
    denied(desk, ONE, "刚写下的一笔", "a link of the chain")
    assert "刚写下的一笔" in page(desk, ONE)
    assert "刚写下的一笔" not in page(desk, OTHER)
    assert [copied(ledger, one.post) for one in (ONE, OTHER)] == [False, True]
    assert copied(ledger, ONE.post, head=before), "an older head is the same everywhere"
    assert not copied(ledger, OTHER.post, head=before + 1)
    lag = ledger.lag()
    assert lag is not None and lag.behind == 1 and lag.seconds > 0
    assert "copy: " in readyz(desk) and "not used" not in readyz(desk)
    shown = gauges(desk)
    assert (shown["cityplan_replica_read"], shown["cityplan_replica_behind"]) == ({"": 1}, {"": 1})
    assert shown["cityplan_replica_lag_seconds"][""] >= lag.seconds

    near = pair.with_a_copy_behind_by(SHORT)
    assert not copied(near.ledger, OTHER.post)
    assert "刚写下的一笔" in page(near, OTHER)
    assert "not used" in readyz(near)
    assert gauges(near)["cityplan_replica_read"] == {"": 0}
    settings = desk.settings.model_copy(update={"read_lag": SHORT})
    told = {one.title: one for one in examined(settings, ONE)}["只读副本"]
    assert (told.state, "落后太多,差1笔" in told.found) == ("attention", True)

    pair.tell("pg_wal_replay_resume")
    pair.wait()
    assert copied(near.ledger, ONE.post)
    near.ledger.close()


def test_a_copy_that_is_away_or_of_another_record_is_not_read_and_nothing_else_changes(
    pair: Pair, postgres_server: str
) -> None:
    pair.wait()
    denied(pair.desk, ONE, "一笔", "a link of the chain")
    other, empty = new_database(postgres_server), new_database(postgres_server)
    with create(other, "demo") as strange, strange.write(ONE, pair.desk.now(), "note"):
        pass
    for url, why in ((other, "不是本台账的副本"), (empty, "连接不上")):
        wrong = pair.with_a_copy_behind_by(LONG, url)
        assert not copied(wrong.ledger, ONE.post)
        lag = wrong.ledger.lag()
        assert lag is not None and lag.why.startswith(why)
        assert "not used" in readyz(wrong)
        wrong.ledger.close()
    pair.server.stop()
    assert "一笔" in page(pair.desk, ONE)
    lag = pair.desk.ledger.lag()
    assert lag is not None and lag.why.startswith("连接不上")
    shown = gauges(pair.desk)
    assert (shown["cityplan_replica_read"], shown["cityplan_replica_behind"]) == ({"": 0}, {})
    with pytest.raises(UserError, match="只适用于 PostgreSQL"):
        open_ledger(pair.desk.settings.url, copy=("sqlite:////tmp/none.db", LONG))
