"""What rates are shares of: areas, stocks, flows, samples, each moving as such things do."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from observations.period import Frequency
from tests.campaigns.believing.course import Course, season
from tests.campaigns.believing.said import Number, printed


@dataclass(frozen=True)
class Whole:
    """A denominator: between which values it lies, how it moves, how it is printed."""

    low: float
    high: float
    nature: str
    decimals: int = 0


STABLE = frozenset({"fixed", "surveyed", "stock"})
"""Natures whose number a statistician expects to find again, or nearly, a period later."""
WHOLES: Mapping[str, Whole] = {
    "年降雨总量": Whole(9000, 18000, "erratic", 2),
    "城区人口(含暂住)": Whole(120_000, 260_000, "surveyed"),
    "步行道、自行车道总长度": Whole(250, 500, "surveyed", 2),
    "主次支路总长度": Whole(180, 420, "surveyed", 2),
    "无害化处理能力合计": Whole(500, 1200, "fixed"),
    "市政管网管线总长度": Whole(900, 2000, "surveyed", 2),
    "居住社区总数": Whole(20, 60, "fixed"),
    "业委会成员总人数": Whole(700, 1500, "stock"),
    "有效样本数": Whole(400, 1200, "sample"),
    "公共停车场总车位数": Whole(5000, 15000, "stock"),
    "新建居民小区配套机动车停车位总数": Whole(900, 4000, "erratic"),
    "标准新能源汽车数": Whole(2000, 8000, "growing"),
    "养护道路总面积": Whole(3_000_000, 9_000_000, "surveyed"),
    "主干道抽查/监控总盏数": Whole(4000, 12000, "stock"),
    "次干道、支路抽查/监控总盏数": Whole(4000, 12000, "stock"),
    "道路照明设施总数": Whole(10_000, 25_000, "stock"),
    "景观照明设施总数": Whole(20_000, 60_000, "stock"),
    "道路清扫保洁面积": Whole(4_000_000, 9_000_000, "surveyed"),
    "渣土车总趟次(或工地总数)": Whole(12_000, 40_000, "flow"),
    "在建工地总数": Whole(30, 80, "erratic"),
    "居民小区总数": Whole(80, 220, "fixed"),
    "住宅小区总数": Whole(90, 260, "fixed"),
    "建筑垃圾产生总量": Whole(5, 40, "flow", 3),
    "供水总量Qs": Whole(180, 500, "flow", 2),
    "基准台账积水点总数": Whole(8, 30, "fixed"),
    "应签责任单位总数(或抽查数)": Whole(1200, 4000, "stock"),
    "社区总数或居住用地面积": Whole(20, 60, "fixed"),
    "生活垃圾清运量": Whole(9_000, 30_000, "flow", 1),
    "可回收物回收量": Whole(2_000, 7_000, "flow", 1),
}
Moves = Callable[[Course, str, float], list[float]]


def whole(course: Course, name: str, area: str) -> Number:
    """The denominator `name` of `area` at the end of the course, as printed."""
    kind, key = WHOLES[name], f"whole:{name}:{area}"
    level = course.fixed(key).uniform(kind.low, kind.high)
    return printed(_MOVES[kind.nature](course, key, level)[-1], kind.decimals)


def built_up(course: Course) -> float:
    """The built-up area in hectares: surveyed once a year, the same number in every form."""
    made = course.fixed("built-up")
    area = made.uniform(2500, 6000)
    for year in range(2010, _surveyed(course)):
        draw = course.fixed(f"built-up:{year}")
        area *= 1 + (draw.uniform(0, 0.015) if draw.random() < 0.8 else 0.0)
    return float(printed(area, 2))


def _surveyed(course: Course) -> int:
    """The year whose survey the last form is filled from."""
    last = course.periods[-1]
    return last.year if last.frequency is Frequency.YEAR else last.year - 1


def _fixed(course: Course, _key: str, level: float) -> list[float]:
    """A list that nobody adds to."""
    return [level] * len(course.periods)


def _surveyed_yearly(course: Course, key: str, level: float) -> list[float]:
    """A survey that is taken over in the first quarter."""
    growth, found = course.fixed(f"{key}:growth").uniform(0, 0.025), []
    for at, period in enumerate(course.periods):
        if at and (period.frequency is Frequency.YEAR or period.number == 1):
            level *= 1 + growth * course.fixed(f"{key}:{period}").uniform(0, 2)
        found.append(level)
    return found


def _stock(course: Course, key: str, level: float) -> list[float]:
    """A stock to which a little is added now and then."""
    found = []
    for draw in course.steps(key):
        found.append(level)
        level *= 1 + (draw.uniform(0, 0.02) if draw.random() < 0.7 else 0.0)
    return found


def _growing(course: Course, key: str, level: float) -> list[float]:
    found = []
    for draw in course.steps(key):
        level *= 1 + draw.uniform(0.02, 0.08)
        found.append(level)
    return found


def _flow(course: Course, key: str, level: float) -> list[float]:
    """What comes in a period: a season and some chance."""
    made = course.fixed(f"{key}:season")
    swing, phase, growth = made.uniform(0.03, 0.3), made.uniform(0, 4), made.uniform(0, 0.01)
    steps = zip(course.periods, course.steps(key), strict=True)
    return [
        level * (1 + growth * at) * (1 + swing * season(period, phase)) * _factor(draw, 0.05)
        for at, (period, draw) in enumerate(steps)
    ]


def _erratic(course: Course, key: str, level: float) -> list[float]:
    """What is different each time: this year's rain, this quarter's building sites."""
    return [level * _factor(draw, 0.22) for draw in course.steps(key)]


def _sample(course: Course, key: str, level: float) -> list[float]:
    return [level * _factor(draw, 0.06) for draw in course.steps(key)]


def _factor(draw: random.Random, spread: float) -> float:
    return math.exp(draw.gauss(0.0, spread))


_MOVES: Mapping[str, Moves] = {
    "fixed": _fixed,
    "surveyed": _surveyed_yearly,
    "stock": _stock,
    "growing": _growing,
    "flow": _flow,
    "erratic": _erratic,
    "sample": _sample,
}
