"""Fresh databases for tests, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from ledger.opening import Ledger, create, open_ledger
from tests import postgres

_numbers = itertools.count(1)
SETTINGS = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")
# Copying files is the cheaper way where they lie in memory (`scratch`).
_NEW = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL for the whole session (durability off: no test here cuts its power)."""
    with postgres.running(SETTINGS) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, gone after the test."""
    url = new_database(postgres_server)
    yield url
    _drop(url)


def new_database(server: str) -> str:
    """Create an empty database on the server; its address."""
    url = make_url(server).set(database=f"test_{next(_numbers)}")
    address = url.render_as_string(hide_password=False)
    _create(address, "template0")
    return address


def copy_database(first: str, url: str) -> None:
    """Put a copy of a database nobody has open in the place of the empty one at `url`."""
    source, target = make_url(first), make_url(url)
    if source.get_backend_name() == "sqlite":
        shutil.copyfile(str(source.database), str(target.database))
    else:
        _drop(url)
        _create(url, str(source.database))


def _create(url: str, template: str) -> None:
    _tell_server(url, _NEW.format(_name(url), sql.Identifier(template)))


def _drop(url: str) -> None:
    """Also while somebody is still connected to it."""
    _tell_server(url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_name(url)))


def _name(url: str) -> sql.Identifier:
    return sql.Identifier(str(make_url(url).database))


def _tell_server(url: str, statement: sql.Composed) -> None:
    """Said in the server's own database, not in the one it is about."""
    plain = make_url(url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'cityplan.db'}"
    return str(request.getfixturevalue("postgres_url"))


class FirstLedgers:
    """A new ledger stamped demo, made once on each kind of database and copied from there.

    Making one takes a dozen times as long; that it can be made is asked of `create` itself.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, str] = {}

    def copied(self, url: str) -> Ledger:
        """A copy in the place of the empty database at `url`, opened."""
        kind = make_url(url).get_backend_name()
        if kind not in self._made:
            first = beside(url, self._folder)
            create(first, "demo").close()
            self._made[kind] = first
        copy_database(self._made[kind], url)
        return open_ledger(url)


def beside(url: str, folder: Path) -> str:
    """The address of another empty database of the kind of `url`, a SQLite one in `folder`."""
    if make_url(url).get_backend_name() == "sqlite":
        return f"sqlite:///{folder / 'first.db'}"
    return new_database(url)


@pytest.fixture(scope="session")
def first_ledgers(tmp_path_factory: pytest.TempPathFactory) -> FirstLedgers:
    return FirstLedgers(tmp_path_factory.mktemp("ledgers"))


@pytest.fixture
def ledger(first_ledgers: FirstLedgers, database_url: str) -> Iterator[Ledger]:
    """A new ledger stamped demo, once on each kind of database."""
    opened = first_ledgers.copied(database_url)
    yield opened
    opened.close()
