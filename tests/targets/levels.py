"""The plans of a city, its banner and a town of that, each inheriting the one above."""

from __future__ import annotations

import shutil
from pathlib import Path

from targets.model import Plan, Target
from tests.targets.plans import LEVELS, spoil

T1 = "T1-999900"
T2 = "T2-999900"


def levels(into: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the three folders with each (file, old, new) changed."""
    folder = Path(shutil.copytree(LEVELS, into / "plans"))
    for name, old, new in changes:
        spoil(folder, name, old, new)
    return folder


def one(plan: Plan, name: str) -> Target:
    (found,) = (target for target in (*plan.targets, *plan.added) if target.id == name)
    return found
