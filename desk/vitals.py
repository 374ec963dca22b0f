"""What a monitoring system asks of the installation: figures without names, offices or values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from shutil import disk_usage

from desk.handle import Desk, system_clock
from desk.pulse import WORKER
from desk.settings import Settings
from ledger import alert_log, channel_log, heartbeats, pools, server
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
        ours = (*_queues(reading), *_pulse(reading), *_alerts(reading))
        more = (*_connections(reading), *_copy(desk), *_archive(reading))
        return (*ours, *more, *_disks(desk.settings))


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


def _connections(reading: Reading) -> Iterator[Vital]:
    """What all our processes together hold of PostgreSQL; no series on SQLite."""
    found = pools.taken(reading)
    states = {"open": float(found.open), "busy": float(found.busy)} if found else {}
    most = {"": float(found.allowed)} if found else {}
    yield Vital("cityplan_connections", "Connections to the database.", "state", states)
    yield Vital("cityplan_connections_allowed", "Connections it has for our account.", "", most)


def _copy(desk: Desk) -> Iterator[Vital]:
    """Of the copy that pages are read from: no series where none is set.

    One that does not answer has no lag to tell, and is not read.
    """
    lag = desk.ledger.lag()
    read = {} if lag is None else {"": float(not lag.why)}
    known = lag is not None and (not lag.why or lag.behind > 0)
    late = {"": lag.seconds} if lag and known else {}
    lacks = {"": float(lag.behind)} if lag and known else {}
    yield Vital("cityplan_replica_read", "1 while pages are read from the copy.", "", read)
    yield Vital("cityplan_replica_lag_seconds", "How long ago it last moved.", "", late)
    yield Vital("cityplan_replica_behind", "Units of the ledger it lacks.", "", lacks)


def _archive(reading: Reading) -> Iterator[Vital]:
    """Of the continuous archive: no series where none was begun."""
    found = server.archive(reading)
    alive = {"": float(found.active and not found.lost)} if found else {}
    kept = {"": float(found.waiting)} if found else {}
    yield Vital("cityplan_archive_alive", "1 while the log is taken to the archive.", "", alive)
    yield Vital("cityplan_archive_waiting_bytes", "Log that is kept for the archive.", "", kept)


def _disks(settings: Settings) -> Iterator[Vital]:
    """Where the data and the backups lie; no series for a folder that is not there."""
    places = {"home": settings.home, "backups": settings.backups}
    found = {name: disk_usage(one) for name, one in places.items() if one and one.is_dir()}
    free = {name: float(one.free) for name, one in found.items()}
    whole = {name: float(one.total) for name, one in found.items()}
    yield Vital("cityplan_disk_free_bytes", "Free on the disk of a folder.", "place", free)
    yield Vital("cityplan_disk_bytes", "Size of the disk of a folder.", "place", whole)


def _seconds(since: datetime | None) -> float:
    return (utc(system_clock()) - utc(since)).total_seconds() if since else 0.0


def _each(names: Iterable[str], found: dict[str, int] | Counter[str]) -> dict[str, float]:
    """Every known name with its count, 0 too: a series that comes and goes alarms nobody."""
    return {name: float(found.get(name, 0)) for name in (*names, *(set(found) - set(names)))}
