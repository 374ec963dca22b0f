"""任务: the plan's tasks by section; whose each is, and how its targets stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.asked import Asked, asked
from dashboards.components import as_of, html, marks, notices
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
from dashboards.pages.overview import area_options
from dashboards.words import CHINESE, listed, say
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import TargetMark, TaskRow, TasksView, TaskView

NO_TARGETS = "方案没有给这项任务定指标"


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The tasks that the address's office and section leave."""
    from desk import views

    here = asked(desk, who, address)
    shown = views.Shown(here.period, here.head, here.area)
    view = views.tasks(here.desk, who, address.get("office"), address.get("section"), shown=shown)
    return flat(
        html.Div(body(view, who, here, area_options(desk, who, here.day)), className="page-body")
    )


def render_one(desk: Desk, who: Actor, address: Address, task_id: str) -> Component:
    """One task's own page."""
    from desk import views

    here = asked(desk, who, address)
    shown = views.Shown(here.period, here.head, here.area)
    view = views.task(here.desk, who, task_id, shown=shown)
    bar = as_of.bar(here, view.assessed, area_options(desk, who, here.day))
    top = [bar, as_of.band(here), marks.demo_band(view.demo)]
    return flat(html.Div([*top, *one_body(view, who, here)], className="page-body"))


def body(
    view: TasksView, who: Actor, here: Asked, areas: Sequence[tuple[str, str]] = ()
) -> list[Component]:
    """Choices, then a table a section; pure. `areas` are those to choose from."""
    shown = [
        _section(f"{key} {heading}", [one for one in view.tasks if one.section == key], who, here)
        for key, heading, _ in view.sections
        if any(one.section == key for one in view.tasks)
    ]
    nothing = notices.notice("empty", "没有符合条件的任务", "下一步:取消一个筛选条件。")
    bar = as_of.bar(here, view.assessed, areas, *_filters(view, here.address))
    top = [bar, as_of.band(here), marks.demo_band(view.demo)]
    return [*top, _head(view, here), *(shown or [nothing])]


def judged_words(here: Asked, label: str) -> str:
    """Which assessment is shown, and that the period asked for has none where that is so."""
    if not label:
        return "还没有评估结果"
    if here.period is not None and here.period.label != label:
        return say("{period}还没有评估,列出{shown}的结果", period=here.period.label, shown=label)
    return say("评估为{period}的结果", period=label)


def _head(view: TasksView, here: Asked) -> Component:
    judged = say("{judged}。", judged=judged_words(here, view.label))
    count = say("方案列任务 {count} 项", count=view.total)
    left = (
        say(",符合筛选条件 {count} 项", count=len(view.tasks))
        if len(view.tasks) < view.total
        else ""
    )
    return html.Div(
        [
            html.H1("任务"),
            html.P(
                say(
                    "{count}{left};{judged}牵头、配合单位照方案原文。",
                    count=count,
                    left=left,
                    judged=judged,
                ),
                className="quiet",
            ),
        ],
        className="page-head",
    )


def _filters(view: TasksView, address: Address) -> list[Component]:
    key = address.href()
    sections = [("全部章节", address.href(section=None))]
    sections += [(f"{k} {words}", address.href(section=k)) for k, words, _ in view.sections]
    chosen = next((f"{k} {w}" for k, w, _ in view.sections if k == view.section), "全部章节")
    offices = [("全部单位", address.href(office=None))]
    offices += [(name, address.href(office=one)) for one, name in view.offices]
    office = dict(view.offices).get(view.office, "全部单位")
    return [menu("章节", chosen, sections, key), menu("牵头或配合", office, offices, key)]


def _section(heading: str, rows: list[TaskRow], who: Actor, here: Asked) -> Component:
    body = [_row(one, who, here) for one in rows]
    shown = table(["任务", "牵头与配合单位", "相关指标与评估"], body)
    return card(heading, shown, aside=say("{count} 项", count=len(rows)), className="tasks")


