"""Targets from year to year: baseline, the value at the end of each year, target, verdict."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from briefings.charts import FEWEST_YEARS, years_chart, years_of
from briefings.course import YearEnd
from briefings.draft import Draft, paragraphs, under
from briefings.paper import Block, Chart, Column, Line, Table, TableRow, joined, say
from briefings.paper_figures import FONT
from briefings.rows import Row
from briefings.sentences import unit
from briefings.typography import chinese
from briefings.way import on_the_way, way_share, without_way
from observations.period import ReportingPeriod
from targets.assessment import Level

Figure = dict[str, Any]

TEXT_MM = 156.0
_NUMBER_MM, _UNIT_MM, _VALUE_MM, _GOAL_MM, _WORD_MM = 8.5, 18.0, 15.0, 14.0, 15.5
ROW_MM = 5.2
_YEAR_SHADES = ("#9CB8DC", "#5B8CC9", "#1F5FA8")
_LEAST, _MOST = -20.0, 140.0


def course_blocks(draft: Draft) -> tuple[Block, ...]:
    """目标走势: how many stood where at each year's end, then the plan's table year by year."""
    card = draft.card
    binding, indicative = card.of_binding("binding"), card.of_binding("indicative")
    return under(
        (
            ("各年底目标评估结论", (*paragraphs([_by_year(draft)]), *years_chart(draft))),
            ("约束性指标", _table_blocks(draft, "约束性指标各年度进展", binding)),
            ("预期性指标", _table_blocks(draft, "预期性指标各年度进展", indicative)),
            ("离目标还有多远", distance_chart(draft)),
        )
    )


def _by_year(draft: Draft) -> Line:
    """`2023年底已达标21项、达到序时进度18项;2024年底……`; empty for a first year."""
    years = years_of(draft)
    if len(years) < FEWEST_YEARS:
        return ()
    return say(joined([_year(draft, one) for one in years], ";"), "。")


def _year(draft: Draft, one: YearEnd) -> Line:
    found = []
    for level, word in _WORDS:
        rows = [row for row in one.rows.values() if row.assessment.level is level]
        if rows:
            what = f"{one.label}{word}"
            found.append(say(word, draft.book.count(what, rows, one.run), "项"))
    return say(one.label, joined(found, "、"))


_WORDS = (
    (Level.MET, "已达标"),
    (Level.ON_PACE, "达到序时进度"),
    (Level.BEHIND, "滞后"),
    (Level.FAR_BEHIND, "严重滞后"),
    (Level.NOT_ASSESSABLE, "不可评估"),
)


def _table_blocks(draft: Draft, caption: str, rows: Sequence[Row]) -> tuple[Block, ...]:
    if not rows:
        return ()
    numbers = {row.target.id: row.target.number or place for place, row in enumerate(rows, 1)}
    cells = tuple(TableRow(_cells(draft, row, numbers[row.target.id])) for row in rows)
    return (Table(caption, _columns(draft), cells),)


def years_blocks(draft: Draft) -> tuple[Block, ...]:
    """The annex of all targets, year by year, under the plan's own headings."""
    rows, number = [], count(1)
    for group in draft.card.groups:
        rows.append(TableRow((say(group.title),), group=True))
        rows += [TableRow(_cells(draft, row, next(number), whose=True)) for row in group.rows]
    note = "注:各年底的值为当年末最近一次评估所用的审定值,不是年底实测的注明报告期;"
    note += "方案调整前没有的目标,当年为“—”。"
    return (Table("", _columns(draft), tuple(rows), say(note)),)


def _columns(draft: Draft) -> tuple[Column, ...]:
    years = years_of(draft)
    taken = _NUMBER_MM + _UNIT_MM + _VALUE_MM * (1 + len(years)) + _GOAL_MM + _WORD_MM
    return (
        Column("序号", _NUMBER_MM, "center"),
        Column("指标", TEXT_MM - taken),
        Column("单位", _UNIT_MM, "center"),
        Column("基期值", _VALUE_MM, "right"),
        *(Column(one.label, _VALUE_MM, "right") for one in years),
        Column("目标", _GOAL_MM, "right"),
        Column("结论", _WORD_MM, "center"),
    )


def _cells(draft: Draft, row: Row, number: int, *, whose: bool = False) -> tuple[Line, ...]:
    book = draft.book
    name = f"{row.name}({row.target.tier})" if whose else row.name
    return (
        say(str(number)),
        say(name, f"\n{'、'.join(row.leads)}" if whose and row.leads else ""),
        say(unit(row)),
        say(book.bare(row, book.baseline(row, _source(draft, row)))),
        *(_value_then(draft, row, one) for one in years_of(draft)),
        say(book.bare(row, book.goal(row))),
        say(draft.verdict(row)),
    )


def _source(draft: Draft, row: Row) -> str:
    course = draft.card.context.course
    known = course.baselines if course else {}
    found = known.get((row.target.indicator, row.target.area))
    return found.source if found else ""


def _value_then(draft: Draft, row: Row, year: YearEnd) -> Line:
    then = year.rows.get(row.target.id)
    if then is None:
        return say("—")
    cited = draft.book.bare(then, draft.book.then(then, year.run))
    return say(cited, f"\n{measured(then)}") if measured(then) else say(cited)


