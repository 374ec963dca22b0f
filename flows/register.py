"""`python -m flows.register`: the pool and the deployments of prefect.yaml, and who must run them.

Runs in the project's root, told by its environment which server to use.
"""

from __future__ import annotations

import asyncio
import os
import subprocess

from desk.handle import open_desk
from desk.pulse import expect
from desk.settings import load_settings
from flows.prefect_env import quiet
from flows.rhythms import ALL, BACKUP
from flows.schedule import POOL
from flows.supervisor import python


def main() -> int:
    """Register everything; registering again changes nothing. Exit code of what failed."""
    quiet()
    from flows.pool import make_pool

    asyncio.run(make_pool(POOL))
    command = python("prefect", "--no-prompt", "deploy", "--all")
    # Each worker's machine says itself where its programs lie: the pull step stays a template.
    told = {name: value for name, value in os.environ.items() if name != "CITYPLAN_ROOT"}
    failed = subprocess.run(command, env=told, check=False).returncode
    if not failed:
        await_signs()
    return failed


def await_signs() -> None:
    """From now on every flow's sign of life is waited for, also of one that never ran."""
    desk = open_desk(load_settings())
    try:
        for rhythm in ALL:
            if rhythm is not BACKUP or desk.settings.backups is not None:
                expect(desk, rhythm.name, within=rhythm.silence.total_seconds())
    finally:
        desk.ledger.close()


if __name__ == "__main__":
    raise SystemExit(main())
