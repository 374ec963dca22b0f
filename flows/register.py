"""`python -m flows.register`: the pool and the deployments of prefect.yaml.

Runs in the project's root, told by its environment which server to use.
"""

from __future__ import annotations

import asyncio
import subprocess

from flows.prefect_env import quiet
from flows.schedule import POOL
from flows.supervisor import python


def main() -> int:
    """Register everything; registering again changes nothing. Exit code of what failed."""
    quiet()
    from flows.pool import make_pool

    asyncio.run(make_pool(POOL))
    command = python("prefect", "--no-prompt", "deploy", "--all")
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
