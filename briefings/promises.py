"""What was changed of a promise, old → new, as people read it."""

from __future__ import annotations

from collections.abc import Mapping

from observations.indicator import Indicator
from targets import wording
from targets.adjustment import Change
from targets.show import FIELD_LABELS

_VALUES = frozenset({"value", "value_max"})
_OFFICES = frozenset({"leads", "cooperating"})
_WORDS = {
    "binding": "约束性", "indicative": "预期性", "none": "—", ">=": "不低于", "<=": "不高于",
    "=": "等于", "range": "区间", "yes": "完成", "True": "是", "False": "否",
}  # fmt: skip
NOTHING = "(无)"


def change_words(
    indicator: Indicator, change: Change, offices: Mapping[str, str]
) -> tuple[str, str]:
    """The field's name, and `9% → 10%`; `offices` are names by id."""
    label = FIELD_LABELS.get(change.field, change.field)
    old, new = (_said(indicator, change.field, one, offices) for one in (change.old, change.new))
    return label, f"{old} → {new}"


def _said(indicator: Indicator, field: str, text: str, offices: Mapping[str, str]) -> str:
    if not text:
        return NOTHING
    if field in _VALUES:
        return wording.value_text(indicator, float(text))
    if field in _OFFICES:
        ids = (one.strip() for one in text.strip("[]").split(","))
        return "、".join(offices.get(one, one) for one in ids if one) or NOTHING
    return _WORDS.get(text, text)
