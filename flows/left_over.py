"""What a stopped schedule leaves behind, put in order before it starts again.

A stopped process worker leaves its run `Running` for ever, and the run holds its deployment's
only place. Runs planned while nothing was listening would all be made up for, one by one, where
one does everything due.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

from prefect.client.orchestration import PrefectClient, get_client  # noqa: E402
from prefect.client.schemas.filters import (  # noqa: E402
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType  # noqa: E402
from prefect.exceptions import ObjectNotFound  # noqa: E402
from prefect.states import Cancelled, Crashed  # noqa: E402

AT_WORK = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
PAGE = 200
STOPPED = "工作进程已停止,本次未完成;随即补做一次,做完应做的一切"
MISSED = "停机期间错过;随即补做一次,做完应做的一切"


async def settle(pool: str, *, own: bool) -> tuple[int, int]:
    """Close what can no longer end by itself; how many were crashed, how many had been missed.

    Each deployment with something left is run once, now: a run does everything due. On a server
    that is not our own, runs at work may belong to another machine, which a run does not name:
    they are left alone.
    """
    async with get_client() as client:
        at_work = await _runs(client, pool, AT_WORK) if own else []
        crashed = [run for run in at_work if not alive(run)]
        planned = await _runs(client, pool, [StateType.SCHEDULED])
        late = missed(planned)
        for run in crashed:
            await client.set_flow_run_state(run.id, Crashed(message=STOPPED), force=True)
        for run in late:
            await client.set_flow_run_state(run.id, Cancelled(message=MISSED), force=True)
        for deployment in owed([*crashed, *late], planned):
            await client.create_flow_run_from_deployment(deployment)
    return len(crashed), len(late)


def alive(run: FlowRun) -> bool:
    """True while a process may still be at work on the run.

    It is recognised by the run's id in its environment: a number alone may have been given to
    another process since.
    """
    pid = run.infrastructure_pid or ""
    if not pid.isdigit():
        return False
    try:
        told = Path(f"/proc/{pid}/environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    return str(run.id).encode() in told


def missed(planned: list[FlowRun]) -> list[FlowRun]:
    """Runs the clock had planned for a time that is past; a person's own wish is kept."""
    now = datetime.now(UTC)
    return [
        run
        for run in planned
        if run.auto_scheduled and run.expected_start_time and run.expected_start_time < now
    ]


def owed(left: list[FlowRun], planned: list[FlowRun]) -> list[UUID]:
    """Deployments with something left that nobody has asked for already, each once."""
    asked = {run.deployment_id for run in planned if not run.auto_scheduled}
    found = dict.fromkeys(run.deployment_id for run in left if run.deployment_id is not None)
    return [one for one in found if one not in asked]


async def _runs(client: PrefectClient, pool: str, types: list[StateType]) -> list[FlowRun]:
    """All runs of the pool in these states; none while the pool does not exist."""
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)))
    of_pool = WorkPoolFilter(name=WorkPoolFilterName(any_=[pool]))
    found: list[FlowRun] = []
    try:
        while True:
            page = await client.read_flow_runs(
                flow_run_filter=wanted,
                work_pool_filter=of_pool,
                limit=PAGE,
                offset=len(found),
            )
            found += page
            if len(page) < PAGE:
                return found
    except ObjectNotFound:
        return found
