"""The supervisor: who dies is started again, and nobody outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flows.processes import ROOT, gone

SCRIPT = """
import sys
from flows.supervisor import Program, Supervisor
from flows import supervisor
supervisor.STOP_SECONDS = 1.0
roof = Supervisor(lambda text: print(text, flush=True))
roof.listen()
for name in ("eins", "zwei"):
    body = {child!r}.format(name=name)
    roof.add(Program(name, (sys.executable, "-c", body), {{"CHILD": name}}))
try:
    roof.watch()
finally:
    roof.stop()
print("stopped", flush=True)
"""
PATIENT = (
    "import os, time, pathlib; pathlib.Path('{name}.pid').write_text(str(os.getpid()))\n"
    "time.sleep(600)"
)
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + PATIENT


@contextmanager
def roof(folder: Path, child: str = PATIENT) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(child=child)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def pid_of(folder: Path, name: str, *, other_than: int = 0) -> int:
    """The child's number, once it has written it."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        path = folder / f"{name}.pid"
        text = path.read_text() if path.exists() else ""
        if text.isdigit() and int(text) != other_than:
            return int(text)
        time.sleep(0.05)
    raise AssertionError(f"{name} never started")


def until(true: object, seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if callable(true) and true():
            return True
        time.sleep(0.05)
    return False


def test_a_killed_child_is_started_again_and_the_other_is_left_in_peace(tmp_path: Path) -> None:
    with roof(tmp_path):
        first, other = pid_of(tmp_path, "eins"), pid_of(tmp_path, "zwei")
        os.kill(first, signal.SIGKILL)
        assert pid_of(tmp_path, "eins", other_than=first) != first
        assert pid_of(tmp_path, "zwei") == other
        assert not gone({other})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_and_itself(tmp_path: Path, number: signal.Signals) -> None:
    with roof(tmp_path) as process:
        children = {pid_of(tmp_path, "eins"), pid_of(tmp_path, "zwei")}
        process.send_signal(number)
        said, _ = process.communicate(timeout=15)
        assert process.returncode == 0
        assert said.endswith("stopped\n")
        assert gone(children)


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    with roof(tmp_path, STUBBORN) as process:
        children = {pid_of(tmp_path, "eins"), pid_of(tmp_path, "zwei")}
        process.terminate()
        process.communicate(timeout=15)
        assert gone(children)


def test_children_die_with_a_supervisor_that_was_killed_outright(tmp_path: Path) -> None:
    with roof(tmp_path) as process:
        children = {pid_of(tmp_path, "eins"), pid_of(tmp_path, "zwei")}
        process.kill()
        process.communicate(timeout=15)
        assert until(lambda: gone(children))


def test_a_child_that_dies_at_once_is_started_ever_more_slowly(tmp_path: Path) -> None:
    with roof(tmp_path, "raise SystemExit(3)") as process:
        time.sleep(4.0)
        process.terminate()
        said, _ = process.communicate(timeout=15)
    waits = [line.partition(",")[2] for line in said.splitlines() if line.startswith("eins")]
    assert waits[:2] == ["0.5秒后重新启动", "1秒后重新启动"]
    assert len(waits) <= 4
    assert "eins已退出(3)" in said
