"""报送: one office's form for one period — download, drop, receipt in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards import scope
from dashboards.address import Address
from dashboards.components import approvals, html, marks, notices, receipts, trail
from dashboards.components import attachments as evidence
from dashboards.components import reporting as parts
from dashboards.components.flat import flat
from dashboards.components.states import DUE_WORDS
from dashboards.components.times import UNKNOWN
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod, Submitted, parse_submitted

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import DueRow, Submission

CAME, WENT = "came", "went"
"""Ids of what a file that was judged changes on the page that stays open."""


def render(desk: Desk, who: Actor, _address: Address, *which: str) -> Component:
    """The delivery page of `which` = office, period; readers see the receipts only."""
    office, period = which
    from desk import views
    from desk.closing import closing_of

    scope.require_office(who, office)
    when = parse_submitted(period)
    name = desk.office_names.get(office)
    if name is None:
        raise UserError("没有这个单位", cure="请从填报台重新进入")
    due = [one for one in views.due_list(desk, who) if (one.office, one.period) == (office, period)]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [html.H1(f"{name} · {when.label}"), html.P(_due_words(due), className="quiet")],
                className="page-head",
            ),
            *_sent_back(desk, who, office, when),
            *trail.closed(closing_of(desk, office, str(when))),
            *_deliveries(desk, who, office, when),
            html.Div(went(desk, who, office, when), id=WENT),
        ],
        className="page-body",
    )


def _deliveries(desk: Desk, who: Actor, office: str, when: Submitted) -> Iterator[Component]:
    """Where to hand in, what waits for approval, what came, what was attached to it."""
    from desk.attachments import attachments
    from targets.layouts import layout_for

    may_send = _may_send(who, office, when)
    if may_send and isinstance(when, ReportingPeriod):
        layout = layout_for(desk.plan, office, when)
        yield parts.drop_zone(office, when, len(layout.rows))
    else:
        yield notices.notice("empty", "本岗位只可查看", "报送由填报岗位完成。")
    yield html.Div(list(came(desk, who, office, when)), id=CAME)
    kept = attachments(desk, who, office, when)
    yield evidence.attached(kept, office, str(when), may_attach=may_send)


def _may_send(who: Actor, office: str, when: Submitted) -> bool:
    sender = who.within(office).has(Role.CLERK, Role.REVIEWER, Role.DESK)
    return sender and isinstance(when, ReportingPeriod)


def came(desk: Desk, who: Actor, office: str, when: Submitted) -> Iterator[Component]:
    """What waits for approval and what was handed in; drawn anew once a file is judged."""
    from desk import views
    from desk.views.filling import may_fill, open_drafts

    key = (office, str(when))
    waiting = _own(desk, who, office, when)
    if waiting and _may_send(who, office, when):
        yield parts.in_place(office, str(when))
    elif may_fill(who, office) and isinstance(when, ReportingPeriod):
        yield parts.on_the_page(office, str(when), open_drafts(desk, who).get(key))
    if waiting:
        yield approvals.submissions_table(waiting, of_one=True)
    sent = [one for one in views.receipts(desk, who) if (one.office, one.period) == key]
    yield flat(receipts.receipts_table(sent))


def went(desk: Desk, who: Actor, office: str, when: Submitted) -> Component:
    """Every step so far; drawn anew with `came`."""
    from desk.trail import trail_of

    return flat(trail.trail(trail_of(desk, who, office, when)))


def _due_words(due: Sequence[DueRow]) -> str:
    if not due:
        return "本期没有在期的应报任务,仍可补报或更正。"
    one = due[0]
    if one.state not in parts.OPEN:
        word = DUE_WORDS.get(one.state, one.state)
        return (
            f"{one.title} · {word if one.state == 'approved' else say('已送交,{word}', word=word)}"
        )
    left = (
        "启用前到期,不计逾期"
        if one.before
        else say("剩 {count} 个工作日", count=one.days_left)
        if one.days_left >= 0
        else say("已逾期 {count} 个工作日", count=-one.days_left)
    )
    unsure = "" if one.calendar_known else f"({UNKNOWN})"
    return say(
        "{title} · 期限 {due}{unsure},{left} · 需填 {cells} 格",
        title=one.title,
        due=one.due.isoformat(),
        unsure=unsure,
        left=left,
        cells=one.cells,
    )


def _sent_back(desk: Desk, who: Actor, office: str, when: Submitted) -> list[Component]:
    """Why the report came back, before anything else is done about it."""
    return [
        parts.sent_back(one) for one in _own(desk, who, office, when) if one.state == "returned"
    ]


def _own(desk: Desk, who: Actor, office: str, when: Submitted) -> list[Submission]:
    from desk import views

    key = (office, str(when))
    return [one for one in views.submissions(desk, who) if (one.office, one.period) == key]
