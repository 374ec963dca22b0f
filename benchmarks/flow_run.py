"""P3, Prefect's share: the inbox flow as a flow run beside its own body called directly.

Against the project's own server in a process of its own, as `cityplan serve` starts it. Both take
turns over the same files, each turn in the inbox of an installation of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measure import Invalid, Timed, bounded, counted, line, timed
from briefings.form import write_form
from desk.demo.series import entry_for
from desk.files import filled
from desk.handle import open_desk
from desk.settings import Settings
from desk.setup import start
from expectations.gx import warm
from flows.prefect_env import server_environment
from observations.period import Frequency, ReportingPeriod
from targets.layouts import all_layouts

FORMS, TURNS, LIMIT = 200, 3, 1.5
WAYS = ("direct", "flow")
ROOT = Path(__file__).resolve().parent.parent
NOW = "2024-10-14T09:00:00"


def run(folder: Path) -> None:
    """What a flow run adds to a batch; beside it what starting its process costs, once a run."""
    _prepare(folder)
    with _server(folder / "prefect") as told:
        env = {**os.environ, **told, "CITYPLAN_NOW": NOW, "CITYPLAN_DATABASE_URL": ""}
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.flow_run", str(folder)],
            env=env, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise Invalid(done.stderr[-2_000:])
    turns = json.loads(done.stdout.splitlines()[-1])
    counted("受理的表", sum(turn["accepted"] for turn in turns), FORMS * TURNS * len(WAYS))
    direct, flow = ([t["seconds"] for t in turns if t["way"] == way] for way in WAYS)
    added = Timed(tuple(max(f - d, 1e-9) for d, f in zip(direct, flow, strict=True)))
    bounded(f"P3 Prefect 给一批 {FORMS} 张表多加的", added, LIMIT)
    middle = [f"{statistics.median(part):.2f} s" for part in (direct, flow)]
    line("  同一批直接调用(参照)", f"中位 {middle[0]};作为流程运行 {middle[1]}")
    _started(env)


def _started(env: Mapping[str, str]) -> None:
    def imported(module: str) -> None:
        subprocess.run([sys.executable, "-c", f"import {module}"], env=env, cwd=ROOT, check=True)

    whole = timed(lambda: imported("flows.ingest"), TURNS)
    without = timed(lambda: imported("desk.delivery"), TURNS)
    share = whole.median - without.median
    line(
        "  每次运行另起一个进程(不论几批)",
        f"导入中位 {whole.median:.2f} s,其中 Prefect {share:.2f} s",
    )


def _prepare(folder: Path) -> None:
    """The same forms in the inbox of a fresh demo installation for every turn."""
    for number in range(TURNS * len(WAYS)):
        start(Settings(home=folder / str(number), database_url=""), "demo")
        (folder / str(number) / "inbox").mkdir()
    desk = open_desk(Settings(home=folder / "0", database_url=""))
    layouts = [one for one in all_layouts(desk.plan).values() if one.frequency == "Q"]
    quarters = [ReportingPeriod(2000 + n // 4, Frequency.QUARTER, n % 4 + 1) for n in range(90)]
    for period, layout in itertools.islice(itertools.product(quarters, layouts), FORMS):
        entries = {
            row.key: entry_for(desk.plan, desk.plan.indicator(row.indicator), row.area, period)
            for row in layout.rows
        }
        name = f"{layout.office}_{period}.xlsx"
        write_form(layout, filled(desk, layout, period, entries), folder / name)
        for number in range(TURNS * len(WAYS)):
            shutil.copy(folder / name, folder / str(number) / "inbox" / name)
    desk.ledger.close()


@contextmanager
def _server(home: Path) -> Iterator[dict[str, str]]:
    """The project's own Prefect server; what its clients are told."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = server_environment(home, port)
    command = [sys.executable, "-m", "flows.prefect_server"]
    server = subprocess.Popen(
        command,
        env={**os.environ, **told},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _answering(f"http://127.0.0.1:{port}/api/health")
        yield told
    finally:
        server.terminate()
        server.wait(30)


def _answering(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError:
            return  # it asks for its password: it is there
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Invalid("Prefect 服务没有应答")


def _turns(folder: Path) -> list[dict[str, object]]:
    """In this process: direct and as a flow run in turns; seconds and accepted files of each."""
    from flows.ingest import ingest_inbox  # Prefect reads its environment while imported

    warm()
    ways: dict[str, Callable[..., Any]] = {"direct": ingest_inbox.fn, "flow": ingest_inbox}
    told: list[dict[str, object]] = []
    for number, (name, way) in enumerate([*ways.items()] * TURNS):
        os.environ["CITYPLAN_HOME"] = str(folder / str(number))
        began = time.perf_counter()
        counts = asyncio.run(way(quiet_seconds=0.0))
        seconds = time.perf_counter() - began
        told.append({"way": name, "seconds": seconds, "accepted": counts.get("accepted", 0)})
        time.sleep(1.0)  # Prefect sends its log lines after the run
    return told


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(_turns(Path(sys.argv[1]))) + "\n")
