"""A shift: one run of a flow at the desk, with a sign of life in our own ledger at its end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from desk.handle import Desk, open_desk
from desk.pulse import beat, worker_alive
from desk.settings import load_settings
from flows.rhythms import Rhythm
from observations.identity import Actor, Role

ACTOR = Actor("定时任务", frozenset({Role.DESK}))
log = logging.getLogger("cityplan.flows")
log.setLevel(logging.INFO)  # Prefect attaches its handler to `cityplan` and leaves the level


@contextmanager
def on_shift(rhythm: Rhythm) -> Iterator[Desk]:
    """The desk for one run; a sign of life when the run ends well, none when it fails.

    An early return is a run that ended well. Alerts raised on the way are delivered here only
    when no intake worker is alive to do it.
    """
    desk = open_desk(load_settings())
    try:
        yield desk
        if not worker_alive(desk):
            _deliver(desk)
        beat(desk, rhythm.name, within=rhythm.silence.total_seconds())
    finally:
        desk.ledger.close()


def _deliver(desk: Desk) -> None:
    from desk.alerting import deliver_alerts

    sent = deliver_alerts(desk)
    if sent:
        log.info("没有核验进程在岗,本次代为送出预警%d条", sent)
