"""P5: a file that came before gets its first receipt again; SQLite and PostgreSQL.

Reference: the same delivery when it is new, in the same run.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from benchmarks.measure import bounded, counted, line, timed
from desk.handle import open_desk
from desk.intake import receive
from desk.settings import Settings
from desk.setup import start
from observations.identity import Actor, Role
from tests import postgres
from tests.databases import new_database

ACTOR = Actor("bench", frozenset({Role.DESK}))
OFFICE, DATA, TIMES, LIMIT = "housing", b"a,b\n" * 2_500, 100, 0.005


def run(folder: Path) -> None:
    """Server time of one call, without network."""
    _measured("SQLite", "", folder / "sqlite")
    with postgres.running() as server:
        _measured("PostgreSQL", new_database(server), folder / "postgresql")


def _measured(name: str, url: str, home: Path) -> None:
    settings = Settings(home=home, database_url=url)
    start(settings, "demo")
    desk = open_desk(settings)
    first = receive(desk, ACTOR, DATA, "first.csv", office=OFFICE)
    numbers = itertools.count()
    fresh = timed(
        lambda: receive(desk, ACTOR, DATA + b"%d" % next(numbers), "new.csv", office=OFFICE), TIMES
    )
    given = []
    again = timed(
        lambda: given.append(receive(desk, ACTOR, DATA, "again.csv", office=OFFICE)), TIMES
    )
    counted("重复来件", sum(one.duplicate_of == first.id for one in given), TIMES)
    bounded(f"P5 重复来件,{name}", again, LIMIT, "ms")
    line("  首次来件(参照)", f"中位 {fresh.median * 1000:.2f} ms,最差 {fresh.worst * 1000:.2f} ms")
    desk.ledger.close()
