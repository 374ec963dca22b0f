"""What a monitoring system asks of the installation: figures without names, offices or values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from desk.handle import Desk, system_clock
from desk.pulse import WORKER
from ledger import alert_log, channel_log, heartbeats
from ledger.counts import counts
from ledger.tables.kinds import utc
from ledger.unit import Reading
from observations.errors import Refused
from observations.identity import Actor, Role

STATES = ("received", "judging", "accepted", "returned", "refused", "duplicate")
JOBS = ("queued", "running", "done", "failed")
SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Vital:
    """One gauge: its name, what it says (with its unit) and its values by labels."""

    name: str
    says: str
    label: str = ""
    values: dict[str, float] = field(default_factory=dict)


def vitals(desk: Desk, actor: Actor) -> tuple[Vital, ...]:
    """How the installation fares now; for officials' posts, in few and small queries."""
    if not actor.everywhere(Role.DESK, Role.LEADER, Role.ADMIN):
        cure = "用不限单位、地区的调度、领导或管理岗位的令牌"
        raise Refused("本岗位无权使用此功能", cure=cure)
    with desk.ledger.read() as reading:
        return (*_queues(reading), *_pulse(reading), *_alerts(reading))


def _queues(reading: Reading) -> Iterator[Vital]:
    found = counts(reading)
    age = _seconds(found.waiting_since)
    yield Vital("cityplan_ledger_head", "Audit sequence of the newest unit.", "", {"": found.units})
    yield Vital("cityplan_receipts", "Receipts by state.", "state", _each(STATES, found.receipts))
    yield Vital("cityplan_jobs", "Long jobs by state.", "state", _each(JOBS, found.jobs))
    yield Vital("cityplan_oldest_waiting_seconds", "Age of the oldest unjudged.", "", {"": age})


def _pulse(reading: Reading) -> Iterator[Vital]:
    known = heartbeats.beats(reading)
    now = system_clock()
    late = {one.name: float(one.overdue(now)) for one in known}
    ages = {one.name: (utc(now) - one.at).total_seconds() for one in known}
    alive = float(WORKER in late and not late[WORKER])
    yield Vital("cityplan_worker_alive", "1 while the worker gives signs of life.", "", {"": alive})
    yield Vital("cityplan_overdue", "1 where a sign of life is overdue.", "name", late)
    yield Vital("cityplan_heartbeat_age_seconds", "Since its last sign of life.", "name", ages)


def _alerts(reading: Reading) -> Iterator[Vital]:
    found = Counter(one.alert.severity for one in alert_log.alerts(reading, unclosed=True))
    fared = channel_log.fared(reading).values()
    waiting = {"": float(sum(one.waiting for one in fared))}
    tried = {"": float(max((one.attempts for one in fared), default=0))}
    yield Vital("cityplan_alerts_open", "Alerts not closed.", "severity", _each(SEVERITIES, found))
    yield Vital("cityplan_messages_waiting", "Messages no channel has taken yet.", "", waiting)
    yield Vital("cityplan_message_attempts", "Most attempts at one waiting message.", "", tried)


def _seconds(since: datetime | None) -> float:
    return (utc(system_clock()) - utc(since)).total_seconds() if since else 0.0


def _each(names: Iterable[str], found: dict[str, int] | Counter[str]) -> dict[str, float]:
    """Every known name with its count, 0 too: a series that comes and goes alarms nobody."""
    return {name: float(found.get(name, 0)) for name in (*names, *(set(found) - set(names)))}
