"""Time zones and clocks that are wrong: the same data, the same papers, late by Shanghai's date."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from desk.settings import Settings
from tests.campaigns.faults.job import Job
from tests.campaigns.faults.story import SHIFTS, ZONES
from tests.campaigns.faults.warm import Warm, borrowed
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial
from tests.databases import new_database

CASES = tuple((zone, shift) for shift in SHIFTS for zone in ZONES)


@dataclass
class Stage:
    """The warm process and what a right clock in UTC leaves."""

    ground: Ground
    warm: Warm
    right: dict[str, Any]


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """The story is told once as it should be, then under every zone and shift."""
    with borrowed(ground) as process:
        right = _told(ground, process, *CASES[0])
        stored = right["stored"]
        assert (stored["in order"], stored["unbroken"]) == (True, True)
        assert right["early"] == [], "late before the day was over"
        assert right["late"], "nobody was late"
        assert len(right["papers"]) >= 4
        yield partial(_trial, Stage(ground, process, right))


def _trial(stage: Stage, number: int, _chance: random.Random) -> Told:
    zone, shift = CASES[number % len(CASES)]
    told = _told(stage.ground, stage.warm, zone, shift)
    for part, right in stage.right.items():
        assert told[part] == right, f"{zone}, {shift}: {part}: {_difference(told[part], right)}"
    return Told({f"equal in {zone}": 1, f"equal with {shift}": 1})


def _told(ground: Ground, process: Warm, zone: str, shift: str) -> dict[str, Any]:
    home = ground.folder / "story"
    shutil.rmtree(home, ignore_errors=True)
    url = f"sqlite:///{home / 'cityplan.db'}"
    if ground.kind != SQLITE:
        url = new_database(ground.url)
    process.move_to(Settings(home=home, database_url=url))
    assert process.go(Job("story", words=(zone, shift))) == 0, f"{zone}, {shift}"
    told: dict[str, Any] = json.loads((home / "told.json").read_text("utf-8"))
    return told


def _difference(found: Any, right: Any) -> str:
    """The parts that differ."""
    if not isinstance(right, dict):
        return f"{found} instead of {right}"
    return "; ".join(f"{k}: {found[k]!s:.500} / {right[k]!s:.500}" for k in right
                     if found[k] != right[k])  # fmt: skip


CAMPAIGN = Campaign(
    name="clocks",
    promise="in three time zones, with the clock wrong in five ways, data and papers are equal",
    trials=len(CASES),
    arena=arena,
)
