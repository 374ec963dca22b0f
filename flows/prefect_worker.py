"""`python -m flows.prefect_worker POOL NAME [own]`: put in order what was left over, then work.

In front of every start, so of every restart: a run that a killed worker left `Running` holds its
deployment's only place. `own` says that nobody else uses the server.
"""

from __future__ import annotations

import os
import sys

from flows.left_over import Watch, settle
from flows.prefect_api import Server
from flows.supervisor import python

OWN = "own"


def main() -> None:
    """Settle, then become Prefect's process worker; it installs nothing."""
    pool, name, *rest = sys.argv[1:]
    server = Server(os.environ["PREFECT_API_URL"], os.environ)
    crashed, missed = settle(Watch(server, pool, name, OWN in rest))
    if crashed or missed:
        sys.stdout.write(f"上次未完成{crashed}次、停机错过{missed}次,已结清\n")
        sys.stdout.flush()
    start = ("worker", "start", "--pool", pool, "--type", "process", "--name", name)
    command = python("prefect", *start, "--install-policy", "never")
    os.execv(command[0], command)  # noqa: S606 -- our own command line, no shell


if __name__ == "__main__":
    main()
