"""Patches that break one promise each: exactly the tests they name must turn red."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial

ROOT = Path(__file__).resolve().parents[2]
PATCHES = ROOT / "tests" / "mutations"
_RED = "# red: "
_SLOW = "not postgresql"  # its cases run the same code; on SQLite a patch is judged in seconds
_LEFT_OUT = (
    *(".git", ".venv", "var", "build", "dist", ".hypothesis"),
    *("*.egg-info", "__pycache__", ".*_cache"),
)


@dataclass(frozen=True)
class Mutation:
    """A patch and the tests (`file::name`) that notice it; a name stands for all its cases."""

    path: Path
    red: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(sorted({name.partition("::")[0] for name in self.red}))


def mutations() -> tuple[Mutation, ...]:
    """Every patch there is, by name."""
    return tuple(_mutation(path) for path in sorted(PATCHES.glob("*.patch")))


def _mutation(path: Path) -> Mutation:
    lines = path.read_text("utf-8").splitlines()
    red = tuple(line.removeprefix(_RED) for line in lines if line.startswith(_RED))
    assert red, f"{path.name} names no test"
    return Mutation(path, red)


@contextmanager
def checkout() -> Iterator[Path]:
    """A copy of this checkout to be spoilt."""
    with tempfile.TemporaryDirectory(prefix="cityplan-mutation-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        yield tree


@contextmanager
def applied(tree: Path, mutation: Mutation) -> Iterator[None]:
    """The patch in force; AssertionError when it no longer fits."""
    _apply(tree, mutation.path)
    try:
        yield
    finally:
        _apply(tree, mutation.path, "--reverse")


def _apply(tree: Path, patch: Path, *options: str) -> None:
    words = ["git", "apply", *options, str(patch)]
    done = subprocess.run(words, cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, f"{patch.name} no longer applies: {done.stderr.strip()}"


def _fits(tree: Path, mutation: Mutation) -> str:
    """Why a patch no longer fits; empty when it does."""
    try:
        _apply(tree, mutation.path, "--check")
    except AssertionError as stale:
        return str(stale)
    return ""


def red_tests(tree: Path, files: Sequence[str]) -> set[str]:
    """What fails in these test files, as `file::name[case]`."""
    report = tree.parent / "report.xml"
    report.unlink(missing_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
    # Two states of one module may share size and second: no byte code is kept between them.
    ours = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, "-m", "pytest", "-q", "-k", _SLOW, f"--junitxml={report}"]
    words += ["-o", "junit_family=xunit1", f"--basetemp={tree.parent / 'tests'}"]
    done = subprocess.run(
        [*words, *files], cwd=tree, env=kept | ours, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), f"pytest could not run: {done.stdout[-2000:]}{done.stderr}"
    return {
        f"{case.get('file')}::{case.get('name')}"
        for case in ET.parse(report).iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    }


def unexpected(red: Sequence[str], found: set[str]) -> list[str]:
    """Where the red tests are not exactly those named; empty when they are."""
    quiet = [name for name in red if not any(_is(one, name) for one in found)]
    loud = [one for one in sorted(found) if not any(_is(one, name) for name in red)]
    return [f"stayed green: {name}" for name in quiet] + [f"red as well: {one}" for one in loud]


def _is(found: str, named: str) -> bool:
    return found == named or found.startswith(f"{named}[")


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """A copy of the checkout that every patch fits and, unspoilt, every test named is green in."""
    known = mutations()
    with checkout() as tree:
        stale = [one for one in (_fits(tree, mutation) for mutation in known) if one]
        assert stale == [], "\n".join(stale)
        if ground.whole:
            before = red_tests(tree, sorted({file for one in known for file in one.files}))
            assert before == set(), f"red without any patch: {sorted(before)}"
        yield partial(_trial, tree, known)


def _trial(tree: Path, known: Sequence[Mutation], number: int, _chance: random.Random) -> Told:
    mutation = known[number % len(known)]
    with applied(tree, mutation):
        found = red_tests(tree, mutation.files)
    wrong = unexpected(mutation.red, found)
    assert wrong == [], f"{mutation.path.name}: {'; '.join(wrong)}"
    return Told({"noticed by exactly its tests": 1, "tests turned red": len(found)})


CAMPAIGN = Campaign(
    name="mutations",
    promise="every patch that breaks a promise turns exactly its tests red",
    trials=len(list(PATCHES.glob("*.patch"))),
    arena=arena,
    databases=(SQLITE,),
)
