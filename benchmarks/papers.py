"""P14: a briefing of 70 targets in every format, without and with figures; nine areas on two cores.

The figures' browser is one and shared, so that what two cores gain is measured without figures.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measure import Invalid, Timed, counted, line, ratio, timed
from briefings.briefing import build_briefing
from briefings.drawing import BROWSERS
from briefings.paper import Briefing, Table
from briefings.scorecard import Scorecard, scorecard
from desk.publish import rendered
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import AssessmentRun, Measured
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan

TARGETS, AREAS, CORES = 70, 9, 2
GAIN = 1.7
PERIOD, TODAY = "2024-Q3", date(2024, 10, 20)
NO_BROWSER = "none"


def run(folder: Path) -> None:
    """Seconds for one paper, and how much faster nine are made by two processes than by one."""
    del folder
    counted("通报里的目标", _listed(_paper(0)), TARGETS)
    plain = timed(lambda: _written(0), 3)
    line(f"一份通报({TARGETS} 项),docx、pdf、xlsx、html、json,不绘图", f"{plain.median:.2f} s")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is not None:
        drawn = timed(lambda: rendered(_paper(0), program), 3)
        line("  绘图(浏览器已开)", f"{drawn.median:.2f} s,最差 {drawn.worst:.2f} s")
    one, two = _all(1), _all(CORES)
    ratio(f"{AREAS} 个地区,{CORES} 个进程与 1 个相比,不绘图", two, one, GAIN)


def _listed(paper: Briefing) -> int:
    (table,) = (one for one in paper.annexes[0].blocks if isinstance(one, Table))
    return sum(not row.group for row in table.rows)


def _all(cores: int) -> Timed:
    """The areas' papers by so many processes that are warm: each has read the plan."""

    def made() -> None:
        sizes = list(pool.map(_written, range(AREAS)))
        if len(sizes) != AREAS or min(sizes) == 0:
            raise Invalid("有的地区没有写成")

    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        made()
        return timed(made, 3)


def _written(area: int) -> int:
    """Bytes of every format of one area's paper."""
    return sum(map(len, rendered(_paper(area), NO_BROWSER).values()))


def _paper(area: int) -> Briefing:
    return build_briefing(_card(area), TODAY)


@cache
def _card(area: int) -> Scorecard:
    plan = load_plan(DEFAULT_PLAN)
    plan = replace(plan, targets=plan.targets[:TARGETS])
    return scorecard(plan, _run(plan, area), None)


def _run(plan: Plan, area: int) -> AssessmentRun:
    """Every target judged on a value of its own, other ones in each area."""
    values = {
        (one.indicator, one.area): one.value * (0.8 + 0.04 * ((place + area) % 9))
        for place, one in enumerate(plan.targets)
    }
    rows = tuple(
        Measured(key, where, PERIOD, round(value, 2), f"r{key}", "c1", "填报", "I6")
        for (key, where), value in values.items()
    )
    period = ReportingPeriod.parse(PERIOD)
    verdicts = assess(plan, rows, (), period, today=TODAY)
    name, moment = f"run{area}", TODAY.isoformat()
    return AssessmentRun(name, PERIOD, moment, 1, "linear-1", plan.version, TODAY, verdicts)
