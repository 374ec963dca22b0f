"""线性序时: equal progress in equal time. Source: domain.md B.2."""

from __future__ import annotations

from targets.pace import expected_value
from targets.paces.way import NO_BASELINE, Expected, PaceModel, Printer, Said, Way, plain, signed


def _expect(way: Way) -> Said:
    if way.baseline is None:
        return NO_BASELINE
    gone, whole = way.months
    value = expected_value(way.baseline, way.goal, way.share)
    parts = {"B": way.baseline, "G": way.goal, "months_gone": gone, "months_all": whole}
    return Expected(value, "E = B + (G − B)·τ, τ = months_gone/months_all", parts)


def _worked(expected: Expected, show: Printer) -> str:
    base, goal = float(expected.parts["B"]), float(expected.parts["G"])
    gone, whole = float(expected.parts["months_gone"]), float(expected.parts["months_all"])
    return f"{show(base)}+({show(goal)}−{signed(show, base)})×{plain(gone)}÷{plain(whole)}"


MODEL = PaceModel("linear", "linear-1", "线性序时", _expect, _worked)
