"""No command pays for what it does not use: read from `-X importtime`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desk.settings import Settings
from desk.setup import start
from tests.flows.processes import COMMAND, ROOT

HEAVY = {
    "prefect",
    "great_expectations",
    "dash",
    "flask",
    "plotly",
    "pandas",
    "numpy",
    "sqlalchemy",
    "polars",
    "pyarrow",
    "apprise",
    "docx",
    "scipy",
    "shapely",
    "pyproj",
    "duckdb",
}
LEAKAGE = "derive leakage --qs 1000 --qa 870 --r 0.5 --l 75 --p 0.45 --d 1.5"


def imported(*arguments: str) -> set[str]:
    """Top-level packages that the command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", COMMAND, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert len(lines) > 50
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("plan", "show"),
        ("plan", "show", "--in-force", "2024-10-01"),
        ("plan", "check"),
        ("serve", "--help"),
        ("assess", "--help"),
        ("derive", "coverage", "--help"),
        tuple(LEAKAGE.split()),
    ],
)
def test_a_light_command_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    found = imported(*arguments)
    assert "typer" in found
    assert found & HEAVY == set()


def test_the_supervisor_of_serve_loads_no_data_libraries() -> None:
    script = "import flows.serve, sys; print(*{n.partition('.')[0] for n in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) & HEAVY == set()


FORKED = """
import os, pathlib
from flows.web import server
server()
names = [(task / "comm").read_text().strip() for task in pathlib.Path("/proc/self/task").iterdir()]
assert not [name for name in names if name.startswith(("polars-0", "polars-1"))], names
child = os.fork()
if child == 0:
    import polars as pl
    frame = pl.DataFrame({"a": range(200_000)}).with_columns(b=pl.col("a") % 7)
    os._exit(0 if frame.group_by("b").len().height == 7 else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_web_process_forked_from_the_loaded_application_can_use_polars(tmp_path: Path) -> None:
    """A fork after the threads of Polars have started hangs at its first use in the child."""
    start(Settings(home=tmp_path), "demo")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CITYPLAN_HOME": str(tmp_path)}
    command = [sys.executable, "-c", FORKED]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
