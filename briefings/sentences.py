"""The sentence patterns of the papers; a clause without content is not written.

Patterns follow screens-and-papers.md, “Quarterly briefing”. Every number arrives as a traced
span from the book; words never carry a number of their own except dates and item numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from briefings.context import CaseLine, Lateness, Punctuality
from briefings.format import ABSENT
from briefings.lineage import LineageBook
from briefings.numerals import compared_with
from briefings.paper import Line, joined, say
from briefings.rows import LAGGING, Row
from observations.period import ReportingPeriod
from targets import wording
from targets.assessment import Level

MAX_NAMES = 6


def counted(book: LineageBook, rows: Sequence[Row], what: str) -> Line:
    """`已达标21项,达到序时进度18项,滞后9项(其中严重滞后2项),不可评估9项`."""
    by_level = {level: [r for r in rows if r.assessment.level is level] for level in Level}
    lagging = [row for row in rows if row.lagging]
    far = by_level[Level.FAR_BEHIND]
    worst = _items(book, far, f"{what}严重滞后", "其中严重滞后") if far != lagging else ()
    parts = [
        _items(book, by_level[Level.MET], f"{what}已达标", "已达标"),
        _items(book, by_level[Level.ON_PACE], f"{what}达到序时进度", "达到序时进度"),
        say(
            _items(
                book,
                lagging,
                f"{what}滞后",
                "严重滞后" if lagging and far == lagging else "滞后",
            ),
            *(("(", worst, ")") if worst else ()),
        ),
        _items(book, by_level[Level.NOT_ASSESSABLE], f"{what}不可评估", "不可评估"),
    ]
    return joined(parts, ",")


def _items(book: LineageBook, rows: Sequence[Row], what: str, word: str) -> Line:
    return say(word, book.count(what, rows), "项") if rows else ()


def names(rows: Sequence[Row]) -> str:
    """The targets' names, tier added where one indicator has two lines; long lists end in 等.

    A name that is itself a list stands in quotes, lest it be read as several targets.
    """
    told = [label(row) for row in rows[:MAX_NAMES]]
    quoted = [f"“{one}”" if "、" in one else one for one in told]
    return "、".join(quoted) + ("等" if len(rows) > MAX_NAMES else "")


def label(row: Row) -> str:
    """`公园绿地服务半径覆盖率(市目标)` where the indicator has lines of several tiers."""
    several = len({line.tier for line in row.lines}) > 1
    return f"{row.name}({row.target.tier}目标)" if several else row.name


def movement(book: LineageBook, before: str, groups: Sequence[tuple[str, Sequence[Row]]]) -> Line:
    """`与上季度相比,新增达标2项:甲、乙;转为滞后1项:丙。`; empty when nothing moved."""
    told = [
        say(word, book.count(f"比{before}{word}", rows), f"项:{names(rows)}")
        for word, rows in groups
        if rows
    ]
    return say(f"与{before}相比,", joined(told, ";"), "。") if told else ()


def punctuality(book: LineageBook, kept: Punctuality | None) -> Line:
    """`按指标计应报214项,按时报送203项,及时率94.9%。`; empty when nothing was due.

    The annex and the pages count forms (张, docs/deadlines.md): the words say which is meant.
    """
    if kept is None or not kept.due:
        return ()
    rate = wording.percent(kept.rate)
    return say(
        "按指标计应报",
        book.share("应报值个数", str(kept.due), "按方案与报送分工本期应报的指标值"),
        "项,按时报送",
        book.share("按时报送值个数", str(kept.on_time), "首次报送不晚于期限的指标值"),
        "项,及时率",
        book.share("报送及时率", rate, f"{kept.on_time}除以{kept.due}"),
        "。",
    )


def standing(book: LineageBook, row: Row) -> Line:
    """One row in one sentence: value, changes, and its distance to pace or target."""
    changes = [_changed(book, row), _since_last_year(book, row)]
    parts = [_named_value(book, row), *changes, _verdict(book, row)]
    return say(joined(parts, ","), "。")


def _named_value(book: LineageBook, row: Row) -> Line:
    """Name and value; a value of an earlier period says when it was measured."""
    measured = row.observed and row.indicator.kind != "yes"
    return say(label(row), book.value(row), f"({row.observed}实测)" if measured else "")


def _changed(book: LineageBook, row: Row) -> Line:
    change, before = row.change, row.previous
    if change is None or before is None:
        return ()
    now = ReportingPeriod.parse(row.assessment.observed_period or row.assessment.period)
    then = compared_with(now, ReportingPeriod.parse(before.observed_period or before.period))
    if change.direction == "flat":
        return say(f"与{then}持平")
    return say(f"比{then}", "上升" if change.direction == "up" else "下降", book.change(row))


def _since_last_year(book: LineageBook, row: Row) -> Line:
    found = book.since_last_year(row)
    if found is None:
        return ()
    change, size = found
    if change.direction == "flat":
        return say("同比持平")
    return say("同比", "上升" if change.direction == "up" else "下降", size)


def _verdict(book: LineageBook, row: Row) -> Line:
    return _VERDICTS[row.assessment.level](book, row)


def _met(book: LineageBook, row: Row) -> Line:
    if row.indicator.kind == "yes":
        return say("已达标")
    return say("已达标(目标", book.goal(row), ")")


def _on_pace(book: LineageBook, row: Row) -> Line:
    note = wording.lag_note(row.assessment)
    if note and row.gap != ABSENT:
        return say("达到序时进度(略滞后,序时应达", book.pace(row), ",尚差", book.gap(row), ")")
    return say("达到序时进度(应达", book.pace(row), ")")


def _lagging(book: LineageBook, row: Row) -> Line:
    word = row.assessment.level.label
    if row.indicator.kind == "yes":
        return say(f"应于{wording.date_text(row.target.deadline)}前完成,{word}")
    if row.expected == ABSENT:
        return say("距目标", book.goal(row), "尚差", book.gap(row), f",{word}")
    overdue = row.assessment.why_code == "deadline_missed"
    what = f"期限{wording.date_text(row.target.deadline)}已到,距目标" if overdue else "距序时"
    measure = book.goal(row) if overdue else book.pace(row)
    if row.indicator.kind == "ratio":
        return say(what.replace("距", "未达"), measure, f",{word}")
    return say(what, measure, "尚差", book.gap(row), f",{word}")


def shortfall(book: LineageBook, row: Row) -> Line:
    """`供水管网漏损率11.4%,序时应不高于10.75%,差0.65个百分点`, without a full stop."""
    named = _named_value(book, row)
    if row.indicator.kind == "yes":
        due = wording.date_text(row.target.deadline)
        return say(named, f",应于{due}前完成")
    distance = say(",差", book.gap(row)) if row.indicator.kind != "ratio" else ()
    if row.expected == ABSENT:
        return say(named, ",目标", book.goal(row), distance)
    if row.assessment.why_code == "deadline_missed":
        due = wording.date_text(row.target.deadline)
        return say(named, f",期限{due}已到,目标", book.goal(row), distance)
    bound = "不高于" if row.indicator.direction == "down" else "不低于"
    return say(named, f",序时应{bound}", book.pace(row), distance)


def supervised(book: LineageBook, cases: Sequence[CaseLine], today: date) -> Line:
    """`督办事项在办3项(其中逾期1项),累计销号2项。`; empty without cases."""
    running = [case for case in cases if case.closed is None]
    overdue = [case for case in running if case.due is not None and case.due < today]
    closed = [case for case in cases if case.closed is not None]

    def items(word: str, found: Sequence[CaseLine]) -> Line:
        how = f"督办台账:{'、'.join(case.number for case in found)}"
        return say(word, book.share(f"督办{word}", str(len(found)), how), "项") if found else ()

    late = say("(其中", items("逾期", overdue), ")") if overdue else ()
    if running and len(overdue) == len(running):  # nothing is left for 其中 to leave out
        late = say(",均已逾期" if len(overdue) > 1 else ",已逾期")
    parts = [
        say(items("在办", running), late),
        items("累计销号", closed),
    ]
    told = joined(parts, ",")
    return say("督办事项", told, "。") if told else ()


def _unassessable(book: LineageBook, row: Row) -> Line:
    return say(f"不可评估({row.reason})")


_VERDICTS: dict[Level, Callable[[LineageBook, Row], Line]] = {
    Level.MET: _met,
    Level.ON_PACE: _on_pace,
    Level.BEHIND: _lagging,
    Level.FAR_BEHIND: _lagging,
    Level.NOT_ASSESSABLE: _unassessable,
}


def turned(row: Row) -> bool:
    """True when the level is another than at the previous run."""
    now = row.assessment.level
    if row.previous is None or now is Level.NOT_ASSESSABLE:
        return False
    return row.previous.level is not now


def unit(row: Row) -> str:
    """The unit as a table's column says it; a matter done or not done has none."""
    return row.indicator.unit if row.indicator.unit and row.indicator.kind != "yes" else ABSENT


