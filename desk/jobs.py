"""Long work: asked for on a page, done by the worker, told on the page when it is finished."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice

from desk import paper_flow
from desk.accounts import post_named
from desk.assess import assess_period
from desk.deadlines import asked_periods
from desk.handle import Desk, system_clock
from desk.periods import require_finished
from desk.rights import require_everywhere
from ledger import jobs
from ledger.errors import StaleLease
from ledger.jobs import Job
from observations.errors import TryLater, UserError
from observations.identity import Actor, Role
from observations.period import Frequency, ReportingPeriod

log = logging.getLogger(__name__)
LEASE_SECONDS = 60.0  # a dead worker's job is taken over within 90 s
Work = Callable[[Desk, Actor, ReportingPeriod], object]


def _assess(desk: Desk, actor: Actor, period: ReportingPeriod) -> str:
    return assess_period(desk, actor, period).id


def _issue(desk: Desk, actor: Actor, period: ReportingPeriod) -> str:
    return paper_flow.issue(desk, actor, period)[0].parent.name


WORK: Mapping[str, tuple[str, Work]] = {
    "assess": ("评估", _assess),
    "draft": ("评估并起草通报", paper_flow.draft),
    "issue": ("印发通报", _issue),
}


@dataclass(frozen=True)
class JobRow:
    """A job as pages show it; `outcome` is what it made, or the Chinese reason it could not."""

    id: str
    kind: str
    title: str
    state: str  # queued | running | done | failed
    post: str
    asked_at: datetime
    outcome: str
    period: str = ""


def ask(desk: Desk, actor: Actor, kind: str, period: ReportingPeriod) -> str:
    """Queue long work about a period; its number. What waits already is not queued again."""
    require_everywhere(actor, Role.DESK)
    if kind not in WORK:
        raise UserError(f"没有“{kind}”这种工作", cure=f"可用:{'、'.join(WORK)}")
    require_finished(desk, period)
    body = {"period": str(period)}
    with desk.ledger.read() as reading:
        if waiting := jobs.queued(reading, kind, body):
            return waiting
    with desk.ledger.write(actor, desk.now(), f"ask.{kind}", str(period)) as unit:
        return jobs.queue(unit, kind, body)


def askable(desk: Desk, actor: Actor) -> tuple[ReportingPeriod, ...]:
    """The two newest finished quarters, for those who may ask for their draft."""
    if not actor.everywhere(Role.DESK):
        return ()
    quarters = (p for p in asked_periods(desk, desk.today()) if p.frequency is Frequency.QUARTER)
    return tuple(islice(quarters, 2))


def listing(desk: Desk, actor: Actor, limit: int = 20) -> tuple[JobRow, ...]:
    """What was asked lately, newest first; for those who may ask."""
    if not actor.has(Role.DESK, Role.ADMIN):
        return ()
    with desk.ledger.read() as reading:
        return tuple(_row(job) for job in jobs.listing(reading, limit))


def do_one(desk: Desk, worker: str) -> bool:
    """Do the oldest waiting job on its asker's authority; False when none waits.

    A user's mistake ends the job with its reason, a fault of ours with a word; a job whose
    lease another worker took over leaves nothing behind.
    """
    job = jobs.take(desk.ledger, worker, LEASE_SECONDS, system_clock())
    if job is None:
        return False
    try:
        with _prolonged(desk, job):
            _end(desk, job)
    except StaleLease:
        log.warning("job %s was taken over by another worker: nothing of it is kept", job.id)
    return True


def _end(desk: Desk, job: Job) -> None:
    """Do it and keep how it ended; every unit it writes asks first whether the lease holds."""
    fenced = replace(desk, ledger=desk.ledger.fenced(partial(jobs.hold, job=job)))
    _, work = WORK[job.kind]
    period = ReportingPeriod.parse(str(job.body["period"]))
    try:
        made = str(work(fenced, post_named(desk, job.post), period))
    except StaleLease:
        raise
    except UserError as refused:
        jobs.fail(desk.ledger, job, str(refused), system_clock())
    except Exception:
        log.exception("job %s failed", job.id)
        jobs.fail(desk.ledger, job, "系统处理出错(已记录),请告知管理员", system_clock())
    else:
        jobs.finish(desk.ledger, job, {"made": made}, system_clock())


@contextmanager
def _prolonged(desk: Desk, job: Job) -> Iterator[None]:
    """The lease is prolonged from a thread of its own while the block runs."""
    ended = threading.Event()

    def prolong() -> None:
        while not ended.wait(LEASE_SECONDS / 3):
            with suppress(TryLater):  # the work itself says that the database is away
                jobs.prolong(desk.ledger, job, LEASE_SECONDS, system_clock())

    thread = threading.Thread(target=prolong, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _row(job: Job) -> JobRow:
    title, _ = WORK.get(job.kind, (job.kind, _assess))
    period = ReportingPeriod.parse(str(job.body["period"]))
    outcome = str(job.result.get("error") or job.result.get("made") or "")
    return JobRow(
        id=job.id,
        kind=job.kind,
        title=f"{period.label}{title}",
        state=job.state,
        post=job.post,
        asked_at=job.queued_at,
        outcome=outcome,
        period=str(period),
    )
