"""Children of one command: started, watched, restarted with back-off, stopped by their pids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from flows.cli.output import said

ROOT = Path(__file__).resolve().parents[1]
LOOK_SECONDS = 0.2
STOP_SECONDS = 20.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
HEALTHY_SECONDS = 60.0  # whoever lived this long starts again without waiting longer

Say = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """What to run: a name on screen, the command, and what is added to the environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    not_before: float = 0.0


class Supervisor:
    """Keeps programs running until it is told to stop (SIGTERM, SIGINT)."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._children: list[_Child] = []
        self.stopping = False

    def listen(self) -> None:
        """Take SIGTERM and SIGINT as the wish to stop."""
        signal.signal(signal.SIGTERM, self._asked)
        signal.signal(signal.SIGINT, self._asked)

    def add(self, program: Program) -> None:
        """Start a program and keep it running from now on."""
        child = _Child(program)
        self._children.append(child)
        self._start(child)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Restart who dies; return when asked to stop or when `until()` is true."""
        while not self.stopping and not until():
            for child in self._children:
                self._look_after(child)
            time.sleep(LOOK_SECONDS)

    def renew(self, name: str) -> None:
        """End a program, so that it is started anew like one that died."""
        for child in self._children:
            if child.program.name == name and child.process is not None:
                _end(child.process)

    def stop(self) -> None:
        """End one after the other, last started first: the server outlives who talks to it.

        SIGTERM, then SIGKILL for who does not end in `STOP_SECONDS`.
        """
        self.stopping = True
        for child in reversed(self._children):
            if child.process is not None:
                _end(child.process)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, child: _Child) -> None:
        child.process = start(child.program)
        child.started = time.monotonic()

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            lived = now - child.started
            child.wait = FIRST_WAIT if lived > HEALTHY_SECONDS else child.wait
            child.process, child.not_before = None, now + child.wait
            about = {"name": child.program.name, "code": code, "wait": f"{child.wait:g}"}
            self._say(said("program.again", **about))
            child.wait = min(child.wait * 2, LONGEST_WAIT)
        elif now >= child.not_before:
            self._start(child)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start one program, tied to this process, with our rooms importable."""
    tie = [sys.executable, "-m", "flows.tied", str(os.getpid())]
    return subprocess.Popen(
        [*tie, *program.command],
        env={**os.environ, **program.environment, "PYTHONPATH": importable()},
        stdin=subprocess.DEVNULL,
        # A Ctrl-C at the terminal is for the supervisor, which then stops them in order.
        start_new_session=True,
    )


def importable() -> str:
    """PYTHONPATH that finds our rooms from any working directory."""
    given = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(dict.fromkeys(filter(None, (str(ROOT), *given.split(os.pathsep)))))


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of our modules with this interpreter."""
    return (sys.executable, "-m", module, *arguments)
