"""The verdict in one Chinese sentence, so that it can be checked by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import wording
from targets.assessment import Assessment, Level
from targets.model import Target
from targets.pace import RULE_VERSION

Part = Callable[[Indicator, Target, Assessment], str]
RECENT = 4


def sentence(
    indicator: Indicator, target: Target, verdict: Assessment, values: Sequence[float]
) -> str:
    """Verdict, value, pace, gap, recent change, what is needed; then rule and baseline.

    `values` is the measured series, oldest first, in the indicator's unit.
    """
    head = _REASONS[verdict.why_code](indicator, target, verdict)
    parts = [
        head,
        _recent(indicator, values),
        _projected(indicator, target, verdict),
        _needed(indicator, target, verdict),
        _rule(indicator, verdict),
    ]
    return "".join(part for part in parts if part)


def _opening(indicator: Indicator, verdict: Assessment) -> str:
    note = wording.lag_note(verdict)
    word = verdict.level.label + (f"({note})" if note else "")
    observed = ReportingPeriod.parse(verdict.observed_period or verdict.period)
    earlier = observed.end < ReportingPeriod.parse(verdict.period).end
    stale = "上次实测" if earlier else ""
    value = wording.value_text(indicator, verdict.value)
    return f"{word}。{observed.label}{stale}{value}"


def _met(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    goal = wording.target_text(indicator, target)
    return f"{_opening(indicator, verdict)},目标{goal},已达到。"


def _pace(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    expected, gap = verdict.expected, verdict.gap
    achieved, share = verdict.achieved_share, verdict.time_share
    if expected is None or gap is None or achieved is None or share is None:
        return f"{_opening(indicator, verdict)}。"
    falling = verdict.baseline is not None and target.value < verdict.baseline
    bound = "不高于" if falling else "不低于"
    text = f",按序时应{bound}{wording.value_text(indicator, expected)}"
    if gap > 0:
        text += f",差{wording.difference_text(indicator, gap)}"
    done = f"已完成{wording.percent(achieved)},时间已过{wording.percent(share)}"
    points = (share - achieved) * 100
    if points > 0:
        done += f",落后{wording.number(points, 1)}个百分点"
    return f"{_opening(indicator, verdict)}{text}({done})。"


def _deadline(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    day, goal = wording.date_text(target.deadline), wording.target_text(indicator, target)
    achieved = verdict.achieved_share
    done = f"(已完成{wording.percent(achieved)})" if achieved is not None else ""
    gap = wording.difference_text(indicator, verdict.gap or 0.0)
    return f"{_opening(indicator, verdict)},期限{day}已到,目标{goal},差{gap}{done}。"


def _missing(_: Indicator, __: Target, verdict: Assessment) -> str:
    period = ReportingPeriod.parse(verdict.period)
    return f"不可评估。{period.label}没有已审定的填报值(缺报或待审)。"


def _pending(indicator: Indicator, _: Target, verdict: Assessment) -> str:
    return f"{_opening(indicator, verdict)},口径待定,录入口径文件之前不作达标判定。"


def _no_baseline(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    goal = wording.target_text(indicator, target)
    share = ""
    if indicator.direction == "up" and verdict.value is not None and target.value > 0:
        share = f",目标完成率{wording.percent(verdict.value / target.value)}"
    return f"{_opening(indicator, verdict)},目标{goal}{share};缺基期值,不能判序时进度。"


def _missed(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    when = "本期应完成" if target.cadence else f"应于{wording.date_text(target.deadline)}前完成"
    return f"{_opening(indicator, verdict)},{when}。"


def _not_due(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    day = wording.date_text(target.deadline)
    return f"{_opening(indicator, verdict)},节点{day}未到,按节点判定。"


def _open_ended(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    goal = wording.target_text(indicator, target)
    return f"{_opening(indicator, verdict)},目标{goal},方案没有写期限,只列现状。"


def _fell(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    goal = wording.target_text(indicator, target)
    value = verdict.value if verdict.value is not None else target.value
    gap = wording.difference_text(indicator, value - target.value)
    return f"{_opening(indicator, verdict)},保持类目标{goal},现跌破{gap}。"


_REASONS: dict[str, Part] = {
    "met": _met,
    "pace": _pace,
    "deadline_missed": _deadline,
    "missing": _missing,
    "definition_pending": _pending,
    "no_baseline": _no_baseline,
    "milestone_missed": _missed,
    "milestone_not_due": _not_due,
    "fell_below": _fell,
    "no_deadline": _open_ended,
}


def _recent(indicator: Indicator, values: Sequence[float]) -> str:
    """The last change, and the average of the last four at most; empty below two values."""
    recent = list(values[-RECENT - 1 :])
    if len(recent) < 2 or indicator.kind == "yes":
        return ""
    last = recent[-1] - recent[-2]
    text = f"较上期{_change(indicator, last)}"
    step = (recent[-1] - recent[0]) / (len(recent) - 1)
    if len(recent) > 2:
        text += f",近{len(recent) - 1}期平均每{indicator.frequency.label}{_change(indicator, step)}"
    return f"{text}。"


def _change(indicator: Indicator, step: float) -> str:
    if abs(step) < 0.5 * 10**-indicator.decimals:
        return "持平"
    return f"{'上升' if step > 0 else '下降'}{wording.difference_text(indicator, step)}"


def _projected(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    projection = verdict.projection
    if projection is None or verdict.level in (Level.MET, Level.NOT_ASSESSABLE):
        return ""
    low = wording.value_text(indicator, projection.low)
    high = wording.value_text(indicator, projection.high)
    when = wording.date_text(target.deadline)
    chance = wording.percent(projection.probability)
    return f"照近期走势,{when}九成可能在{low}至{high}之间,达标概率{chance}。"


def _needed(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    step = verdict.required_pace
    if step is None or verdict.level in (Level.MET, Level.NOT_ASSESSABLE):
        return ""
    word = "上升" if step > 0 else "下降"
    each = f"每{indicator.frequency.label}"
    return f"要达标今后{each}需{word}{wording.difference_text(indicator, step)}。"


def _rule(indicator: Indicator, verdict: Assessment) -> str:
    if (
        verdict.baseline is None
        or verdict.baseline_period is None
        or verdict.achieved_share is None
    ):
        return f"规则{RULE_VERSION}。"
    base = ReportingPeriod.parse(verdict.baseline_period).label
    value = wording.value_text(indicator, verdict.baseline)
    return f"规则{RULE_VERSION},线性序时,基期{base}{value}。"
