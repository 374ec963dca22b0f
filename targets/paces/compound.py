"""复合增长: one constant rate of growth from baseline to goal.

Source: the growth rate of Open SDG and Statistics Canada, peers.md: CAGR_r = (G/B)^(1/(T − t0))
− 1; after the share τ of the time the value is B·(1 + CAGR_r)^(τ·(T − t0)) = B·(G/B)^τ. Zero and
a change of sign have no growth rate, and none is invented for them.
"""

from __future__ import annotations

from targets.paces.way import NO_BASELINE, Expected, PaceModel, Printer, Said, Unsaid, Way, plain


def _expect(way: Way) -> Said:
    if way.baseline is None:
        return NO_BASELINE
    if way.baseline == 0 or way.goal == 0 or (way.baseline < 0) != (way.goal < 0):
        why = "基期值或目标值为零,或正负号不同,没有增长率可言,复合增长模型不适用"
        return Unsaid("pace_undefined", why)
    gone, whole = way.months
    value = way.baseline * (way.goal / way.baseline) ** way.share
    parts = {"B": way.baseline, "G": way.goal, "months_gone": gone, "months_all": whole}
    return Expected(value, "E = B·(G/B)^τ, τ = months_gone/months_all", parts)


def _worked(expected: Expected, show: Printer) -> str:
    base, goal = show(float(expected.parts["B"])), show(float(expected.parts["G"]))
    gone, whole = float(expected.parts["months_gone"]), float(expected.parts["months_all"])
    return f"{base}×({goal}÷{base})的({plain(gone)}÷{plain(whole)})次方"


MODEL = PaceModel("compound", "compound-1", "复合增长", _expect, _worked)
