"""数据: the record by filters, a page at a time, each value with the cell it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks, notices
from dashboards.components.asking import asking
from dashboards.components.attributes import aria
from dashboards.components.record import record
from dashboards.data_query import OF_PAGE, DataQuery, after, parsed
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import ObservationsView


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The page at an address; what is wrong with it is told under the filters."""
    from desk.views.browsing import offered

    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("数据"),
                    html.P(
                        "台账里的每一个值,按指标、地区、报告期排列;点数值看回执和单元格。",
                        className="quiet",
                    ),
                ],
                className="page-head",
            ),
            asking(address, offered(desk, who), desk.today()),
            _found(desk, who, address),
        ],
        className="page-body data-page",
    )


def _found(desk: Desk, who: Actor, address: Address) -> Component:
    from desk import views
    from desk.views.browsing import moment_head

    try:
        query = parsed(address)
        head = moment_head(desk, who, query.day, query.seen)
        view = views.observations(desk, who, query.asked, head=head, limit=query.rows)
    except UserError as mistake:
        return notices.notice("error", mistake.what, say("{cure}。", cure=mistake.cure))
    rows = record(desk.plan, view.rows, who) if view.rows else _past_the_end()
    return html.Div(body(address, query, view, rows))


def body(
    address: Address, query: DataQuery, view: ObservationsView, rows: Component
) -> list[Component]:
    """Total, files, rows and the way on; pure."""
    if not view.total:
        return [_nothing(address, query)]
    return [
        html.Div([_told(query, view), _files(address, view)], className="data-bar"),
        html.Section(rows, className="card"),
        _way_on(address, view),
    ]


def _past_the_end() -> Component:
    return html.P("后面没有了。", className="quiet empty-line")


def _told(query: DataQuery, view: ObservationsView) -> Component:
    until = say("截至{day}", day=query.day.isoformat()) if query.day else "现状"
    kind = "已审定" if query.asked.approved else "最新报送,含未审定"
    return html.P(
        [
            html.Strong(say("共{count}条", count=view.total)),
            say(
                ",本页{count}条({kind};{until},审计序号{head})",
                count=len(view.rows),
                kind=kind,
                until=until,
                head=view.head,
            ),
        ],
        role="status",
    )


def _files(address: Address, view: ObservationsView) -> Component:
    same: dict[str, str | None] = dict.fromkeys(OF_PAGE) | {"at": str(view.head)}
    return html.Div(
        [
            html.A(
                say("下载{word}", word=word),
                href=address.href(f"/files/data.{kind}", **same),
                className=LINK,
            )
            for kind, word in (("xlsx", "xlsx"), ("csv", "CSV"))
        ],
        className="buttons",
    )


LINK = "button small"


def _way_on(address: Address, view: ObservationsView) -> Component:
    """First page and next page; both of the same moment."""
    links = []
    if address.get("after"):
        links.append(_link("« 第一页", address.href(after=None, at=str(view.head))))
    if view.after is not None:
        place = after(view.head, view.after)
        links.append(_link("下一页 ›", address.href(after=place, at=None)))
    return html.Nav(links, className="buttons", **aria(label="翻页"))


def _link(word: str, href: str) -> Component:
    return dcc.Link(word, href=href, className="button")


def _nothing(address: Address, query: DataQuery) -> Component:
    fresh: dict[str, str | None] = dict.fromkeys(OF_PAGE)
    if query.asked.approved:
        step = notices.link("看最新报送", address.href(state="newest", **fresh))
        return notices.notice("empty", "没有符合条件的已审定数值", "未审定的在最新报送里。", step)
    return notices.notice(
        "empty", "没有符合条件的数值", "放宽条件后再查。", notices.link("清除条件", "/data")
    )
