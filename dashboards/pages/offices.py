"""单位: how each office reports and stands, ranked by a rule that stands above the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import marks
from dashboards.components.attributes import aria, data
from dashboards.components.cases import case_table
from dashboards.components.flat import flat
from dashboards.components.menus import menu
from dashboards.components.tables import Cell, card, table
from dashboards.components.targets import deadline, named, tally, value_cell, verdict
from dashboards.components.times import due_day, moment
from observations.identity import Actor
from observations.period import ReportingPeriod
from targets.assessment import Level

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import OfficeRow, OfficesView, OfficeView, TargetMark
    from desk.views.offices import Burden, Part
    from expectations.reporting import FormTimeliness, Rate

RULE = (
    "名次规则:按时率高的在前;按时率相同,质量合格率高的在前;再相同,未结督办少的在前;"
    "三项都相同的并列同一名次,其后的名次顺延。没有到期报表的单位不排名。没有别的分数。"
)
RATES = (
    "按时率:到期日当日及以前报送的报表 / 到期应报的报表;质量合格率:没有未改正退回项的 / 已报的。"
)
HEADS = (
    ("", "名次", ""),
    ("name", "单位", ""),
    ("punctuality", "按时率", "number"),
    ("quality", "质量合格率", "number"),
    ("cases", "未结督办", "number"),
    ("alerts", "未关闭预警", "number"),
    ("lagging", "牵头目标评估", ""),
    ("burden", "每年应填", "number"),
)
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


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The ranking by the address's order, of one period or of all."""
    from desk import views

    written = address.get("period")
    period = ReportingPeriod.parse(written) if written else None
    view = views.offices(desk, who, period, address.get("sort"))
    return flat(html.Div([marks.demo_band(view.demo), *body(view, address)], className="page-body"))


def render_one(desk: Desk, who: Actor, _address: Address, office: str) -> Component:
    """One office's own page."""
    from desk import views

    view = views.office(desk, who, office)
    return flat(html.Div([marks.demo_band(view.demo), *one_body(view)], className="page-body"))


def body(view: OfficesView, address: Address) -> list[Component]:
    """The rule, then the offices that report and those that do not; pure."""
    asked = [one for one in view.rows if one.punctuality.denominator]
    others = [one for one in view.rows if not one.punctuality.denominator]
    rest = (
        [card("没有到期报表的单位", _others(others), aside=f"{len(others)} 个")] if others else []
    )
    return [
        _head(view),
        _choices(view, address),
        card(
            "报送与督办排名" if view.ranked else "本单位",
            _rule(view),
            _ranking(view, asked, address),
            aside=view.period.label if view.period else "自方案印发以来到期的全部报表",
        ),
        *rest,
    ]


def _head(view: OfficesView) -> Component:
    judged = f"评估为{view.label}的结果" if view.label else "还没有评估结果"
    return html.Div(
        [
            html.H1("单位"),
            html.P(["现状,截至 ", moment(view.moment), f";{judged}。"], className="quiet"),
        ],
        className="page-head",
    )


def _choices(view: OfficesView, address: Address) -> Component:
    every = "全部期次"
    options = [(every, address.href(period=None))]
    options += [(one.label, address.href(period=str(one))) for one in view.periods]
    chosen = view.period.label if view.period else every
    key = address.href()
    orders = [(word, address.href(sort=name or None)) for name, word, _ in HEADS]
    order = next(word for name, word, _ in HEADS if name == view.sort)
    return html.Div(
        [menu("报送期次", chosen, options, key), menu("排序", order, orders, key)],
        className="choices",
    )


def _rule(view: OfficesView) -> Component:
    ranked = RULE if view.ranked else "名次只在能看到全部单位的岗位显示。"
    return html.P(
        f"{ranked}{RATES}算法 {view.rule}。共同牵头的目标各牵头单位都计入。", className="quiet rule"
    )


def _ranking(view: OfficesView, rows: Sequence[OfficeRow], address: Address) -> Component:
    if not rows:
        return html.P(
            "还没有到期的报表。第一期报表到期以后,这里列出排名。", className="quiet empty-line"
        )
    heads = [one for one in HEADS if view.ranked or one[1] != "名次"]
    head = html.Tr([_heading(one, view.sort, address) for one in heads])
    lines = [html.Tr(_cells(one, [h[1:] for h in heads], view.ranked)) for one in rows]
    whole = html.Table([html.Thead(head), html.Tbody(lines)], className="ranking")
    return html.Div(whole, className="table-holder")


def _heading(head: tuple[str, str, str], sort: str, address: Address) -> Component:
    """A link that sorts by this column; the one in force says so."""
    key, word, side = head
    current = key == sort
    link = dcc.Link(word, href=address.href(sort=key or None), className="sort")
    sign = [html.Span(" ▾", **aria(hidden="true"))] if current else []
    order = "ascending" if key in ("", "name") else "descending"
    said = aria(sort=order) if current else {}
    return html.Th([link, *sign], scope="col", className=side, **said)


