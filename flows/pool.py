"""The work pool our deployments name."""

from __future__ import annotations

from flows.prefect_env import quiet

quiet()  # Prefect reads its settings while it is imported

from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.actions import WorkPoolCreate  # noqa: E402
from prefect.exceptions import ObjectNotFound  # noqa: E402
from prefect.workers.process import ProcessWorker  # noqa: E402


async def make_pool(name: str) -> None:
    """Create the pool of processes; one that exists keeps what the administrator has set."""
    async with get_client() as client:
        try:
            await client.read_work_pool(name)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            pool = WorkPoolCreate(name=name, type="process", base_job_template=template)
            await client.create_work_pool(pool)
