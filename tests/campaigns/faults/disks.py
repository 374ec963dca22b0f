"""Disks that are full: small file systems in memory for originals, database and papers."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from openpyxl import load_workbook
from sqlalchemy import make_url

from briefings.form import Entry
from desk import paper_flow
from desk.approve import approve
from ledger import audit, papers, receipts, revisions
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.warm import Warm, borrowed
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.desk.two_posts import LEADER
from tests.postgres import Cluster, cluster

NOT_ROOT = "small file systems need root: skipped"
SYSTEM_FAULT, SOME_REFUSED = 3, 1
PAGE = 4096
PAPER = ReportingPeriod.parse("2024-Q3")


class NoDisks(Exception):  # noqa: N818 -- a condition
    """This machine does not let us mount."""


@dataclass(frozen=True)
class Disk:
    """A small file system of its own."""

    folder: Path

    def fill(self, left: int = 0) -> None:
        """Nothing fits any more but `left` pages."""
        with suppress(OSError), (self.folder / "filler").open("wb", buffering=0) as out:
            while True:
                out.write(b"\0" * PAGE)
        filler = self.folder / "filler"
        os.truncate(filler, max(filler.stat().st_size - left * PAGE, 0))

    def free(self) -> None:
        (self.folder / "filler").unlink()


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A file system of so many megabytes at `folder`; NoDisks without the right to mount."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m,mode=755"
    words = ["mount", "-t", "tmpfs", "-o", size, "cityplan-campaign", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True).returncode != 0:
        raise NoDisks(NOT_ROOT)
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@dataclass
class Stage:
    """An installation whose originals, database and papers lie on disks of their own."""

    ground: Ground
    hall: Hall
    warm: Warm
    spool: Disk
    database: Disk
    papers: Disk


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """Three small disks; on PostgreSQL a table space is the database's."""
    with ExitStack() as stack:
        home = ground.folder / "home"
        spool = stack.enter_context(disk(home / "spool", 8))
        written = stack.enter_context(disk(home / "papers", 4))
        database, url = _database_on_a_disk(stack, ground)
        hall = halls.build(ground.folder, url)
        stack.callback(hall.desk.ledger.close)
        with hall.bench:
            for office in OFFICES if ground.whole else ():  # no briefing in the sample
                halls.approved(hall, office, PAPER)
        process = stack.enter_context(borrowed(ground))
        process.move_to(hall.desk.settings)
        yield partial(_trial, Stage(ground, hall, process, spool, database, written))


def _database_on_a_disk(stack: ExitStack, ground: Ground) -> tuple[Disk, str]:
    """The disk and the address of the database on it."""
    if ground.kind == SQLITE:
        small = stack.enter_context(disk(ground.folder / "database", 16))
        return small, f"sqlite:///{small.folder / 'cityplan.db'}"
    server = stack.enter_context(cluster())
    small = stack.enter_context(disk(server.folder / "small", 48))
    return small, _in_table_space(server, small)


def _in_table_space(server: Cluster, space: Disk) -> str:
    """A database that lies wholly on the small disk; the server's own log does not."""
    shutil.chown(space.folder, "postgres", "postgres")
    plain = make_url(server.url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(), autocommit=True) as connection:
        connection.execute(f"CREATE TABLESPACE small LOCATION '{space.folder}'")
        connection.execute("CREATE DATABASE small TEMPLATE template0 TABLESPACE small")
    return make_url(server.url).set(database="small").render_as_string(hide_password=False)


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    """One place is full, something is wanted, it is said, room is made, it goes on."""
    kinds: tuple[tuple[str, Callable[..., None]], ...] = (
        ("originals", _spool),
        ("database", _database),
        ("return sheets", _return_sheet),
        ("briefings", _briefing),
        ("log", _log),
    )
    name, act = kinds[number % len(kinds)]
    before = _values(stage)
    act(stage, number, chance)
    broken = audit.verify(stage.hall.desk.ledger)
    assert broken == (), broken
    assert before <= _values(stage), "an earlier value is gone"
    _nothing_half(stage)
    return Told({f"full: {name}": 1})


def _spool(stage: Stage, number: int, chance: random.Random) -> None:
    path = _good(stage, number, chance)
    stage.spool.fill(chance.randint(0, 2))
    assert _ingest(stage, path) == SYSTEM_FAULT, _said(stage)
    _clear(stage, "磁盘已满")
    assert _receipts(stage, path) == []
    stage.spool.free()
    assert _ingest(stage, path) == 0, _said(stage)
    assert _receipts(stage, path) == ["accepted"]


def _database(stage: Stage, number: int, chance: random.Random) -> None:
    """Until something does not fit: a few pages may be free within the database's files."""
    stage.database.fill(chance.randint(0, 6))
    told: list[Path] = []
    for attempt in range(200):
        told.append(_good(stage, number, chance, f"之{attempt}"))
        code = _ingest(stage, told[-1])
        if code != 0:
            break
    assert code == SYSTEM_FAULT, _said(stage)
    _clear(stage, "数据库所在磁盘已满")
    stage.database.free()
    assert _ingest(stage, told[-1]) == 0, _said(stage)
    assert [_receipts(stage, path) for path in told] == [["accepted"]] * len(told)