def measured(row: Row) -> str:
    """The measured period in words where it did not end with the judged one, else empty."""
    verdict = row.assessment
    if not verdict.observed_period or row.value == "—":
        return ""
    seen = ReportingPeriod.parse(verdict.observed_period)
    return "" if seen.end == ReportingPeriod.parse(verdict.period).end else seen.label


def distance_chart(draft: Draft) -> tuple[Block, ...]:
    """Each indicator of the plan's table on its way: 0 its baseline, 100 its target.

    Those without a baseline, and what is done or not done, have no way and are not drawn.
    """
    rows = on_the_way(draft.card.rows)
    years = years_of(draft)
    if not rows or not years:
        return ()
    number = 2 if len(years) < FEWEST_YEARS else 3
    told = f"自基期至目标已走的路,0为基期,100为目标,共{len(rows)}项"
    words = ";".join(_told(row, years) for row in rows)
    chart = Chart(
        "distance",
        chinese(f"图{number} 表内指标自基期至目标已走的路(%)"),
        distance_figure(rows, years),
        chinese(f"{told}:{words}。"),
        max(40.0, ROW_MM * len(rows) + 16),
    )
    lines = [_not_drawn(draft, without_way(draft.card.rows)), _outside(draft, rows, years)]
    return (chart, *paragraphs(lines))


def _not_drawn(draft: Draft, rows: Sequence[Row]) -> Line:
    if not rows:
        return ()
    number = draft.book.count("没有基期值的表内指标", rows)
    return say("没有基期值、未画入图中的", number, f"项:{'、'.join(row.name for row in rows)}。")


def _outside(draft: Draft, rows: Sequence[Row], years: Sequence[YearEnd]) -> Line:
    """Which indicators went further than the figure reaches, backwards or beyond the target."""
    found = [
        row for row in rows if any(not _LEAST <= share <= _MOST for _, share in _gone(row, years))
    ]
    if not found:
        return ()
    number = draft.book.count("超出图幅的指标", found)
    return say("超出图幅、画在边上的", number, f"项:{'、'.join(row.name for row in found)}。")


def _gone(row: Row, years: Sequence[YearEnd]) -> list[tuple[YearEnd, float]]:
    found = [(one, way_share(one.rows[row.target.id])) for one in years if _at(row, one)]
    return [(one, share) for one, share in found if share is not None]


def _told(row: Row, years: Sequence[YearEnd]) -> str:
    return row.name + "、".join(f"{one.label}{share:.0f}" for one, share in _gone(row, years))


def _at(row: Row, year: YearEnd) -> bool:
    return row.target.id in year.rows


def distance_figure(rows: Sequence[Row], years: Sequence[YearEnd]) -> Figure:
    """A line an indicator from its first year to its last, a mark a year, the target at 100."""
    names = [row.name for row in rows]
    return {
        "data": [*_ways(rows, years), *_marks(rows, years)],
        "layout": {
            "font": FONT,
            "margin": {"l": 8, "r": 16, "t": 26, "b": 24},
            "paper_bgcolor": "#FFFFFF",
            "plot_bgcolor": "#FFFFFF",
            "legend": {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"},
            "shapes": [_upright(0, "dot", "#6B7280"), _upright(100, "solid", "#374151")],
            "xaxis": {
                "range": [_LEAST - 5, _MOST + 5],
                "tickvals": [0, 50, 100],
                "gridcolor": "#E5E7EB",
                "zeroline": False,
            },
            "yaxis": {
                "categoryorder": "array",
                "categoryarray": names[::-1],
                "automargin": True,
                "gridcolor": "#F3F4F6",
                "ticks": "",
            },
        },
    }


def _shares(row: Row, years: Sequence[YearEnd]) -> list[tuple[YearEnd, float]]:
    """Where the indicator stood, kept within the figure."""
    return [(one, min(max(share, _LEAST), _MOST)) for one, share in _gone(row, years)]


def _ways(rows: Sequence[Row], years: Sequence[YearEnd]) -> list[Figure]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "uid": f"way{place}",
            "x": [0.0, *(share for _, share in _shares(row, years))],
            "y": [row.name] * (1 + len(_shares(row, years))),
            "line": {"color": "#CBD5E1", "width": 3},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for place, row in enumerate(rows)
    ]


def _marks(rows: Sequence[Row], years: Sequence[YearEnd]) -> list[Figure]:
    shades = _YEAR_SHADES[-len(years) :]
    drawn = []
    for year, shade in zip(years, shades, strict=False):
        found = [(row.name, share) for row in rows for one, share in _shares(row, [year])]
        drawn.append(
            {
                "type": "scatter",
                "mode": "markers",
                "uid": f"year{year.year}",
                "name": year.label,
                "x": [share for _, share in found],
                "y": [name for name, _ in found],
                "marker": {"color": shade, "size": 9, "symbol": _SIGNS[year is years[-1]]},
            }
        )
    return drawn


_SIGNS = {True: "diamond", False: "circle"}


def _upright(at: float, dash: str, colour: str) -> Figure:
    line = {"color": colour, "width": 1.5, "dash": dash}
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": line}
