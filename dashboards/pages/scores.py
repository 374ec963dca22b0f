"""考核: what offices score in a year or quarter, and one office's statement with its objections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.asked import Asked, asked
from dashboards.components import as_of, html, marks
from dashboards.components import scores as parts
from dashboards.components.flat import flat
from dashboards.components.menus import menu
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import Frequency, ReportingPeriod
from targets.adjustments import ever
from targets.score_words import score_told

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.scoring import Scored
    from desk.views.scores import ScoresView


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The ranking as this post may see it, by the rule that stands under it."""
    from desk.views.scores import scores_view

    here = asked(desk, who, address)
    view = scores_view(desk, who, here.period, here.day)
    found, may = view.scored, who.everywhere(Role.DESK) and here.day is None
    seen = {one.office for one in view.rows}
    mine = tuple(one for one in found.objections if one.office in seen)
    head = [html.H1("考核"), html.P(_standing(found), className="quiet")]
    return html.Div(
        [
            _choices(view, here),
            as_of.band(here),
            marks.demo_band(desk.is_demo),
            html.Div(head, className="page-head"),
            flat(parts.ranking(view)),
            parts.objections(mine, found.names, may=may),
            flat(parts.rule_card(found.rule, len(view.rules))),
        ],
        className="page-body",
    )


def render_one(desk: Desk, who: Actor, address: Address, office: str, period: str) -> Component:
    """One office's statement: every point with what was counted and where it was observed."""
    from desk.views.scores import statement_view

    here = asked(desk, who, address)
    view = statement_view(desk, who, (ReportingPeriod.parse(period), office), here.day)
    found, may = view.scored, view.may_decide and here.day is None
    back = dcc.Link(
        "全部单位" if view.whole else "考核", href=f"{parts.PAGE}?period={found.period}"
    )
    head = [
        html.H1(say("{name}的考核明细", name=view.name)),
        html.P(score_told(view.one)),
        html.P(_standing(found), className="quiet"),
        html.P(back),
    ]
    return html.Div(
        [
            as_of.band(here),
            marks.demo_band(desk.is_demo),
            html.Div(head, className="page-head"),
            *parts.items(view, ever(desk.plan)),
            parts.objections(view.objections, found.names, may=may),
        ],
        className="page-body",
    )


def _standing(found: Scored) -> str:
    """By what the scores are, and whether every office reads them yet."""
    words = {"period": found.period.label, "rule": found.rule.id, "run": found.run.id}
    told = say("{period},规则 {rule},评估 {run}。", **words)
    if found.period.frequency is not Frequency.YEAR:
        return told + say("季度得分只作调度参考;异议期到 {until}。", until=found.until)
    if found.public:
        return told + say("异议期到 {until},已满并办完,各单位可看。", until=found.until)
    return told + say("异议期到 {until},期满办完以后公布。", until=found.until)


def _choices(view: ScoresView, here: Asked) -> Component:
    now = view.scored.period
    options = [(one.label, here.address.href(period=str(one))) for one in view.periods]
    return as_of.bar(here, period=menu("报告期", now.label, options, here.address.href()))
