"""The one worker: warm, it judges what waits and delivers what must be known."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from desk.alerting import deliver_alerts
from desk.bulk_certify import Certifier
from desk.data_docs import Draughtsman
from desk.handle import Desk
from desk.heads import export_due
from desk.intake import Bench, judge_waiting
from desk.jobs import do_one
from desk.pulse import WORKER, beat, stop_beating
from observations.confine import SECCOMP
from observations.errors import TryLater
from observations.spool import sweep

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.05
REST_SECONDS = 1.0  # leases run out and deliveries fall due without a word in the record
AWAY_SECONDS = 1.0
BEAT_SECONDS = 2.0
LEFT_SECONDS = 86_400.0  # no delivery takes a day
DELIVER_SECONDS = 5.0


def work(desk: Desk, stopped: Callable[[], bool]) -> None:
    """Judge and deliver until `stopped()`; a beat every two seconds, also while judging.

    While the database is away or full it waits and goes on by itself.
    """
    warm_up()
    sweep(desk.settings.spool_dir, time.time() - LEFT_SECONDS)
    ended = threading.Event()
    pulse = threading.Thread(target=_keep_beating, args=(desk, ended), daemon=True)
    pulse.start()
    try:
        with Bench(desk, name=WORKER) as bench:
            if bench.jail.isolation != SECCOMP:
                log.warning("读取外来文件的子进程只有资源上限:本机内核不支持 seccomp")
            _loop(bench, stopped)
    finally:
        ended.set()
        pulse.join()
        with suppress(TryLater):  # without a word it is overdue in a few seconds anyway
            stop_beating(desk, WORKER)


def warm_up() -> None:
    """Load Great Expectations before the first form waits for it (seven seconds).

    What it brings stays as long as the process: the collector need not walk it (0.2 s) again
    and again while forms are judged.
    """
    from expectations.gx import warm

    warm()
    gc.collect()
    gc.freeze()


def _loop(bench: Bench, stopped: Callable[[], bool]) -> None:
    certifier, delivered, waiting = Certifier(bench.desk), 0.0, ""
    draughtsman = Draughtsman(bench.desk)
    while not stopped():
        try:
            head = bench.desk.ledger.head()
            worked, delivered = _round(bench, (certifier, draughtsman), delivered)
            waiting = ""
            if not worked:
                _rest(bench.desk, head, stopped)
        except TryLater as away:
            if waiting != away.what:
                log.warning("%s", away)
            waiting = away.what
            time.sleep(AWAY_SECONDS)


def _rest(desk: Desk, head: int, stopped: Callable[[], bool]) -> None:
    """Wait until the record has grown past `head`, for `REST_SECONDS` at most.

    What is sent or asked for stands in it; to ask for the head is far less than a whole round.
    """
    awake = time.monotonic() + REST_SECONDS
    time.sleep(IDLE_SECONDS)
    while not stopped() and time.monotonic() < awake and desk.ledger.head() == head:
        time.sleep(IDLE_SECONDS)


def _round(
    bench: Bench, patient: tuple[Certifier, Draughtsman], delivered: float
) -> tuple[bool, float]:
    """Whether there was something to do, and when alerts were delivered last."""
    certifier, draughtsman = patient
    judged = judge_waiting(bench)
    worked = do_one(bench.desk, WORKER) or certifier.step() or (not judged and draughtsman.step())
    now = time.monotonic()
    if judged or now - delivered > DELIVER_SECONDS:
        _export_head(bench.desk)
        deliver_alerts(bench.desk)
        draughtsman.look()
        delivered = now
    return bool(judged) or worked, delivered


def _export_head(desk: Desk) -> None:
    """The day's head of the chain; a full or missing folder holds up nobody's report."""
    try:
        export_due(desk)
    except OSError as unwritable:
        log.warning("链头文件写不出,稍后再试:%s", unwritable)


def _keep_beating(desk: Desk, ended: threading.Event) -> None:
    while not ended.is_set():
        with suppress(TryLater):  # the loop says why
            beat(desk, WORKER)
        ended.wait(BEAT_SECONDS)
