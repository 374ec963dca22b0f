"""What a run left behind that did not end by itself: closed, and made up for without a hand.

A stopped process worker leaves its run `Running` for ever, and the run holds its deployment's
only place. A server killed while it hands a run over cancels it by itself when it is back. Runs
planned while nothing was listening would all be made up for, one by one, where one does
everything due. Whatever it was, the deployment is run once, now, not at its next clock.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from flows.prefect_api import Server

AT_WORK = frozenset({"RUNNING", "PENDING", "CANCELLING"})
WAITING = "SCHEDULED"
CUT_OFF = frozenset({"CRASHED", "CANCELLED"})
LATELY = timedelta(hours=1)
GIVEN = timedelta(seconds=60)  # a run that is being handed over has no process yet
ENDLESS = timedelta(hours=6)
AGAIN, LONGEST = timedelta(seconds=15), timedelta(minutes=5)
STOPPED = "工作进程已停止,本次未完成;随即补做一次,做完应做的一切"
MISSED = "停机期间错过;随即补做一次,做完应做的一切"


@dataclass(frozen=True)
class Run:
    """One run as the server tells of it; `began`: it came to `Running`; `since`: of its state;
    `missed`: its time had passed before anybody could begin; `worker`: who took it, once taken.
    """

    id: str
    deployment: str
    state: str
    since: datetime
    planned: datetime
    by_clock: bool
    began: bool
    missed: bool
    pid: str
    worker: str


@dataclass(frozen=True)
class Watch:
    """Who looks: the server, the pool, this machine's worker; `own`: nobody else uses the server.

    Several machines may watch one pool: a deployment asked for twice runs one after the other,
    and the second finds nothing to do.
    """

    server: Server
    pool: str
    worker: str
    own: bool


def settle(watch: Watch) -> tuple[int, int]:
    """Close what can no longer end, before a worker starts: how many crashed, how many missed.

    While other workers are at work, what its time has passed for is left to them.
    """
    now = datetime.now(UTC)
    working = _working(watch)
    found = _runs(watch, now)
    mine = [one for one in found if one.state in AT_WORK and _of_here(one, watch)]
    crashed = [one for one in mine if not alive(one)]
    crashed += [one for one in found if one not in mine and dead(one, watch, working, now)]
    late = missed(found, now) if not working - {watch.worker} else []
    _close(watch.server, crashed, "CRASHED", STOPPED)
    _close(watch.server, late, "CANCELLED", MISSED)
    if crashed or late:
        make_up(watch.server, _runs(watch, now), now)
    return len(crashed), len(late)


def look_after(watch: Watch) -> int:
    """The same beside a worker at work: what died is closed; how many deployments are run again.

    A server that does not answer is asked again the next time.
    """
    now = datetime.now(UTC)
    try:
        found = _runs(watch, now)
        at_work = any(one.state in AT_WORK for one in found)
        working = _working(watch) if at_work else frozenset[str]()
        gone = [one for one in found if dead(one, watch, working, now)]
        _close(watch.server, gone, "CRASHED", STOPPED)
        return make_up(watch.server, _runs(watch, now) if gone else found, now)
    except (OSError, ValueError):
        return 0


def make_up(server: Server, found: Sequence[Run], now: datetime) -> int:
    """Run each deployment that is owed a run, once, but what a person has paused; how many."""
    wanted = owed(found, now)
    if not wanted:
        return 0
    told = server.each("/deployments/filter", {"deployments": {"id": {"any_": wanted}}})
    running = [one["id"] for one in told if not one["paused"]]
    for deployment in running:
        server.ask(f"/deployments/{deployment}/create_flow_run", {})
    return len(running)


def alive(run: Run) -> bool:
    """True while a process may still be at work on the run.

    It is recognised by the run's id in its environment: a number alone may have been given to
    another process since.
    """
    if not run.pid.isdigit():
        return False
    try:
        told = Path(f"/proc/{run.pid}/environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    return run.id.encode() in told


def dead(run: Run, watch: Watch, working: Container[str], now: datetime) -> bool:
    """True for a run at work that nobody does any more, and which is not just being handed over.

    `working`: the workers that give signs of life. A run of this machine is dead without its
    process, another machine's when its worker is silent; of one that names no worker nothing is
    known on a server that others use, too, until no flow could still be at it.
    """
    if run.state not in AT_WORK or now - run.since <= GIVEN:
        return False
    if _of_here(run, watch):
        return not alive(run)
    if run.worker:
        return run.worker not in working
    return now - run.since > ENDLESS


def _of_here(run: Run, watch: Watch) -> bool:
    return run.worker == watch.worker or (not run.worker and watch.own)


def missed(found: Iterable[Run], now: datetime) -> list[Run]:
    """Runs the clock had planned for a time that is past; a person's own wish is kept."""
    return [one for one in found if one.state == WAITING and one.by_clock and one.planned < now]


