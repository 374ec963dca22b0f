"""数据质量说明 in sentences: every number traced, a clause without content not written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from briefings.context import Doubt
from briefings.numerals import full_date
from briefings.paper import Line, Span, joined, say, verbatim
from briefings.quality_context import (
    Corrected,
    Excused,
    FormLine,
    RuleSet,
    Statement,
    Unchecked,
)
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod
from targets.wording import percent

Cite = Callable[[str, str, str], Span]
"""(what, text, how) → the number, traced or plain."""

MOST_REVISIONS = 6
_CAME = {"empty": "来表无数", "returned": "来表已退回未补"}
_EXCUSED = {"exempt": "免报", "closed": "未设立或已撤并", "before": "到期早于系统启用"}
_RULE = (
    "应报=原应报-免报-撤并-启用前到期;来表受理且有数或为零报告的为已报,空表、退回不算;"
    "按时以来件的北京时间日期不晚于期限为准;没有未改正的退回项、未被退回的为合格,存疑另列"
)


@dataclass(frozen=True)
class Teller:
    """What the sentences are told with: names, the day and its calendar, the tracing."""

    office: Callable[[str], str]
    indicator: Callable[[str], str]
    calendar: WorkingDays
    dated: date
    cite: Cite

    def count(self, what: str, number: int, how: str) -> Span:
        """A number of the statement, traced to how it was counted."""
        return self.cite(f"数据质量:{what}", str(number), how)

    def offices(self, names: Sequence[str]) -> str:
        """Offices by name, each once."""
        return "、".join(dict.fromkeys(self.office(one) for one in names))


def told(teller: Teller, statement: Statement) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """The headings that have something under them, each with its sentences."""
    parts = [
        (title, tuple(line for clause in clauses if (line := clause(teller, statement))))
        for title, clauses in _PARTS
    ]
    return tuple((title, lines) for title, lines in parts if lines)


def _forms(t: Teller, s: Statement) -> Line:
    """`应报6张表,已报5张,按时4张,合格5张;报送率83.3%,……`; only when a form was due."""
    f = s.forms
    if not f.expected:
        return ()
    parts = (("报送率", f.received, f.expected), ("及时率", f.on_time, f.expected))
    passed = (("合格率", f.passed, f.received),) if f.received else ()
    rates = [
        say(name, t.cite(f"数据质量:{name}", percent(top / bottom), f"{top}除以{bottom}"))
        for name, top, bottom in (*parts, *passed)
    ]
    return say(
        f"{_label(s.period)}应报",
        t.count("应报表数", f.expected, "原应报减免报、撤并和启用前到期的表"),
        "张表,已报",
        t.count("已报表数", f.received, "受理且有数或为零报告的表"),
        "张,按时",
        t.count("按时表数", f.on_time, "来件的北京时间日期不晚于期限的表"),
        "张,合格",
        t.count("合格表数", f.passed, "已报且没有未改正的退回项、未被退回的表"),
        "张;",
        joined(rates, ","),
        "。",
    )


def _rule(t: Teller, s: Statement) -> Line:
    return say("算法(", verbatim(s.forms.rule), f"):{_RULE}。") if s.forms.expected else ()


def _zero(t: Teller, s: Statement) -> Line:
    names = s.forms.zero
    number = t.count("零报告表数", len(names), "声明本期无数可报的表,计入已报")
    return say("零报告", number, f"张:{t.offices(names)}。") if names else ()


def _late(t: Teller, s: Statement) -> Line:
    rows = s.forms.late
    each = [
        say(
            f"{t.office(one.office)}(",
            t.count(f"{t.office(one.office)}逾期工作日", one.days, "到期日至来件日"),
            "个工作日)",
        )
        for one in rows
    ]
    return _counted(t, "逾期报送", "期限以后报来的表", each)


def _missing(t: Teller, s: Statement) -> Line:
    each = [_not_come(t, one) for one in s.forms.missing]
    return _counted(t, "未报", "到期未报的表", each)


def _not_come(t: Teller, one: FormLine) -> Line:
    came = _CAME.get(one.outcome, "")
    days = max(1, t.calendar.between(one.due, t.dated))
    return say(
        f"{t.office(one.office)}(期限{full_date(one.due)},已逾期",
        t.count(f"{t.office(one.office)}未报逾期工作日", days, "到期日至本文日期"),
        f"个工作日{',' if came else ''}{came})",
    )


def _failed(t: Teller, s: Statement) -> Line:
    each = [say(t.office(one.office)) for one in s.forms.failed]
    return _counted(t, "已报未合格", "已报、后被退回或有退回项未改正的表", each)


def _excused(t: Teller, s: Statement) -> Line:
    parts = [_excused_so(t, kind, s.forms.excused) for kind in _EXCUSED]
    found = joined(parts, ";")
    return say("不计入应报的:", found, "。") if found else ()


def _excused_so(t: Teller, kind: str, every: Sequence[Excused]) -> Line:
    rows = [one for one in every if one.kind == kind]
    if not rows:
        return ()
    each = [
        say(t.office(one.office), *(("(", verbatim(one.reason), ")") if one.reason else ()))
        for one in rows
    ]
    number = t.count(f"{_EXCUSED[kind]}表数", len(rows), "不计入应报的表")
    return say(_EXCUSED[kind], number, "张:", joined(each, "、"))


def _pending(t: Teller, s: Statement) -> Line:
    number = s.forms.pending
    how = "期限不早于本文日期的表"
    return say("另有", t.count("未到期表数", number, how), "张表未到期,不计入。") if number else ()


def _doubts(t: Teller, s: Statement) -> Line:
    return _values(t, s.doubts, "存疑未说明", "引用前须核实")


def _answered(t: Teller, s: Statement) -> Line:
    return _values(t, s.answered, "存疑、单位已书面说明", "数值未改")


def _values(t: Teller, rows: Sequence[Doubt], word: str, then: str) -> Line:
    if not rows:
        return ()
    number = t.count(f"{word}数据", len(rows), "受理的数据中未改正的存疑项")
    return say(word, "的数据", number, f"项,涉及{t.offices([r.office for r in rows])};{then}。")


def _corrected(t: Teller, s: Statement) -> Line:
    each = [_mended(t, one) for one in s.corrected if one.cells]
    since = s.corrected[0].since if s.corrected else ""
    return say(f"{since}以来修订已审定的数据:", joined(each, ";"), "。") if each else ()


def _mended(t: Teller, one: Corrected) -> Line:
    named = "、".join(one.revisions[:MOST_REVISIONS])
    more = "等" if one.cells > MOST_REVISIONS else ""
    number = t.count(f"{t.office(one.office)}修订数据", one.cells, f"{one.since}以来换值的审定数")
    return say(t.office(one.office), number, "个(修订号", verbatim(named), f"{more})")


def _gone(t: Teller, s: Statement) -> Line:
    each = [
        say(
            t.office(one.office),
            t.count(f"{t.office(one.office)}失效数据", one.gone, "撤回的或审定被收回的数"),
            "个",
        )
        for one in s.corrected
        if one.gone
    ]
    since = s.corrected[0].since if s.corrected else ""
    return say(f"{since}以来撤回或收回审定的数据:", joined(each, ";"), "。") if each else ()


def _alerts(t: Teller, s: Statement) -> Line:
    if not s.alerts:
        return ()
    ages = [t.calendar.between(one.opened, t.dated) for one in s.alerts]
    overdue = sum(one.due is not None and one.due < t.dated for one in s.alerts)
    late = t.count("过期预警", overdue, "处理期限早于本文日期的预警")
    return say(
        "未关闭的预警",
        t.count("未关闭预警", len(s.alerts), "本期及以前各期未关闭的预警"),
        "项,最长已开",
        t.count("预警最长已开工作日", max(ages), "开立日至本文日期"),
        "个工作日",
        *((",其中已过处理期限", late, "项") if overdue else ()),
        "。",
    )


def _suites(t: Teller, s: Statement) -> Line:
    each = [
        say(
            t.count(f"规则版本{suite}核验来件", number, "本期来件末次判定所用的规则版本"),
            "份按版本",
            verbatim(suite),
        )
        for suite, number in s.suites
    ]
    return say("核验所用质量规则:", joined(each, ","), "。") if each else ()


def _settings(t: Teller, s: Statement) -> Line:
    each = [_set_so(t, one) for one in s.settings]
    return say("与规则原定结果不同的设定:", joined(each, ";"), "。") if each else ()


def _set_so(t: Teller, one: RuleSet) -> Line:
    about = f"(限{t.indicator(one.indicator)})" if one.indicator else ""
    until = f"至{full_date(one.until)}" if one.until else ",未设截止日"
    return say(
        verbatim(one.rule),
        f"“{one.name}”{about}由{one.declared}改为{one.loudness},自{full_date(one.since)}起{until},理由:",
        verbatim(one.reason.rstrip("。")),
        f"({one.asked_by}提出,{one.approved_by}批准)",
    )


def _calendar(t: Teller, s: Statement) -> Line:
    years = "、".join(f"{year}年" for year in s.uncovered)
    return say(f"{years}放假安排未公布,期限暂按周一至周五推算。") if years else ()


def _unchecked(t: Teller, s: Statement) -> Line:
    each = [_not_checked(t, one) for one in s.unchecked]
    return say("没有核验的:", joined(each, ";"), "。") if each else ()


def _not_checked(t: Teller, one: Unchecked) -> Line:
    return say(f"{t.office(one.office)}《", verbatim(one.file), f"》{one.what.rstrip('。')}")


def _counted(t: Teller, word: str, how: str, each: Sequence[Line]) -> Line:
    number = t.count(f"{word}表数", len(each), how)
    return say(word, number, "张:", joined(each, "、"), "。") if each else ()


def _label(period: str) -> str:
    return ReportingPeriod.parse(period).label


Clause = Callable[[Teller, Statement], Line]
FORMS, VALUES, ALERTS, RULES, LEFT = (
    "报送情况",
    "存疑和更正",
    "未关闭的预警",
    "核验规则",
    "未核验的事项",
)
_PARTS: tuple[tuple[str, tuple[Clause, ...]], ...] = (
    (FORMS, (_forms, _zero, _late, _missing, _failed, _excused, _pending, _rule)),
    (VALUES, (_doubts, _answered, _corrected, _gone)),
    (ALERTS, (_alerts,)),
    (RULES, (_suites, _settings, _calendar)),
    (LEFT, (_unchecked,)),
)
