"""One office: how it reports and stands, what is open with it, what it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.asked import Asked, asked
from dashboards.components import as_of, burden, html, marks
from dashboards.components.asked_papers import offered
from dashboards.components.case_list import RATES
from dashboards.components.cases import case_table
from dashboards.components.flat import flat
from dashboards.components.tables import Cell, card, table
from dashboards.components.targets import deadline, named, tally, value_cell, verdict
from dashboards.components.times import due_day
from dashboards.pages.offices import forms_menu, known_until
from dashboards.pages.overview import area_options
from dashboards.pages.tasks import judged_words
from dashboards.words import say
from observations.identity import Actor
from targets.assessment import Level

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import OfficeView, TargetMark
    from desk.views.offices import Part
    from expectations.reporting import FormTimeliness, Rate

URGENCY = (
    *(Level.FAR_BEHIND, Level.BEHIND, Level.NOT_ASSESSABLE, Level.ON_PACE, Level.MET),
    None,
)
PARTS: dict[Part, str] = {"lead": "牵头", "share": "配合", "report": "填报"}
OUTCOMES = {
    "values": "已报",
    "zero": "零报告",
    "empty": "空表",
    "returned": "被退回",
    "absent": "未报",
}


def render(desk: Desk, who: Actor, address: Address, office: str) -> Component:
    """One office's own page."""
    from desk import views
    from desk.asked_papers import office_offers
    from desk.views.burden import burdens

    here = asked(desk, who, address)
    shown = views.Shown(here.period, here.head, here.area)
    view = views.office(here.desk, who, office, shown=shown)
    parts = body(view, here, area_options(desk, who, here.day))
    asked_of = burden.burden(burdens(desk, who, office), offices=False)
    # a paper is written from the record as it is: beside that of a past day it has no place
    sheets = [] if here.day else offered(office_offers(desk, who, office), "单位反馈单")
    return flat(html.Div([*parts, *sheets, asked_of], className="page-body"))


def body(view: OfficeView, here: Asked, areas: Sequence[tuple[str, str]] = ()) -> list[Component]:
    """Rates, targets, cases, alerts, forms, tasks; pure."""
    forms = forms_menu(here.address, view.period, view.periods)
    return [
        as_of.bar(here, (), areas, period=forms),
        as_of.band(here),
        marks.demo_band(view.demo),
        _head(view, here),
        _rates(view),
        case_table(
            view.cases,
            title=say("未结督办({count})", count=view.row.open_cases),
            aside=html.Div([*_other_cases(view, here), _case_rates(view, here)]),
        ),
        card(
            say("未关闭预警({count})", count=len(view.alerts)),
            _alerts(view),
            aside=_all_alerts(view, here),
        ),
        card(
            say("目标({count})", count=len(view.targets)),
            _targets(view, here),
            aside=judged_words(here, view.label),
        ),
        card("历次报表", _forms(view.forms)),
        card(say("任务({count})", count=len(view.tasks)), _tasks(view, here)),
    ]


def _other_cases(view: OfficeView, here: Asked) -> list[Cell]:
    """That only the first are shown, with the way to all of them."""
    if len(view.cases) >= view.row.open_cases:
        return []
    day = here.day.isoformat() if here.day else ""
    asked = Address("/cases", {"office": view.row.id, "state": "running", "on": day})
    told = say("这里列时限最早的 {count} 件,", count=len(view.cases))
    return [told, dcc.Link("看全部", href=asked.href()), " · "]


def _case_rates(view: OfficeView, here: Asked) -> Component:
    """The way to how punctually the office deals with cases, with the rule that counts it."""
    day = here.day.isoformat() if here.day else ""
    asked = Address("/cases", {"list": RATES, "office": view.row.id, "on": day})
    return dcc.Link("按期率和办结率", href=asked.href())


def _head(view: OfficeView, here: Asked) -> Component:
    told: list[Cell] = [
        known_until(here, view.moment),
        say(";{judged}。", judged=judged_words(here, view.label)),
    ]
    return html.Div(
        [
            html.P([dcc.Link("单位", href=here.href("/offices")), " › "]),
            html.H1(view.row.name),
            html.P(["牵头目标:", tally(view.row.levels) if view.row.led else "无"]),
            html.P(told, className="quiet"),
        ],
        className="page-head",
    )


