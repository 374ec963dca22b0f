"""What a run that was cut off leaves behind: told from what is still at work, and made up for."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from flows.left_over import AGAIN, ENDLESS, GIVEN, LONGEST, Run, Watch, alive, dead, missed, owed
from flows.prefect_api import Server

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE, THERE = "cityplan-here", "cityplan-there"
ALONE = Watch(Server("http://127.0.0.1:9/api", {}), "cityplan", HERE, own=True)
SHARED = replace(ALONE, own=False)


def run(
    state: str = "COMPLETED",
    *,
    of: str = "inbox",
    ago: timedelta = MINUTE,
    since: timedelta | None = None,
    by_clock: bool = True,
    began: bool = True,
    never_tried: bool = False,
    pid: str = "",
    worker: str = HERE,
) -> Run:
    return Run(
        id=str(uuid4()),
        deployment=of,
        state=state,
        since=NOW - (ago if since is None else since),
        planned=NOW - ago,
        by_clock=by_clock,
        began=began,
        missed=never_tried,
        pid=pid,
        worker=worker,
    )


def lost_its_place(ago: timedelta = MINUTE, since: timedelta | None = None) -> Run:
    return run("CANCELLED", ago=ago, since=since, began=False)


def test_a_run_is_alive_only_while_a_process_carries_its_number() -> None:
    one = run("RUNNING")
    env = {**os.environ, "PREFECT__FLOW_RUN_ID": one.id}
    command = [sys.executable, "-c", "print('up', flush=True); input()"]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        mine = replace(one, pid=str(process.pid))
        assert alive(mine)
        assert not alive(run("RUNNING", pid=str(process.pid)))  # the number was given to another
        assert not dead(mine, ALONE, (), NOW + timedelta(hours=1))
        process.communicate(b"\n")
    assert not alive(mine)
    assert dead(mine, ALONE, (), NOW + timedelta(hours=1))


def test_a_run_that_never_got_a_process_is_dead_but_not_while_it_is_handed_over() -> None:
    longer = GIVEN + timedelta(seconds=1)
    assert not alive(run("PENDING"))
    assert not dead(run("PENDING", since=GIVEN), ALONE, (), NOW)
    assert dead(run("PENDING", since=longer), ALONE, (), NOW)
    assert dead(run("PENDING", since=longer, worker=""), ALONE, (), NOW)
    assert not dead(run("COMPLETED", since=timedelta(hours=1)), ALONE, (), NOW)


def test_another_machines_run_is_dead_when_its_worker_is_silent_and_not_before() -> None:
    theirs = run("RUNNING", since=timedelta(hours=1), worker=THERE)
    assert not dead(theirs, SHARED, {HERE, THERE}, NOW)
    assert dead(theirs, SHARED, {HERE}, NOW)
    nobodys = run("RUNNING", since=ENDLESS, worker="")
    assert not dead(nobodys, SHARED, {HERE}, NOW)
    assert dead(nobodys, SHARED, {HERE}, NOW + timedelta(seconds=1))
    assert dead(run("RUNNING", since=timedelta(hours=1)), SHARED, {HERE}, NOW)


def test_planned_runs_of_the_past_are_missed_a_persons_wish_is_not() -> None:
    past, coming = run("SCHEDULED", ago=3 * MINUTE), run("SCHEDULED", ago=-3 * MINUTE)
    wished = run("SCHEDULED", ago=3 * MINUTE, by_clock=False)
    assert missed([past, coming, wished], NOW) == [past]


def test_what_was_cut_off_is_owed_once_whatever_the_clock_plans_later() -> None:
    coming = run("SCHEDULED", ago=-4 * MINUTE)
    late = [run("CANCELLED", ago=n * MINUTE, began=False, never_tried=True) for n in range(1, 13)]
    assert owed([lost_its_place(), coming], NOW) == ["inbox"]
    assert owed([run("CRASHED"), coming], NOW) == ["inbox"]
    assert owed([*late, run(of="papers")], NOW) == ["inbox"]


def test_nothing_is_owed_beside_a_run_at_work_or_asked_for_or_done_since() -> None:
    left = lost_its_place(ago=3 * MINUTE)
    for state in ("RUNNING", "PENDING", "COMPLETED", "FAILED"):
        assert owed([left, run(state)], NOW) == []
    assert owed([left, run("SCHEDULED", by_clock=False, ago=-timedelta(seconds=1))], NOW) == []
    assert owed([left, run("SCHEDULED", ago=MINUTE)], NOW) == []


def test_a_run_that_a_person_cancelled_is_not_done_again() -> None:
    assert owed([run("CANCELLED", began=True)], NOW) == []


def test_who_is_cut_off_again_and_again_waits_longer_each_time_and_never_for_ever() -> None:
    once, second = timedelta(seconds=1), timedelta(seconds=2)
    two = [lost_its_place(2 * MINUTE), lost_its_place(MINUTE, since=AGAIN - once)]
    assert owed(two, NOW) == []
    assert owed([two[0], lost_its_place(MINUTE, since=AGAIN)], NOW) == ["inbox"]
    many = [lost_its_place(n * MINUTE, since=LONGEST - second) for n in range(1, 40)]
    assert owed(many, NOW) == []
    assert owed([lost_its_place(n * MINUTE, since=LONGEST) for n in range(1, 40)], NOW)
