"""Fresh databases for tests, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from ledger.opening import Ledger, create
from tests import postgres

_numbers = itertools.count(1)
_free: list[str] = []
_SETTINGS = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL for the whole session (durability off: no test here cuts its power)."""
    with postgres.running(_SETTINGS) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, emptied again for the next test."""
    url = _free.pop() if _free else new_database(postgres_server)
    yield url
    _empty(url)
    _free.append(url)


def new_database(server: str) -> str:
    """Create an empty database on the server; its address."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
        connection.execute(statement.format(sql.Identifier(name)))
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _empty(url: str) -> None:
    """Drop everything a test made; creating a database anew takes ten times as long."""
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def _plain(url: str) -> str:
    """The address as psycopg writes it."""
    parsed = make_url(url).set(drivername="postgresql")
    return parsed.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'cityplan.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """A new ledger stamped demo, once on each kind of database."""
    opened = create(database_url, "demo")
    yield opened
    opened.close()