def owed(found: Iterable[Run], now: datetime) -> list[str]:
    """Deployments whose last run was cut off, with nothing at work or asked for since.

    A run that began and was cancelled was cancelled by a person: that wish is kept. Who is cut
    off again and again waits longer each time, at most `LONGEST`.
    """
    of: dict[str, list[Run]] = {}
    for one in sorted(found, key=lambda run: run.planned, reverse=True):
        if not (one.state == WAITING and one.by_clock and one.planned > now):
            of.setdefault(one.deployment, []).append(one)
    return [deployment for deployment, runs in of.items() if deployment and _due(runs, now)]


def _due(runs: Sequence[Run], now: datetime) -> bool:
    """`runs` of one deployment, the latest first."""
    if any(one.state in AT_WORK or one.state == WAITING for one in runs):
        return False
    cut_off = list(takewhile(_cut_off, runs))
    tried = [one.since for one in cut_off if not one.missed]
    if len(tried) < 2:
        return bool(cut_off)
    return now - max(tried) >= min(AGAIN * (1 << min(len(tried) - 2, 10)), LONGEST)


def _cut_off(run: Run) -> bool:
    return run.state == "CRASHED" or (run.state == "CANCELLED" and not run.began)


def _working(watch: Watch) -> frozenset[str]:
    """Names of the pool's workers that the server has lately heard of."""
    told = watch.server.each(f"/work_pools/{watch.pool}/workers/filter", {})
    return frozenset(one["name"] for one in told if one["status"] == "ONLINE")


def _runs(watch: Watch, now: datetime) -> list[Run]:
    """Runs of the pool that are at work, whose time has come, or that ended lately."""
    of_pool = {"work_pools": {"name": {"any_": [watch.pool]}}}
    kinds = (
        {"state": {"type": {"any_": sorted(AT_WORK)}}},
        {
            "state": {"type": {"any_": [WAITING]}},
            "expected_start_time": {"before_": (now + GIVEN).isoformat()},
        },
        {"end_time": {"after_": (now - LATELY).isoformat()}},
    )
    told = {
        one["id"]: one
        for wanted in kinds
        for one in watch.server.each("/flow_runs/filter", {**of_pool, "flow_runs": wanted})
    }
    return [_run(one) for one in told.values()]


def _run(told: Any) -> Run:
    state = told["state"]
    return Run(
        id=told["id"],
        deployment=told["deployment_id"] or "",
        state=state["type"],
        since=_moment(state["timestamp"]),
        planned=_moment(told["expected_start_time"] or told["created"]),
        by_clock=bool(told["auto_scheduled"]),
        began=bool(told["run_count"]),
        missed=state["message"] == MISSED,
        pid=told["infrastructure_pid"] or "",
        worker=told["labels"].get("prefect.worker.name", ""),
    )


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _close(server: Server, runs: Iterable[Run], state: str, why: str) -> None:
    for one in runs:
        body = {"state": {"type": state, "message": why}, "force": True}
        server.ask(f"/flow_runs/{one.id}/set_state", body)
