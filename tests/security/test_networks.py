"""A19: from the network of the web nobody reaches Prefect, and nothing of ours leads there."""

from __future__ import annotations

import ast
import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desk.settings import Settings
from flows.prefect_env import server_password
from flows.schedule import HOST, place_for
from flows.serve import web_command
from tests.dashboards.town import build
from tests.flows.processes import ROOT, free_port
from tests.security.networks import INNER, OUTER, Network, Unavailable, two_networks

ASKED = "/api/admin/version"
OF_PREFECT = (ASKED, "/api/health", "/api/flows/filter", "/prefect", "/prefect/api/health", "/runs")
CALLERS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket"}
LISTEN = """
import socket, sys
with socket.create_server((sys.argv[1], int(sys.argv[2]))) as one:
    print("here", flush=True)
    sys.stdin.read()
"""
STARTING = 120


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[Network, Network]]:
    """The web's network and the inner one, wired; skipped with the reason where none can be."""
    try:
        with two_networks() as both:
            yield both
    except Unavailable as reason:
        pytest.skip(f"没有两个网络可试:{reason}")


@contextmanager
def listening(where: Network, address: str, port: int) -> Iterator[None]:
    """Somebody in a network who takes every connection."""
    command = where.command(sys.executable, "-c", LISTEN, address, str(port))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        yield


@contextmanager
def running(
    where: Network, command: tuple[str, ...], env: dict[str, str], log: Path
) -> Iterator[None]:
    """A program of ours in a network, ended by its own number."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            where.command(*command), cwd=ROOT, env={**os.environ, **env}, stdout=said, stderr=said
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait(where: Network, port: int, log: Path) -> None:
    until = time.monotonic() + STARTING
    while not where.reaches(HOST, port):
        assert time.monotonic() < until, log.read_text("utf-8", errors="replace")[-3000:]
        time.sleep(0.5)


def test_where_prefect_is_told_to_listen_the_web_s_network_does_not_reach(
    tmp_path: Path, networks: tuple[Network, Network]
) -> None:
    outer, inner = networks
    port = free_port()
    told = place_for(Settings(home=tmp_path), port).environment
    assert told["PREFECT_SERVER_API_AUTH_STRING"] == server_password(tmp_path / "prefect")
    with listening(inner, told["PREFECT_SERVER_API_HOST"], port):
        assert inner.reaches("127.0.0.1", port)
        assert not outer.reaches(INNER, port)
        assert not outer.reaches("127.0.0.1", port)
    with listening(inner, "0.0.0.0", port):
        assert outer.reaches(INNER, port), "the wire is whole: who listens everywhere is reached"


def test_no_page_of_ours_can_ask_another_server_for_anything() -> None:
    asking = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "dashboards").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _imported(node)
        if name in CALLERS
    }
    assert asking == {("dashboards/writing.py", "socket")}, "a pair of sockets to its own child"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.campaign
@pytest.mark.timeout(300)
def test_the_web_s_network_gets_no_answer_of_prefect_and_the_web_proxies_nothing(
    tmp_path: Path, networks: tuple[Network, Network]
) -> None:
    outer, inner = networks
    town = build(tmp_path / "home")
    home = town.desk.settings.home
    place = place_for(town.desk.settings, port := free_port())
    town.desk.ledger.close()
    web, env = free_port(), {"CITYPLAN_HOME": str(home), "CITYPLAN_INSECURE_COOKIE": "1"}
    prefect = (sys.executable, "-m", "flows.prefect_server")
    seen = (tmp_path / "prefect.log", tmp_path / "web.log")
    with (
        running(inner, prefect, dict(place.environment), seen[0]),
        running(outer, web_command("0.0.0.0", web), env, seen[1]),
    ):
        wait(inner, port, seen[0])
        wait(outer, web, seen[1])
        key = base64.b64encode(server_password(home / "prefect").encode()).decode()
        here = f"http://127.0.0.1:{port}{ASKED}"
        assert inner.asked(here)[0] == 401
        assert inner.asked(here, f"Authorization: Basic {key}")[0] == 200
        assert inner.asked(f"http://{OUTER}:{web}/healthz")[0] == 200, "the allowed one beside it"
        assert not outer.reaches(INNER, port)
        assert not outer.reaches("127.0.0.1", port)
        for path in OF_PREFECT:
            status, text = outer.asked(
                f"http://127.0.0.1:{web}{path}", f"Authorization: Basic {key}"
            )
            assert status in (401, 404), (path, status)
            assert "prefect" not in text.lower(), path
