"""What is asked of a child of the warm process."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict, dataclass

LEASE_SECONDS = 0.4


@dataclass(frozen=True)
class Job:
    """What a child does to the installation in `home`.

    `task`: take_in | finish | judge | command | story. What a command prints goes to `out` and
    `err` in `folder`, or all of it to the file `out`. At the `hit`-th pass of station `point`
    the child sends itself the signal `act`.
    """

    task: str
    folder: str = ""
    home: str = ""
    url: str = ""
    words: tuple[str, ...] = ()
    out: str = ""
    lease: float = LEASE_SECONDS
    point: int = -1
    hit: int = 1
    act: int = int(signal.SIGKILL)

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"