def _rates(view: OfficeView) -> Component:
    row = view.row
    tiles = (
        ("报送率", row.completeness, "已报的 / 到期应报的"),
        ("按时率", row.punctuality, "到期日当日及以前报送的 / 到期应报的"),
        ("质量合格率", row.quality, "没有未改正退回项的 / 已报的"),
    )
    told = (
        say("算法 {rule};{period}到期的报表。", rule=view.rule, period=view.period.label)
        if view.period
        else say("算法 {rule};自方案印发以来到期的全部报表。", rule=view.rule)
    )
    each = [_tile(*one) for one in tiles]
    return html.Div([*each, html.P(told, className="quiet")], className="rates")


def _tile(name: str, found: Rate, note: str) -> Component:
    share = "—" if found.value is None else f"{found.value * 100:.1f}%"
    made = f"{found.numerator}/{found.denominator}" if found.denominator else "没有应报的"
    return html.Div(
        [html.H2(name), html.P([html.Strong(share), made]), html.P(note, className="quiet")],
        className="rate card",
    )


def _alerts(view: OfficeView) -> Component:
    rows = [
        [
            html.Span([html.Strong(one.title), html.P("".join(one.lines[:1]), className="lines")]),
            say("{count} 天", count=one.days),
            due_day(one.due, known=one.calendar_known) if one.due else "—",
            html.Span(one.state_said, className="state-late" if one.late else "state"),
        ]
        for one in view.alerts
    ]
    return table(["问题", "已开工作日", "限期", "状态"], rows, empty="没有未关闭的预警。")


def _all_alerts(view: OfficeView, here: Asked) -> Cell:
    """The way to where alerts are dealt with; those of a past day are no longer to be."""
    if not view.alerts or here.day is not None:
        return None
    return dcc.Link("到预警页办理", href=Address("/alerts", {"office": view.row.id}).href())


def _targets(view: OfficeView, here: Asked) -> Component:
    rows = [
        [
            PARTS[part],
            verdict(one),
            named(one, here, marks.binding(one.binding)),
            one.area_name,
            value_cell(one),
            one.goal,
            deadline(one),
        ]
        for part, one in sorted(view.targets, key=lambda pair: _urgency(*pair))
    ]
    heads = ["分工", "评估", "指标", "地区", "现值", "目标", "期限"]
    return table(heads, rows, numeric=frozenset({4, 5}), empty="方案没有给本单位定目标。")


def _urgency(part: Part, one: TargetMark) -> tuple[int, int]:
    """What is furthest behind first, within led, shared and reported targets."""
    return (list(PARTS).index(part), URGENCY.index(one.level))


def _forms(forms: Iterable[FormTimeliness]) -> Component:
    rows = [
        [
            one.due.period.label,
            one.due.due.isoformat(),
            one.came.isoformat() if one.came else "—",
            _late(one),
            OUTCOMES[one.outcome],
            _judged(one),
        ]
        for one in forms
    ]
    heads = ["期次", "到期日", "到达日", "按时", "结果", "质量"]
    return table(heads, rows, empty="没有要求本单位的报表。")


def _late(one: FormTimeliness) -> Cell:
    if one.days_late:
        return html.Span(say("逾期 {count} 个工作日", count=one.days_late), className="late")
    return "按时" if one.received else "未到期"


def _judged(one: FormTimeliness) -> str:
    if not one.received:
        return "—"
    if not one.passed:
        return "未通过"
    return "存疑未说明" if one.doubted else "合格"


def _tasks(view: OfficeView, here: Asked) -> Component:
    rows = [
        [
            "牵头" if view.row.id in {office for office, _ in one.leads} else "配合",
            dcc.Link(
                f"{one.section}{one.number} {one.title}",
                href=here.href(f"/tasks/{segment(one.id)}"),
            ),
            tally(one.levels, one.unseen),
        ]
        for one in view.tasks
    ]
    return table(["分工", "任务", "相关指标评估"], rows, empty="方案没有列本单位的任务。")
