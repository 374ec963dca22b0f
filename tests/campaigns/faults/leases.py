"""A worker that stops past its lease and goes on: its verdict is thrown away."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from desk.handle import Desk, system_clock
from desk.intake import Bench, judge_waiting, receive
from ledger import audit, receipts, revisions
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.points import BY_NAME
from tests.campaigns.faults.warm import Warm, borrowed
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial
from tests.desk import hall as halls
from tests.desk.hall import Hall

LEASE, SHORT = 2.0, 0.5
TRIALS = 100
LONG_STOP, LONG_LEASE = 300.0, 20.0
OUTSIDE = ("15 lease after commit", "16 after reading", "17 after checking")
"""Stations outside of a transaction: one that stops within holds SQLite's only writer."""
WITHIN = (
    "18 before recording",
    "19 mid-write, judgement in",
    "22 verdict before its link",
    "24 verdict before commit",
)


@dataclass
class Stage:
    """The installation, the next worker's desk and bench, the process of the slow one."""

    ground: Ground
    hall: Hall
    desk: Desk
    bench: Bench
    warm: Warm


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """One installation; the next worker lives here, the slow one in a child."""
    hall = halls.build(ground.folder, ground.url)
    desk = replace(hall.desk, clock=system_clock)
    try:
        with borrowed(ground) as process, Bench(desk, name="next") as bench:
            process.move_to(hall.desk.settings)
            yield partial(_trial, Stage(ground, hall, desk, bench, process))
        assert audit.verify(hall.desk.ledger) == ()
    finally:
        hall.desk.ledger.close()


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    """One delivery, a worker that sleeps over it, another that judges it meanwhile."""
    long = number >= TRIALS
    lease = LONG_LEASE if long else (LEASE if stage.ground.whole else SHORT)
    points = OUTSIDE if stage.ground.kind == SQLITE else OUTSIDE + WITHIN
    point = points[number % len(points)]
    receipt = _delivered(stage, number, chance)
    act = int(signal.SIGSTOP)
    pid = stage.warm.start(Job("judge", lease=lease, point=BY_NAME[point], act=act))
    assert stage.warm.stopped() is None, f"never came to {point}"
    time.sleep(LONG_STOP if long else lease + 0.1)
    taken = judge_waiting(stage.bench) == (receipt,)
    os.kill(pid, signal.SIGCONT)
    assert stage.warm.ended() == 0, "the slow worker fell over"
    _one_verdict(stage, receipt)
    assert taken or point in WITHIN, f"nobody took over at {point}"
    ended = "the stale writer was rejected" if taken else "it held its row and went on"
    return Told({f"stopped at {point}": 1, ended: 1} | ({"five minutes": 1} if long else {}))


def _delivered(stage: Stage, number: int, chance: random.Random) -> str:
    office, period = chance.choice(OFFICES), chance.choice(QUARTERS)
    path = form(stage.hall, office, period, f"第{number}件")
    return receive(stage.desk, stage.hall.clerk(office), path, path.name).id


def _one_verdict(stage: Stage, receipt: str) -> None:
    """One judgement in the chain, its values once."""
    with stage.desk.ledger.read() as reading:
        links = audit.tail(reading, limit=20)
        row = receipts.get(reading, receipt)
        brought = revisions.of_receipt(reading, receipt)
    verdicts = [one for one in links if (one.action, one.subject) == ("judge", receipt)]
    assert len(verdicts) == 1, verdicts
    assert row is not None
    assert row.state == "accepted", row
    assert brought.height == row.changed > 0
    assert brought.select("indicator", "area", "period").is_unique().all()


CAMPAIGN = Campaign(
    name="leases",
    promise="a worker stopped past its lease writes nothing once another has judged",
    trials=TRIALS + 1,
    arena=arena,
)
