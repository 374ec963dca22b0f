"""按节点: the last milestone that is due is what should stand; between milestones nothing moves.

For what grows by leaps (capacity, titles, districts handed over), domain.md A.3 and F.2.
"""

from __future__ import annotations

from observations.period import ReportingPeriod
from targets.milestones import due_milestone
from targets.paces.way import Expected, PaceModel, Printer, Said, Unsaid, Way


def _expect(way: Way) -> Said:
    due = due_milestone(way.milestones, way.day)
    if due is None:
        what = "头一个节点还没有到" if way.milestones else "没有录入节点值,期限也没有到"
        return Unsaid("milestone_not_due", what)
    parts: dict[str, float | str] = {
        "E": due.value,
        "milestone_period": due.period,
        "milestone_version": float(due.version),
        "milestone_source": due.source,
    }
    if way.baseline is not None:
        parts |= {"B": way.baseline}
    return Expected(due.value, "E = value of the last milestone due", {"G": way.goal, **parts})


def _worked(expected: Expected, show: Printer) -> str:
    parts = expected.parts
    when = ReportingPeriod.parse(str(parts["milestone_period"])).label
    return f"{when}节点值(第{float(parts['milestone_version']):.0f}版)"


MODEL = PaceModel("step", "step-1", "按节点", _expect, _worked)
