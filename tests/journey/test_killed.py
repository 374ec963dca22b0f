"""kill -9 in the middle of ingest: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desk.intake import judge_waiting
from ledger import audit, receipts, revisions
from observations.period import ReportingPeriod
from tests.desk.hall import Hall

KILLS = 20
SEED = 20241014
OFFICES = ("urban-management", "organization", "sanitation")
FIRST = ReportingPeriod.parse("2000-Q1")


class Zygote:
    """The warm process, driven over its pipes."""

    def __init__(self, hall: Hall) -> None:
        settings = hall.desk.settings
        words = [sys.executable, "-m", "tests.journey.zygote", str(settings.home)]
        self.process = subprocess.Popen(
            [*words, settings.database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def go(self, folder: Path, kill_after: float | None) -> int:
        """Let a child take in `folder`; its exit code (−9 when it was killed)."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"go {folder}\n")
        self.process.stdin.flush()
        pid = int(self._line())
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def zygote(hall: Hall) -> Iterator[Zygote]:
    started = Zygote(hall)
    try:
        yield started
    finally:
        started.process.communicate(timeout=30)


def _folders(hall: Hall, tmp_path: Path, kills: int) -> list[Path]:
    """One folder a kill: the forms of three offices for a quarter of its own."""
    made, period = [], FIRST
    for number in range(kills + 1):
        folder = tmp_path / f"batch-{number}"
        folder.mkdir()
        for office in OFFICES:
            hall.form(office, period).rename(folder / f"{office}_{period}.xlsx")
        made.append(folder)
        period = period.next()
    return made


@pytest.mark.timeout(240)
def test_twenty_kills_in_the_middle_of_ingest_lose_and_double_nothing(
    hall: Hall, tmp_path: Path
) -> None:
    _kill(hall, tmp_path, KILLS)


@pytest.mark.campaign
@pytest.mark.timeout(3000)
def test_a_hundred_kills_on_each_database_lose_nothing(hall: Hall, tmp_path: Path) -> None:
    _kill(hall, tmp_path, 100)


def _kill(hall: Hall, tmp_path: Path, kills: int) -> None:
    """Take in one batch after another, each killed at a random moment of its own length."""
    chance = random.Random(SEED)
    folders = _folders(hall, tmp_path, kills)
    with zygote(hall) as warm:
        began = time.monotonic()
        assert warm.go(folders[0], None) == 0
        began = time.monotonic()
        assert warm.go(folders[0], None) == 0
        whole = max(time.monotonic() - began, 0.5)
        ends = Counter(warm.go(f, chance.uniform(0.02, whole)) for f in folders[1:])
        assert ends[-signal.SIGKILL] >= kills // 2, ends
    _all_acknowledged_are_kept(hall)
    _a_restart_finishes_what_waits(hall)
    _nothing_is_doubled(hall)


def _all_acknowledged_are_kept(hall: Hall) -> None:
    acknowledged = (hall.desk.settings.home / "acks").read_text("utf-8").split()
    with hall.desk.ledger.read() as reading:
        kept = {row.id for row in receipts.listing(reading, limit=1000)}
    assert set(acknowledged) <= kept
    assert acknowledged


def _a_restart_finishes_what_waits(hall: Hall) -> None:
    """Without a hand: the next worker takes over what the dead ones held."""
    hall.clock.moment = hall.clock.moment.replace(year=2027)
    while judge_waiting(hall.bench):
        pass
    with hall.desk.ledger.read() as reading:
        states = Counter(row.state for row in receipts.listing(reading, limit=1000))
    assert set(states) <= {"accepted"}, states


def _nothing_is_doubled(hall: Hall) -> None:
    with hall.desk.ledger.read() as reading:
        rows = receipts.listing(reading, limit=1000)
        values = revisions.current(reading)
        mine = values.filter(values["office"].is_in(OFFICES))
    keys = mine.select("indicator", "area", "period")
    assert keys.is_unique().all()
    assert mine.height == sum(row.accepted for row in rows if row.office in OFFICES)
    assert audit.verify(hall.desk.ledger) == ()
