"""Signs of life: who is at work, and what is overdue."""

from __future__ import annotations

from desk.handle import Desk, system_clock
from ledger import heartbeats

WORKER = "worker"
OVERDUE = 15.0


def beat(desk: Desk, name: str, *, within: float = OVERDUE) -> None:
    """A sign of life by the machine's own clock: simulated time does not keep anyone alive."""
    heartbeats.beat(desk.ledger, name, system_clock(), within=within)


def expect(desk: Desk, name: str, *, within: float) -> None:
    """Wait for a sign of life, also of one that never gave any."""
    heartbeats.expect(desk.ledger, name, system_clock(), within=within)


def stop_beating(desk: Desk, name: str) -> None:
    """An orderly end: nobody waits for this process any more."""
    heartbeats.rest(desk.ledger, name)


def worker_alive(desk: Desk) -> bool:
    """True while the intake worker's last sign of life is fresh."""
    with desk.ledger.read() as reading:
        last = heartbeats.beat_of(reading, WORKER)
    return last is not None and not last.overdue(system_clock())


def overdue_jobs(desk: Desk) -> tuple[str, ...]:
    """Names of scheduled jobs that were registered or ran, and have been silent for too long."""
    with desk.ledger.read() as reading:
        known = heartbeats.beats(reading)
    now = system_clock()
    return tuple(one.name for one in known if one.name != WORKER and one.overdue(now))


def not_ready(desk: Desk) -> tuple[str, ...]:
    """Chinese reasons why the installation is not ready; empty when it is."""
    reasons = [f"定时任务“{name}”逾期未运行" for name in overdue_jobs(desk)]
    if not worker_alive(desk):
        reasons.insert(0, "核验进程没有应答,来件会排队等候,不会丢失")
    return tuple(reasons)
