"""The one Chinese sentence beside each verdict: the arithmetic, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from observations.period import ReportingPeriod
from targets.series.compound import SUBSTITUTE, TARGET_YEAR, Growth
from targets.series.model import Point, Series

LEVELS: Mapping[str, str] = {
    "target_achieved": "达到目标",
    "substantial_progress": "进展显著",
    "moderate_progress": "进展中等",
    "limited_progress": "进展有限",
    "deterioration": "恶化",
    "met": "已达标",
    "not_met": "未达标",
    "on_pace": "达序时",
    "behind": "滞后",
    "far_behind": "严重滞后",
    "not_available": "不能判定",
}
_IMMENSE = 1e10
REASONS: Mapping[str, str] = {
    "no_value": "没有任何数值",
    "duplicate_period": "同一时点有两个数值(第{lines}行),不知采用哪一个",
    "base_after_current": "最近一期{current}早于基期{base},没有可比的现值",
    "too_short": "基期{base}到最近一期{current}不满一年,复合增长至少要一年",
    "sign_change": "基期值 {base_value} 与现值 {value} 一正一负,没有增长率",
    "range": "目标是区间,复合增长规则只认一个目标值;改用 met 或 linear",
    "no_time": "目标期与基期{base}相同,没有时间可以增长",
    "out_of_range": "数相差太大,增长率超出可计算的范围",
    "no_target": "没有写目标值",
    "no_direction": "没有写方向(上升为好还是下降为好)",
    "no_deadline": "现值 {value} 未达目标 {target},没有写目标期,序时无从算起",
    "no_baseline": "现值 {value} 未达目标 {target},没有写基期,序时无从算起",
    "no_base_value": "现值 {value} 未达目标 {target},基期{base}没有数值,序时无从算起",
}


def shown(number: float) -> str:
    """A number as it was given: no digit is lost, none is added.

    >>> shown(9.0), shown(12.345678), shown(1234567.0)
    ('9', '12.345678', '1234567')
    """
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def worked(number: float) -> str:
    """A number that was worked out: six significant digits.

    >>> worked(5.0), worked(65 / 12)
    ('5', '5.41667')
    """
    return shown(float(f"{number:.6g}"))


def percent(share: float) -> str:
    """A share in percent, with up to four digits after the point; immense ones with an exponent.

    >>> percent(0.384615384), percent(-1e-9), percent(4.5e39)
    ('38.4615%', '0%', '4.5e+41%')
    """
    if abs(share) >= _IMMENSE:
        return f"{share * 100:.6g}%"
    return f"{round(share * 100, 4) + 0.0:.4f}".rstrip("0").rstrip(".") + "%"


def level_text(level: str) -> str:
    """A level as `on_pace(达序时)`; a name of the user's own stands alone."""
    return f"{level}({LEVELS[level]})" if level in LEVELS else level


def reason(code: str, **facts: object) -> str:
    """Why there is no verdict."""
    return f"{REASONS[code].format(**facts)},不能判定"


def base_note(series: Series, base: Point) -> str:
    """Says so when the base is not the one that was asked for."""
    if series.base_period is None and base.period != ReportingPeriod.parse("2015"):
        return "(未写基期,按规则取2015年,该年无数,取下一个有数的)"
    if series.base_period is not None and base.period != series.base_period:
        return f"({series.base_period.label}无数,按规则改取)"
    return ""


def growth_text(
    series: Series, base: Point, growth: Growth, limits: Sequence[float], *, status: str
) -> str:
    """The compound rule's arithmetic."""
    assumed = "" if series.direction else "(未写方向,按规则作下降为好)"
    begin = (
        f"{base.period.label}{base_note(series, base)}基期值 {shown(growth.base)}"
        f"{f'(以 {SUBSTITUTE} 代)' if growth.base == 0 else ''},"
        f"{series.current.period.label}现值 {shown(growth.current)},"
        f"{worked(growth.years)}年年均增长 {percent(growth.observed)}"
    )
    way = f"{'上升' if growth.sign > 0 else '下降'}为好{assumed}"
    given = "、".join(_limit(growth, one) for one in limits)
    end = f"门槛 {given},判为 {level_text(status)}"
    if growth.target is None:
        return f"{begin};{way},进展值 {percent(growth.progress)};{_room(growth)}{end}"
    due = series.target_period.label if series.target_period else f"{TARGET_YEAR}年"
    required = growth.required
    if not required:
        return f"{begin};{way},基期已是目标 {_goal(growth)},现值背离目标,判为 {level_text(status)}"
    crossing = "(目标与基期一正一负,按规则取复数根的模,仅供参考)"
    return (
        f"{begin};{way},到{due}达到 {_goal(growth)} 须年均增减 {percent(required)}"
        f"{crossing if (growth.goal or 0) * growth.divisor < 0 else ''},"
        f"比值 {worked(growth.progress)};{end}"
    )


def _limit(growth: Growth, limit: float) -> str:
    return percent(limit) if growth.target is None else worked(limit)


def _goal(growth: Growth) -> str:
    if growth.target == 0:
        return f"0(以 {SUBSTITUTE} 代)"
    return shown(growth.target or 0.0)


def _room(growth: Growth) -> str:
    if growth.limit is None:
        return ""
    return f"距限值 {shown(growth.limit)} 的折减系数 {worked(growth.room)},"


def achieved_text(series: Series, growth: Growth, status: str) -> str:
    """A target that is reached."""
    sign = "≥" if growth.sign > 0 else "≤"
    assumed = "" if series.direction else "(未写方向,按规则作下降为好)"
    return (
        f"{series.current.period.label}现值 {shown(growth.current)} {sign} 目标 {_goal(growth)}"
        f"{assumed},判为 {level_text(status)}"
    )


def limit_text(series: Series, status: str) -> str:
    """A limit that is reached, where that counts as achieved."""
    return (
        f"{series.current.period.label}现值 {shown(series.current.value)} 已到限值,"
        f"按设置作达到目标,判为 {level_text(status)}"
    )


def target_text(series: Series) -> str:
    """The target with its sign: `≥ 90`, `≤ 9`, `2—3`."""
    if series.target is None:
        return ""
    if series.target_max is not None:
        return f"{shown(series.target)}—{shown(series.target_max)}"
    return f"{'≥' if series.direction == 'up' else '≤'} {shown(series.target)}"
