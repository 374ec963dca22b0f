"""What a printed target says: its number and the comparison its words express."""

from __future__ import annotations

import re

from targets.model import Plan, Target
from targets.numbers import find_numbers, value_of

AT_LEAST = (
    *(
        "≥",
        "⩾",
        ">",
        "以上",
        "不低于",
        "不少于",
        "不小于",
        "不得低于",
        "不得少于",
        "至少",
        "超过",
        "高于",
    ),
    *("突破", "大于"),
)
AT_MOST = (
    *("≤", "⩽", "<", "以内", "以下", "不大于", "不高于", "不超过", "不得高于", "不得超过", "低于"),
    *("小于", "少于", "不突破", "不得突破", "不多于", "至多"),
)
_ALL = ("全覆盖", "全员覆盖")
_PART = re.compile(r"([二三四五六七八九十]{1,2})分之([一二三四五六七八九])")
_TENTHS = re.compile(r"([一二三四五六七八九])成")
_RATIO = re.compile(r"([0-9]+(?:\.[0-9]+)?)[:\uff1a∶]([0-9]+(?:\.[0-9]+)?)")


def stated_comparator(words: str) -> str:
    """`>=` or `<=` when the words say so, "" when they only name a number (达到, nothing)."""
    longest = sorted((*AT_LEAST, *AT_MOST), key=len, reverse=True)
    word = next((w for w in longest if w in words), "")
    return ">=" if word in AT_LEAST and word else "<=" if word else ""


def stated_value(printed: str) -> float | None:
    """The number a printed target states; 1:3 is 0.3333; None when it names none.

    >>> [stated_value(p) for p in ("≥70", "9%以内", "六个百分百", "一部", "基本完成")]
    [70.0, 9.0, 100.0, 1.0, None]
    >>> [stated_value(p) for p in ("全覆盖", "不低于九成", "三分之一")]
    [100.0, 90.0, 33.3333]
    """
    if any(word in printed for word in _ALL):
        return 100.0
    part = _PART.search(printed)
    if part:
        return round(100 * value_of(part[2]) / value_of(part[1]), 4)
    tenths = _TENTHS.search(printed)
    if tenths:
        return value_of(tenths[1]) * 10
    ratio = _RATIO.search(printed)
    if ratio:
        return round(float(ratio[1]) / float(ratio[2]), 4)
    numbers = [n.text for n in find_numbers(printed)]
    percent = [n for n in numbers if n.startswith("百分")]
    return value_of((percent or numbers)[0]) if numbers else None


def silent(plan: Plan, target: Target) -> bool:
    """True when no word says whether the number is a floor, a ceiling or exact, and it matters.

    At a bound (100 %, nought) it does not matter.
    """
    indicator = plan.indicator(target.indicator)
    if target.comparator == "yes" or target.printed_comparator:
        return False
    return target.value not in (indicator.hard_min, indicator.hard_max)
