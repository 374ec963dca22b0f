"""The tests that carry the mark `campaign`: too long for the suite, each file of them a trial."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
MARK = "pytest.mark." + "campaign"


def files(tests: Path = ROOT / "tests") -> tuple[Path, ...]:
    """The test files in which something is marked, in order; campaigns themselves are none."""
    found = (one for one in sorted(tests.rglob("test_*.py")) if HERE not in one.parents)
    return tuple(one for one in found if MARK in one.read_text("utf-8"))


def outcome(path: Path, folder: Path) -> Told:
    """Run the marked tests of a file; AssertionError with what pytest said when one is red.

    What this machine cannot run is counted as skipped.
    """
    report = folder / "report.xml"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
    words = [sys.executable, "-m", "pytest", "-q", "-m", "campaign", f"--junitxml={report}"]
    words += [f"--basetemp={folder / 'tests'}", str(path)]
    done = subprocess.run(words, cwd=ROOT, env=kept, capture_output=True, text=True)
    assert done.returncode == 0, f"{path.name}: {done.stdout[-4000:]}{done.stderr[-2000:]}"
    cases = list(ET.parse(report).iter("testcase"))
    skipped = sum(case.find("skipped") is not None for case in cases)
    return Told({"green": len(cases) - skipped, "skipped": skipped})


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """Each file by its number."""
    marked = files()

    def trial(number: int, _chance: random.Random) -> Told:
        return outcome(marked[number], ground.folder)

    yield trial


CAMPAIGN = Campaign(
    name="marked",
    promise="every test that is too long for the suite is green",
    trials=len(files()),
    arena=arena,
    databases=(SQLITE,),
)
