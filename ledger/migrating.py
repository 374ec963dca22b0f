"""Running Alembic from the program: one transaction per upgrade, triggers afterwards."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from ledger import case_rebuilding, roles, triggers

_LOCK = 4_717_001  # any number; the same for every creation and migration of every process


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
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def upgrade(engine: Engine) -> None:
    """Upgrade in one transaction that others wait for; a killed one leaves the old schema."""
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
