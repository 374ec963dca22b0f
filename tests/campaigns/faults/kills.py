"""kill −9 at random moments and at every named station of a file's way."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from ledger import audit, receipts, revisions
from observations.period import ReportingPeriod
from observations.spool import archived
from tests.campaigns.faults.batches import OFFICES, batch, form
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.points import POINTS, START
from tests.campaigns.faults.warm import Warm, borrowed
from tests.campaigns.runner import Campaign, Ground, Tally, Told, Trial
from tests.desk import hall as halls
from tests.desk.hall import Hall

FIRST = ReportingPeriod.parse("2000-Q3")
ACCEPTING, JUDGING = 5.0, 30.0
COLD_EVERY = 50
LEAST_AT_A_STATION = 5


@dataclass
class Stage:
    """What the trials share: the installation, the warm process, how long a batch takes."""

    ground: Ground
    hall: Hall
    warm: Warm
    whole: float


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """An installation, and a warm process whose children are killed one after another."""
    hall = halls.build(ground.folder, ground.url)
    try:
        with borrowed(ground) as process:
            process.move_to(hall.desk.settings)
            yield partial(_trial, Stage(ground, hall, process, _length(hall, process, ground)))
        _the_end(hall)
    finally:
        hall.desk.ledger.close()


def _length(hall: Hall, process: Warm, ground: Ground) -> float:
    """How long an undisturbed batch takes."""
    folder = ground.folder / "undisturbed"
    folder.mkdir()
    for office in OFFICES[:3]:
        hall.form(office, FIRST).rename(folder / f"{office}_1.xlsx")
    began = time.monotonic()
    assert process.go(Job("take_in", str(folder))) == 0
    return time.monotonic() - began


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    """One killed batch, then a start that puts everything right without a hand."""
    folder = batch(stage.hall, stage.ground.folder, number)
    place = _kill(stage, number, folder, chance)
    files = sorted(folder.iterdir())
    _whole_or_absent(stage.hall, files)
    stored = _acknowledged_are_stored(stage.hall)
    assert stage.warm.go(Job("finish", str(folder))) == 0
    worst = stage.warm.moments()
    if stage.ground.whole and number % COLD_EVERY == COLD_EVERY - 1:
        worst |= _cold(stage, number)
    _limits(worst)
    _once_each(stage.hall, files)
    broken = audit.verify(stage.hall.desk.ledger)
    assert broken == (), broken
    name = POINTS[place].name if place < START else "00 not yet begun"
    shutil.rmtree(folder)
    return Told({f"killed at {name}": 1, "acknowledged and stored": stored}, worst)


def _kill(stage: Stage, number: int, folder: Path, chance: random.Random) -> int:
    """By turns at a named station and at a random moment; the last station passed."""
    turn, at_random = divmod(number, 2)
    job, after = Job("take_in", str(folder)), chance.uniform(0.0, stage.whole)
    if not at_random:
        point = turn % len(POINTS)
        job, after = Job("take_in", str(folder), point=point, hit=chance.randint(1, 3)), None
    code = stage.warm.go(job, after)
    assert code == -signal.SIGKILL or (at_random and code == 0), f"{job.point}: exit {code}"
    return stage.warm.station()


def _whole_or_absent(hall: Hall, files: list[Path]) -> None:
    """What lies in the archive under a hash has that hash."""
    for file in files:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        kept = archived(hall.desk.settings.spool_dir, digest)
        if kept.exists():
            found = hashlib.sha256(kept.read_bytes()).hexdigest()
            assert found == digest, f"{file.name}: the archive holds {found}"


def _acknowledged_are_stored(hall: Hall) -> int:
    """Every receipt told to a sender is in the ledger, and its original in the archive."""
    path = hall.desk.settings.home / "acks"
    told = path.read_text("utf-8").split() if path.exists() else []
    path.unlink(missing_ok=True)
    with hall.desk.ledger.read() as reading:
        for number in told:
            row = receipts.get(reading, number)
            assert row is not None, f"acknowledged {number} is lost"
            assert archived(hall.desk.settings.spool_dir, row.source.sha256).exists(), number
    return len(told)


def _limits(worst: dict[str, float]) -> None:
    for name, seconds in worst.items():
        limit = ACCEPTING if "accepting" in name else JUDGING
        assert seconds < 4 * limit, f"{name} took {seconds:.1f} s, promised {limit} s"


def _once_each(hall: Hall, files: list[Path]) -> None:
    """One receipt a file, accepted, that brought each of its values once."""
    with hall.desk.ledger.read() as reading:
        for file in files:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            rows = receipts.by_hash(reading, digest)
            assert [row.state for row in rows] == ["accepted"], (file.name, rows)
            brought = revisions.of_receipt(reading, rows[0].id)
            assert brought.height == rows[0].accepted == rows[0].changed, file.name
            assert brought.select("indicator", "area", "period").is_unique().all(), file.name


def _cold(stage: Stage, number: int) -> dict[str, float]:
    """The same start in a process that has nothing loaded."""
    folder = stage.ground.folder / f"cold-{number}"
    folder.mkdir()
    path = form(stage.hall, "housing", FIRST, f"第{number}批后")
    path.rename(folder / "housing_1.xlsx")
    settings = stage.hall.desk.settings
    words = [sys.executable, "-m", "tests.campaigns.faults.cold", str(settings.home)]
    done = subprocess.run([*words, settings.url, str(folder)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return {f"{name}, cold": seconds for name, seconds in stage.warm.moments().items()}


def _the_end(hall: Hall) -> None:
    """Over all trials: each version of a value once, one of them valid, each original whole."""
    with hall.desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=1_000_000)
        values = revisions.current(reading)
        brought = pl.concat(revisions.of_receipt(reading, row.id) for row in rows)
    states = Counter(row.state for row in rows)
    assert set(states) == {"accepted"}, states
    told = sum(row.changed for row in rows)
    assert brought.height == told, f"{brought.height} values, judged were {told}"
    keys = ["indicator", "area", "period"]
    assert values.select(keys).is_unique().all(), "a key stands twice"
    assert values.height == brought.select(keys).n_unique(), values.height
    assert brought.select(*keys, "previous").is_unique().all(), "two follow one"
    folder = hall.desk.settings.spool_dir
    for path in (p for p in folder.glob("??/*") if p.is_file()):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, f"{path} is not whole"


def _every_station(tally: Tally) -> None:
    for point in POINTS:
        hits = tally.counts[f"killed at {point.name}"]
        assert hits >= LEAST_AT_A_STATION, f"only {hits} kills at {point.name}"


CAMPAIGN = Campaign(
    name="kills",
    promise="kill -9 at 200 random moments and 200 times at 25 named stations loses nothing",
    trials=400,
    arena=arena,
    judge=_every_station,
)
