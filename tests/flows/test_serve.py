"""`cityplan serve` as people run it: real processes on a free loopback port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from desk.handle import open_desk
from desk.intake import receive
from desk.settings import Settings
from desk.setup import start
from ledger import receipts
from observations.identity import SYSTEM
from tests.cli import forked
from tests.flows.processes import (
    GUARD,
    Running,
    cityplan,
    free_port,
    gone,
    outside_attempts,
    wait_for,
)

pytestmark = pytest.mark.timeout(240)


def answers(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def ready(port: int, running: Running) -> None:
    wait_for(lambda: answers(port, "/readyz") == 200, 90, "readiness", running)


Founded = Callable[[str], Path]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """The home of an installation of a stamp, founded once, to be copied."""

    @cache
    def home(stamp: str) -> Path:
        folder = Path(tmp_path_factory.mktemp(stamp)) / "home"
        start(Settings(home=folder), "demo" if stamp == "demo" else "real")
        return folder

    return home


@pytest.fixture
def demo(founded: Founded, tmp_path: Path) -> Settings:
    """A demo installation of the test's own."""
    home = shutil.copytree(founded("demo"), tmp_path / "home")
    return Settings(home=home)


def half_open(port: int, sent: bytes) -> socket.socket:
    """A connection that sends the beginning of a request, or nothing, and then is silent."""
    held = socket.create_connection(("127.0.0.1", port), timeout=5)
    held.sendall(sent)
    return held


def nobody_waits_for_forty_that_say_nothing_or_half(port: int) -> None:
    with ExitStack() as held:
        beginnings = (b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        mute = [held.enter_context(half_open(port, beginnings[n % 2])) for n in range(40)]
        for path in ("/healthz", "/login", "/healthz"):
            began = time.monotonic()
            assert answers(port, path) == 200
            assert time.monotonic() - began < 8
        late = mute[1]
        late.sendall(b"Connection: close\r\n\r\n")  # slow, yet in time
        assert late.recv(12) == b"HTTP/1.1 200"
        began = time.monotonic()
        mute[0].settimeout(20)
        assert mute[0].recv(1) == b""  # hung up on
        assert time.monotonic() - began < 15


def test_serve_keeps_nobody_waiting_restarts_a_worker_loses_no_form_and_leaves_nobody_behind(
    tmp_path: Path, demo: Settings
) -> None:
    port = free_port()
    env = {"CITYPLAN_HOME": str(demo.home)}
    with cityplan(tmp_path / "run", "serve", "--port", str(port), env=env) as running:
        ready(port, running)
        assert answers(port, "/") in (200, 302, 401)
        with ThreadPoolExecutor(16) as many:  # nobody meets a half-imported module
            assert set(many.map(lambda _: answers(port, "/login"), range(200))) == {200}
        nobody_waits_for_forty_that_say_nothing_or_half(port)
        worker = running.child("flows.bench")
        os.kill(worker, signal.SIGKILL)
        desk = open_desk(demo)
        taken = receive(desk, SYSTEM, b"", "空.xlsx")  # while nobody is at the bench

        def judged() -> bool:
            with desk.ledger.read() as reading:
                row = receipts.get(reading, taken.id)
            return row is not None and row.state == "refused"

        wait_for(judged, 90, "verdict by the new worker", running)
        assert running.child("flows.bench") != worker
        desk.ledger.close()
        family = running.family()
        assert len(family) >= 5  # supervisor, worker, gunicorn and its two processes
        assert running.stop() == 0
        assert gone(family)
        assert answers(port, "/healthz") == 0
        assert "看板已打开" in running.text() and "已停止" in running.text()
        assert "Traceback" not in running.text()
        assert outside_attempts(running) == ""


def test_the_dashboard_and_the_worker_may_be_served_apart(tmp_path: Path, demo: Settings) -> None:
    port = free_port()
    env = {"CITYPLAN_HOME": str(demo.home)}
    apart = ("serve", "--port", str(port), "--only")
    with cityplan(tmp_path / "web", *apart, "web", env=env) as web:
        wait_for(lambda: answers(port, "/healthz") == 200, 90, "page", web)
        assert answers(port, "/readyz") == 503  # nobody at the bench
        with cityplan(tmp_path / "worker", *apart, "worker", env=env) as worker:
            ready(port, worker)
            assert worker.stop() == 0
        assert "核验进程已启动" in worker.text() and "看板已打开" in web.text()
        assert web.stop() == 0


def test_a_port_in_use_is_said_at_once_with_a_cure(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with cityplan(tmp_path, "serve", "--port", port, env={}) as running:
            assert running.process.wait(30) == 1
        assert "不能使用" in running.text() and "--port" in running.text()


OF_DEMO = frozenset({"--behind-proxy", "演示库", "预警通道"})


@pytest.mark.parametrize(
    "more, env, said, code",
    [
        ((), {}, "--behind-proxy", 2),
        (("--behind-proxy",), {}, "演示库", 1),
        (("--behind-proxy",), {"CITYPLAN_INSECURE_COOKIE": "1"}, "INSECURE_COOKIE", 1),
        (("--behind-proxy",), {}, "CITYPLAN_TRUSTED_PROXY", 1),
        (("--host", "127.0.0.1"), {"FLASK_DEBUG": "1"}, "FLASK_DEBUG", 1),
        (("--host", "127.0.0.1"), {"CITYPLAN_ALERT_URLS": "jsno://geheim@host"}, "预警通道", 1),
    ],
)
def test_what_must_not_be_open_to_others_or_cannot_run_refuses_to_start(
    tmp_path: Path,
    founded: Founded,
    more: tuple[str, ...],
    env: dict[str, str],
    said: str,
    code: int,
) -> None:
    home = shutil.copytree(founded("demo" if said in OF_DEMO else "real"), tmp_path / "home")
    given = ["serve", "--port", str(free_port()), "--host", "0.0.0.0", *more]
    done = forked.run(given, {"CITYPLAN_HOME": str(home), "PATH": os.defpath, **env})
    assert done.returncode == code
    text = done.stdout + done.stderr
    assert said in text
    assert "geheim" not in text
    assert len(text.strip().splitlines()) == 1


def test_nobody_outlives_a_serve_that_was_killed_outright(tmp_path: Path, demo: Settings) -> None:
    port = free_port()
    env = {"CITYPLAN_HOME": str(demo.home)}
    with cityplan(tmp_path / "run", "serve", "--port", str(port), env=env) as running:
        wait_for(lambda: answers(port, "/healthz") == 200, 90, "page", running)
        family = running.family()
        running.process.kill()
        running.process.wait(10)
        deadline = time.monotonic() + 40
        while not gone(family) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert gone(family)


@pytest.mark.parametrize("command", ["serve", "schedule"])
def test_without_an_installation_it_says_what_to_do_first(tmp_path: Path, command: str) -> None:
    env = {"CITYPLAN_HOME": str(tmp_path / "nothing"), "PATH": os.defpath}
    done = forked.run([command, "--port", str(free_port())], env)
    assert done.returncode == 1
    assert "cityplan init" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_the_guard_of_these_tests_does_refuse_the_outside(tmp_path: Path) -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    env = {**os.environ, "PYTHONPATH": str(GUARD), "GUARD_FILE": str(tmp_path / "guard.txt")}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)
    assert done.returncode == 1 and "the guard refuses" in done.stderr
    assert "192.0.2.1" in (tmp_path / "guard.txt").read_text()
