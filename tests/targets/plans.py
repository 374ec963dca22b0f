"""The real plan, the tiny one, and copies of them that a test may spoil."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan, Target

TINY = Path(__file__).parent / "tiny_plan"
LEVELS = Path(__file__).parent / "three_levels"  # city, banner, town: each inherits the one above
MERGED = Path(__file__).parent / "merged_city"  # 演示: a banner is merged in mid-plan


@cache
def real_plan() -> Plan:
    return load_plan(DEFAULT_PLAN)


def target(name: str, plan: Plan | None = None) -> Target:
    return next(t for t in (plan or real_plan()).targets if t.id == name)


def copy_of(folder: Path, into: Path) -> Path:
    return Path(shutil.copytree(folder, into / "plan"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
