"""R13: a backup restored elsewhere and proven, beside a raw restore of the same rows and files.

A million revisions and a thousand originals. Raw on PostgreSQL: `pg_restore` of `pg_dump -Fc` and
the originals out of a tar.gz; on SQLite: the file and the originals out of a tar.gz. Ours compares
every part with the list, loads it, and re-computes the whole chain and every original's hash.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measure import REPEATS, counted, line, timed, within
from benchmarks.references import plain
from benchmarks.verify import ROWS, fill
from desk.accounts import operator
from desk.backup import back_up, kept_files
from desk.handle import Desk, open_desk
from desk.intake import receive
from desk.restore import restore
from desk.settings import Settings
from desk.setup import start
from tests import postgres
from tests.databases import new_database

FILES, LINES = 1_000, 2_000
LIMIT = 3.0


@dataclass(frozen=True)
class Copies:
    """The same installation as our backup and as plain copies; `dump` is PostgreSQL's own."""

    ours: Path
    files: Path
    dump: Path | None


def run(folder: Path) -> None:
    """PostgreSQL, then SQLite."""
    with postgres.running() as server:
        _measured("PostgreSQL", folder / "postgresql", lambda: new_database(server))
    _measured("SQLite", folder / "sqlite", lambda: "")


def _measured(name: str, folder: Path, database: Callable[[], str]) -> None:
    settings = Settings(home=folder / "home", database_url=database())
    start(settings, "demo")
    desk = open_desk(settings)
    fill(desk.ledger)
    _originals(desk)
    copies = _copied(desk, folder)
    desk.ledger.close()
    again = iter(range(2 * REPEATS))
    ours = timed(lambda: _restored(copies, folder / f"ours{next(again)}", database))
    raw = timed(lambda: _raw(copies, folder / f"raw{next(again)}", database))
    size = copies.ours.stat().st_size >> 20
    line(f"R13 {name}", f"{ROWS} 行,{FILES} 件原件,备份 {size} MB")
    within(f"R13 恢复并核对,{name}", ours, raw, LIMIT)


def _originals(desk: Desk) -> None:
    """Deliveries as they came, kept with their receipts."""
    chance, actor, office = random.Random(13), operator(), desk.plan.offices[0].id
    for place in range(FILES):
        rows = (f"{chance.random():.12f},{chance.randrange(10**6)}" for _ in range(LINES // 4))
        receive(desk, actor, "\n".join(rows).encode(), f"{place:04d}.csv", office)


def _copied(desk: Desk, folder: Path) -> Copies:
    settings, home = desk.settings, desk.settings.home
    ours, files, dump = folder / "ours.zip", folder / "files.tar.gz", folder / "pg.dump"
    done = back_up(desk, operator(), ours)
    counted("备份里的原件", int(done.files >= FILES), 1)
    sqlite = settings.url.startswith("sqlite")
    with tarfile.open(files, "w:gz", compresslevel=1) as package:
        for path in kept_files(home, settings.url):
            package.add(path, path.relative_to(home))
        if sqlite:
            with closing(sqlite3.connect(settings.url.removeprefix("sqlite:///"))) as source:
                source.execute("VACUUM INTO ?", (str(folder / "copy.db"),))
            package.add(folder / "copy.db", "cityplan.db")
    if sqlite:
        return Copies(ours, files, None)
    _tool("pg_dump", "-Fc", "-Z1", "-f", str(dump), plain(settings.url))
    return Copies(ours, files, dump)


def _restored(copies: Copies, home: Path, database: Callable[[], str]) -> None:
    done = restore(Settings(home=home, database_url=database()), copies.ours)
    counted("恢复后不符之处", len(done.broken), 0)
    shutil.rmtree(home)


def _raw(copies: Copies, home: Path, database: Callable[[], str]) -> None:
    home.mkdir()
    with tarfile.open(copies.files) as package:
        package.extractall(home, filter="data")
    if copies.dump is not None:
        _tool("pg_restore", "-d", plain(database()), str(copies.dump))
    os.sync()
    shutil.rmtree(home)


_run = partial(subprocess.run, check=True, capture_output=True)


def _tool(name: str, *words: str) -> None:
    _run([str(postgres.binaries() / name), *words])
