"""Long work: asked for by a post, taken by the worker under a lease, polled by pages."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from ledger.content import text_of
from ledger.errors import StaleLease
from ledger.opening import Ledger
from ledger.tables.kinds import utc
from ledger.tables.work import jobs
from ledger.unit import Reading, Unit


@dataclass(frozen=True)
class Job:
    """A piece of long work; `result` is what it gave, or `{"error": …}` in Chinese."""

    id: str
    kind: str
    body: Mapping[str, Any]
    state: str  # queued | running | done | failed
    post: str
    token: int
    queued_at: datetime
    finished_at: datetime | None
    result: Mapping[str, Any]


def queue(unit: Unit, kind: str, body: Mapping[str, Any]) -> str:
    """Ask for long work; the job's id."""
    job = f"J{unit.id}-{unit.take(1) & 0xFFFFFF}"
    row = {"job": job, "kind": kind, "body": text_of(dict(body)), "state": "queued"}
    more = {"post": unit.actor.post, "token": 0, "worker": "", "result": "{}"}
    unit.connection.execute(insert(jobs).values(row | more | {"queued_at": unit.now}))
    return job


def queued(reading: Reading, kind: str, body: Mapping[str, Any]) -> str:
    """The id of a job that asks for just this and waits to be begun; empty when none does."""
    wanted = (jobs.c.state == "queued", jobs.c.kind == kind, jobs.c.body == text_of(dict(body)))
    found = reading.connection.execute(select(jobs.c.job).where(*wanted).limit(1)).scalar()
    return found or ""


def take(
    ledger: Ledger,
    worker: str,
    seconds: float,
    now: datetime,
    *,
    kinds: Collection[str] | None = None,
) -> Job | None:
    """The oldest job nobody works at, leased for `seconds`; None when there is none."""
    moment = utc(now)
    lost = and_(jobs.c.state == "running", jobs.c.until < moment)
    query = select(jobs).where(or_(jobs.c.state == "queued", lost))
    if kinds is not None:
        query = query.where(jobs.c.kind.in_(sorted(kinds)))
    query = query.order_by(jobs.c.queued_at, jobs.c.job).limit(1)
    with ledger.step() as connection:
        row = connection.execute(query.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        until = moment + timedelta(seconds=seconds)
        taken = {"state": "running", "token": row.token + 1, "worker": worker, "until": until}
        connection.execute(update(jobs).where(jobs.c.job == row.job).values(taken))
    return _job(row, state="running", token=row.token + 1)


def hold(connection: Connection, job: Job) -> None:
    """StaleLease when another worker took the job over; none can while this transaction is open."""
    mine = select(jobs.c.job).where(_mine(job)).with_for_update()
    if connection.execute(mine).first() is None:
        raise StaleLease(job.id)


def prolong(ledger: Ledger, job: Job, seconds: float, now: datetime) -> None:
    """The lease runs for `seconds` from now; a job being written by its worker is left alone."""
    mine = select(jobs.c.job).where(_mine(job)).with_for_update(skip_locked=True)
    until = utc(now) + timedelta(seconds=seconds)
    with ledger.step() as connection:
        if connection.execute(mine).first() is not None:
            connection.execute(update(jobs).where(_mine(job)).values(until=until))


def finish(ledger: Ledger, job: Job, result: Mapping[str, Any], now: datetime) -> None:
    """Keep what the work gave; StaleLease when somebody else took it over."""
    _end(ledger, job, {"state": "done", "result": text_of(dict(result))}, now)


def fail(ledger: Ledger, job: Job, reason: str, now: datetime) -> None:
    """Keep why the work could not be done (a whole Chinese sentence)."""
    _end(ledger, job, {"state": "failed", "result": text_of({"error": reason})}, now)


def get(reading: Reading, job_id: str) -> Job | None:
    """One job; None when there is none."""
    row = reading.connection.execute(select(jobs).where(jobs.c.job == job_id)).first()
    return None if row is None else _job(row)


def listing(reading: Reading, limit: int = 100) -> tuple[Job, ...]:
    """Newest first."""
    query = select(jobs).order_by(jobs.c.queued_at.desc(), jobs.c.job.desc()).limit(limit)
    return tuple(_job(row) for row in reading.connection.execute(query))


def _end(ledger: Ledger, job: Job, values: Mapping[str, Any], now: datetime) -> None:
    closed = dict(values) | {"finished_at": utc(now), "until": None}
    with ledger.step() as connection:
        if connection.execute(update(jobs).where(_mine(job)).values(closed)).rowcount != 1:
            raise StaleLease(job.id)


def _mine(job: Job) -> ColumnElement[bool]:
    return and_(jobs.c.job == job.id, jobs.c.token == job.token, jobs.c.state == "running")


def _job(row: Row[Any], state: str = "", token: int | None = None) -> Job:
    return Job(
        id=row.job,
        kind=row.kind,
        body=json.loads(row.body),
        state=state or row.state,
        post=row.post,
        token=row.token if token is None else token,
        queued_at=row.queued_at,
        finished_at=row.finished_at,
        result=json.loads(row.result),
    )
