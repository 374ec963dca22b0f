"""Running Alembic from the program: one transaction per upgrade, triggers afterwards."""

from __future__ import annotations

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from ledger import ahead, case_rebuilding, roles, triggers
from observations.errors import TryLater

_TRIES, _PAUSE = 60, 0.5  # a minute of others holding a table
_HELD = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration for our scripts, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The newest schema version our scripts reach."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def alone(connection: Connection) -> None:
    """Let nobody else create or upgrade this database until the transaction ends.

    On SQLite a writing transaction is alone already.
    """
    if connection.dialect.name == "postgresql":
        ahead.wait(connection, "SELECT pg_try_advisory_xact_lock(:key)")


def upgrade(engine: Engine) -> None:
    """Upgrade in one transaction; a killed one leaves the old schema.

    On PostgreSQL others go on meanwhile: large indexes are built before it, and it gives up at
    once, to begin anew, where somebody holds a table that it needs. `TryLater` when nobody lets go.
    """
    ahead.build(engine, ScriptDirectory.from_config(configuration()))
    for _ in range(_TRIES):
        try:
            return _upgraded(engine)
        except DBAPIError as fault:
            if getattr(fault.orig, "sqlstate", None) not in _HELD:
                raise
        time.sleep(_PAUSE)
    raise TryLater(
        "升级要用的表一直被占用,结构仍是原来的", cure="停下看板、核验、定时三个服务,再运行一次"
    )


def _upgraded(engine: Engine) -> None:
    with engine.connect() as plain:
        # BEGIN IMMEDIATE on SQLite: plain BEGIN would let two upgrades start together.
        connection = plain.execution_options(writing=True)
        with connection.begin():
            known = inspect(connection).get_table_names()
            upgrade_in(connection)
            triggers.install(connection)
            if known and connection.dialect.name == "postgresql":
                roles.extend(connection, known)


def upgrade_in(connection: Connection, version: str = "head") -> None:
    """Upgrade to `version` within the caller's writing transaction; nobody else upgrades by it.

    At the newest schema what is made from the record is made anew where it does not say the same.
    """
    alone(connection)
    command.upgrade(configuration(connection), version)
    if version == "head" and case_rebuilding.stale(connection):
        case_rebuilding.rebuild(connection)
