"""Values, dates and verdicts in Chinese words; one place, so that page and paper agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from observations.indicator import Indicator
    from targets.assessment import Assessment
    from targets.model import Target

_FLIPS = {"rounding": "末位数字四舍五入"}
_SIGNS = {">=": "≥", "<=": "≤", "=": "=", "range": "", "yes": ""}


def number(value: float, decimals: int) -> str:
    """`value` with at most `decimals` digits, trailing zeros dropped: 9.0 → 9.

    >>> number(10.75, 2), number(9.0, 2), number(-0.0, 1)
    ('10.75', '9', '0')
    """
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def ratio(value: float) -> str:
    """A ratio as 1:n: 0.3333 → 1:3; 0 stays 0."""
    return f"1:{number(1 / value, 1)}" if value > 0 else "0"


def value_text(indicator: Indicator, value: float | None) -> str:
    """A value with its unit as people read it: `11.4%`, `1:4.1`, `4.2座/平方公里`, `已完成`."""
    if value is None:
        return "缺报"
    if indicator.kind == "yes":
        return "已完成" if value >= 1 else "未完成"
    if indicator.kind == "ratio":
        return ratio(value)
    return f"{number(value, indicator.decimals)}{indicator.unit}"


def target_text(indicator: Indicator, target: Target) -> str:
    """A target with its sign and unit: `≤ 9%`, `≥ 1:3`, `完成`."""
    if target.comparator == "yes" or indicator.kind == "yes":
        return "完成"
    if target.comparator == "range" and target.value_max is not None:
        return f"{value_text(indicator, target.value)}—{value_text(indicator, target.value_max)}"
    return f"{_SIGNS[target.comparator]} {value_text(indicator, target.value)}"


@dataclass(frozen=True)
class Told:
    """What is told of an inherited target: what it was `there`, what it is `here`.

    `documents` are the numbers of those that said otherwise since: overrides, then adjustments.
    """

    title: str
    document: str
    target: str
    there: str
    here: str
    documents: tuple[str, ...]


def told_of(indicator: Indicator, target: Target) -> Told | None:
    """Where a target comes from, deadlines told where they differ; None of an own one."""
    source = target.inherited_from
    if source is None:
        return None
    there, here = target_text(indicator, source.original), target_text(indicator, target)
    if target.deadline != source.original.deadline:
        there += f"({date_text(source.original.deadline)})"
        here += f"({date_text(target.deadline)})"
    made = dict.fromkeys(one.document for one in (*target.overridden, *target.history))
    return Told(source.title, source.document, source.target, there, here, tuple(made))


def inherited_text(indicator: Indicator, target: Target) -> str:
    """`承自《…》(文号)目标 T3,原值 ≥ 90%,本级 ≥ 92%(另定依据 …)`; "" of an own target."""
    told = told_of(indicator, target)
    if told is None:
        return ""
    said = f"(另定依据 {'、'.join(told.documents)})" if told.documents else ""
    whence = f"承自《{told.title}》({told.document})目标 {told.target}"
    return f"{whence},原值 {told.there},本级 {told.here}{said}"


def difference_text(indicator: Indicator, difference: float) -> str:
    """The size of a difference; percent values differ by percentage points."""
    if indicator.kind == "ratio":
        return number(abs(difference), 3)
    unit = "个百分点" if indicator.unit == "%" else indicator.unit
    return f"{number(abs(difference), indicator.decimals)}{unit}"


def percent(share: float) -> str:
    """A share as a percentage with one digit: 0.429 → `42.9%`."""
    return f"{number(share * 100, 1)}%"


def date_text(day: date) -> str:
    """`2025年底` for a year's last day, else `2025年6月30日`."""
    if (day.month, day.day) == (12, 31):
        return f"{day.year}年底"
    return f"{day.year}年{day.month}月{day.day}日"


def lag_note(assessment: Assessment) -> str:
    """`略滞后` for a value on pace but below it by less than ten points, else empty."""
    achieved, share = assessment.achieved_share, assessment.expected_share
    share = assessment.time_share if share is None else share
    if assessment.level != "on_pace" or achieved is None or share is None:
        return ""
    return "略滞后" if share - achieved > 1e-9 else ""


def headline(why: str) -> str:
    """The first clause of a verdict's sentence without what stands in brackets.

    >>> headline("滞后:2024年11.4%,目标≤ 9%(目标版本1(a)),差2.4;规则x。")
    '滞后:2024年11.4%,目标≤9%,差2.4。'
    """
    depth, kept = 0, []
    for one in why.partition("。")[0].partition(";")[0]:
        depth += one == "("
        if not depth:
            kept.append(one)
        depth -= one == ")" and depth > 0
    return f"{''.join(kept).replace('≤ ', '≤').replace('≥ ', '≥')}。"


def flip_texts(assessment: Assessment) -> tuple[str, ...]:
    """What would turn the verdict, each with the level it would become."""
    if assessment.flip_details:
        return tuple(f"{one.text}即为{one.level.label}" for one in assessment.flip_details)
    return tuple(_FLIPS.get(code, code) for code in assessment.flips)  # runs of before
