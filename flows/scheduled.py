"""The one decorator of our flows. Importing this module imports Prefect."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

from prefect import Flow, flow  # noqa: E402

P = ParamSpec("P")
R = TypeVar("R")
Body = Callable[P, Coroutine[Any, Any, R]]
RETRIES, RETRY_SECONDS = 2, 60


def scheduled(name: str) -> Callable[[Body[P, R]], Flow[P, Coroutine[Any, Any, R]]]:
    """Make an `async def` a flow of this name; its result is JSON and is not persisted.

    Bodies are coroutines because a plain function costs a heartbeat thread of 1.1 s. A run that
    fails is tried again twice, a minute apart: the database may have been restarting.
    """

    def decorate(body: Body[P, R]) -> Flow[P, Coroutine[Any, Any, R]]:
        return flow(
            name=name,
            retries=RETRIES,
            retry_delay_seconds=RETRY_SECONDS,
            persist_result=False,
            result_serializer="json",
        )(body)

    return decorate
