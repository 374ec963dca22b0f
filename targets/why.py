"""The verdict in one Chinese sentence, so that it can be checked by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import pace, wording
from targets.assessment import Assessment, Level, Trend
from targets.hearing import Hearing
from targets.lately import lately, since_last_year
from targets.model import Target
from targets.paces import MODELS
from targets.projection import Projected, projection_text
from targets.ruling import Ruling

_SHORT = {"linear": "序时", "step": "节点", "seasonal": "季节份额", "compound": "复合增长"}
_SAID_ABSENT = {"few_points", "doubted", "no_scatter", "step_like"}


@dataclass(frozen=True)
class Reasons:
    """What a sentence is made of; `values` is the judged series, oldest first, in the unit."""

    hearing: Hearing
    ruling: Ruling
    verdict: Assessment
    foreseen: Projected
    values: Sequence[float]

    @property
    def indicator(self) -> Indicator:
        """What was measured."""
        return self.hearing.indicator

    @property
    def target(self) -> Target:
        """What was promised."""
        return self.hearing.target


Part = Callable[[Reasons], str]


def sentence(why: Reasons) -> str:
    """One sentence: level, value and target, the sum of the pace, recent change, what is needed,
    caveats, what follows, baseline, rule; its parts set apart by semicolons.
    """
    parts = [_HEADS[why.verdict.why_code], *_PARTS]
    return ";".join(text for part in parts if (text := part(why))) + "。"


def _opening(why: Reasons) -> str:
    verdict = why.verdict
    note = wording.lag_note(verdict)
    word = _outcome(why) or verdict.level_word + (f"({note})" if note else "")
    observed = ReportingPeriod.parse(verdict.observed_period or verdict.period)
    earlier = observed.end < ReportingPeriod.parse(verdict.period).end
    told = "上次填报" if why.indicator.kind == "yes" else "上次实测"
    value = wording.value_text(why.indicator, verdict.value)
    return f"{word}:{told if earlier else ''}{observed.label}{value}{_sum(why)}"


def _sum(why: Reasons) -> str:
    """How several observations became one value: `(2+3+1)`; empty for a single one."""
    parts, start = why.hearing.standing.parts, why.hearing.standing.start
    if len(parts) < 2 or why.indicator.kind == "yes":
        return ""
    shown = [wording.number(part.value or 0.0, why.indicator.decimals) for part in parts]
    if why.indicator.cumulative:
        return f"(累计{shown[-1]}−年初{shown[0]})"
    return f"({'本年新增' if start else ''}{'+'.join(shown)})"


def _outcome(why: Reasons) -> str:
    """The final evaluation's word, by the target's attribute; empty before the end."""
    words = why.hearing.rule.outcomes[why.target.binding]
    return {"done": words.done, "not_done": words.not_done}.get(why.verdict.outcome, "")


def _goal(why: Reasons) -> str:
    goal = wording.target_text(why.indicator, why.target)
    return f"目标{goal}({why.verdict.target_version})"


def _met(why: Reasons) -> str:
    return f"{_opening(why)},{_goal(why)},已达到"


def _pace(why: Reasons) -> str:
    ruling, verdict = why.ruling, why.verdict
    if ruling.expected is None or ruling.gap is None or ruling.sum is None:
        return f"{_opening(why)},{_goal(why)}"
    bound = "不高于" if pace.above(why.target, ruling.expected) else "不低于"
    expected = wording.value_text(why.indicator, ruling.expected)
    asked = f"按{_SHORT[verdict.pace_model]}应{bound}{expected}"
    return f"{_opening(why)},{_goal(why)},{asked}{_short(why)}{_shares(why)}"


def _short(why: Reasons) -> str:
    gap = why.ruling.gap or 0.0
    size = wording.difference_text(why.indicator, gap)
    value = why.verdict.value or 0.0
    over = why.ruling.sum is not None and why.ruling.sum.value != why.ruling.expected
    way = "回落" if pace.above(why.target, value) else "回升"
    beyond = f",已越过目标,须{way}" if over else ""
    return f"{beyond},差{size}" if gap > pace.slack(value, gap) else beyond


def _shares(why: Reasons) -> str:
    """Share achieved against the share asked for, and the points between them."""
    ruling = why.ruling
    if ruling.achieved is None or ruling.asked is None:
        return ""
    linear = why.verdict.pace_model == "linear"
    asked = f"{'时间已过' if linear else '应完成'}{wording.percent(ruling.asked)}"
    points = (ruling.asked - ruling.achieved) * 100
    behind = f",进度落后{wording.number(points, 1)}个百分点" if points > 1e-7 else ""
    return f"({_done(why)},{asked}{behind})"


def _done(why: Reasons) -> str:
    """The share of the way done; a value worse than the baseline by how much it is."""
    share, start = why.verdict.achieved_share, why.hearing.start
    if share is None:
        return ""
    if share >= 0 or start is None:
        return f"已完成{wording.percent(share)}"
    worse = pace.shortfall(why.target, why.verdict.value or 0.0) - pace.shortfall(why.target, start)
    return f"比基期还差{wording.difference_text(why.indicator, worse)}"


def _worked(why: Reasons) -> str:
    """The pace model, its version and its sum with the numbers in it."""
    if why.verdict.why_code != "pace" or why.ruling.sum is None:
        return ""
    model = MODELS[why.verdict.pace_model]
    digits = 4 if why.indicator.kind == "ratio" else why.indicator.decimals
    show = partial(wording.number, decimals=digits)
    value, expected = why.ruling.sum.value, why.ruling.expected
    worked = f"{model.worked(why.ruling.sum, show)}={show(value)}"
    if expected is not None and expected != value:
        worked += f",在目标另一侧相应为{show(expected)}"
    return f"{model.label}({model.version}):{worked}"


def _deadline(why: Reasons) -> str:
    day = wording.date_text(why.target.deadline)
    when = f"期限{day}已{'过' if why.hearing.day > why.target.deadline else '到'}"
    done = f"({_done(why)})" if _done(why) else ""
    gap = wording.difference_text(why.indicator, why.verdict.gap or 0.0)
    return f"{_opening(why)},{when},{_goal(why)},差{gap}{done}"


def _not_there(why: Reasons) -> str:
    return f"{why.verdict.level_word}:{why.ruling.text},{_goal(why)}"


def _missing(why: Reasons) -> str:
    period = ReportingPeriod.parse(why.verdict.period)
    word = why.verdict.level_word
    return f"{word}:{period.label}没有已审定的填报值(缺报或待审),{_goal(why)}"


def _part_missing(why: Reasons) -> str:
    if why.hearing.standing.series:
        return f"{why.verdict.level_word}:{_opening(why).partition(':')[2]},{_goal(why)},合计不全"
    lacking = "、".join(f"{one}年末" for one in why.hearing.standing.lacking)
    return f"{why.verdict.level_word}:缺{lacking}累计数,算不出当年新增,{_goal(why)}"


def _pending(why: Reasons) -> str:
    return f"{_opening(why)},{_goal(why)},口径待定,录入口径文件之前不作达标判定"


def _no_baseline(why: Reasons) -> str:
    share = ""
    value, target = why.verdict.value, why.target
    if why.indicator.direction == "up" and value is not None and 0 <= value < target.value:
        share = f",目标完成率{wording.percent(value / target.value)}"
    return f"{_opening(why)},{_goal(why)}{share},缺基期值,不能判序时进度"


def _undefined(why: Reasons) -> str:
    return f"{_opening(why)},{_goal(why)},{why.ruling.text}"


def _missed(why: Reasons) -> str:
    target = why.target
    when = "本期应完成" if target.cadence else f"应于{wording.date_text(target.deadline)}前完成"
    return f"{_opening(why)},{_goal(why)},{when}"


def _not_due(why: Reasons) -> str:
    day = wording.date_text(why.target.deadline)
    if not why.hearing.standing.series:
        return _not_there(why)
    until = "这一期还没有完" if why.target.cadence else f"节点{day}未到"
    return f"{_opening(why)},{_goal(why)},{why.ruling.text or until},按节点判定"


def _open_ended(why: Reasons) -> str:
    return f"{_opening(why)},{_goal(why)},方案没有写期限,只列现状"


def _fell(why: Reasons) -> str:
    value = why.verdict.value if why.verdict.value is not None else why.target.value
    gap = wording.difference_text(why.indicator, pace.shortfall(why.target, value))
    side = "高" if pace.above(why.target, value) else "低"
    begun_well = why.hearing.start is not None and pace.is_met(why.target, why.hearing.start)
    once = "基期已达标," if begun_well else "" if why.target.keep else "此前曾达标,"
    return f"{_opening(why)},{_goal(why)},{once}按保持类判,比目标{side}{gap}"


def _final(why: Reasons) -> str:
    if why.hearing.yes_no:
        return f"{_opening(why)},{_goal(why)}"
    value = why.verdict.value or 0.0
    gap = wording.difference_text(why.indicator, pace.shortfall(why.target, value))
    return f"{_opening(why)},{_goal(why)},差{gap}"


_HEADS: dict[str, Part] = {
    "met": _met, "pace": _pace, "deadline_missed": _deadline, "missing": _missing,
    "part_missing": _part_missing, "area_ended": _not_there, "area_not_yet": _not_there,
    "definition_pending": _pending, "no_baseline": _no_baseline, "pace_undefined": _undefined,
    "milestone_missed": _missed, "milestone_not_due": _not_due, "fell_below": _fell,
    "no_deadline": _open_ended, "not_reached": _final,
}  # fmt: skip


def _recent(why: Reasons) -> str:
    """Nothing where no value before compares; of a year to date, the year before."""
    series = why.hearing.standing.series
    if why.target.cadence or (len(series) > 1 and why.verdict.trend is Trend.UNKNOWN):
        return ""
    if why.indicator.year_to_date and why.hearing.standing.start is None:
        return since_last_year(why.indicator, series)
    return lately(why.indicator, why.values)


def _projected(why: Reasons) -> str:
    """What may be foreseen, or why nothing may, of a target judged by its pace."""
    if why.verdict.level in (Level.MET, Level.NOT_ASSESSABLE):
        return ""
    if why.foreseen.projection is None and why.foreseen.absent not in _SAID_ABSENT:
        return ""
    if why.verdict.why_code != "pace" and why.foreseen.projection is None:
        return ""
    return projection_text(why.indicator, why.target, why.foreseen).rstrip("。")


def _needed(why: Reasons) -> str:
    step = why.verdict.required_pace
    if step is None:
        return ""
    word = "上升" if step > 0 else "下降"
    each = f"每{why.indicator.frequency.label}"
    return f"要达标今后{each}需{word}{wording.difference_text(why.indicator, step)}"


def _caveats(why: Reasons) -> str:
    return ";".join(one.text for one in why.verdict.caveats)


def _follows(why: Reasons) -> str:
    """约束性: 列入督办; 预期性: 说明原因; the rest nothing."""
    words = why.hearing.rule.consequence_words
    return words.get(why.verdict.consequence, "") if why.verdict.consequence != "none" else ""


def _baseline(why: Reasons) -> str:
    baseline = why.hearing.baseline
    if why.hearing.standing.start is not None or baseline is None:
        return ""
    if why.verdict.achieved_share is None:
        return ""
    base = ReportingPeriod.parse(baseline.period).label
    value = wording.value_text(why.indicator, baseline.value)
    return f"基期{base}{value}(第{baseline.version}版)"


def _rule(why: Reasons) -> str:
    """The rule and, where no sum has named it yet, the pace model; each with its version."""
    rule, model = why.hearing.rule, MODELS[why.verdict.pace_model]
    named = "" if _worked(why) else f"模型{model.label}({model.version}),"
    mode = "期末评估只看实测," if why.hearing.final else named
    return f"{mode}规则{rule.title}第{rule.version}版"


_PARTS: tuple[Part, ...] = (
    _recent, _projected, _needed, _caveats, _follows, _worked, _baseline, _rule,
)  # fmt: skip
