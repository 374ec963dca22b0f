"""How a value has moved of late, in a few Chinese words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observations.indicator import Indicator
from targets import wording
from targets.choose import Series

RECENT = 4


def lately(indicator: Indicator, values: Sequence[float]) -> str:
    """The last change, and the average of the last four at most; empty below two values.

    `values` oldest first, in the unit. An average of whole pieces has one digit more, so that a
    rise is never averaged into nothing; a ratio is told from where to where.
    """
    recent = list(values[-RECENT - 1 :])
    if len(recent) < 2 or indicator.kind == "yes":
        return ""
    if len(recent) > 2 and _flat(indicator, max(recent) - min(recent)):
        return f"近{len(recent)}期持平"
    if indicator.kind == "ratio":
        first, last = (wording.ratio(one) for one in (recent[0], recent[-1]))
        return f"近{len(recent)}期由{first}到{last}"
    text = f"较上期{_change(indicator, recent[-1] - recent[-2])}"
    if len(recent) == 2:
        return text
    finer = replace(indicator, decimals=max(1, indicator.decimals))
    step = _change(finer, (recent[-1] - recent[0]) / (len(recent) - 1))
    return f"{text},近{len(recent) - 1}期平均每{indicator.frequency.label}{step}"


def since_last_year(indicator: Indicator, series: Series) -> str:
    """The change against the same period of the year before; empty without a value then."""
    if not series:
        return ""
    last, same = series[-1][1], series[-1][0].same_last_year()
    before = next((one for when, one in series if when == same), None)
    if before is None or before.value is None or last.value is None:
        return ""
    return f"较上年同期{_change(indicator, last.value - before.value)}"


def _flat(indicator: Indicator, step: float) -> bool:
    return abs(step) < 0.5 * 10.0**-indicator.decimals


def _change(indicator: Indicator, step: float) -> str:
    if _flat(indicator, step):
        return "持平"
    return f"{'上升' if step > 0 else '下降'}{wording.difference_text(indicator, step)}"
