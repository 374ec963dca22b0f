"""A verdict's headline for who reads English: put together from the parts that the verdict keeps.

The record's own sentence is Chinese. The same parts, said in Chinese, must give that sentence
letter by letter; only then are they said in English. What does not fit stays as it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboards.words import CHINESE, is_english, listed, say, say_as, speaking
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import pace, wording
from targets.assessment import Assessment
from targets.model import Target

MODELS = {"linear": "序时", "step": "节点", "seasonal": "季节份额", "compound": "复合增长"}


def head(indicator: Indicator, target: Target, found: Assessment) -> str:
    """The headline without its level, as the record has it or, where it can be, in English."""
    kept = wording.headline(found.why).partition(":")[2]
    if not is_english() or found.why_code not in CLAUSES:
        return kept
    case = _Case(indicator, target, found)
    with speaking(CHINESE):
        fits = _joined(case) == kept
    return _joined(case) if fits else kept


@dataclass(frozen=True)
class _Case:
    indicator: Indicator
    target: Target
    found: Assessment

    def value(self, number: float | None) -> str:
        return wording.value_text(self.indicator, number)

    def size(self, number: float) -> str:
        return wording.difference_text(self.indicator, number)


def _joined(case: _Case) -> str:
    clauses = [one for one in CLAUSES[case.found.why_code](case) if one]
    return say("{text}。", text=listed(clauses, ","))


def _seen(case: _Case) -> str:
    found = case.found
    observed = ReportingPeriod.parse(found.observed_period or found.period)
    told = {"period": observed.label, "value": case.value(found.value)}
    if observed.end >= ReportingPeriod.parse(found.period).end:
        return say("{period}{value}", **told)
    if case.indicator.kind == "yes":
        return say("上次填报{period}{value}", **told)
    return say("上次实测{period}{value}", **told)


def _goal(case: _Case) -> str:
    return say("目标{goal}", goal=wording.target_text(case.indicator, case.target).replace(" ", ""))


def _met(case: _Case) -> list[str]:
    return [_seen(case), _goal(case), say("已达到")]


def _pace(case: _Case) -> list[str]:
    expected, value, gap = case.found.expected, case.found.value or 0.0, case.found.gap or 0.0
    if expected is None:
        return [_seen(case), _goal(case)]
    asked = {
        "model": say_as("clause", MODELS[case.found.pace_model]),
        "expected": case.value(expected),
    }
    high = pace.above(case.target, expected)
    bound = say("按{model}应不高于{expected}", **asked) if high else say(
        "按{model}应不低于{expected}", **asked
    )  # fmt: skip
    short = say("差{gap}", gap=case.size(gap)) if gap > pace.slack(value, gap) else ""
    return [_seen(case), _goal(case), bound, short]


def _deadline(case: _Case) -> list[str]:
    day = wording.date_text(case.target.deadline)
    until = ReportingPeriod.parse(case.found.period).end
    over = until > case.target.deadline
    when = say("期限{day}已过", day=day) if over else say("期限{day}已到", day=day)
    return [_seen(case), when, _goal(case), say("差{gap}", gap=case.size(case.found.gap or 0.0))]


def _missing(case: _Case) -> list[str]:
    period = ReportingPeriod.parse(case.found.period).label
    return [say("{period}没有已审定的填报值", period=period), _goal(case)]


def _pending(case: _Case) -> list[str]:
    return [
        _seen(case),
        _goal(case),
        say_as("clause", "口径待定"),
        say("录入口径文件之前不作达标判定"),
    ]


def _no_baseline(case: _Case) -> list[str]:
    value, share = case.found.value, ""
    if case.indicator.direction == "up" and value is not None and 0 <= value < case.target.value:
        share = say("目标完成率{share}", share=wording.percent(value / case.target.value))
    return [_seen(case), _goal(case), share, say("缺基期值"), say("不能判序时进度")]


def _missed(case: _Case) -> list[str]:
    day = wording.date_text(case.target.deadline)
    when = say("本期应完成") if case.target.cadence else say("应于{day}前完成", day=day)
    return [_seen(case), _goal(case), when]


def _not_due(case: _Case) -> list[str]:
    day = wording.date_text(case.target.deadline)
    when = say("这一期还没有完") if case.target.cadence else say("节点{day}未到", day=day)
    return [_seen(case), _goal(case), when, say("按节点判定")]


def _open_ended(case: _Case) -> list[str]:
    return [_seen(case), _goal(case), say("方案没有写期限"), say("只列现状")]


def _fell(case: _Case) -> list[str]:
    value = case.found.value if case.found.value is not None else case.target.value
    gap = case.size(pace.shortfall(case.target, value))
    high = pace.above(case.target, value)
    side = say("比目标高{gap}", gap=gap) if high else say("比目标低{gap}", gap=gap)
    return [_seen(case), _goal(case), say("按保持类判"), side]


Clauses = Callable[[_Case], Sequence[str]]
CLAUSES: Mapping[str, Clauses] = {
    "met": _met,
    "pace": _pace,
    "deadline_missed": _deadline,
    "missing": _missing,
    "definition_pending": _pending,
    "no_baseline": _no_baseline,
    "milestone_missed": _missed,
    "milestone_not_due": _not_due,
    "no_deadline": _open_ended,
    "fell_below": _fell,
}
"""What a headline of each kind says, one clause after the other."""
