"""The one worker: warm, it judges what waits and delivers what must be known."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from desk.alerting import deliver_alerts
from desk.handle import Desk
from desk.intake import Bench, judge_waiting
from desk.jobs import do_one
from desk.pulse import WORKER, beat, stop_beating

IDLE_SECONDS = 0.05
BEAT_SECONDS = 2.0
DELIVER_SECONDS = 5.0


def work(desk: Desk, stopped: Callable[[], bool]) -> None:
    """Judge and deliver until `stopped()`; a beat every two seconds, also while judging."""
    warm_up()
    ended = threading.Event()
    pulse = threading.Thread(target=_keep_beating, args=(desk, ended), daemon=True)
    pulse.start()
    try:
        with Bench(desk, name=WORKER) as bench:
            _loop(bench, stopped)
    finally:
        ended.set()
        pulse.join()
        stop_beating(desk, WORKER)


def warm_up() -> None:
    """Load Great Expectations before the first form waits for it (seven seconds)."""
    from expectations.gx import warm

    warm()


def _loop(bench: Bench, stopped: Callable[[], bool]) -> None:
    last_delivery = 0.0
    while not stopped():
        judged = judge_waiting(bench)
        worked = do_one(bench.desk, WORKER)
        now = time.monotonic()
        if judged or now - last_delivery > DELIVER_SECONDS:
            deliver_alerts(bench.desk)
            last_delivery = now
        if not judged and not worked:
            time.sleep(IDLE_SECONDS)


def _keep_beating(desk: Desk, ended: threading.Event) -> None:
    while not ended.is_set():
        beat(desk, WORKER)
        ended.wait(BEAT_SECONDS)