def _row(one: TaskRow, who: Actor, here: Asked) -> list[Cell]:
    counted = [tally(one.levels, one.unseen)] if one.targets else []
    title = dcc.Link(f"{one.number}. {one.title}", href=here.href(f"/tasks/{segment(one.id)}"))
    return [
        html.Div([html.Strong(title), _original(one)]),
        html.Div(
            [
                html.P(["牵头 ", office_names(one.leads, who.covers, here)]),
                html.P(
                    ["配合 ", office_names(one.cooperating, who.covers, here)], className="quiet"
                ),
            ]
        ),
        html.Div([*counted, target_lines(one.targets, _none(here), here)]),
    ]


def _original(one: TaskRow) -> Component:
    """The plan's own words, folded away; of a text without sections the line with the offices."""
    return html.Details(
        [html.Summary("方案原文"), _quoted(one)],
        className="folded",
    )


def _none(here: Asked) -> str:
    return "所选地区没有这项任务的指标" if here.area else NO_TARGETS


def one_body(view: TaskView, who: Actor, here: Asked) -> list[Component]:
    """What the plan says, whose it is, targets, milestones, cases; pure."""
    one = view.task
    return [
        html.Div(
            [
                html.P(
                    [
                        dcc.Link("任务", href=here.href("/tasks")),
                        " › ",
                        f"{one.section} {view.heading}",
                    ]
                ),
                html.H1(f"{one.number}. {one.title}"),
                html.P(tally(one.levels, one.unseen)),
                _neighbours(view, here),
            ],
            className="page-head",
        ),
        card("方案原文", _quoted(one), _offices(one, who, here)),
        card("相关指标", _targets(one, who, here), aside=judged_words(here, view.label)),
        card("节点", _milestones(one, here), aside="人工录入,注明来源"),
        case_table(view.cases, title="相关督办"),
    ]


def _quoted(one: TaskRow) -> Component:
    """The plan's words as they stand there, in every language of the page."""
    return html.Blockquote(one.words or one.quote, className="quote", lang=CHINESE)


def _offices(one: TaskRow, who: Actor, here: Asked) -> Component:
    return facts(
        [
            ("牵头单位", office_names(one.leads, who.covers, here)),
            ("配合单位", office_names(one.cooperating, who.covers, here)),
        ]
    )


def _neighbours(view: TaskView, here: Asked) -> Component:
    words = (("上一项:", view.before), ("下一项:", view.after))
    links = [
        dcc.Link([word, one[1]], href=here.href(f"/tasks/{segment(one[0])}"), className="neighbour")
        for word, one in words
        if one
    ]
    return html.P(links)


def _targets(one: TaskRow, who: Actor, here: Asked) -> Component:
    rows = [
        [
            verdict(mark),
            named(mark, here, marks.binding(mark.binding)),
            mark.area_name,
            value_cell(mark),
            mark.goal,
            deadline(mark),
            marks.trend(mark.trend),
            office_names(mark.lead_names, who.covers, here),
        ]
        for mark in one.targets
    ]
    heads = ["评估", "指标", "地区", "现值", "目标", "期限", "趋势", "牵头单位"]
    return table(heads, rows, numeric=frozenset({3, 4}), empty=say("{text}。", text=_none(here)))


def _milestones(one: TaskRow, here: Asked) -> Component:
    rows = [
        [named(mark, here), step.label, step.value, html.Span(step.source, className="verbatim")]
        for mark in one.targets
        for step in mark.milestones
    ]
    empty = ["没有录入节点。"]
    if _any_seen(one.targets):
        empty.append("由调度岗位录入各年度分解值后列在这里。")
    return table(
        ["指标", "到", "应达", "来源"], rows, numeric=frozenset({2}), empty=listed(empty, "")
    )


def _any_seen(targets: tuple[TargetMark, ...]) -> bool:
    return any(one.seen for one in targets)
