"""The database stopped in the middle of a transaction, the wire cut at a COMMIT."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from desk.handle import system_clock
from desk.intake import receive
from ledger import audit, receipts, revisions
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.points import BY_NAME, POINTS
from tests.campaigns.faults.proxy import ANSWERED, FORWARDED, Proxy, proxied
from tests.campaigns.faults.warm import Warm, borrowed
from tests.campaigns.runner import POSTGRES, Campaign, Ground, Told, Trial
from tests.databases import new_database
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.postgres import Cluster, cluster

SYSTEM_FAULT = 3
RESUMED_SECONDS = 30.0
STOPPED_AT = tuple(n for n, point in enumerate(POINTS) if point.name[:2] >= "05")
_NO_ACK = (BY_NAME["11 before the acknowledgement"], BY_NAME["12 after the acknowledgement"])


@dataclass
class Stage:
    """An installation on a server of its own, reached straight or by a wire."""

    ground: Ground
    hall: Hall
    cluster: Cluster
    proxy: Proxy
    warm: Warm
    commits: int = 0


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """A server that may be stopped, an installation on it, a wire that may be cut."""
    with cluster(("max_connections=60",)) as server:
        hall = halls.build(ground.folder, new_database(server.url))
        try:
            with proxied(server.folder / ".s.PGSQL.5432") as proxy, borrowed(ground) as process:
                stage = Stage(ground, hall, server, proxy, process)
                stage.commits = _commits(stage)
                yield partial(_trial, stage)
            assert audit.verify(hall.desk.ledger) == ()
        finally:
            hall.desk.ledger.close()


def _commits(stage: Stage) -> int:
    """How many COMMITs an undisturbed delivery sends."""
    path = _form(stage, -1, "housing")
    stage.proxy.cut_at(0, FORWARDED)
    assert _ingest(stage, path, wire=True) == 0, _said(stage)
    return stage.proxy.passed


def _trial(stage: Stage, number: int, chance: random.Random) -> Told:
    """One delivery by the command line, disturbed, then simply given again."""
    if stage.ground.whole and number == 0:
        return _worker_goes_on(stage, number)
    disturb: Callable[..., str] = (_cut_wire, _stop_server)[number % 2]
    path = _form(stage, number, chance.choice(OFFICES))
    told = disturb(stage, path, chance)
    assert _ingest(stage, path) == 0, _said(stage)
    _once(stage, path)
    return Told({told: 1})


def _stop_server(stage: Stage, path: Path, chance: random.Random) -> str:
    """The server dies while the command stands at a station; it comes back later."""
    point = chance.choice([n for n in STOPPED_AT if n not in _NO_ACK])
    pid = stage.warm.start(_job(stage, path, point=point, act=int(signal.SIGSTOP)))
    assert stage.warm.stopped() is None, f"never came to {POINTS[point].name}: {_said(stage)}"
    stage.cluster.stop()
    os.kill(pid, signal.SIGCONT)
    code = stage.warm.ended()
    assert code == SYSTEM_FAULT, f"exit {code} at {POINTS[point].name}: {_said(stage)}"
    _clear(stage, f"at {POINTS[point].name}")
    assert _ingest(stage, path) == SYSTEM_FAULT
    _clear(stage, "while the server is away")
    stage.cluster.start()
    stage.hall.desk.ledger.close()
    return f"server stopped at {POINTS[point].name}"


def _cut_wire(stage: Stage, path: Path, chance: random.Random) -> str:
    """The wire is cut at a COMMIT: was it kept or not? The command cannot know."""
    when = chance.choice((FORWARDED, ANSWERED))
    stage.proxy.cut_at(chance.randint(1, stage.commits), when)
    code = _ingest(stage, path, wire=True)
    assert code == SYSTEM_FAULT, f"exit {code}: {_said(stage)}"
    _clear(stage, f"wire cut, COMMIT {when}")
    return f"wire cut, COMMIT {when}"


def _worker_goes_on(stage: Stage, number: int) -> Told:
    """A worker outlives its database and judges what comes when it is back."""
    path = _form(stage, number, "housing")
    home = stage.hall.desk.settings.home
    given = {"CITYPLAN_HOME": str(home), "CITYPLAN_DATABASE_URL": stage.hall.desk.settings.url}
    log = stage.ground.folder / "worker.log"
    with log.open("wb") as out:
        words = [sys.executable, "-m", "flows.bench"]
        worker = subprocess.Popen(words, env=os.environ | given, stdout=out, stderr=out)
    try:
        time.sleep(15.0)
        stage.cluster.stop()
        time.sleep(5.0)
        stage.cluster.start()
        stage.hall.desk.ledger.close()
        seconds = _judged_after(stage, path)
        assert worker.poll() is None, log.read_text("utf-8")
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    words_said = log.read_text("utf-8")
    assert "数据库" in words_said, words_said
    assert "Traceback" not in words_said, words_said
    return Told({"the worker went on by itself": 1}, {"judging after the server's return": seconds})


def _judged_after(stage: Stage, path: Path) -> float:
    """Deliver now; seconds until the worker has judged it."""
    desk = replace(stage.hall.desk, clock=system_clock)
    began = time.monotonic()
    receipt = receive(desk, stage.hall.clerk("housing"), path, path.name)
    while time.monotonic() - began < RESUMED_SECONDS:
        with desk.ledger.read() as reading:
            row = receipts.get(reading, receipt.id)
        if row is not None and row.state == "accepted":
            return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"not judged {RESUMED_SECONDS:.0f} s after the server's return")


def _form(stage: Stage, number: int, office: str) -> Path:
    """A form nobody handed in before; its name begins with the office."""
    return form(stage.hall, office, QUARTERS[number % len(QUARTERS)], f"第{number}件")


def _job(stage: Stage, path: Path, *, wire: bool = False, **more: int) -> Job:
    settings = stage.hall.desk.settings
    url = stage.proxy.url(settings.url) if wire else settings.url
    stage.warm.move_to(settings, url)
    words = ("ingest", str(path), "--office", path.name.partition("_")[0], "--json")
    return Job("command", str(stage.ground.folder), words=words, **more)


def _ingest(stage: Stage, path: Path, *, wire: bool = False) -> int:
    return stage.warm.go(_job(stage, path, wire=wire))


def _said(stage: Stage) -> str:
    """What the last command printed."""
    return "".join((stage.ground.folder / name).read_text("utf-8") for name in ("out", "err"))


def _clear(stage: Stage, where: str) -> None:
    """One Chinese line with a cure, also as JSON, and no traceback."""
    error = (stage.ground.folder / "err").read_text("utf-8")
    assert "Traceback" not in error, f"{where}: {error}"
    assert "数据库" in error, f"{where}: {error}"
    told = json.loads((stage.ground.folder / "out").read_text("utf-8"))
    assert told["error"]["cure"], where


def _once(stage: Stage, path: Path) -> None:
    """One receipt, one verdict, its values once."""
    with stage.hall.desk.ledger.read() as reading:
        rows = [row for row in receipts.listing(reading, limit=5) if row.source.name == path.name]
        assert [row.state for row in rows] == ["accepted"], rows
        brought = revisions.of_receipt(reading, rows[0].id)
        links = audit.tail(reading, limit=20)
    assert brought.height == rows[0].changed > 0
    assert brought.select("indicator", "area", "period").is_unique().all()
    acts = [one.action for one in links if one.subject == rows[0].id]
    assert acts.count("judge") == 1, acts


CAMPAIGN = Campaign(
    name="connections",
    promise="a database stopped or cut off in the middle is said so, and trying again suffices",
    trials=100,
    arena=arena,
    databases=(POSTGRES,),
)
