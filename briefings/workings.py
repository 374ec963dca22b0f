"""A verdict for readers: a headline, then its sum line by line, from what the verdict keeps.

Every number comes from `Assessment.arithmetic`; nothing is judged again here, so that page, paper
and the kept run cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefings.format import format_target
from briefings.levels import level_words, rule_line
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets import pace, wording
from targets.assessment import Assessment, Level
from targets.model import Target
from targets.paces import MODELS, Expected
from targets.paces.way import signed

TWO_SIDED = frozenset({"=", "range"})
TIMED = frozenset({"linear", "compound"})


@dataclass(frozen=True)
class Working:
    """One line of the sum: what it is, the number as printed, and how it is come by."""

    name: str
    number: str
    how: str = ""


@dataclass(frozen=True)
class _Case:
    """The verdict with what its numbers are printed by."""

    indicator: Indicator
    target: Target
    verdict: Assessment

    def number(self, name: str) -> float | None:
        """A number of the sum; None when the verdict has none of this name."""
        found = self.verdict.arithmetic.get(name)
        return float(found) if isinstance(found, (int, float)) else None

    def shown(self, value: float) -> str:
        """A bare number of the indicator, as the sentence prints it."""
        digits = 4 if self.indicator.kind == "ratio" else self.indicator.decimals
        return wording.number(value, digits)


def workings(indicator: Indicator, target: Target, verdict: Assessment) -> tuple[Working, ...]:
    """The sum in the order a person would do it again; lines without content are left out."""
    case = _Case(indicator, target, verdict)
    return tuple(found for line in _LINES if (found := line(case)) is not None)


def pace_sum(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    """`线性序时(linear-1):13.2+(9−13.2)×21÷36`; empty where no pace was asked."""
    return _worked(_Case(indicator, target, verdict))


def needed(indicator: Indicator, target: Target, verdict: Assessment) -> str:
    """`要达标今后每季需下降0.48个百分点(还有5季)`; empty when nothing is needed or too late."""
    found = _needed(_Case(indicator, target, verdict))
    if found is None:
        return ""
    left = found.how.rpartition("剩余")[2]
    return f"要达标{found.name}{found.number}(还有{left})"


def _value(case: _Case) -> Working | None:
    verdict = case.verdict
    if verdict.value is None or verdict.observed_period is None:
        return None
    observed = ReportingPeriod.parse(verdict.observed_period)
    earlier = observed.end < ReportingPeriod.parse(verdict.period).end
    told = [f"{observed.label}{'(上次实测)' if earlier else ''}", _parts(case)]
    number = wording.value_text(case.indicator, verdict.value)
    return Working("本期值", number, ",".join(one for one in told if one))


def _parts(case: _Case) -> str:
    """How several reports became one value; empty for a single one."""
    numbers = case.verdict.arithmetic.items()
    found = [(name[5:], float(n)) for name, n in numbers if name.startswith("part_")]
    if len(found) < 2:
        return ""
    shown = [f"{period}的{case.shown(number)}" for period, number in found]
    if case.indicator.cumulative:
        return f"{shown[-1]}减{shown[0]}"
    return f"{'、'.join(shown)}相加"


def _goal(case: _Case) -> Working:
    target, version = case.target, case.verdict.target_version
    until = "方案没有写期限" if target.open_ended else f"期限{wording.date_text(target.deadline)}"
    told = [f"目标版本{version}" if version else "", until]
    return Working("目标", format_target(case.indicator, target), ",".join(filter(None, told)))


def _baseline(case: _Case) -> Working | None:
    verdict = case.verdict
    if verdict.baseline is None or case.target.cadence or verdict.achieved_share is None:
        return None
    shown = wording.value_text(case.indicator, verdict.baseline)
    if case.target.counting == "new":
        return Working("基期", shown, "当年新增从零算起")
    when = ReportingPeriod.parse(verdict.baseline_period).label if verdict.baseline_period else ""
    version, source = case.number("baseline_version"), verdict.arithmetic.get("baseline_source", "")
    edition = f"第{version:.0f}版" if version else ""
    return Working("基期", shown, ",".join(filter(None, (when, edition, str(source)))))


def _time(case: _Case) -> Working | None:
    numbers, share = case.verdict.arithmetic, case.number("tau")
    if share is None or "formula" not in numbers or case.verdict.pace_model not in TIMED:
        return None
    gone, whole = (wording.number(case.number(n) or 0, 2) for n in ("months_gone", "months_all"))
    how = f"{numbers.get('origin', '')}起{gone}个月÷全程{whole}个月"
    return Working("时间份额", wording.percent(share), how)


def _season(case: _Case) -> Working | None:
    share, source = case.number("sigma"), case.verdict.arithmetic.get("season", "")
    return None if share is None else Working("季节份额", wording.percent(share), str(source))


def _expected(case: _Case) -> Working | None:
    expected, worked = case.number("E"), _worked(case)
    if expected is None or not worked:
        return None
    if _mirrored(case, expected):
        worked += ",折到目标另一侧"
    return Working("应达值", wording.value_text(case.indicator, expected), worked)


def _worked(case: _Case) -> str:
    numbers, expected = case.verdict.arithmetic, case.number("E")
    model = MODELS.get(case.verdict.pace_model)
    if model is None or expected is None or "formula" not in numbers:
        return ""
    said = Expected(expected, str(numbers["formula"]), numbers)
    return f"{model.label}({model.version}):{model.worked(said, case.shown)}"


def _mirrored(case: _Case, expected: float) -> bool:
    """True when the pace value was carried over to the value's own side of the target."""
    base, low = case.number("B"), case.target.value
    if base is None or case.target.comparator not in TWO_SIDED:
        return False
    middle = (low + (case.target.value_max or low)) / 2
    return (base - middle) * (expected - middle) < 0


