"""A19: Prefect's interface answers on 127.0.0.1 alone, and there only who knows its password."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from flows.prefect_env import server_environment, server_password
from tests.flows.processes import free_port

ASKED = "/api/admin/version"
WAIT = 120


def status(address: str, credentials: str = "") -> int:
    """What a program is answered; 0 when there is nobody."""
    asked = urllib.request.Request(address)
    if credentials:
        asked.add_header(
            "Authorization", f"Basic {base64.b64encode(credentials.encode()).decode()}"
        )
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code
    except OSError:
        return 0


def reached(address: str, port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(5)
        return one.connect_ex((address, port)) == 0


@pytest.mark.campaign
@pytest.mark.timeout(240)
def test_no_address_but_loopback_reaches_prefect_and_nobody_without_its_password(
    tmp_path: Path,
) -> None:
    port, home = free_port(), tmp_path / "prefect"
    env = {**os.environ, **server_environment(home, port)}
    command = [sys.executable, "-m", "prefect", "server", "start"]
    with (tmp_path / "said").open("wb") as said:
        server = subprocess.Popen(command, env=env, stdout=said, stderr=said)
        try:
            until = time.monotonic() + WAIT
            while not reached("127.0.0.1", port) and time.monotonic() < until:
                assert server.poll() is None, (tmp_path / "said").read_text("utf-8")
                time.sleep(0.5)
            here = f"http://127.0.0.1:{port}{ASKED}"
            assert status(here) == 401
            assert status(here, "cityplan:guess") == 401
            assert status(here, server_password(home)) == 200
            # Whoever listens on every address answers on this one too; who comes from
            # another machine meets only such a listener.
            assert not reached("127.0.0.2", port)
        finally:
            server.terminate()
            server.wait(timeout=60)


def test_the_other_loopback_address_does_tell_who_listens_everywhere() -> None:
    with (
        socket.create_server(("0.0.0.0", 0)) as wide,
        socket.create_server(("127.0.0.1", 0)) as own,
    ):
        assert reached("127.0.0.2", wide.getsockname()[1])
        assert not reached("127.0.0.2", own.getsockname()[1])
