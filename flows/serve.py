"""`cityplan serve`: the web process and the intake worker under one roof."""

from __future__ import annotations

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Literal

from flows.cli.output import said
from flows.preflight import is_loopback, require_desk, require_port
from flows.supervisor import Program, Say, Supervisor, python
from observations.errors import UsageError

Part = Literal["web", "worker"]
HOST, PORT = "127.0.0.1", 8050
WEB_PROCESSES, WEB_THREADS = 2, 8
ASK_SECONDS = 0.5
TRUSTED, THIS_MACHINE = "CITYPLAN_TRUSTED_PROXY", "127.0.0.1,::1"


def serve(
    port: int = PORT,
    *,
    host: str = HOST,
    behind_proxy: bool = False,
    only: Part | None = None,
    say: Say | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; `UserError` when the desk or the port is not to be had.

    `only` one part of it, where a service manager looks after each by itself.
    Other machines are served only through a proxy that ends https and holds off slow clients:
    who asks for a `host` they can reach must say that there is one.
    """
    tell = say or _silent
    if not (behind_proxy or is_loopback(host)):
        raise UsageError(
            f"{host} 可被其他机器直接访问", cure="经 HTTPS 反向代理对外,并加 --behind-proxy"
        )
    if only != "worker":
        require_port(host, port)
    require_desk(host, behind_proxy=behind_proxy)
    roof = Supervisor(tell)
    roof.listen()
    try:
        if only != "web":
            roof.add(Program(said("program.bench"), python("flows.bench")))
        if only != "worker":
            heard = proxies(os.environ, host, behind_proxy=behind_proxy)
            roof.add(Program(said("program.web"), web_command(host, port), heard))
            roof.watch(until=_answering(f"http://{host}:{port}/healthz"))
        if not roof.stopping:
            opened = "serve.worker" if only == "worker" else "serve.open"
            tell(said(opened, host=host, port=port))
        roof.watch()
    finally:
        roof.stop()
    tell(said("serve.stopped"))


def proxies(environment: Mapping[str, str], host: str, *, behind_proxy: bool) -> Mapping[str, str]:
    """What the web processes are told of the proxies in front: those named, else this machine's.

    Without `behind_proxy` and without a name nobody's word on an address is taken.
    """
    named = environment.get(TRUSTED, "").strip()
    if not named and behind_proxy and is_loopback(host):
        named = THIS_MACHINE
    if not named:
        return {}
    networks = (str(ip_network(one.strip(), strict=False)) for one in named.split(",") if one)
    return {TRUSTED: named, "FORWARDED_ALLOW_IPS": ",".join(networks)}


def web_command(host: str, port: int) -> tuple[str, ...]:
    """Gunicorn with the application loaded before it forks: no request meets a cold import."""
    return python(
        "gunicorn",
        "--preload",
        "--no-control-socket",
        *("--bind", f"{host}:{port}"),
        *("--workers", str(WEB_PROCESSES)),
        *("--worker-class", "flows.web_worker.PatientWorker"),
        *("--threads", str(WEB_THREADS)),
        *("--timeout", "120"),
        *("--graceful-timeout", "15"),
        *("--log-level", "warning"),
        "flows.web:server()",
    )


def _answering(address: str) -> Callable[[], bool]:
    """A question that is put at most twice a second: does the page answer yet?"""
    asked = 0.0

    def answers() -> bool:
        nonlocal asked
        if time.monotonic() - asked < ASK_SECONDS:
            return False
        asked = time.monotonic()
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 -- our own
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    return answers


def _silent(_text: str) -> None:
    """Nobody is to be told."""
