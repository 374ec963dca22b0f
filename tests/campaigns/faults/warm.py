"""The other end of the zygote: jobs sent, children killed, stopped and watched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from desk.settings import Settings
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.points import START
from tests.campaigns.runner import Ground


class Warm:
    """The warm process, driven over its pipes; its children work on one installation at a time."""

    def __init__(self, folder: Path) -> None:
        self._home, self._url = Path(), ""
        self._station = folder / "station"
        self._station.write_bytes(bytes([START]))
        words = [sys.executable, "-m", "tests.campaigns.faults.zygote", str(self._station)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def move_to(self, settings: Settings, url: str = "") -> None:
        """From now on children work there, `url` instead of the settings' database."""
        self._home, self._url = settings.home, url or settings.url

    def go(self, job: Job, kill_after: float | None = None) -> int:
        """Let a child do its job; its exit code (−9 when it was killed)."""
        pid = self.start(job)
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was faster
                os.kill(pid, signal.SIGKILL)
        return self.ended()

    def start(self, job: Job) -> int:
        """Send a job; the child's pid."""
        assert self.process.stdin is not None
        placed = replace(job, home=str(self._home), url=self._url)
        self.process.stdin.write(placed.line())
        self.process.stdin.flush()
        return int(self._line())

    def stopped(self) -> int | None:
        """Wait until the child stops itself: None; or its exit code when it never did."""
        word = self._line()
        return None if word == "stopped" else int(word)

    def ended(self) -> int:
        """Wait for the end of the child; its exit code."""
        word = self._line()
        assert word not in ("", "stopped"), f"the child said {word!r}"
        return int(word)

    def station(self) -> int:
        """The last station the child passed."""
        return self._station.read_bytes()[0]

    def moments(self) -> dict[str, float]:
        """How long the last `finish` took to accept and to judge; read once."""
        path = self._home / "moments"
        pairs = [line.split() for line in path.read_text("utf-8").splitlines()]
        path.unlink()
        return {name: float(seconds) for name, seconds in pairs}

    def end(self) -> None:
        """Nothing that its children started is alive; then it ends itself."""
        try:
            _nobody_outlives(self.process.pid)
        finally:
            self.process.communicate(timeout=60)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def started() -> Iterator[Warm]:
    """A warm process of one's own."""
    with tempfile.TemporaryDirectory(prefix="cityplan-warm-") as folder:
        process = Warm(Path(folder))
        try:
            yield process
        finally:
            process.end()


@contextmanager
def borrowed(ground: Ground) -> Iterator[Warm]:
    """The ground's warm process, or one of one's own."""
    if isinstance(ground.warm, Warm):
        yield ground.warm
        _nobody_outlives(ground.warm.process.pid)
        return
    with started() as process:
        yield process


def _nobody_outlives(zygote: int) -> None:
    """Jails of killed workers end by themselves; the zygote inherits those that do not."""
    deadline = time.monotonic() + 10
    while (left := _living_children(zygote)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == [], f"processes left behind by killed workers: {left}"


def _living_children(parent: int) -> list[int]:
    """Children of a process that are no zombies."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, father = stat.read_text("utf-8").rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(father) == parent and state != "Z":
            found.append(int(stat.parent.name))
    return found
