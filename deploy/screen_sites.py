"""Two installations on loopback for `deploy.screens`: the demo, and an empty one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "yanshi-2023-2025"  # noqa: S105 -- the demo's own, printed by it
CHOSEN = "photographs of pages"
RUN = (sys.executable, "-c", "from flows.cli import main; main()")
PATIENCE = 180  # seconds until a site must answer


@dataclass(frozen=True)
class Site:
    """A served installation: its name, address, posts by role, and the one-time codes left."""

    name: str
    address: str
    posts: Mapping[str, str]
    codes: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def served(folder: Path) -> Iterator[tuple[Site, Site]]:
    """The demo and an empty installation, both answering; taken down at the end."""
    with ExitStack() as stack:
        demo = stack.enter_context(_demo(folder / "demo"))
        yield demo, stack.enter_context(_empty(folder / "empty"))


@contextmanager
def _demo(home: Path) -> Iterator[Site]:
    port = _free_port()
    home.parent.mkdir(parents=True, exist_ok=True)
    told = command(home, "demo", "--home", str(home), "--no-serve", "--json")
    posts = {one["role"]: one["post"] for one in told["logins"]}
    codes = {"first": _new_post(home, "新到岗位", "leader")}
    with _server(home, port, "demo", "--home", str(home), "--port", str(port)) as address:
        yield Site("demo", address, posts, codes)


@contextmanager
def _empty(home: Path) -> Iterator[Site]:
    port = _free_port()
    if not (home / "cityplan.db").exists():
        command(home, "init", "--json")
    codes = {role: _new_post(home, f"空库{role}{port}", role) for role in ("desk", "admin")}
    posts = {role: f"空库{role}{port}" for role in codes}
    with _server(home, port, "serve", "--port", str(port)) as address:
        yield Site("empty", address, posts, codes)


def _new_post(home: Path, name: str, role: str) -> str:
    """Its one-time code; of a post that there is already, a new one."""
    known = {one["name"] for one in command(home, "user", "list", "--json")["posts"]}
    words = ("password", name) if name in known else ("add", name, "--role", role)
    return str(command(home, "user", *words, "--json")["password"])


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "CITYPLAN_HOME": str(home), "CITYPLAN_INSECURE_COOKIE": "1"}


def command(home: Path, *words: str) -> dict[str, Any]:
    """What a command says as JSON; `SystemExit` with its own words when it refuses."""
    done = subprocess.run(
        [*RUN, *words], env=_environment(home), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"cityplan {' '.join(words)}: {done.stderr.strip()}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def _server(home: Path, port: int, *words: str) -> Iterator[str]:
    """The command's server, once it answers; ended with its children."""
    with (home / "screens.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen([*RUN, *words], env=_environment(home), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _answers(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 -- loopback
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address} does not answer")


def _free_port() -> int:
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return int(plain.getsockname()[1])
