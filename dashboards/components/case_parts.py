"""One case's page: where it stands, what closes it, its line, every step, what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from cases.events import Step
from cases.replies import reply_of
from dashboards.address import Address, segment
from dashboards.components import case_forms, html, motions
from dashboards.components.case_rules import closing_rule
from dashboards.components.cases import coloured, days_words, turn_words
from dashboards.components.flat import flat
from dashboards.components.punctuation import VERBATIM
from dashboards.components.tables import Cell, card, facts, table
from dashboards.components.times import due_day, moment
from dashboards.words import listed, say, say_as
from targets.assessment import Level

if TYPE_CHECKING:
    from cases.kinds import CaseKind
    from desk.views.case_page import About, CaseView, Proved, Reported, StepLine

STEP = "step"
"""The sense of a step's name in the catalogue: the same words stand elsewhere for other things."""
SHORT = 16


def case_parts(view: CaseView) -> list[Component]:
    """Everything under the page's heading; only the forms are alive."""
    return [
        flat(_head(view)),
        flat(html.Div([_standing(view), _closing(view)], className="case-columns")),
        *case_forms.steps(view),
        *([flat(_target(view))] if view.target else []),
        *([flat(_form(view))] if view.form[0] else []),
        *([flat(one)] if (one := _filled(view)) else []),
        *([flat(_letter(view))] if view.kind.letters and reply_of(view.state) else []),
        flat(_events(view.number, view.steps, view.kind)),
    ]


def _head(view: CaseView) -> Component:
    return html.Div(
        [
            html.P([*_way(view.kind), " › ", html.Span(view.number)]),
            html.H1(view.title),
            html.P(
                [view.kind.name, " · ", view.area_name, " · ", _office(view)], className="quiet"
            ),
        ],
        className="page-head",
    )


def _way(kind: CaseKind) -> list[Component | str]:
    """Back to the list of cases; of what is answered by letter to its own page as well."""
    back: list[Component | str] = [dcc.Link("督办", href="/cases")]
    return [*back, " › ", dcc.Link("提案建议", href="/proposals")] if kind.letters else back


def _letter(view: CaseView) -> Component:
    return card("答复函", motions.letters(view.number))


def _office(view: CaseView) -> Component:
    return dcc.Link(view.office, href=f"/offices/{segment(view.state.office)}")


def _standing(view: CaseView) -> Component:
    state, colour = view.state, view.colour
    due = state.due if state.is_open else state.look_back_due
    word = "时限" if state.is_open else "回头看"
    turn = turn_words(state.standing, view.kind) or "已办结"
    pairs: list[tuple[str, Cell]] = [
        ("状态", html.Span([html.Strong(str(state.standing)), " · ", turn])),
        ("颜色", html.Span(coloured(colour.colour, colour.text)) if colour.colour else "未着色"),
        (word, due_day(due, known=view.calendar_known) if due else "没有时限"),
        ("剩余", days_words(view.days_left) if due else ""),
        ("承办单位", _office(view)),
        ("配合单位", listed(view.cooperating)),
        ("交办", html.Span([moment(state.opened_at), " ", _given_by(view)])),
    ]
    rule = f"{colour.rule}" if colour.rule else view.kind.colours
    told = html.P(say("配色规则 {rule}", rule=rule), className="quiet")
    return card("现在", facts(pairs), told)


def _given_by(view: CaseView) -> str:
    return view.state.events[0].actor


def _closing(view: CaseView) -> Component:
    kind = view.kind
    quoted = [
        html.Li([html.Span(f"“{one.quote}”"), html.Small(f" —— {one.source}")])
        for one in kind.basis
    ]
    return card(
        "凭什么销号",
        html.P(closing_rule(kind)),
        html.Details(
            [
                html.Summary(say("规则出处({count})", count=len(quoted))),
                html.Ul(quoted, lang="zh-CN"),
            ]
        ),
        html.P(
            say(
                "规则 {rule};本件立项时的规则 {first}",
                rule=kind.edition,
                first=view.state.events[0].edition or "未记",
            ),
            className="quiet",
        ),
    )


def _target(view: CaseView) -> Component:
    target = view.target
    if target is None:
        raise ValueError("a case without a target has no line")
    where = Address(f"/indicators/{segment(target.indicator)}", {"area": target.area}).href()
    if view.about is None:
        told = "这个指标不在本岗位范围内,只能看督办经过。"
        return card("指标", html.P(told, className="quiet"))
    link = dcc.Link("看指标", href=where, className="button small")
    return card(
        "指标",
        facts(_line(view.about)),
        html.P("立项以来的填报值,新的在前;最后一行是立项时的值:", className="quiet"),
        _values(view.about.values),
        html.Div(link, className="buttons"),
    )


