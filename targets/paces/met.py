"""只判是否达到: before its day nothing is asked, on its day everything."""

from __future__ import annotations

from targets.paces.way import Expected, PaceModel, Printer, Said, Unsaid, Way


def _expect(_: Way) -> Said:
    return Unsaid("milestone_not_due", "期限没有到,只判是否达到")


def _worked(_: Expected, __: Printer) -> str:
    return ""


MODEL = PaceModel("met", "met-1", "只判是否达到", _expect, _worked)
