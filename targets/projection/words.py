"""A projection in one Chinese sentence, and the clause that says why there is none."""

from __future__ import annotations

from observations.indicator import Indicator
from targets import wording
from targets.assessment import Assessment, Projection
from targets.model import Target
from targets.projection.result import Projected

# IPCC calibrated language, reduced to five words (domain.md F.2, 自知): never a colour.
_LIKELIHOODS = ((0.90, "很可能"), (0.66, "可能"), (0.33, "两可"), (0.10, "不太可能"))
_REASONS = {
    "definition_pending": "口径待定,不作预测",
    "no_value": "没有可用的值,不作预测",
    "yes_no": "是否类按节点判定,不作预测",
    "recurring": "按频次逐期判定,不作预测",
    "open_ended": "方案没有写期限,不作预测",
    "past_deadline": "期限已到,只看实测,不作预测",
    "few_points": "只有{n}期可比的值,不足5期,不作预测",
    "doubted": "近期有存疑的值,核实之前不作预测",
    "constant": "近{n}期数值没有变化,看不出走势,不作预测",
    "step_like": "数值呈阶梯状,不按走势外推",
    "no_scatter": "各期几乎恰在一条直线上,没有波动可据以估计把握,不作预测",
    "already_reached": "累计已达目标,不再预测",
    "counting_unknown": "未写明是新增还是累计,或中间缺期,累计件数不明,不作预测",
    "out_of_season": "近期都在停工季节,看不出进度,不作预测",
    "falling_total": "累计数出现回落,核实之前不作预测",
}


def likelihood(probability: float) -> str:
    """A probability on the verbal scale, as it is printed: what prints as 90 % is called so.

    >>> likelihood(0.9), likelihood(0.66), likelihood(0.5), likelihood(0.1), likelihood(0.05)
    ('很可能', '可能', '两可', '不太可能', '很不可能')
    """
    for floor, word in _LIKELIHOODS:
        if round(probability, 3) >= floor:
            return word
    return "很不可能"


def projection_text(indicator: Indicator, target: Target, found: Projected) -> str:
    """One sentence with its full stop: interval, probability and word, or why there is none."""
    if found.projection is None:
        return f"{_REASONS[found.absent].format(n=found.n)}。"
    when = wording.date_text(target.deadline)
    what = f"到{when}各期都不跌破的概率" if found.staying else "达标概率"
    likely = f"{what}{chance(found.projection.probability)}({found.word})"
    recent = f"近{found.n}期" if found.n else "近期"  # runs of before kept no count
    between = _between(indicator, found.projection)
    return f"照{recent}走势,{when}九成可能{between},{likely}{_CHECKS[found.check]}。"


def _between(indicator: Indicator, found: Projection) -> str:
    """The interval, its unit said once: `在91.96至96.66%之间`, or the one value it prints as."""
    low, high = wording.value_text(indicator, found.low), wording.value_text(indicator, found.high)
    if low == high:
        return f"为{low}"
    return f"在{low.removesuffix(indicator.unit)}至{high}之间"


def chance(probability: float) -> str:
    """A probability in print: nothing foreseen from a dozen values is certain.

    >>> chance(0.682), chance(0.0004), chance(0.998)
    ('68.2%', '不到1%', '超过99%')
    """
    if probability < 0.01:
        return "不到1%"
    return "超过99%" if probability > 0.99 else wording.percent(probability)


def kept_projection_text(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    """The same sentence from a verdict as kept; empty where nothing was to be foreseen."""
    found = verdict.projection
    if found is None and verdict.projection_absent not in _REASONS:
        return ""
    kept = Projected(
        projection=found,
        absent=verdict.projection_absent,
        n=verdict.projection_n,
        word=likelihood(found.probability) if found else "",
        check=verdict.projection_check,
        staying=verdict.projection_staying,
    )
    return projection_text(indicator, target, kept)


_CHECKS = {
    "": "",
    "agrees": "",
    "unsure": ",趋势尚不显著",
    "disagrees": ",稳健核对不一致,应谨慎引用",
}
