"""What one run leaves is gone on with by a next run of the same deployment, at once.

A run that does not end shows nobody what came of it and holds its deployment's only place; a
next run is seen, can be cancelled, and is tried again by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

import httpx  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.objects import FlowRun  # noqa: E402
from prefect.context import FlowRunContext  # noqa: E402
from prefect.exceptions import PrefectException  # noqa: E402
from prefect.states import Scheduled  # noqa: E402

from flows.shift import log  # noqa: E402

SOON = timedelta(seconds=3)  # by then this run has ended and its place is free
MARK = "·接着办"


def deployed() -> bool:
    """True within a run of a deployment, which alone can be gone on with by another."""
    return _run() is not None


async def go_on() -> bool:
    """Ask for a next run with the same parameters, once a run; False when it could not be asked.

    The clock's next run does what was left then: the ledger knows what is done.
    """
    run = _run()
    if run is None:
        return False
    try:
        async with get_client() as client:
            assert run.deployment_id is not None  # noqa: S101 -- `_run` has looked
            await client.create_flow_run_from_deployment(
                run.deployment_id,
                parameters=run.parameters,
                state=Scheduled(scheduled_time=datetime.now(UTC) + SOON),
                name=run.name.removesuffix(MARK) + MARK,
                idempotency_key=f"onward-{run.id}",
            )
    except (httpx.HTTPError, PrefectException) as fault:
        log.warning("下一次运行没有排上,由下一个排期接着办:%s", fault)
        return False
    return True


def _run() -> FlowRun | None:
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return run if run is not None and run.deployment_id is not None else None
