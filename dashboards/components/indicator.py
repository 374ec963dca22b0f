"""Parts of the indicator page, each a pure function of the view."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from dash import dcc
from dash.development.base_component import Component

from briefings.figures import series_figure
from briefings.format import format_value
from briefings.labels import outlook_words
from briefings.series import Foreseen, Former, Goal, Point, Series
from briefings.workings import needed
from dashboards.components import html, origins
from dashboards.components.attributes import aria
from dashboards.components.tables import card
from dashboards.components.times import day_of
from dashboards.words import is_english, listed, say, told
from desk.views.trends import goal_of
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Assessment
from targets.projection import chance, likelihood

if TYPE_CHECKING:
    from desk.views import IndicatorView, Line
    from desk.views import Point as ValuePoint

GRAPH: Any = {"displayModeBar": False, "responsive": True, "locale": "zh-CN"}
ACROSS = 30  # px of what English says across a figure: twice as long, it still fits a phone
LONGEST_NOTE = 40
NOTHING = "还没有报送过数值。下一步:报送单位在填报台下载表样并报送。"
COMPOSED = "本地区的值由填报值合成,没有单独的走势;逐个数见判定中的出处。"
DIRECTIONS = {"up": "越高越好", "down": "越低越好"}


def heading(view: IndicatorView) -> Component:
    """Name, area, unit and way; the verdict of every line beside it."""
    return html.Div(
        [
            html.H1(view.indicator.name),
            html.P(
                f"{view.area.name} · {ReportingPeriod.parse(view.period).label} · "
                + _measure(view.indicator),
                className="quiet",
            ),
        ],
        className="page-head",
    )


def _measure(indicator: Indicator) -> str:
    """Unit and way; a yes/no indicator has neither."""
    if indicator.kind == "yes":
        return "以是否完成判定"
    way = DIRECTIONS[indicator.direction]
    return say("单位 {unit} · {way}", unit=indicator.unit or "—", way=way)


def series_of(view: IndicatorView, plan_origin: Any) -> Series:
    """What the figure is drawn from: values with their former ones, gaps, targets."""
    points = [_drawn(view.indicator, point) for point in view.points]
    points += [Point(ReportingPeriod.parse(one), None) for one in view.missing]
    return Series(
        indicator=view.indicator,
        points=tuple(sorted(points, key=lambda one: one.period)),
        goals=tuple(_goal(view, line) for line in view.lines),
        pace_origin=plan_origin,
        demo=view.demo,
    )


def _goal(view: IndicatorView, line: Line) -> Goal:
    verdict = line.assessment
    former = _versions(view, line)
    return replace(
        goal_of(view.indicator, line),
        sums=_sums(view.indicator, verdict),
        foreseen=_foreseen(verdict),
        since=former[-1].until if former else None,
        former=former,
        required=needed(view.indicator, line.target, verdict) if verdict else "",
    )


def _versions(view: IndicatorView, line: Line) -> tuple[Former, ...]:
    """What the target's value was before, each until it was replaced; nothing that is to come."""
    until = ReportingPeriod.parse(view.period).end if view.period else date.max
    made = sorted(
        (one for one in line.changes if one.field == "value" and one.old),
        key=lambda one: one.effective,
    )
    found: list[Former] = []
    for one in made:
        if one.effective <= until:
            value = float(one.old)
            text = format_value(view.indicator, value)
            found.append(Former(value, text, found[-1].until if found else None, one.effective))
    return tuple(found)


def _foreseen(verdict: Assessment | None) -> Foreseen | None:
    found = verdict.projection if verdict else None
    if verdict is None or found is None:
        return None
    what = "不跌破" if verdict.projection_staying else "达标"
    words = f"{what}{likelihood(found.probability)}({chance(found.probability)})"
    return Foreseen(found.low, found.high, words)


