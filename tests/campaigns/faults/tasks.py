"""What the children of the warm process do."""

from __future__ import annotations

import os
import time
from pathlib import Path

from desk.delivery import WAITING
from desk.demo.posts import clerk
from desk.handle import Desk
from desk.intake import Bench, judge_waiting, receive
from ledger import receipts
from tests.campaigns.faults.job import Job


def acknowledge(home: Path, receipt: str) -> None:
    """What a sender would hear: from here on the file is ours."""
    with (home / "acks").open("a", encoding="utf-8") as log:
        log.write(f"{receipt}\n")


def deliver(desk: Desk, path: Path) -> None:
    """Receive one file for the office its name begins with, and say so."""
    receipt = receive(desk, clerk(desk, path.name.partition("_")[0]), path, path.name)
    acknowledge(desk.settings.home, receipt.id)


def take_in(desk: Desk, job: Job) -> None:
    """Receive each file, acknowledge it, judge what waits."""
    with Bench(desk, name=f"killed-{os.getpid()}", lease_seconds=job.lease) as bench:
        for path in sorted(Path(job.folder).iterdir()):
            deliver(desk, path)
            judge_waiting(bench)


def judge(desk: Desk, job: Job) -> None:
    """Judge what waits, once."""
    with Bench(desk, name=f"slow-{os.getpid()}", lease_seconds=job.lease) as bench:
        judge_waiting(bench)


def finish(desk: Desk, job: Job) -> None:
    """A start after a fall: accept the files again, then judge until nothing waits."""
    began = time.monotonic()
    for path in sorted(Path(job.folder).iterdir()):
        deliver(desk, path)
        _moment(desk, "accepting", began)
    with Bench(desk, name=f"next-{os.getpid()}", lease_seconds=job.lease) as bench:
        while _waits(desk):
            judge_waiting(bench)
            time.sleep(0.02)
    _moment(desk, "judging", began)


def _moment(desk: Desk, name: str, began: float) -> None:
    with (desk.settings.home / "moments").open("a", encoding="utf-8") as log:
        log.write(f"{name} {time.monotonic() - began:.4f}\n")


def _waits(desk: Desk) -> bool:
    with desk.ledger.read() as reading:
        return any(row.state in WAITING for row in receipts.listing(reading, limit=100_000))


TASKS = {"take_in": take_in, "finish": finish, "judge": judge}
