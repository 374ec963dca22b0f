"""What a run shows in Prefect's pages: a table, links to our own, how far it is.

For whoever looks at them. The ledger is the record: what cannot be shown holds up no run.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

import httpx  # noqa: E402
from prefect.artifacts import (  # noqa: E402
    acreate_link_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.context import FlowRunContext  # noqa: E402
from prefect.exceptions import PrefectException  # noqa: E402

from flows.shift import log  # noqa: E402

ROWS = 500  # a table is for reading; the pages of the dashboard have all
T = TypeVar("T")


async def show_table(key: str, title: str, rows: Sequence[Mapping[str, object]]) -> None:
    """The first `ROWS` rows under a heading; nothing without rows or outside of a run."""
    if not rows or not running():
        return
    more = f"(共{len(rows)}行,只列前{ROWS}行)" if len(rows) > ROWS else ""
    told = [{name: str(value) for name, value in row.items()} for row in rows[:ROWS]]
    await _shown(acreate_table_artifact(told, key=key, description=f"{title}{more}"))


async def show_link(key: str, site: str, path: str, text: str) -> None:
    """A link to a page of the dashboard; nothing while its address is not set."""
    if site and running():
        link = f"{site.rstrip('/')}{path}"
        await _shown(acreate_link_artifact(link, link_text=text, key=key, description=text))


class Progress:
    """How many of `steps` are done, in per cent; nothing for none or outside of a run."""

    def __init__(self, key: str, title: str, steps: int) -> None:
        self._key, self._title, self._steps = key, title, steps
        self._done = 0
        self._shown: UUID | None = None

    async def step(self) -> None:
        """One more is done, be it more than were expected."""
        self._done += 1
        self._steps = max(self._steps, self._done)
        if not running():
            return
        percent = 100.0 * self._done / self._steps
        told = f"{self._title}:{self._done}/{self._steps}"
        if self._shown is None:
            made = acreate_progress_artifact(percent, key=self._key, description=told)
            self._shown = await _shown(made)
        else:
            await _shown(aupdate_progress_artifact(self._shown, percent, description=told))


def running() -> bool:
    """True within a flow run; false where a flow's logic is called by itself."""
    return FlowRunContext.get() is not None


async def _shown(making: Awaitable[T]) -> T | None:
    try:
        return await making
    except (httpx.HTTPError, PrefectException) as fault:
        log.warning("Prefect 未能显示结果,不影响办理:%s", fault)
        return None