def _return_sheet(stage: Stage, number: int, chance: random.Random) -> None:
    office, period = chance.choice(OFFICES), chance.choice(QUARTERS)
    layout = layout_for(stage.hall.desk.plan, office, period)
    bad = {row.key: Entry(value="约莫", numerator="约莫") for row in layout.rows[:1]}
    path = stage.hall.form(office, period, bad)
    path = path.rename(path.with_name(f"{office}_{number}_bad.xlsx"))
    stage.papers.fill(chance.randint(0, 2))
    assert _ingest(stage, path) == SYSTEM_FAULT, _said(stage)
    _clear(stage, "磁盘已满")
    assert _receipts(stage, path) == ["returned"]
    stage.papers.free()
    assert _ingest(stage, path) == SOME_REFUSED, _said(stage)
    (told,) = json.loads(_out(stage))["receipts"]
    assert load_workbook(told["return_sheet"]).sheetnames


def _briefing(stage: Stage, number: int, chance: random.Random) -> None:
    """A paper that is issued again because an approved value changed."""
    office = OFFICES[number // 5 % len(OFFICES)]
    path = form(stage.hall, office, PAPER, f"第{number}次更正")
    with stage.hall.bench:
        stage.hall.hand_in(path, stage.hall.clerk(office))
    approve(stage.hall.desk, stage.hall.reviewer(office), office, PAPER)
    approve(stage.hall.desk, stage.hall.bureau, office, PAPER)
    paper_flow.draft(stage.hall.desk, stage.hall.bureau, PAPER)
    seen = paper_flow.text(stage.hall.desk, LEADER, PAPER).sha256
    paper_flow.approve(stage.hall.desk, LEADER, PAPER, seen)
    words = ("paper", "issue", str(PAPER), "--json")
    stage.papers.fill(chance.randint(0, 12))
    assert _command(stage, words) == SYSTEM_FAULT, _said(stage)
    _clear(stage, "磁盘已满")
    stage.papers.free()
    assert _command(stage, words) == 0, _said(stage)
    for folder in (one for one in stage.papers.folder.iterdir() if one.is_dir()):
        shutil.rmtree(folder)  # else the small disk is full of papers before long


def _log(stage: Stage, number: int, chance: random.Random) -> None:
    """Nobody can read what it says, but what it does is done."""
    path = _good(stage, number, chance)
    assert _command(stage, _words(path), out="/dev/full") == SYSTEM_FAULT
    assert _receipts(stage, path) == ["accepted"]
    assert _ingest(stage, path) == 0, _said(stage)


def _good(stage: Stage, number: int, chance: random.Random, part: str = "") -> Path:
    office, period = chance.choice(OFFICES), chance.choice(QUARTERS)
    path = form(stage.hall, office, period, f"第{number}件{part}")
    return path.rename(path.with_name(f"{office}_{number}_{part}.xlsx"))


def _words(path: Path) -> tuple[str, ...]:
    return ("ingest", str(path), "--office", path.name.partition("_")[0], "--json")


def _ingest(stage: Stage, path: Path) -> int:
    return _command(stage, _words(path))


def _command(stage: Stage, words: tuple[str, ...], out: str = "") -> int:
    job = Job("command", str(stage.ground.folder), words=words, out=out)
    return stage.warm.go(job)


def _out(stage: Stage) -> str:
    return (stage.ground.folder / "out").read_text("utf-8")


def _said(stage: Stage) -> str:
    return _out(stage) + (stage.ground.folder / "err").read_text("utf-8")


def _clear(stage: Stage, words: str) -> None:
    """One Chinese line that says which disk and what to do, and no traceback."""
    error = (stage.ground.folder / "err").read_text("utf-8")
    assert "Traceback" not in error, error
    assert words in error, error
    told = json.loads(_out(stage))
    assert "腾出磁盘空间" in told["error"]["cure"], told


def _receipts(stage: Stage, path: Path) -> list[str]:
    with stage.hall.desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=250)
    return [row.state for row in rows if row.source.name == path.name]


def _values(stage: Stage) -> set[str]:
    """Every version there is of every value."""
    with stage.hall.desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=100_000)
        return {
            revision
            for row in rows
            for revision in revisions.of_receipt(reading, row.id)["revision"]
        }


def _nothing_half(stage: Stage) -> None:
    """No file cut short, none with a temporary name; every paper as registered."""
    for one in (stage.spool, stage.papers):
        left = [path.name for path in one.folder.rglob(".*")]
        assert left == [], left
    with stage.hall.desk.ledger.read() as reading:
        issued = [row.file for row in papers.papers(reading)]
    for file in issued:
        path = stage.papers.folder / file.path
        assert not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256


CAMPAIGN = Campaign(
    name="disks",
    promise="a full disk under originals, database, papers or log is said so and costs nothing",
    trials=50,
    arena=arena,
)
