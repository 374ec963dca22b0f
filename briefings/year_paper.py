"""年度评估报告: a year's verdicts, how they came about over the years, and why what lags lags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from briefings.body import build_sections, overall, tasks
from briefings.briefing import Heading, composed, drafted
from briefings.course import FormsOf
from briefings.draft import Draft, paragraphs
from briefings.paper import Block, Briefing, Column, Line, Table, TableRow, joined, say, verbatim
from briefings.paper_form import PaperForm, paper_form
from briefings.problems import problems, requests
from briefings.rows import Row
from briefings.scorecard import Scorecard
from briefings.sentences import label
from briefings.trajectory import course_blocks
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod
from targets.wording import percent

_REASONS = (
    Column("序号", 9, "center"),
    Column("目标和牵头单位", 48),
    Column("本期值", 19, "right"),
    Column("差距", 22, "right"),
    Column("督办", 26, "center"),
    Column("单位的书面说明", 32),
)
_FORMS = (
    Column("报告期", 40),
    Column("应报(张)", 23, "right"),
    Column("已报(张)", 23, "right"),
    Column("按时(张)", 23, "right"),
    Column("合格(张)", 23, "right"),
    Column("及时率", 24, "right"),
)


def build_year_paper(
    card: Scorecard,
    dated: date,
    *,
    calendar: WorkingDays | None = None,
    form: PaperForm | None = None,
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The report on the year that `card` stands for; its context holds the course of the years.

    Equal arguments give an equal paper. Numbers are traced as in the quarterly briefing.
    """
    used = form or paper_form(card.plan)
    year = card.period.label
    heading = Heading(
        (year, used.subject, "评估报告"),
        used.addressee,
        f"根据{card.plan.title},现将{year}执行情况评估报告如下。",
    )
    draft = drafted(card, dated, used, calendar)
    return composed(draft, heading, build_sections(draft, PARTS), fingerprint)


def reasons(draft: Draft) -> tuple[Block, ...]:
    """What the record holds on each target that lags: the distance, the case, the office's word."""
    rows = draft.card.decisions
    if not rows:
        return ()
    table = Table(
        "未达到目标的登记情况",
        _REASONS,
        tuple(TableRow(_reason(draft, row, place)) for place, row in enumerate(rows, 1)),
    )
    return (*paragraphs(_said(draft, rows)), table)


def _said(draft: Draft, rows: tuple[Row, ...]) -> list[Line]:
    told = [row for row in rows if _words(draft, row)]
    silent = [row for row in rows if not _words(draft, row)]
    found = [say("本文只引用台账中登记的原因,不作推断。")]
    if told:
        number = draft.book.count("有书面说明的未达到目标", told)
        found.append(say("牵头或填报单位有书面说明的", number, "项,说明照录于下表。"))
    if silent:
        number = draft.book.count("没有书面说明的未达到目标", silent)
        found.append(say("台账中没有书面说明的", number, "项,原因待牵头单位说明。"))
    return found


def _words(draft: Draft, row: Row) -> Line:
    course = draft.card.context.course
    found = course.explained.get(row.target.id, ()) if course else ()
    return joined([say(f"{one.where}:", verbatim(one.text)) for one in found], ";")


def _reason(draft: Draft, row: Row, number: int) -> tuple[Line, ...]:
    book, case = draft.book, row.case
    opened = f"{case.number}\n{case.state}" if case else "—"
    return (
        say(str(number)),
        say(label(row), f"\n{'、'.join(row.leads)}" if row.leads else ""),
        say(book.value(row)),
        say(book.gap(row)),
        say(opened),
        _words(draft, row) or say("没有"),
    )


def record(draft: Draft) -> tuple[Block, ...]:
    """报送与修订: the forms of each period, and the values that others have replaced."""
    course = draft.card.context.course
    forms = course.forms if course else ()
    rows = tuple(TableRow(_form_cells(draft, one)) for one in forms)
    table = (Table("各报告期报送情况", _FORMS, rows),) if rows else ()
    return (*paragraphs([_forms_told(draft), _revised_told(draft)]), *table)


def _forms_told(draft: Draft) -> Line:
    course = draft.card.context.course
    forms = course.forms if course else ()
    asked, came, in_time = (sum(getattr(one, name) for one in forms) for name in _COUNTS)
    if not asked:
        return ()
    cite = draft.book.share
    return say(
        "各报告期应报",
        cite("应报表数合计", str(asked), "下表各报告期之和"),
        "张表,已报",
        cite("已报表数合计", str(came), "下表各报告期之和"),
        "张,按时",
        cite("按时表数合计", str(in_time), "下表各报告期之和"),
        "张,及时率",
        cite("及时率合计", percent(in_time / asked), f"{in_time}除以{asked}"),
        "。",
    )


_COUNTS = ("asked", "came", "on_time")


def _form_cells(draft: Draft, one: FormsOf) -> tuple[Line, ...]:
    when, cite = ReportingPeriod.parse(one.period).label, draft.book.share
    counts = (
        ("应报表数", one.asked, "原应报减免报、撤并和启用前到期的表"),
        ("已报表数", one.came, "受理且有数或为零报告的表"),
        ("按时表数", one.on_time, "来件的北京时间日期不晚于期限的表"),
        ("合格表数", one.sound, "已报且没有未改正的退回项、未被退回的表"),
    )
    share = percent(one.on_time / one.asked)
    return (
        say(when),
        *(say(cite(f"{when}{what}", str(number), how)) for what, number, how in counts),
        say(cite(f"{when}及时率", share, f"{one.on_time}除以{one.asked}")),
    )


def asked(draft: Draft) -> tuple[Block, ...]:
    """下步要求; nothing once a later period is assessed: that one's paper asks."""
    course = draft.card.context.course
    return requests(draft) if course is None or course.newest else ()


def _revised_told(draft: Draft) -> Line:
    revised = draft.card.context.revised
    before = draft.before or "先前"
    if not revised:
        return say(f"与{before}评估所用的数据相比,没有修订。") if draft.before else ()
    how = "、".join(one.revision for one in revised)
    number = draft.book.share("修订的数据", str(len(revised)), f"现行修订{how}")
    place = draft.annexes["quality"]
    return say(f"{before}评估以后修订的数据", number, f"个,原值和修订后的值见附件{place}。")


PARTS = (
    ("总体进展", overall),
    ("目标走势", course_blocks),
    ("重点任务", tasks),
    ("存在问题", problems),
    ("滞后目标的登记情况", reasons),
    ("报送与修订", record),
    ("下步要求", asked),
)
