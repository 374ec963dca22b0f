"""Is a plan's own line looser than the line of the plan above? With both numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from targets.adjustments import words_of
from targets.model import Target

_RANKS = {"none": 0, "indicative": 1, "binding": 2}
_SIGNS = {">=": "≥", "<=": "≤", "=": "=", "range": "", "yes": ""}
_BINDINGS = {"binding": "约束性", "indicative": "预期性", "none": "没有属性"}


def weakened(above: Target, own: Target) -> dict[str, str]:
    """What `own` asks less of than `above`: `value`, `deadline`, `binding`, each said in words.

    Another comparator, and another number where one exactly is asked, count as less: nobody can
    say that they are more. Empty when `own` asks at least as much.
    """
    found: dict[str, str] = {}
    if own.comparator != above.comparator:
        found["value"] = f"比较符由“{above.comparator}”改为“{own.comparator}”"
    elif _LOOSER[above.comparator](above, own):
        found["value"] = f"目标值由 {_bounds(above)} 改为 {_bounds(own)}"
    if _until(own) > _until(above):
        found["deadline"] = f"期限由 {_until(above)} 推迟到 {_until(own)}"
    if _RANKS[own.binding] < _RANKS[above.binding]:
        found["binding"] = f"属性由{_BINDINGS[above.binding]}改为{_BINDINGS[own.binding]}"
    return found


def _top(target: Target) -> float:
    return target.value if target.value_max is None else target.value_max


_LOOSER: Mapping[str, Callable[[Target, Target], bool]] = {
    ">=": lambda above, own: own.value < above.value,
    "<=": lambda above, own: own.value > above.value,
    "=": lambda above, own: own.value != above.value,
    "yes": lambda above, own: own.value < above.value,
    "range": lambda above, own: own.value < above.value or _top(own) > _top(above),
}


def _bounds(target: Target) -> str:
    top = "" if target.value_max is None else f"—{words_of(target.value_max)}"
    return f"{_SIGNS[target.comparator]}{words_of(target.value)}{top}"


def _until(target: Target) -> str:
    """The deadline as a text that sorts by day; no date at all comes last."""
    return "无期限" if target.open_ended else str(target.deadline)
