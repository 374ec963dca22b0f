"""What people enter beside the plan, held against it: names they may have meant, units slipped."""

from __future__ import annotations

from difflib import get_close_matches
from functools import partial
from math import isfinite

from observations.errors import UserError
from observations.indicator import Indicator
from targets import wording
from targets.adjustments import ever
from targets.milestones import Milestone
from targets.model import Plan
from targets.on_the_way import editions, stretch, told
from targets.quotes import fold

_LIKE = 0.6


def target_meant(plan: Plan, written: str) -> str:
    """The cure for a target nobody knows: the one that was meant, if one is near."""
    known = list(ever(plan))
    return _meant(written.upper(), known) or "用 cityplan plan show 查目标编号"


def indicator_meant(plan: Plan, indicator: str, area: str) -> str:
    """The cure for an indicator without a target in the area: what was meant, if anything is."""
    targets = ever(plan)
    if target := targets.get(indicator.upper()):
        return f"写指标代码和地区代码:{target.indicator} {target.area}"
    if areas := sorted({one.area for one in targets.values() if one.indicator == indicator}):
        return f"这个指标的地区是 {'、'.join(areas)}"
    named = {name: one.key for one in plan.indicators for name in (one.name, *one.aliases)}
    if indicator in named:
        return f"写指标代码 {named[indicator]}"
    known = sorted({one.indicator for one in targets.values()})
    return _meant(indicator, known) or "用 cityplan plan show --json 查指标代码和地区代码"


def indicator_key(plan: Plan, written: str) -> str:
    """The key of the indicator so written, by key, name or alias; "" stays "".

    `UserError` for a name that none bears, with the near ones, or several.
    """
    spelt: dict[str, dict[str, None]] = {}
    for one in plan.indicators:
        for name in (one.key, one.name, *one.aliases):
            spelt.setdefault(fold(name), {})[one.key] = None
    keys = list(spelt.get(fold(written), {}))
    if len(keys) > 1:
        raise UserError(f"叫“{written}”的指标不止一个", cure=f"写指标代码:{'、'.join(keys)}")
    if written and not keys:
        near = _meant(written, [name for one in plan.indicators for name in (one.name, one.key)])
        listed = "用 cityplan plan show 查指标名称,用 cityplan plan show --json 查指标代码"
        raise UserError(f"方案没有指标“{written}”", cure=near or listed)
    return keys[0] if keys else ""


def _meant(written: str, known: list[str]) -> str:
    near = get_close_matches(written, known, n=3, cutoff=_LIKE)
    return f"是不是 {'、'.join(near)}" if near else ""


def require_possible(indicator: Indicator, value: float, label: str) -> None:
    """`UserError` for a value the indicator cannot have; `label` begins the sentence (基期值)."""
    if not isfinite(value):
        raise UserError(f"{label}不是数", cure="填写数值,例如 13.2")
    low, high = indicator.hard_min, indicator.hard_max
    if (low is not None and value < low) or (high is not None and value > high):
        raise UserError(
            f"{label} {value:g} 超出{indicator.name}的可能范围",
            cure=f"应{_between(low, high)}{indicator.unit},核对数值和单位",
        )
    if indicator.kind == "yes" and value not in (0, 1):
        raise UserError(f"{label}:{indicator.name}只分是否", cure="完成写 1,未完成写 0")
    if _looks_like_a_fraction(indicator, value):
        raise UserError(
            f"{label} {value:g}% 低于{indicator.name}的常见范围,疑似小数写法",
            cure=f"按百分数填,{value:g} 写 {100 * value:g};确是 {value:g}% 的,先改指标的常见范围",
        )


def require_on_the_way(
    plan: Plan, given: Milestone, baseline: float | None, where: str = ""
) -> None:
    """`UserError`, beginning with `where`, for a milestone beyond the target or before the start.

    `baseline` is the baseline's value, None where none was entered.
    """
    target = ever(plan)[given.target]
    way = stretch(editions(plan, given.target), baseline)
    if way.holds(given.value):
        return
    show = partial(wording.value_text, plan.indicator(target.indicator))
    base = "没有基期值" if baseline is None else f"基期值 {show(baseline)}"
    raise UserError(
        f"{where}{told(plan, given.target)}到 {given.period} 的节点值 {show(given.value)} "
        f"不在基期到目标之间({base})",
        cure="核对目标编号、数值和单位;基期值录错的,先用 cityplan baseline set 改正;"
        "节点值录错的,用 cityplan milestone withdraw 撤回",
    )


def required_reason(reason: str) -> str:
    """Why an entry is taken back, without blanks at its ends; `UserError` when it is empty."""
    if not reason.strip():
        raise UserError("撤回缺理由", cure="写明为什么撤回,如“录错了期”")
    return reason.strip()


def _between(low: float | None, high: float | None) -> str:
    bounds = ((low, "不小于"), (high, "不大于"))
    return "、".join(f"{word} {bound:g}" for bound, word in bounds if bound is not None)


def _looks_like_a_fraction(indicator: Indicator, value: float) -> bool:
    usual = indicator.plausible_min
    small = indicator.unit == "%" and 0 < value < 1
    return small and usual is not None and value < usual <= 100 * value
