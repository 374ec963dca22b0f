"""图说一张图: one tall page for telephones, of the quarter's own numbers and the papers' charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from briefings import sentences as told
from briefings.body import Part, build_sections, moved_since
from briefings.briefing import Heading, composed, drafted
from briefings.charts import GROUPS
from briefings.draft import Draft, paragraphs
from briefings.figures import series_figure
from briefings.format import ABSENT
from briefings.marks import LEVEL_MARKS
from briefings.numerals import end_of
from briefings.page_form import PHONE
from briefings.paper import Block, Briefing, Chart, Column, Line, Table, TableRow, say
from briefings.paper_figures import FONT, standing_figure
from briefings.paper_form import PaperForm, paper_form
from briefings.rows import Row
from briefings.scorecard import LEVELS, Scorecard
from briefings.sentences import label
from briefings.series import Series
from briefings.typography import chinese, printable
from observations.calendar import WorkingDays
from targets.assessment import Level
from targets.wording import percent

MOST_CARDS = 6
MOST_CHARTS = 3
_STANDING_MM, _TREND_MM, _MARK_SIZE = 46.0, 52.0, 28
_LOOKED_AT = (Column("指标", 40), Column("本期", 20), Column("序时应达", 20), Column("牵头", 20))

Figure = dict[str, Any]


def build_one_page(
    card: Scorecard,
    dated: date,
    *,
    calendar: WorkingDays | None = None,
    form: PaperForm | None = None,
    fingerprint: Mapping[str, str] | None = None,
) -> Briefing:
    """The page on `card`; every number is traced in the lineage that goes beside it.

    Equal arguments give an equal page.
    """
    used = replace(form or paper_form(card.plan), form=PHONE, letterhead=None)
    heading = Heading(
        (used.subject, f"{card.period.label}一图读懂"),
        used.addressee,
        f"截至{end_of(card.period)}。每个数的出处见同名的 json 文件,全文见季度通报。",
    )
    draft = replace(drafted(card, dated, used, calendar), annexes={})
    paper = composed(draft, heading, build_sections(draft, PARTS), fingerprint)
    plain = tuple(replace(one, title=one.title.partition("、")[2]) for one in paper.sections)
    return replace(paper, sections=plain)


def standing(draft: Draft) -> tuple[Block, ...]:
    """How all targets stand: the time gone, a number for each level, a bar for each attribute."""
    card, book = draft.card, draft.book
    how = f"方案起点{card.plan.pace_origin.isoformat()}至期末{card.plan.end.isoformat()},按月计"
    opening = say(
        "时间进度",
        book.share("时间进度", percent(card.time_share), how),
        ",纳入监测的目标",
        book.count("纳入监测的目标", card.rows),
        "项。",
    )
    tiles = Table("", _TILES, (TableRow(tuple(_tile(draft, level) for level in LEVELS)),))
    groups = [(name, rows) for name, kind in GROUPS if (rows := card.of_binding(kind))]
    words = ";".join(f"{name}{len(rows)}项" for name, rows in groups)
    figure = standing_figure(groups)
    figure["layout"]["margin"] = {"l": 4, "r": 4, "t": 26, "b": 4}
    chart = Chart("standing", "各类目标评估结论(项)", figure, chinese(f"{words}。"), _STANDING_MM)
    return (*paragraphs([opening]), tiles, replace(chart, caption=chinese(chart.caption)))


_TILES = tuple(Column(LEVEL_MARKS[one].word, 20) for one in LEVELS)


def _tile(draft: Draft, level: Level) -> Line:
    rows = [row for row in draft.card.rows if row.assessment.level is level]
    return say(draft.book.count(f"{LEVEL_MARKS[level].word}目标", rows))


def changes(draft: Draft) -> tuple[Block, ...]:
    """What moved since the period before, and what is supervised."""
    lines = [
        moved_since(draft),
        told.supervised(draft.book, draft.card.context.cases, draft.dated),
    ]
    return paragraphs(lines)


def looked_at(draft: Draft) -> tuple[Block, ...]:
    """A card for each of the most urgent lagging indicators."""
    decisions = draft.card.decisions
    shown = decisions[:MOST_CARDS]
    if not shown:
        return ()
    rest = decisions[MOST_CARDS:]
    number = draft.book.count("滞后而未列出的目标", rest)
    note = say("滞后的另有", number, "项,见季度通报。") if rest else ()
    return (Table("", _LOOKED_AT, tuple(TableRow(_card(draft, row)) for row in shown), note),)


def _card(draft: Draft, row: Row) -> tuple[Line, ...]:
    mark, book = LEVEL_MARKS[row.assessment.level], draft.book
    pace = say(book.pace(row), ",差", book.gap(row)) if row.gap != ABSENT else say(book.pace(row))
    binding = f"({row.binding})" if row.binding != ABSENT else ""
    return (
        say(f"{label(row)}{binding}"),
        say(book.value(row), f"  {mark.shape} {mark.word}"),
        pace,
        say(next(iter(row.leads), ABSENT)),
    )


def courses(draft: Draft) -> tuple[Block, ...]:
    """The courses of the first of them that have one."""
    trends = draft.card.context.trends
    rows = [row for row in draft.card.decisions if row.target.id in trends]
    drawn = [_course(draft, row, place) for place, row in enumerate(rows[:MOST_CHARTS], 1)]
    return (*paragraphs([say("点为填报值,虚线为序时,横线为目标。")]), *drawn) if drawn else ()


def _course(draft: Draft, row: Row, place: int) -> Chart:
    unit = f"({row.indicator.unit})" if row.indicator.unit else ""
    words = f"{row.name}本期{row.value},目标{row.goal},{row.assessment.level.label}。"
    figure = _narrow_figure(draft.card.context.trends[row.target.id])
    caption = chinese(printable(f"{row.name}{unit}"))
    return Chart(f"course{place}", caption, figure, chinese(printable(words)), _TREND_MM)


def _narrow_figure(series: Series) -> Figure:
    """The indicator page's figure for telephones; the verdict's words stand in its card."""
    drawn = series_figure(series, compact=True)
    data = [
        {name: value for name, value in trace.items() if name not in ("text", "textposition")}
        | {"uid": f"t{place}", "mode": str(trace.get("mode", "lines")).replace("+text", "")}
        for place, trace in enumerate(drawn["data"])
    ]
    marks = [
        one | {"font": {**one["font"], "size": min(int(one["font"]["size"]), _MARK_SIZE)}}
        for one in drawn["layout"]["annotations"]
    ]
    layout = drawn["layout"] | {
        "font": FONT,
        "annotations": marks,
        "margin": {"l": 44, "r": 36, "t": 22, "b": 40},
        "showlegend": False,
        "xaxis": {**drawn["layout"]["xaxis"], **_ends(series), "tickfont": {"size": 12}},
    }
    return {"data": data, "layout": layout}


def _ends(series: Series) -> Figure:
    """Where the figure begins, the newest value and the last deadline: words for these alone."""
    newest = series.shown[-1].period
    last = max(goal.deadline for goal in series.goals)
    told = {series.first_day: str(series.first_day)[:7], newest.end: str(newest)}
    told |= {last: f"{last:%Y-%m}"} if (last - newest.end).days > _NEAR_DAYS else {}
    days = [day.isoformat() for day in told]
    return {"tickmode": "array", "tickvals": days, "ticktext": list(told.values())}


_NEAR_DAYS = 240  # nearer words would run together


PARTS: tuple[tuple[str, Part], ...] = (
    ("现在怎样", standing),
    ("有什么变化", changes),
    ("哪些要抓紧", looked_at),
    ("走到哪里", courses),
)
