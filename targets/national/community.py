"""Owners' committees and satisfaction: shares of communities and of people asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from targets.national import checks
from targets.national.checks import DefinitionPendingError, amount, not_above, positive, whole
from targets.national.formula import VALUE_PCT, Example, Formula, Input, Output, Share

_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution
_BASES = ("全部小区", "具备成立条件的小区")
MINIMUM_SAMPLE = 30


def committee_rate(*, committees: float, communities: float, basis: str = _BASES[0]) -> Share:
    """业主委员会(物管会)组建率 in percent.

    `basis`: the denominator has two readings, 全部小区 (the plan's) or 具备成立条件的小区.
    """
    if basis not in _BASES:
        raise DefinitionPendingError(
            f"口径待定:分母写的是“{basis}”", cure=f"写 {_BASES[0]} 或 {_BASES[1]}"
        )
    above = whole("已成立业委会或物管会的小区数", committees, "个")
    below = positive("小区数", whole("小区数", communities, "个"), "个")
    not_above(("已成立的小区数", above), ("小区数", below), "个")
    return Share(100 * above / below, above, below, basis=f"分母:{basis}")


@dataclass(frozen=True)
class Satisfaction:
    """`value` in percent with its 95 % interval `low`–`high` (Wilson) and half its width `margin`.

    `sample` is the number asked, `effective` what it is worth after weighting. `small` when the
    sample is too small to be quoted (below MINIMUM_SAMPLE).
    """

    value: float
    margin: float
    low: float
    high: float
    sample: float
    effective: float
    small: bool


def satisfaction(
    *, satisfied: Sequence[float], sample: Sequence[float], weights: Sequence[float] = ()
) -> Satisfaction:
    """满意率 from one sample or from strata (communities, towns), weights optional.

    `weights`: the strata's shares of the population, in any scale; without them every answer
    counts the same. Weighted, the interval uses n_eff = 1/Σ(w²/n) with Σw = 1 (Kish).
    """
    count = checks.same_length("满意人数和样本数", satisfied, sample)
    above = [whole("满意人数", one, "人") for one in satisfied]
    asked = [positive("有效样本数", whole("有效样本数", one, "人"), "人") for one in sample]
    for yes, n in zip(above, asked, strict=True):
        not_above(("满意人数", yes), ("有效样本数", n), "人")
    shares = _weights(weights, count) if weights else [n / sum(asked) for n in asked]
    rate = sum(w * yes / n for w, yes, n in zip(shares, above, asked, strict=True))
    effective = 1 / sum(w * w / n for w, n in zip(shares, asked, strict=True))
    low, high = wilson(rate, effective)
    return Satisfaction(
        value=100 * rate,
        margin=50 * (high - low),
        low=100 * low,
        high=100 * high,
        sample=sum(asked),
        effective=effective,
        small=effective < MINIMUM_SAMPLE,
    )


def _weights(weights: Sequence[float], count: int) -> list[float]:
    checks.same_length("权重和样本数", weights, range(count))
    kept = [amount("权重", one, "") for one in weights]
    total = positive("权重之和", sum(kept), "")
    return [one / total for one in kept]


def wilson(rate: float, n: float) -> tuple[float, float]:
    """The 95 % score interval of a share `rate` (0–1) seen in `n` answers (Wilson 1927)."""
    centre = (rate + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * math.sqrt(rate * (1 - rate) / n + _Z**2 / (4 * n * n)) / (1 + _Z**2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


FORMULAS = (
    Formula(
        "committee-rate",
        "业主委员会(物业管理委员会)组建率",
        "组建率=已成立业委会或物管会的小区数/小区数×100%",
        committee_rate,
        (
            Input("committees", "已成立业委会或物管会的小区数", "个"),
            Input("communities", "小区数", "个"),
            Input(
                "basis", "分母:全部小区(默认)或 具备成立条件的小区", default=_BASES[0], text=True
            ),
        ),
        (VALUE_PCT, Output("basis", "口径")),
        (
            Example(
                {"committees": 190, "communities": 200},
                {"value": 95.0, "basis": "分母:全部小区"},
                "190/200=95%",
            ),
        ),
        "内蒙古自治区物业管理条例",
        "自知",
        notes=("分母有两种读法,默认全部小区,结果写明。",),
    ),
    Formula(
        "satisfaction",
        "居民对物业服务满意率",
        "满意率=Σ(权重×满意人数/样本数);95% 区间用 Wilson 公式,加权时 n=1/Σ(w²/n)",
        satisfaction,
        (
            Input("satisfied", "各层满意及以上人数", "人", many=True),
            Input("sample", "各层有效样本数", "人", many=True),
            Input("weights", "各层在总体中的份额(可不写)", default=(), many=True),
        ),
        (
            Output("value", "满意率", "%"),
            Output("margin", "误差(95%,半宽)", "个百分点"),
            Output("low", "区间下限", "%"),
            Output("high", "区间上限", "%"),
            Output("sample", "样本数", "人"),
            Output("effective", "折合样本数", "人"),
            Output("small", "样本过小"),
        ),
        (
            Example(
                {"satisfied": (320,), "sample": (400,)},
                {"value": 80.0, "margin": 3.91, "low": 75.80, "high": 83.63, "sample": 400},
                "320/400=80%,n=400 时误差 ±3.9 个百分点",
            ),
            Example(
                {"satisfied": (90, 60), "sample": (100, 100), "weights": (3, 1)},
                {"value": 82.5, "effective": 160.0, "sample": 200},
                "折合样本数 1/(0.75²/100+0.25²/100)=160;满意率 0.75×90%+0.25×60%=82.5%",
            ),
        ),
        "抽样调查通用公式(Wilson 1927;Kish 有效样本数)",
        "自知",
        notes=("须报样本数;折合样本数不足 30 的标“样本过小”。",),
        sampled=True,
    ),
)