def _sums(indicator: Indicator, verdict: Assessment | None) -> tuple[tuple[date, float], ...]:
    """Running sums of the pieces a count was judged by; empty for a value that was reported."""
    numbers = verdict.arithmetic.items() if verdict and not indicator.cumulative else ()
    pieces = [(name[5:], float(one)) for name, one in numbers if name.startswith("part_")]
    totals = accumulate(piece for _, piece in pieces)
    return tuple(
        (ReportingPeriod.parse(period).end, total)
        for (period, _), total in zip(pieces, totals, strict=True)
    )


def _drawn(indicator: Indicator, point: ValuePoint) -> Point:
    former = tuple(v.value for v in point.vintages[:-1] if v.value is not None)
    where = (point.receipt, point.sheet, point.cell)
    return Point(
        ReportingPeriod.parse(point.period),
        point.value,
        former,
        point.doubted,
        told=_told(indicator, point),
        href=origins.href(*where) if point.linked and all(where) else "",
    )


def _told(indicator: Indicator, point: ValuePoint) -> tuple[str, ...]:
    """Who reported each version, when and why; and from which cell the last one is."""
    several = len(point.vintages) > 1
    lines = [
        (say("第{place}版", place=place) + " " if several else "")
        + f"{format_value(indicator, one.value)} {day_of(one.recorded_at)} "
        + f"{one.post}{_why(one.note)}"
        for place, one in enumerate(point.vintages, start=1)
    ]
    way = told("(点一下看来处)") if point.linked else ""
    return (*lines, f"{point.sheet}!{point.cell}{way}" if point.cell else "")


def _why(note: str) -> str:
    short = note if len(note) <= LONGEST_NOTE else f"{note[:LONGEST_NOTE]}…"
    return f":{short}" if note else ""


def graph(view: IndicatorView, plan_origin: Any) -> Component:
    """The series against pace, targets and projection, with its words for readers."""
    if not view.points:
        composed = any(len(line.sources) > 1 for line in view.lines)
        return card("走势", html.P(COMPOSED if composed else NOTHING, className="quiet"))
    series = series_of(view, plan_origin)
    return card(
        "走势",
        dcc.Store(id="series-narrow", data=_said(series_figure(series, compact=True))),
        html.Figure(
            [
                html.Div(
                    dcc.Graph(
                        figure=_said(series_figure(series)),
                        config=GRAPH,
                        className="figure",
                        id="series",
                    ),
                    **aria(hidden="true"),
                ),
                html.Figcaption(_caption(view, series), className="quiet chart-note"),
            ],
            className="chart",
        ),
    )


def _said(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure with its words in the visitor's language; figures themselves are Chinese."""
    if not is_english():
        return figure
    for trace in figure["data"]:
        trace["name"] = _words(trace["name"])
        if isinstance(trace.get("text"), list):
            trace["text"] = [_words(one) for one in trace["text"]]
    layout = figure["layout"]
    for one in (*layout["annotations"], *(shape["label"] for shape in layout["shapes"])):
        one["text"] = _words(one["text"])
        if one.get("textangle"):
            one["font"]["size"] = ACROSS
    return figure


def _words(text: str) -> str:
    """Every word of a label that has English in English; between them stand blanks."""
    lines = (map(told, line.split(" ")) for line in text.split("<br>"))
    return "<br>".join(" ".join(line) for line in lines)


def _caption(view: IndicatorView, series: Series) -> str:
    """How to read the chart, and where the same stands as a table."""
    signs = ["圈为经修订的期次(浅色点是修订前的值)"]
    signs += ["斜纹为存疑"] if any(point.doubted for point in view.points) else []
    signs += ["虚框为缺报"] if view.missing else []
    signs += ["细线为调整前的目标"] if any(_versions(view, one) for one in view.lines) else []
    signs += outlook_words(series)
    return say(
        "{signs}。点一个点看它的来处;同样的数都在“数值与出处”表里。", signs=listed(signs, ";")
    )
