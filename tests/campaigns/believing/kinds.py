"""The kinds of mistake: what each is, why it is one, and what should be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.campaigns.believing import digits, order, parts, series, units
from tests.campaigns.believing.scene import Scene, Wrong

Spoil = Callable[[Scene], Wrong | None]
INFO, WARNING = "info", "warning"


@dataclass(frozen=True)
class Kind:
    """A mistake: `since` the sentence that asks for it, `right` the rules that name it.

    `critical`: the form or the record itself contradicts it, whatever one believes of chance.
    `least`: the quietest finding that counts. A rule is named by its beginning.
    """

    name: str
    spoil: Spoil
    since: str
    right: tuple[str, ...]
    critical: bool = False
    least: str = WARNING


_UNIT = "收表说明:换了单位的不收"
_SCALE = "要求:percent written as fraction, ×100, 万, 公顷/平方公里, ratio/percent"
_PARTS = "要求:numerator ≤ denominator, reported rate equals recomputed rate"
_COLUMNS = "要求:swapped columns or rows"
_STALE = "要求:stale copy of last period; wrong period"
_COUNTS = "要求:monotone cumulative counts; cumulative-for-point (saw-tooth)"
_TOTALS = "要求:totals; identities across indicators (覆盖率 ≥ 绿地率; one built-up area)"
_DIGITS = "要求:digits (too round, constant decimals)"
_JUMP = "要求:jumps"
_CHANGED = "要求:definition or denominator changed"
_SLIP = "收表说明:按规定小数位填写完整的数"
_ROWS = "收表说明:同一指标出现两行、有表样以外的行,都退回"
_UNITS = ("Q3", "Q2")
_ODD = (*_UNITS, "Q403", "Q404", "Q60", "Q90")

_ALL: tuple[Kind, ...] = (
    Kind("单位大百倍", units.hundred_up, _SCALE, _UNITS, critical=True),
    Kind("单位小百倍", units.hundred_down, _SCALE, _UNITS, critical=True),
    Kind("百分数写成小数", units.fraction, _SCALE, ("Q3",), critical=True),
    Kind("以万计", units.ten_thousand, _SCALE, _UNITS, critical=True),
    Kind("公顷与平方公里", units.hectares, _UNIT, _UNITS, critical=True),
    Kind("比值写成百分数", units.ratio_as_percent, _SCALE, ("Q3",), critical=True),
    Kind("本年累计未归零", series.not_reset, _COUNTS, ("Q91",)),
    Kind("分子分母填反", parts.parts_swapped, _COLUMNS, ("Q403", "Q83"), critical=True),
    Kind("两行填反", order.rows_swapped, _COLUMNS, ("Q83",)),
    Kind("上期值列抄作本期值", order.previous_column, _COLUMNS, ("Q404",), critical=True),
    Kind("整表沿用上期", order.stale_form, _STALE, ("Q604", "Q84", "Q92")),
    Kind("报成别的报告期的数", order.wrong_period, _STALE, ("Q84", "Q924")),
    Kind("累计数填成当期数", series.point_for_cumulative, _COUNTS, ("Q601",), critical=True),
    Kind("累计数下降", series.count_fell, _COUNTS, ("Q601",), critical=True),
    Kind("合计不等于各项之和", parts.total_broken, _TOTALS, ("Q8",), critical=True),
    Kind("分子大于分母", parts.over_whole, _PARTS, ("Q403",), critical=True),
    Kind("比率与分子分母不符", parts.rate_off, _PARTS, ("Q404",), critical=True),
    Kind("当期数填成累计数", series.cumulative_for_point, _COUNTS, ("Q91",)),
    Kind("丢小数点", digits.point_lost, _SLIP, _ODD),
    Kind("数字颠倒", digits.transposed, _SLIP, _ODD),
    Kind("多打一位", digits.digit_extra, _SLIP, _ODD),
    Kind("手填凑整与分子分母不符", parts.typed_round, _PARTS, ("Q404",), critical=True),
    Kind("全表手填整数", parts.all_round, _DIGITS, ("Q205", "Q93"), least=INFO),
    Kind("同一行填两次", order.duplicate_key, _ROWS, ("row.duplicate", "Q501"), critical=True),
    Kind("别的单位的指标", order.foreign_indicator, _ROWS, ("row.unknown", "Q502"), critical=True),
    Kind("覆盖率低于绿地率", parts.below_green, _TOTALS, ("Q8",), critical=True),
    Kind("无故突变", series.jump, _JUMP, ("Q60", "Q90")),
    Kind("分母换了", parts.other_denominator, _CHANGED, ("Q405", "Q824", "Q85")),
    Kind("同一建成区面积不一", parts.other_built_up, _TOTALS, ("Q405", "Q8")),
)
KINDS: Mapping[str, Kind] = {one.name: one for one in _ALL}
