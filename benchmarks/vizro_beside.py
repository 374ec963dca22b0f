"""A Vizro page of the same content as ours, served beside it by an interpreter of its own.

Vizro is no dependency of ours: its environment is made apart (`pip install vizro gunicorn`) and
named to the benchmark. The page holds the record's table or one indicator's chart and values.
"""

from __future__ import annotations

import csv
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Invalid
from desk import views
from desk.demo.posts import DESK
from desk.handle import open_desk
from desk.settings import Settings
from ledger.browse import Asked

COOKIE_FREE = ""
ROWS = 200
APP = """
import pandas as pd, vizro.models as vm, vizro.plotly.express as px
from vizro import Vizro
from vizro.tables import dash_ag_grid
rows = pd.read_csv("rows.csv", dtype={"area": str}); series = pd.read_csv("series.csv")
chart = vm.Page(title="Indicator", path="/chart", components=[
    vm.Graph(figure=px.line(series, x="period", y="value", markers=True)),
    vm.Table(figure=dash_ag_grid(data_frame=series))])
data = vm.Page(title="Data", path="/", components=[vm.Table(figure=dash_ag_grid(data_frame=rows))])
app = Vizro().build(vm.Dashboard(pages=[data, chart])).dash
server = app.server
"""


@dataclass(frozen=True)
class Peer:
    """Where Vizro's pages are; of each its name, path and what is there once it is drawn."""

    address: str
    pages: tuple[tuple[str, str, str], ...] = (
        ("数据", "/", ".ag-center-cols-container .ag-row"),
        ("指标", "/chart", ".js-plotly-plot .main-svg"),
    )


@contextmanager
def beside(interpreter: str, home: Path, folder: Path) -> Iterator[Peer]:
    """Gunicorn 2×4 over Vizro with what our data page and an indicator's page show."""
    _written(home, folder)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sized = ("--preload", "--workers", "2", "--threads", "4", "--log-level", "warning")
    command = (interpreter, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *sized, "app:server")
    server = subprocess.Popen(command, cwd=folder)
    try:
        _wait(f"http://127.0.0.1:{port}/", server)
        yield Peer(f"http://127.0.0.1:{port}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _written(home: Path, folder: Path) -> None:
    """The first page of the record and one indicator's values, as our own pages read them."""
    desk = open_desk(Settings(home=home))
    try:
        rows = views.observations(desk, DESK, Asked(), limit=ROWS).rows
        area = desk.plan.area
        found = views.indicator(desk, DESK, "leakage_rate", area)
    finally:
        desk.ledger.close()
    names = ("indicator_name", "area", "period", "office_name", "value", "unit", "printed", "cell")
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(names)
        table.writerows([getattr(row, name) for name in names] for row in rows)
    with (folder / "series.csv").open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(("period", "value"))
        table.writerows((point.period, point.value) for point in found.points)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise Invalid("Vizro 没有应答")
