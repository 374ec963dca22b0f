"""The work pool our deployments name."""

from __future__ import annotations

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.actions import WorkPoolCreate  # noqa: E402
from prefect.exceptions import ObjectNotFound  # noqa: E402
from prefect.workers.process import ProcessWorker  # noqa: E402

AT_ONCE = 4  # processes of one pool: each holds a desk and the data libraries
QUEUES = (
    ("intake", "收件:排在一切之前", 1),
    ("deadlines", "催报、预警", 2),
    ("assessing", "月监测、季调度、年考核", 3),
    ("papers", "通报", 4),
    ("keeping", "备份、清理:没有别的事时才做", 5),
)


async def make_pool(name: str) -> None:
    """Create the pool of processes and its queues by priority.

    What exists keeps what the administrator has set.
    """
    async with get_client() as client:
        try:
            await client.read_work_pool(name)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            pool = WorkPoolCreate(
                name=name, type="process", base_job_template=template, concurrency_limit=AT_ONCE
            )
            await client.create_work_pool(pool)
        known = {queue.name for queue in await client.read_work_queues(work_pool_name=name)}
        for queue, description, priority in QUEUES:
            if queue not in known:
                await client.create_work_queue(
                    name=queue, description=description, priority=priority, work_pool_name=name
                )
