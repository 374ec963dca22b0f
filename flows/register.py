"""`python -m flows.register [own]`: the pool, what was left over, the deployments of prefect.yaml.

Runs in the project's root, told by its environment which server to use; `own` says that nobody
else uses it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys

from flows.prefect_env import quiet
from flows.schedule import POOL
from flows.supervisor import python

OWN = "own"


def main() -> int:
    """Register everything; registering again changes nothing. Exit code of what failed."""
    quiet()
    from flows.left_over import settle
    from flows.pool import make_pool

    own = OWN in sys.argv[1:]
    asyncio.run(make_pool(POOL))
    asyncio.run(settle(POOL, own=own))
    return subprocess.run(
        python("prefect", "--no-prompt", "deploy", "--all"), check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
