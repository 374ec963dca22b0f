"""The one decorator of our flows. Importing this module imports Prefect."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

from prefect import Flow, flow  # noqa: E402

P = ParamSpec("P")
R = TypeVar("R")
Body = Callable[P, Coroutine[Any, Any, R]]
RETRIES = 2
SOONEST, LATEST = 45.0, 90.0  # seconds


def scheduled(name: str) -> Callable[[Body[P, R]], Flow[P, Coroutine[Any, Any, R]]]:
    """Make an `async def` a flow of this name; its result is JSON and is not persisted.

    Bodies are coroutines because a plain function costs a heartbeat thread of 1.1 s. A run that
    fails is tried again twice: the database may have been restarting. Each run is a process of
    its own and draws its own pause, so that runs that failed together do not return together.
    """

    def decorate(body: Body[P, R]) -> Flow[P, Coroutine[Any, Any, R]]:
        return flow(
            name=name,
            retries=RETRIES,
            retry_delay_seconds=round(random.uniform(SOONEST, LATEST)),  # noqa: S311
            persist_result=False,
            result_serializer="json",
        )(body)

    return decorate
