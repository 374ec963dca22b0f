"""How rates move: several kinds of process, none of them the one the rules were made for."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.campaigns.believing.course import Course, season

STEP_NOTE = "本期新建项目投入使用并纳入统计"
Point = tuple[float, str]  # percent, and the office's word for a step


@dataclass(frozen=True)
class Start:
    """Where a rate starts (percent), and which way it is to go (1 up, −1 down)."""

    name: str
    level: float
    sense: int


def noise(draw: random.Random, level: float, spread: float) -> float:
    """Chance in percentage points: less of it near 0 and 100."""
    share = min(max(level / 100, 0.002), 0.998)
    return draw.gauss(0.0, spread * 2 * math.sqrt(share * (1 - share)))


def roughness(made: random.Random) -> float:
    """How much chance a series has, percentage points at 50 %: most little, some much."""
    return min(2.5, made.lognormvariate(math.log(0.6), 0.6))


def trend(course: Course, start: Start) -> list[Point]:
    """A steady climb with chance around it."""
    made = course.fixed(start.name)
    pace, spread = _pace(made, course) * start.sense, roughness(made)
    found = []
    for at, draw in enumerate(course.steps(start.name)):
        level = start.level + pace * at
        found.append((_within(level + noise(draw, level, spread)), ""))
    return found


def seasonal(course: Course, start: Start) -> list[Point]:
    """High in one season, low in the other; a slow climb."""
    made = course.fixed(start.name)
    swing, phase, spread = made.uniform(0.5, 4.0), made.uniform(0, 4), roughness(made)
    pace = _pace(made, course) * start.sense * 0.5
    found = []
    steps = zip(course.periods, course.steps(start.name), strict=True)
    for at, (period, draw) in enumerate(steps):
        level = start.level + pace * at + swing * season(period, phase)
        found.append((_within(level + noise(draw, level, spread)), ""))
    return found


def stepped(course: Course, start: Start) -> list[Point]:
    """Flat, but for one or two works finished: the office says so in the note."""
    made = course.fixed(start.name)
    spread, level, found = made.uniform(0.15, 0.8), start.level, []
    chance = 0.12 if course.quarterly else 0.2
    for at, draw in enumerate(course.steps(start.name)):
        note = ""
        if at and draw.random() < chance:
            room = 100 - level if start.sense > 0 else level
            level += start.sense * min(12.0, draw.uniform(0.08, 0.3) * room)
            note = STEP_NOTE
        found.append((_within(level + noise(draw, level, spread)), note))
    return found


def wandering(course: Course, start: Start) -> list[Point]:
    """An autoregressive wobble of the first order around a level."""
    made = course.fixed(start.name)
    memory, spread, away, found = made.uniform(0.3, 0.85), roughness(made), 0.0, []
    for draw in course.steps(start.name):
        away = memory * away + noise(draw, start.level, spread)
        found.append((_within(start.level + away), ""))
    return found


def saturating(course: Course, start: Start) -> list[Point]:
    """Towards the end of what is possible, and exactly there at last."""
    made = course.fixed(start.name)
    pace, spread = made.uniform(0.06, 0.3), made.uniform(0.1, 0.8)
    end, found = (100.4 if start.sense > 0 else -0.3), []
    for at, draw in enumerate(course.steps(start.name)):
        level = end + (start.level - end) * math.exp(-pace * at)
        found.append((_within(level + noise(draw, level, spread)), ""))
    return found


PROCESSES: Mapping[str, Callable[[Course, Start], list[Point]]] = {
    "trend": trend,
    "seasonal": seasonal,
    "stepped": stepped,
    "wandering": wandering,
    "saturating": saturating,
}


def _pace(made: random.Random, course: Course) -> float:
    return made.uniform(0.05, 0.7) if course.quarterly else made.uniform(0.3, 2.2)


def _within(level: float) -> float:
    return min(max(level, 0.0), 100.0)
