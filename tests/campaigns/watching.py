"""What the programs of an installation hold while a campaign runs: memory, transactions."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.campaigns.runner import POSTGRES, Ground
from tests.flows.processes import Running

_IDLE = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
    " AND now() - state_change > interval '5 seconds'"
)


@dataclass
class Watched:
    """Kilobytes of all processes together by the second, and transactions found open."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    open: int = 0

    def slope(self) -> float:
        """Growth of memory in per cent an hour, after the first third."""
        later = self.memory[len(self.memory) // 3 :]
        found = statistics.linear_regression(*zip(*later, strict=True))
        return found.slope * 3600 / statistics.mean(size for _, size in later) * 100


@contextmanager
def watching(ground: Ground, running: Running, every: float) -> Iterator[Watched]:
    """Sample every so many seconds until the end; what went wrong in that thread is raised here."""
    watched, ended = Watched(), threading.Event()

    def run() -> None:
        while not ended.wait(every):
            size = sum(map(_proportional, running.family()))
            watched.memory.append((time.monotonic(), size))
            if ground.kind == POSTGRES:
                with psycopg.connect(ground.url.replace("+psycopg", "")) as server:
                    watched.open += (server.execute(_IDLE).fetchone() or (0,))[0]

    with ThreadPoolExecutor(1) as pool:
        sampling = pool.submit(run)
        try:
            yield watched
        finally:
            ended.set()
        sampling.result()


def _proportional(pid: int) -> float:
    """Kilobytes of a process, what it shares with others divided among them; 0 once it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    return float(text.split("\nPss:")[1].split()[0])
