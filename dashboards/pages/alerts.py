"""预警: what must be put right, by whom, until when, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address, segment
from dashboards.components import html, marks
from dashboards.components.cases import case_link
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.tables import card, table
from dashboards.components.times import UNKNOWN, moment
from dashboards.words import say
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import AlertRow, LifeRow

KINDS = {
    "case": "督办",
    "late": "逾期",
    "due": "临近",
    "quality": "质量",
    "held": "暂缓",
    "access": "口令",
    "escalation": "升级",
    "digest": "日报",
    "paper": "通报",
    "system": "系统",
}
SHOWN = 200
PLACES = 5


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """Open alerts, loudest and oldest first; notices; what was closed."""
    from desk import views

    wanted = [address.get("office")] if address.get("office") else None
    open_ = leaf(views.alert_lives(desk, who, offices=wanted), address, "page")
    closed = views.alert_lives(desk, who, closed=True, offices=wanted)
    notices = views.plain_notices(desk, who)
    may = who.has(Role.CLERK, Role.REVIEWER, Role.DESK)
    waiting = leaf([one for one in notices if not one.acknowledged_by], address, "notices")
    done = [one for one in notices if one.acknowledged_by]
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("预警"),
                    html.P(
                        ["确认表示已知悉并会处理;问题以重新报送消除。", " ", *_channels_link(who)],
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            life_table("未关闭", open_.rows, still=flat, total=open_.total),
            *open_.links,
            alert_table("通知", waiting.rows, may=may),
            *waiting.links,
            flat(life_table("已关闭", closed)),
            flat(alert_table("已确认的通知", done, may=False)),
        ],
        className="page-body",
    )


def _channels_link(who: Actor) -> list[Component]:
    """Where the channels are looked after, for those who do."""
    may = who.has(Role.DESK, Role.ADMIN)
    return [dcc.Link("发往哪些通道", href="/channels")] if may else []


def life_table(
    title: str,
    rows: Sequence[LifeRow],
    still: Callable[[Component], Component] = lambda one: one,
    total: int | None = None,
) -> Component:
    """Alerts with state, age, last day, what to do and every step; the newest `SHOWN`.

    `still` makes what has no button in a table with buttons; `total` is told when these are one
    leaf of more.
    """
    body = [
        [
            html.Span(one.kind_said, className=f"severity severity-{one.severity.value}"),
            still(_content(one)),
            _standing(one),
            _buttons(one),
        ]
        for one in rows[:SHOWN]
    ]
    left = len(rows) - SHOWN
    aside = (
        say("共 {count} 条,列出 {shown} 条", count=len(rows), shown=SHOWN)
        if left > 0
        else say("共 {count} 条", count=len(rows) if total is None else total)
    )
    content = table(["类别", "内容", "状态", "确认"], body, empty="没有预警。")
    return card(title, content, aside=aside if rows else None)


def _content(one: LifeRow) -> Component:
    about = " ".join(filter(None, (one.office_name, one.period_label)))
    return html.Div(
        [
            html.Strong(one.title),
            html.P([about, *_links(one)], className="quiet"),
            *_why_closed(one),
            *([html.P(one.runbook)] if one.runbook and one.state != "closed" else []),
            *_where(one),
            _steps(one),
        ],
        className="spoken",
    )


def _why_closed(one: LifeRow) -> list[Component]:
    """The word of whoever closed it, in sight: what is done with is asked for its reason first."""
    if one.state != "closed" or not one.steps or not one.steps[-1].text:
        return []
    return [html.P([html.Span("关闭理由", className="quiet"), " ", one.steps[-1].text])]


def _links(one: LifeRow) -> list[Component | str]:
    """The receipt with the cells, the return sheet with the marks."""
    links: list[Component | str] = []
    if one.receipt:
        links += [" ", dcc.Link("看单元格", href=f"/receipts/{segment(one.receipt)}")]
        if one.severity.value == "critical" and one.kind == "bad_data" and one.period:
            links += [" ", html.A("下载退回单", href=f"/files/return/{segment(one.receipt)}")]
    elif one.path:
        links += [" ", dcc.Link("办理", href=one.path)]
    if one.kind == "no_data" and one.may_close:
        excused = Address("/quality", {"office": one.office, "period": one.period}).href()
        links += [" ", dcc.Link("不用报的办理免报", href=excused)]
    return links


def _where(one: LifeRow) -> list[Component]:
    """Its first places, each a link to the receipt; else its lines as they were told."""
    if not one.places:
        return [html.P(line, className="lines") for line in one.lines[:PLACES]]
    href = f"/receipts/{segment(one.receipt)}"
    shown = [
        html.Li([dcc.Link(_cell(place), href=href), " ", place.get("message", "")])
        for place in one.places[:PLACES]
    ]
    left = one.count - len(shown)
    more = (
        [html.Li(dcc.Link(say("另有 {count} 处,见回执", count=left), href=href))]
        if left > 0
        else []
    )
    return [html.Ul([*shown, *more], className="lines")]


def _cell(place: dict[str, str]) -> str:
    return "!".join(filter(None, (place.get("sheet", ""), place.get("cell", "")))) or "整份"


def _standing(one: LifeRow) -> Component:
    """State, since when, age in working days and the last day."""
    closed = one.state == "closed"
    age = (
        say("历时 {count} 个工作日", count=one.days)
        if closed
        else say("已 {count} 个工作日", count=one.days)
    )
    since = one.steps[-1].at if closed and one.steps else one.opened_at
    parts: list[Component] = [
        html.Strong(one.state_said),
        html.P([moment(since)]),
        html.P(age, className="quiet"),
    ]
    if one.due is not None and one.state != "closed":
        word = "已过限期 {day}" if one.late else "限期 {day}"
        note = [] if one.calendar_known else [html.Small(UNKNOWN)]
        said: list[Component | str] = [say(word, day=f"{one.due:%Y-%m-%d}"), *note]
        tone = "late" if one.late else "quiet"
        parts.append(html.P(said, className=f"{tone} nowrap"))
    return html.Div(parts)


def _steps(one: LifeRow) -> Component:
    lines = [
        html.Li(
            [moment(step.at), f" {step.said} {step.post}", f":{step.text}" if step.text else ""]
        )
        for step in one.steps
    ]
    return html.Details([html.Summary(say("经过({count})", count=len(lines))), html.Ul(lines)])


def _buttons(one: LifeRow) -> Component | str:
    """What the reader may do with it; the one text is the remark or the reason."""
    if not (one.may_acknowledge or one.may_close):
        return _last_post(one)
    acts = [("acknowledge", "确认")] if one.may_acknowledge else []
    return _act(one.id, [*acts, *([("close_alert", "关闭")] if one.may_close else [])])


def _last_post(one: LifeRow) -> str:
    return one.steps[-1].post if one.steps and len(one.steps) > 1 else "—"


def alert_table(title: str, rows: Sequence[AlertRow], *, may: bool) -> Component:
    """Notices with their text and, for those who may act, the button."""
    body = [
        [
            html.Span(
                KINDS.get(one.kind, "其他"), className=f"severity severity-{one.severity.value}"
            ),
            html.Span(
                [
                    html.Strong(one.title),
                    html.P(one.body, className="lines"),
                    *([case_link(one.subject, "看督办")] if one.kind == "case" else []),
                ],
                className="spoken",
            ),
            moment(one.raised_at),
            _act(str(one.id), [("acknowledge", "确认")]) if may else one.acknowledged_by or "—",
        ]
        for one in rows
    ]
    return card(title, table(["类别", "内容", "时间", "确认"], body, empty="没有通知。"))


def _act(subject: str, acts: Sequence[tuple[str, str]]) -> Component:
    asks = "关闭须写明理由" if len(acts) > 1 or acts[0][0] != "acknowledge" else "可不填"
    return html.Div(
        [
            dcc.Input(
                id={"text": "acknowledge", "on": subject},
                placeholder=say("处理意见({asks})", asks=asks),
                maxLength=2000,
                className="answer-text",
            ),
            *(
                html.Button(word, id={"do": act, "on": subject}, className="button small")
                for act, word in acts
            ),
        ],
        className="answer answer-two" if len(acts) > 1 else "answer",
    )
