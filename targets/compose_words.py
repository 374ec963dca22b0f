"""How a composite value came about, or why there is none, in one Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from targets.wording import number

if TYPE_CHECKING:
    from observations.indicator import Indicator
    from targets.compose import Composed

REASONS: Mapping[str, str] = {
    "not_additive": "这个指标各地区的数不能相加,也没有分子分母,不合成",
    "nothing": "下级地区都没有报数,不合成",
    "unit": "{about}的单位与指标不同,不合成",
    "no_denominator": "{about}只报了比率,没有分母,无法加权,不合成",
    "bad_denominator": "{about}的分母为负,或分母为零而分子不为零,不合成",
    "definition": "{about}的值与自己的分子、分母对不上,口径不一,不合成",
    "twice": "同一地区出现两次,不合成",
    "nothing_below": "各地区分母之和为零,没有可比的量,不合成",
    "too_little": "报数的地区太少,缺{about},不合成",
    "open": "已报的都完成,缺{about},还不能说全部完成",
}


def reason_text(code: str, about: str) -> str:
    """Why there is no composite value."""
    return REASONS[code].format(about=about)


def sum_text(indicator: Indicator, done: Composed, titles: Mapping[str, str]) -> str:
    """The arithmetic of a composite, and what it lacks; `titles`: areas' names by code."""
    value = number(done.value or 0.0, indicator.decimals)
    count = f"{len(done.parts)}个地区"
    above, below = _amount(done.numerator), _amount(done.denominator)
    words = {
        "sum": f"{count}之和 {value}{indicator.unit}",
        "ratio": f"{count}分子之和 {above} ÷ 分母之和 {below}{_scale(indicator)} = {value}"
        f"{indicator.unit}",
        "supply": f"{count}按供水量加权(CJJ 92—2016 第5.2条):ΣR·Qs ÷ ΣQs,ΣQs {below},得 {value}"
        f"{indicator.unit}",
    }[done.how]
    return words + _lacks(done, titles)


def _lacks(done: Composed, titles: Mapping[str, str]) -> str:
    if not done.missing:
        return ""
    missing = "、".join(titles.get(area, area) for area in done.missing)
    share = done.covered_share
    covered = f",已报的约占 {number(share * 100, 1)}%" if share is not None else ",所占份额不明"
    return f";缺{missing}{covered}"


def _scale(indicator: Indicator) -> str:
    return "" if indicator.scale == 1 else f" × {number(indicator.scale, 0)}"


def _amount(amount: float | None) -> str:
    return number(amount or 0.0, 4)
