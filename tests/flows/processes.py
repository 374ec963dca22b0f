"""Real processes of the command line, told apart by a mark in their environment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUARD = Path(__file__).resolve().parent / "guard"
COMMAND = "from flows.cli import main; main()"


@dataclass(frozen=True)
class Running:
    """A command that runs until it is stopped, and what it has said so far."""

    process: subprocess.Popen[bytes]
    said: Path
    mark: str

    def text(self) -> str:
        return self.said.read_text("utf-8", errors="replace")

    def family(self) -> set[int]:
        """Every process that carries the mark, the command's own among them."""
        return {pid for pid in _pids() if self.mark in _environment(pid)}

    def child(self, word: str) -> int:
        """The one process directly under the command whose command line holds `word`."""
        found = [
            pid
            for pid in self.family()
            if word in command_of(pid) and _parent(pid) == self.process.pid
        ]
        (pid,) = found
        return pid

    def stop(self, seconds: float = 60.0) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def cityplan(folder: Path, *arguments: str, env: Mapping[str, str]) -> Iterator[Running]:
    """Run `cityplan …` in a folder of its own; whatever is left of it at the end is ended."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = f"FLOWS_TEST_MARK={folder}"
    said = folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *arguments],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(GUARD), str(ROOT))),
                "GUARD_FILE": str(folder / "guard.txt"),
                "FLOWS_TEST_MARK": str(folder),
                **env,
            },
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, said, mark)
    try:
        yield running
    finally:
        for pid in running.family():
            _kill(pid)
        process.wait(10)


def wait_for(true: Callable[[], bool], seconds: float, what: str, running: Running) -> None:
    """Return when it is true; the command's own words when it does not become true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline or running.process.poll() is not None:
            raise AssertionError(f"no {what}; it said:\n{running.text()[-4000:]}")
        time.sleep(0.1)


def outside_attempts(running: Running) -> str:
    """What tried to leave this machine, one a line; empty when nothing did."""
    file = running.said.parent / "guard.txt"
    return file.read_text("utf-8") if file.exists() else ""


def guarded(running: Running) -> str:
    """The command lines of every interpreter that started under the guard."""
    return (running.said.parent / "guard.txt.on").read_text("utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(pids: set[int]) -> bool:
    """True when none of these is alive (a zombie is dead)."""
    return not any(_state(pid) not in ("", "Z") for pid in pids)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _environment(pid: int) -> list[str]:
    return _read(pid, "environ").split("\0")


def command_of(pid: int) -> str:
    return _read(pid, "cmdline").replace("\0", " ")


def _stat(pid: int) -> list[str]:
    return _read(pid, "stat").rpartition(") ")[2].split()


def _state(pid: int) -> str:
    return next(iter(_stat(pid)), "")


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if len(fields) > 1 else 0
