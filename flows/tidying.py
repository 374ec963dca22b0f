"""运行记录清理: Prefect's own record of finished runs is kept for a while, ours for ever.

Through its interface, so that it holds for every server, its database ours or not. What we keep
by time lies elsewhere: backups (`flows.keeping`), logs (the journal's own setting, 13 months).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.filters import (  # noqa: E402
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType  # noqa: E402

from flows.rhythms import TIDYING  # noqa: E402
from flows.scheduled import scheduled  # noqa: E402
from flows.shift import log, on_shift  # noqa: E402

DAYS, LEAST_DAYS, MOST_DAYS = 90, 7, 3_650
BATCH = 200
MARK = "cityplan"  # the tag every deployment of ours carries: others may use the same server
ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]


@scheduled("tidy_runs")
async def tidy_runs(days: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] = DAYS) -> int:
    """Delete finished flow runs and their logs from Prefect; how many.

    Args:
        days: 已结束的运行记录和它们的日志保留几天,至少7天,出了事才查得到;台账、审计链不受影响

    """
    with on_shift(TIDYING):
        gone = await ended_before(datetime.now(UTC) - timedelta(days=days))
        log.info("已清理%d天前的运行记录%d条", days, gone)
    return gone


async def ended_before(moment: datetime) -> int:
    """Delete our runs that ended before the aware `moment`, `BATCH` at a time; how many."""
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=ENDED)),
        end_time=FlowRunFilterEndTime(before_=moment),
        tags=FlowRunFilterTags(all_=[MARK]),
    )
    gone = 0
    async with get_client() as client:
        while True:
            page = await client.read_flow_runs(flow_run_filter=wanted, limit=BATCH)
            for run in page:
                await client.delete_flow_run(run.id)
            gone += len(page)
            if len(page) < BATCH:
                return gone