def _achieved(case: _Case) -> Working | None:
    share, base, value = case.number("pi"), case.number("B"), case.verdict.value
    if share is None or base is None or value is None:
        return None
    if case.target.comparator in TWO_SIDED:
        way = case.shown(pace.shortfall(case.target, base))
        how = f"1−距目标{case.shown(pace.shortfall(case.target, value))}÷全程{way}"
    else:
        begun, goal = signed(case.shown, base), case.shown(case.target.value)
        how = f"已走({case.shown(value)}−{begun})÷全程({goal}−{begun})"
    return Working("完成份额", wording.percent(share), how)


def _deviation(case: _Case) -> Working | None:
    points, done, asked = case.number("d"), case.number("pi"), case.number("epsilon")
    if points is None or done is None or asked is None:
        return None
    way = "领先" if points > 0 else "落后"
    size = f"{wording.number(abs(points) * 100, 1)}个百分点"
    number = "持平" if abs(points) < 5e-4 else f"{way}{size}"
    return Working("偏差", number, f"完成{wording.percent(done)},应完成{wording.percent(asked)}")


def _level(case: _Case) -> Working:
    verdict = case.verdict
    return Working("水平", verdict.level_word or verdict.level.label, level_words(verdict))


def _needed(case: _Case) -> Working | None:
    step, value = case.verdict.required_pace, case.verdict.value
    if not step or value is None or case.verdict.level in (Level.MET, Level.NOT_ASSESSABLE):
        return None
    goal = pace.goal_for(case.target, value)
    word, left = case.indicator.frequency.label, wording.number((goal - value) / step, 1)
    size = wording.difference_text(case.indicator, step)
    how = f"({case.shown(goal)}−{signed(case.shown, value)})÷剩余{left}{word}"
    return Working(f"今后每{word}需", f"{'上升' if step > 0 else '下降'}{size}", how)


def _rule(case: _Case) -> Working | None:
    name, how = rule_line(case.verdict)
    return Working("规则", name, how) if name else None


_LINES: tuple[Callable[[_Case], Working | None], ...] = (
    _value, _goal, _baseline, _time, _season, _expected, _achieved, _deviation, _level, _needed,
    _rule,
)  # fmt: skip