def _line(about: About) -> list[tuple[str, Cell]]:
    return [
        ("目标", say("{goal}({day} 前)", goal=about.goal, day=about.target.deadline.isoformat())),
        ("现在的评估", Level(about.level).label if about.level else "还没有评估"),
        ("结论", about.why),
    ]


def _values(values: Sequence[Reported]) -> Component:
    body = [
        [
            one.period,
            html.Strong(one.value),
            "立项时" if one.before else "其后报送",
            _belief(one),
            moment(one.at),
            dcc.Link("看回执", href=f"/receipts/{segment(one.receipt)}") if one.receipt else "—",
        ]
        for one in reversed(values)
    ]
    heads = ["报告期", "填报值", "先后", "审定情况", "记入时间", "回执"]
    return table(heads, body, empty="还没有填报值。")


def _belief(one: Reported) -> str:
    if not one.approved:
        return "未审定"
    return "已审定,存疑" if one.doubted else "已审定"


def _form(view: CaseView) -> Component:
    office, period = view.form
    href = f"/reporting/{segment(office)}/{segment(period)}"
    return card(
        "报表",
        html.P("这件督办说的是一张报表:来件、问题和审定都在报送页。"),
        html.Div(dcc.Link("看报送页", href=href, className="button small"), className="buttons"),
    )


def _filled(view: CaseView) -> Component | None:
    """What the kind asked for when it was given; None of a kind that asks nothing."""
    first = view.state.events[0]
    pairs = [
        (one.label, first.fields[one.name]) for one in view.kind.fields if one.name in first.fields
    ]
    return card("清单内容", facts(pairs)) if pairs else None


def _events(number: str, steps: Sequence[StepLine], kind: CaseKind) -> Component:
    labels = {one.name: one.label for one in kind.answer_fields}
    lines = [_event(number, place, one, labels) for place, one in enumerate(steps, start=1)]
    title = say("经过({count})", count=len(lines))
    return card(title, html.Ul(list(reversed(lines)), className="case-events"))


def _event(number: str, place: int, one: StepLine, labels: Mapping[str, str]) -> Component:
    event = one.event
    more = [html.Li([html.Strong(label), " ", text]) for label, text in _fields(one, labels)]
    until = [say("时限 {day}", day=event.due.isoformat())] if event.due else []
    return html.Li(
        [
            html.P(
                [
                    html.Span(str(place), className="case-place"),
                    html.Strong(say_as(STEP, str(event.step))),
                    " ",
                    moment(event.at),
                    " ",
                    html.Span(event.actor),
                    *([" → ", one.office] if event.step in _MOVES else []),
                    *([" · ", *until] if until else []),
                ]
            ),
            *([html.P(event.text, className="spoken")] if event.text else []),
            *([html.Ul(more)] if more else []),
            *_proof(number, place, one.proof),
        ]
    )


_MOVES = frozenset({Step.OPEN, Step.REASSIGN, Step.REOPEN})


def _fields(one: StepLine, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was filled in with the step; of the first one it stands in its own card."""
    if one.event.step is not Step.ANSWER:
        return []
    return [(labels.get(name, name), text) for name, text in one.event.fields.items() if text]


def _proof(number: str, place: int, proof: Proved) -> list[Component]:
    """The evidence as a link where it can be opened, and its hash, whole on hovering."""
    if not (proof.words or proof.receipts or proof.sha256):
        return []
    shown: list[Cell] = ["证据 "]
    if proof.file:
        href = f"/files/case/{segment(number)}/{place}"
        shown += [html.A(proof.words, href=href, className=VERBATIM)]
    elif proof.receipts:
        shown += [
            part
            for one in proof.receipts
            for part in (dcc.Link(one, href=f"/receipts/{segment(one)}"), " ")
        ]
    else:
        shown += [html.Span(_named(proof.words))]
    if proof.sha256:
        shown += [" ", html.Code(proof.sha256[:SHORT], title=proof.sha256)]
    return [html.P(shown, className="quiet case-proof")]


def _named(words: str) -> str:
    """A run of the assessment in words; anything else as it was written."""
    run = words.removeprefix("run:")
    return say("评估 {run}", run=run) if run != words else words