def _cells(one: OfficeRow, heads: Sequence[tuple[str, str]], ranked: bool) -> list[Component]:
    place = [_place(one)] if ranked else []
    cells: list[Cell] = [
        *place,
        dcc.Link(one.name, href=f"/offices/{segment(one.id)}"),
        rate(one.punctuality),
        rate(one.quality),
        _with_late(one.open_cases, one.late_cases),
        _with_late(one.open_alerts, one.late_alerts),
        tally(one.levels) if one.led else "不牵头",
        f"{one.cells_a_year} 格",
    ]
    return [
        html.Td(cell, className=side, **data(label=word))
        for cell, (word, side) in zip(cells, heads, strict=True)
    ]


def _place(one: OfficeRow) -> Component:
    return html.Strong(str(one.place) if one.place else "—", className="place")


def rate(found: Rate) -> Component:
    """A rate in percent with what it is made of; its bar only repeats the number."""
    if found.value is None:
        return html.Span("—")
    share = f"{found.value * 100:.1f}%"
    bar = html.Span(html.Span(style={"width": share}), className="rate-bar", **aria(hidden="true"))
    made = html.Span(f"{found.numerator}/{found.denominator}", className="quiet")
    return html.Span([html.Span([html.Strong(share), " ", made], className="nowrap"), bar])


def _with_late(count: int, late: int) -> Component:
    note = [html.Span(f"(逾期 {late})", className="late")] if late else []
    return html.Span([str(count), *note], className="nowrap")


def _others(rows: Sequence[OfficeRow]) -> Component:
    told = [
        [
            dcc.Link(one.name, href=f"/offices/{segment(one.id)}"),
            tally(one.levels) if one.led else "不牵头",
            one.tasks,
            one.open_cases,
        ]
        for one in rows
    ]
    heads = ["单位", "牵头目标评估", "牵头或配合的任务", "未结督办"]
    return table(heads, told, numeric=frozenset({2, 3}))


def one_body(view: OfficeView) -> list[Component]:
    """Rates, targets, cases, alerts, forms and burden, tasks; pure."""
    return [
        _one_head(view),
        _rates(view),
        case_table(view.cases, title=f"未结督办({len(view.cases)})"),
        card(f"未关闭预警({len(view.alerts)})", _alerts(view), aside=_all_alerts(view)),
        card(f"目标({len(view.targets)})", _targets(view), aside=f"{view.label}评估"),
        card("填报负担", _burden(view.row.burden), aside=f"每年共 {view.row.cells_a_year} 格"),
        card("历次报表", _forms(view.forms)),
        card(f"任务({len(view.tasks)})", _tasks(view)),
    ]


def _one_head(view: OfficeView) -> Component:
    judged = f"评估为{view.label}的结果" if view.label else "还没有评估结果"
    return html.Div(
        [
            html.P([dcc.Link("单位", href="/offices"), " › "]),
            html.H1(view.row.name),
            html.P(["牵头目标:", tally(view.row.levels) if view.row.led else "无"]),
            html.P(["现状,截至 ", moment(view.moment), f";{judged}。"], className="quiet"),
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
    told = f"算法 {view.rule};自方案印发以来到期的全部报表。"
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
            f"{one.days} 天",
            due_day(one.due, known=one.calendar_known) if one.due else "—",
            html.Span(one.state_said, className="state-late" if one.late else "state"),
        ]
        for one in view.alerts
    ]
    return table(["问题", "已开工作日", "限期", "状态"], rows, empty="没有未关闭的预警。")


def _all_alerts(view: OfficeView) -> Cell:
    if not view.alerts:
        return None
    return dcc.Link("到预警页办理", href=Address("/alerts", {"office": view.row.id}).href())


def _targets(view: OfficeView) -> Component:
    rows = [
        [
            PARTS[part],
            verdict(one),
            named(one, marks.binding(one.binding)),
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


def _burden(asked: Iterable[Burden]) -> Component:
    rows = [
        [
            f"{one.period.label}({one.period.frequency.label}报)",
            one.values,
            one.cells,
            one.cells_a_year,
        ]
        for one in asked
    ]
    note = html.P("系统已有的数预先填好、锁定,不再要;格数只计要人填写的。", className="quiet")
    heads = ["最近一期", "指标数", "每期应填格数", "每年应填格数"]
    told = table(heads, rows, numeric=frozenset({1, 2, 3}), empty="不要求本单位报表。")
    return html.Div([told, note])


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
        return html.Span(f"逾期 {one.days_late} 个工作日", className="late")
    return "按时" if one.received else "未到期"


def _judged(one: FormTimeliness) -> str:
    if not one.received:
        return "—"
    if not one.passed:
        return "未通过"
    return "存疑未说明" if one.doubted else "合格"


def _tasks(view: OfficeView) -> Component:
    rows = [
        [
            "牵头" if view.row.id in {office for office, _ in one.leads} else "配合",
            dcc.Link(f"{one.section}{one.number} {one.title}", href=f"/tasks/{segment(one.id)}"),
            tally(one.levels, one.unseen),
        ]
        for one in view.tasks
    ]
    return table(["分工", "任务", "相关指标评估"], rows, empty="方案没有列本单位的任务。")
