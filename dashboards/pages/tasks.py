"""任务: the plan's tasks by section; whose each is, and how its targets stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import marks, notices
from dashboards.components.cases import case_table
from dashboards.components.flat import flat
from dashboards.components.menus import menu
from dashboards.components.tables import Cell, card, facts, table
from dashboards.components.targets import (
    deadline,
    named,
    office_names,
    tally,
    target_lines,
    value_cell,
    verdict,
)
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import TargetMark, TaskRow, TasksView, TaskView

NO_TARGETS = "方案没有给这项任务定指标"


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The tasks that the address's office and section leave."""
    from desk import views

    view = views.tasks(desk, who, address.get("office"), address.get("section"))
    return flat(
        html.Div([marks.demo_band(view.demo), *body(view, who, address)], className="page-body")
    )


def render_one(desk: Desk, who: Actor, _address: Address, task_id: str) -> Component:
    """One task's own page."""
    from desk import views

    view = views.task(desk, who, task_id)
    return flat(html.Div([marks.demo_band(view.demo), *one_body(view, who)], className="page-body"))


def body(view: TasksView, who: Actor, address: Address) -> list[Component]:
    """Filters, then a table a section; pure."""
    shown = [
        _section(key, heading, [one for one in view.tasks if one.section == key], who)
        for key, heading, _ in view.sections
        if any(one.section == key for one in view.tasks)
    ]
    nothing = notices.notice("empty", "没有符合条件的任务", "下一步:取消一个筛选条件。")
    return [_head(view), _filters(view, address), *(shown or [nothing])]


def _head(view: TasksView) -> Component:
    judged = f"评估为{view.label}的结果。" if view.label else "还没有评估结果。"
    count = f"方案列任务 {view.total} 项"
    left = f",符合筛选条件 {len(view.tasks)} 项" if len(view.tasks) < view.total else ""
    return html.Div(
        [
            html.H1("任务"),
            html.P(f"{count}{left};{judged}牵头、配合单位照方案原文。", className="quiet"),
        ],
        className="page-head",
    )


def _filters(view: TasksView, address: Address) -> Component:
    key = address.href()
    sections = [("全部章节", address.href(section=None))]
    sections += [(f"{k} {words}", address.href(section=k)) for k, words, _ in view.sections]
    chosen = next((f"{k} {w}" for k, w, _ in view.sections if k == view.section), "全部章节")
    offices = [("全部单位", address.href(office=None))]
    offices += [(name, address.href(office=one)) for one, name in view.offices]
    office = dict(view.offices).get(view.office, "全部单位")
    return html.Div(
        [menu("章节", chosen, sections, key), menu("牵头或配合", office, offices, key)],
        className="choices",
    )


def _section(key: str, heading: str, rows: list[TaskRow], who: Actor) -> Component:
    body = [_row(one, who) for one in rows]
    shown = table(["任务", "牵头与配合单位", "相关指标与最近评估"], body)
    return card(f"{key} {heading}", shown, aside=f"{len(rows)} 项", className="tasks")


def _row(one: TaskRow, who: Actor) -> list[Cell]:
    counted = [tally(one.levels, one.unseen)] if one.targets else []
    title = dcc.Link(f"{one.number}. {one.title}", href=f"/tasks/{segment(one.id)}")
    return [
        html.Div([html.Strong(title), _original(one)]),
        html.Div(
            [
                html.P(["牵头 ", office_names(one.leads, who.covers)]),
                html.P(["配合 ", office_names(one.cooperating, who.covers)], className="quiet"),
            ]
        ),
        html.Div([*counted, target_lines(one.targets, NO_TARGETS)]),
    ]


def _original(one: TaskRow) -> Component:
    """The plan's own words, folded away; of a text without sections the line with the offices."""
    return html.Details(
        [html.Summary("方案原文"), html.Blockquote(one.words or one.quote, className="quote")],
        className="folded",
    )


def one_body(view: TaskView, who: Actor) -> list[Component]:
    """What the plan says, whose it is, targets, milestones, cases; pure."""
    one = view.task
    return [
        html.Div(
            [
                html.P([dcc.Link("任务", href="/tasks"), f" › {one.section} {view.heading}"]),
                html.H1(f"{one.number}. {one.title}"),
                html.P(tally(one.levels, one.unseen)),
                _neighbours(view),
            ],
            className="page-head",
        ),
        card("方案原文", _words(view), _offices(one, who)),
        card("相关指标", _targets(one), aside=f"{view.label}评估" if view.label else NOT_JUDGED),
        card("节点", _milestones(one), aside="人工录入,注明来源"),
        case_table(view.cases, title="相关督办"),
    ]


NOT_JUDGED = "还没有评估结果"


def _words(view: TaskView) -> Component:
    return html.P(view.task.words or view.task.quote, className="quote")


def _offices(one: TaskRow, who: Actor) -> Component:
    return facts(
        [
            ("牵头单位", office_names(one.leads, who.covers)),
            ("配合单位", office_names(one.cooperating, who.covers)),
        ]
    )


def _neighbours(view: TaskView) -> Component:
    words = (("上一项:", view.before), ("下一项:", view.after))
    links = [
        dcc.Link(f"{word}{one[1]}", href=f"/tasks/{segment(one[0])}", className="neighbour")
        for word, one in words
        if one
    ]
    return html.P(links)


def _targets(one: TaskRow) -> Component:
    rows = [
        [
            verdict(mark),
            named(mark, marks.binding(mark.binding)),
            mark.area_name,
            value_cell(mark),
            mark.goal,
            deadline(mark),
            marks.trend(mark.trend),
        ]
        for mark in one.targets
    ]
    heads = ["评估", "指标", "地区", "现值", "目标", "期限", "趋势"]
    return table(heads, rows, numeric=frozenset({3, 4}), empty=f"{NO_TARGETS}。")


def _milestones(one: TaskRow) -> Component:
    rows = [
        [named(mark), step.label, step.value, html.Span(step.source, className="verbatim")]
        for mark in one.targets
        for step in mark.milestones
    ]
    empty = "没有录入节点。" + (
        "由调度岗位录入各年度分解值后列在这里。" if _any_seen(one.targets) else ""
    )
    return table(["指标", "到", "应达", "来源"], rows, numeric=frozenset({2}), empty=empty)


def _any_seen(targets: tuple[TargetMark, ...]) -> bool:
    return any(one.seen for one in targets)
