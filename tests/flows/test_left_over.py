"""What a stopped schedule leaves behind: told from what is still at work."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from prefect.client.schemas.objects import FlowRun

from flows.left_over import alive, missed, owed


def run(
    pid: int | None = None, *, auto: bool = True, hours: int = 0, of: UUID | None = None
) -> FlowRun:
    return FlowRun(
        id=uuid4(),
        deployment_id=of,
        flow_id=uuid4(),
        infrastructure_pid=None if pid is None else str(pid),
        auto_scheduled=auto,
        expected_start_time=datetime.now(UTC) + timedelta(hours=hours),
    )


def test_a_run_is_alive_only_while_a_process_carries_its_number() -> None:
    one = run()
    env = {**os.environ, "PREFECT__FLOW_RUN_ID": str(one.id)}
    command = [sys.executable, "-c", "print('up', flush=True); input()"]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        mine = one.model_copy(update={"infrastructure_pid": str(process.pid)})
        assert alive(mine)
        assert not alive(run(process.pid))  # the number was given to another process since
        process.communicate(b"\n")
    assert not alive(mine)


def test_a_run_that_never_got_a_process_is_not_alive() -> None:
    assert not alive(run())


def test_planned_runs_of_the_past_are_missed_a_persons_wish_is_not() -> None:
    past, coming = run(hours=-3), run(hours=3)
    wished = run(auto=False, hours=-3)
    assert missed([past, coming, wished]) == [past]


def test_what_was_left_is_made_up_for_once_and_not_beside_a_run_that_waits_already() -> None:
    inbox, papers, monthly = uuid4(), uuid4(), uuid4()
    late = [run(of=inbox, hours=-2), run(of=inbox, hours=-1), run(of=papers, hours=-1)]
    wished = run(of=papers, auto=False, hours=-1)
    coming = run(of=monthly, hours=2)
    assert owed(late, [*late, wished, coming]) == [inbox]
