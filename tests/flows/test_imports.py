"""No command pays for what it does not use: read from `-X importtime`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

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
}


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
    "arguments", [("--help",), ("plan", "show"), ("plan", "check"), ("serve", "--help")]
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


def test_nothing_before_the_fork_of_the_web_process_starts_the_threads_of_polars() -> None:
    script = (
        "import os, pathlib, tempfile\n"
        "home = pathlib.Path(tempfile.mkdtemp()); os.environ['CITYPLAN_HOME'] = str(home)\n"
        "from desk.settings import load_settings; from desk.setup import start\n"
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'from desk.settings import load_settings;'\n"
        "    'from desk.setup import start; start(load_settings(), \"demo\")'], check=True)\n"
        "from flows.web import server; server()\n"
        "for task in pathlib.Path('/proc/self/task').iterdir():\n"
        "    print((task / 'comm').read_text().strip())\n"
        "import shutil; shutil.rmtree(home)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    names = done.stdout.split()
    assert names and not [name for name in names if name.startswith(("polars-0", "polars-1"))]
