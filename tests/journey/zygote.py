"""A warm process that forks one intake after another, so that each can be killed.

Every line `go FOLDER` on standard input forks a child that receives and judges the files of
FOLDER; the child's pid is answered. Polars is imported and never used before the fork.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import great_expectations  # noqa: F401 -- seven seconds once, not once a child

from desk.demo.posts import clerk
from desk.handle import open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings


def take_in(settings: Settings, folder: Path, acks: Path) -> None:
    """Receive each file, acknowledge it, judge what waits."""
    desk = open_desk(settings)
    with Bench(desk, name="killed", lease_seconds=1.0) as bench:
        for path in sorted(folder.iterdir()):
            receipt = receive(desk, clerk(desk, path.name.partition("_")[0]), path, path.name)
            with acks.open("a", encoding="utf-8") as log:
                log.write(f"{receipt.id}\n")
            judge_waiting(bench)
    desk.ledger.close()


def main() -> None:
    """Serve until standard input ends."""
    home, url = Path(sys.argv[1]), sys.argv[2]
    settings = Settings(home=home, database_url=url)
    for line in sys.stdin:
        folder = Path(line.strip().removeprefix("go "))
        pid = os.fork()
        if pid == 0:
            take_in(settings, folder, home / "acks")
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