def moved(row: Row) -> bool:
    """True when there is something to tell: the value or the level is not the previous one."""
    changed = row.change is not None and row.change.direction != "flat"
    return turned(row) or (changed and row.assessment.level is not Level.NOT_ASSESSABLE)


def late(book: LineageBook, office: str, one: Lateness) -> Line:
    """`××局连续2期逾期,最长5个工作日,尚有1项未报。`"""
    missing = book.share(f"{office}未报", str(one.missing), "应报减已报") if one.missing else ""
    parts = [
        _late_forms(book, office, one) if one.periods else (),
        say("尚有", missing, "项未报") if one.missing else (),
    ]
    told = joined(parts, ",")
    return say(office, told, "。") if told else ()


def _late_forms(book: LineageBook, office: str, one: Lateness) -> Line:
    """`连续2期逾期,最长5个工作日`; of one form alone `本期逾期5个工作日`."""
    how = "逐期比较首次报送时间与期限"
    if one.periods == 1:
        days = book.share(f"{office}逾期工作日", str(one.working_days), how)
        return say("本期逾期", days, "个工作日")
    periods = book.share(f"{office}连续逾期", str(one.periods), how)
    days = book.share(f"{office}逾期工作日", str(one.working_days), how)
    return say("连续", periods, "期逾期,最长", days, "个工作日")


def reasons(book: LineageBook, rows: Sequence[Row]) -> Line:
    """`(节点未到11项、口径待定4项)` after a count of what cannot be assessed; else empty."""
    told = [say(word, book.count(word, found), "项") for word, found in by_reason(rows)]
    return say("(", joined(told, "、"), ")") if told else ()


def by_reason(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Unassessable rows by reason, most frequent first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.reason:
            found.setdefault(row.reason, []).append(row)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def lagging_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows behind or far behind, in the given order."""
    return [row for row in rows if row.assessment.level in LAGGING]
