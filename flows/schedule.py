"""`cityplan schedule`: a Prefect server of our own, our deployments, one process worker.

With PREFECT_API_URL set, that server is used and none is started.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desk.settings import Settings, load_settings
from flows import prefect_logs
from flows.cli.output import said
from flows.left_over import Watch, look_after
from flows.prefect_api import Server
from flows.prefect_env import client_environment, server_environment
from flows.preflight import require_desk, require_port
from flows.registered import forgotten
from flows.supervisor import ROOT, Program, Say, Supervisor, importable, python
from observations.errors import UserError

HOST, PORT = "127.0.0.1", 4200
POOL = "cityplan"
READY_SECONDS = 120.0
KEEP_SECONDS = 15.0
SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Place:
    """Where the schedule lives: whose server, and what every child is told."""

    api_url: str
    own: bool
    environment: Mapping[str, str]


def schedule(port: int = PORT, *, say: Say) -> None:
    """Run until SIGTERM or SIGINT; `UserError` when the desk or the port is not to be had."""
    settings = load_settings()
    require_desk()
    place = place_for(settings, port)
    if place.own:
        require_port(HOST, port)
    roof = Supervisor(say)
    roof.listen()
    try:
        _open(roof, place, port, say)
        keeping = _Keeping(roof, place, say)
        while not roof.stopping:
            roof.watch(until=keeping.is_time)
            keeping.look()
    finally:
        roof.stop()
    say(said("schedule.stopped"))


def retire() -> None:
    """Stop expecting the flows' signs of life: for whoever will not run the schedule again."""
    from desk.handle import open_desk
    from desk.pulse import stop_beating
    from flows.rhythms import ALL

    desk = open_desk(load_settings())
    try:
        for rhythm in ALL:
            stop_beating(desk, rhythm.name)
    finally:
        desk.ledger.close()


def place_for(settings: Settings, port: int) -> Place:
    """The administrator's server when PREFECT_API_URL names one, else our own under `home`."""
    home = (settings.home / "prefect").resolve()
    given = os.environ.get("PREFECT_API_URL", "")
    own = not given
    told = server_environment(home, port) if own else client_environment(home, given)
    ours = {**prefect_logs.asked(settings), **for_flows(settings)}
    return Place(told["PREFECT_API_URL"], own, {**told, **ours})


def for_flows(settings: Settings) -> dict[str, str]:
    """Our own settings with every path absolute: a flow runs in another working directory."""
    told = {
        "CITYPLAN_ROOT": str(ROOT),
        "CITYPLAN_HOME": str(settings.home.resolve()),
        "CITYPLAN_PLAN": str(settings.plan.resolve()),
    }
    if settings.backups is not None:
        told["CITYPLAN_BACKUPS"] = str(settings.backups.resolve())
    if settings.database_url.startswith(SQLITE):
        path = Path(settings.database_url.removeprefix(SQLITE)).resolve()
        told["CITYPLAN_DATABASE_URL"] = f"{SQLITE}{path}"
    return told


def _open(roof: Supervisor, place: Place, port: int, say: Say) -> None:
    """Server, then deployments, then the worker: each needs the one before."""
    if place.own:
        server = python("flows.prefect_server")
        roof.add(Program(said("program.server"), server, place.environment))
        deadline = time.monotonic() + READY_SECONDS
        roof.watch(until=lambda: _healthy(place.api_url) or time.monotonic() > deadline)
    if roof.stopping:
        return
    if not _healthy(place.api_url):
        raise UserError(
            f"Prefect 服务端 {place.api_url} 没有应答", cure="检查该地址,或换一个端口再试"
        )
    _register(place)
    worker = worker_command(own=place.own)
    roof.add(Program(said("program.worker"), worker, place.environment))
    shown = f"http://{HOST}:{port}" if place.own else place.api_url
    say(said("schedule.open", where=shown))


class _Keeping:
    """Without a hand: what a server has lost is registered again, its database was wiped (R16);

    a run that was cut off is made up for (R2).
    """

    def __init__(self, roof: Supervisor, place: Place, say: Say) -> None:
        self._roof, self._place, self._say = roof, place, say
        self._next = time.monotonic() + KEEP_SECONDS

    def is_time(self) -> bool:
        """Whether the server should be asked again."""
        return time.monotonic() >= self._next

    def look(self) -> None:
        """Ask once; the worker starts anew where it was served from another database."""
        server = Server(self._place.api_url, {**os.environ, **self._place.environment})
        if self._roof.stopping:
            return
        if forgotten(server, POOL):
            self._register_again()
        elif again := look_after(Watch(server, POOL, worker_name(), self._place.own)):
            self._say(said("schedule.again", many=again))
        self._next = time.monotonic() + KEEP_SECONDS

    def _register_again(self) -> None:
        self._say(said("schedule.forgotten"))
        try:
            _register(self._place)
        except UserError as fault:
            self._say(str(fault))
        else:
            self._roof.renew(said("program.worker"))


def worker_command(*, own: bool) -> tuple[str, ...]:
    """One process worker for our pool."""
    return python("flows.prefect_worker", POOL, worker_name(), *(["own"] if own else []))


def worker_name() -> str:
    """The worker of this machine."""
    return f"{POOL}-{socket.gethostname()}"


def _register(place: Place) -> None:
    """Pool and deployments, in a process that ends: Prefect's import is large."""
    done = subprocess.run(
        python("flows.register"),
        cwd=ROOT,
        env={**os.environ, **place.environment, "PYTHONPATH": importable()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        said = done.stdout.decode(errors="replace").strip()[-2000:]
        raise UserError(f"登记定时任务失败:{said}", cure="检查 prefect.yaml 与 Prefect 服务端")


def _healthy(api_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api_url}/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
