"""R18: an upgrade of a million rows that is killed leaves the old schema or the new one, whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from ledger.engine import make_engine
from ledger.migrating import configuration, upgrade_in
from ledger.tables.chain import head, stamp
from tests.campaigns.runner import SQLITE, Campaign, Ground, Tally, Told, Trial
from tests.databases import copy_database, new_database

MILLION, FEW = 1_000_000, 2_000
KILLS = 20
PATIENCE = 900.0
OLDER = tuple(
    sorted(one.revision for one in ScriptDirectory.from_config(configuration()).walk_revisions())
)[:-1]
AHEAD = frozenset(
    one.name
    for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    for one in getattr(script.module, "AHEAD", ())
)
"""Indexes that are built before an upgrade begins: an old schema may have them already."""
Shape = Mapping[str, Any]


@dataclass(frozen=True)
class Old:
    """A record of an older schema: its address, what it looks like, and what it becomes."""

    url: str
    before: Shape
    after: Shape
    seconds: float  # from the command's start until an upgrade that nobody disturbs is kept


@dataclass
class Stage:
    """What the trials share: the older records made so far, the last one kept."""

    ground: Ground
    made: dict[str, Old] = field(default_factory=dict)


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """Trials over every older schema in turn."""
    yield partial(_trial, Stage(ground))


def version_of(number: int) -> str:
    """The schema a trial begins with: neighbours share one, all have their turn."""
    return OLDER[number * len(OLDER) // KILLS % len(OLDER)]


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    version = version_of(number)
    if version not in stage.made:
        stage.made = {version: _old(stage.ground, version)}
    old = stage.made[version]
    url = _copy(stage.ground, old.url)
    home = stage.ground.folder / f"home-{number}"
    _killed(home, url, chance.uniform(0.4, 1.1) * old.seconds)
    found = shape(url)
    upgraded = found["version"] != version
    wanted = old.after if upgraded else old.before
    assert differences(without(AHEAD, found), without(AHEAD, wanted)) == []
    _upgraded(home, url)
    assert differences(shape(url), old.after) == []
    ended = "found upgraded" if upgraded else "found as it was"
    return Told({ended: 1, f"from {version}": 1}, {"seconds until it is kept": old.seconds})


def _old(ground: Ground, version: str) -> Old:
    """A record of that schema, filled, and how long its upgrade takes when left alone."""
    url = _empty(ground)
    engine = make_engine(url)
    with engine.connect() as plain, plain.execution_options(writing=True).begin():
        upgrade_in(plain, version)
        plain.execute(sa.insert(head), {"id": 1, "seq": 0, "hash": "0" * 64})
        plain.execute(sa.insert(stamp), {"id": 1, "kind": "real"})
        _fill(plain, MILLION if ground.whole else FEW)
    engine.dispose()
    copy = _copy(ground, url)
    seconds = _timed(ground.folder / f"home-{version}", copy, version)
    return Old(url, shape(url), shape(copy), seconds)


def _timed(home: Path, url: str, version: str) -> float:
    """Upgrade undisturbed; how long after the start the new version was there."""
    process, began, kept = _command(home, url), time.monotonic(), 0.0
    while process.poll() is None:
        if not kept and _version(url) != version:
            kept = time.monotonic() - began
        time.sleep(0.01)
    said = process.communicate()[0]
    assert process.returncode == 0, said
    return kept or time.monotonic() - began


def _version(url: str) -> str:
    engine = make_engine(url)
    try:
        with engine.connect() as plain, plain.begin():
            return str(plain.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())
    finally:
        engine.dispose()


def _fill(connection: sa.Connection, rows: int) -> None:
    """Values in the table that grows: each column holds something of its type, by its number."""
    table = sa.Table("revisions", sa.MetaData(), autoload_with=connection)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    numbers = sa.select(sa.literal(1).label("i")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.i + 1).where(numbers.c.i < rows))
    cells = [_cell(column, numbers.c.i) for column in table.columns]
    names = [column.name for column in table.columns]
    connection.execute(sa.insert(table).from_select(names, sa.select(*cells)))


def _cell(column: sa.Column[Any], number: sa.ColumnElement[int]) -> sa.ColumnElement[Any]:
    if column.name == "follows":
        return sa.literal(0)
    if isinstance(column.type, sa.Boolean):
        return sa.false()
    if isinstance(column.type, sa.Integer | sa.Float | sa.Numeric):
        return sa.cast(number % 30_000 if column.name == "decimals" else number, column.type)
    return sa.literal("v").concat(sa.cast(number, sa.Text))


def shape(url: str) -> Shape:
    """Version, tables, columns, indexes, triggers, and a sum over the rows that are kept."""
    engine = make_engine(url)
    try:
        with engine.connect() as plain, plain.begin():
            seen = sa.inspect(plain)
            tables = {name: _table(seen, name) for name in sorted(seen.get_table_names())}
            triggers = sorted(plain.execute(sa.text(_TRIGGERS[plain.dialect.name])).scalars())
            kept = plain.execute(sa.text(_KEPT)).one()
    finally:
        engine.dispose()
    return {"version": _version(url), "tables": tables, "triggers": triggers, "kept": tuple(kept)}


def without(names: frozenset[str], found: Shape) -> Shape:
    """The shape but for indexes of these names."""
    tables = {
        name: {**table, "indexes": [one for one in table["indexes"] if one not in names]}
        for name, table in found["tables"].items()
    }
    return {**found, "tables": tables}


def differences(found: Shape, wanted: Shape) -> list[str]:
    """What is not as wanted, by name."""
    named = [name for name in wanted if name != "tables" and found[name] != wanted[name]]
    tables = {**found["tables"], **wanted["tables"]}
    one, other = found["tables"], wanted["tables"]
    return named + [name for name in tables if one.get(name) != other.get(name)]


_KEPT = (
    "SELECT count(*), sum(id), min(indicator), max(printed) FROM revisions"
    " WHERE status LIKE 'v%' AND printed LIKE 'v%'"
)
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def _table(seen: sa.Inspector, name: str) -> Shape:
    columns = [(one["name"], str(one["type"]), one["nullable"]) for one in seen.get_columns(name)]
    indexes = sorted(str(one["name"]) for one in seen.get_indexes(name))
    return {"columns": columns, "indexes": indexes}


def _killed(home: Path, url: str, seconds: float) -> None:
    """The command of an upgrade, killed outright with everything it started."""
    process = _command(home, url)
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _upgraded(home: Path, url: str) -> None:
    """The same command, to its end."""
    process = _command(home, url)
    said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0, said


def _command(home: Path, url: str) -> subprocess.Popen[str]:
    told = {"CITYPLAN_HOME": str(home), "CITYPLAN_DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, "-c", "from flows.cli import main; main()", "init"],
        env={**os.environ, **told},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _empty(ground: Ground) -> str:
    if ground.kind == SQLITE:
        return f"sqlite:///{ground.folder / f'old-{time.monotonic_ns()}.db'}"
    return new_database(ground.url)


def _copy(ground: Ground, url: str) -> str:
    copy = _empty(ground)
    copy_database(url, copy)
    return copy


def _judge(tally: Tally) -> None:
    assert tally.counts["found as it was"] > 0, "no kill came in time"
    assert sum(tally.counts[f"from {one}"] > 0 for one in OLDER) == len(OLDER)


CAMPAIGN = Campaign(
    name="upgrades",
    promise="an upgrade of a million rows that is killed leaves the old schema or the new one",
    trials=KILLS,
    arena=arena,
    judge=_judge,
)
