"""督办: the supervised cases in the actor's scope, the three lists, and one case's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from cases.lists import LISTS
from dashboards.address import Address
from dashboards.components import case_forms, case_list, html, marks
from dashboards.components.case_parts import case_parts
from dashboards.components.case_rates import case_rates_card
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.tables import card
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.case_search import Found, Sought


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """What is asked for, a leaf at a time; for those who open cases the forms."""
    from desk.views.case_search import search

    found = search(desk, who, sought(address))
    return html.Div(
        [
            marks.demo_band(desk.is_demo),
            html.Div(
                [
                    html.H1("督办"),
                    html.P("完成一项销号一项;销号以其后经审定的报送为凭。", className="quiet"),
                ],
                className="page-head",
            ),
            *(case_forms.openings(desk) if who.has(Role.DESK, Role.LEADER) else []),
            case_list.asking(address, found, desk.today()),
            html.Div(
                [
                    case_list.tabs(address),
                    _file(address),
                    dcc.Link("提案建议", href="/proposals", className="button small"),
                    case_list.by_colour(address, found),
                ],
                className="case-bar",
            ),
            *_listed(desk, who, address, found),
        ],
        className="page-body cases-page",
    )


def _listed(desk: Desk, who: Actor, address: Address, found: Found) -> list[Component]:
    from desk.views.case_search import desks_turn

    name = address.get("list")
    if name == case_list.RATES:
        return [flat(_rates(desk, who, address))]
    if name:
        return _entries(desk, who, address)
    rows = leaf(found.rows, address, "page")
    turns = desks_turn(desk, rows.rows, sought(address).day)
    shown = case_list.rows_table(rows.rows, dict(found.kinds), turns)
    return [_card("台账", shown, rows.total), *rows.links]


def _entries(desk: Desk, who: Actor, address: Address) -> list[Component]:
    from desk.views.case_lists import listing
    from desk.views.case_page import rows_named

    name, title = address.get("list"), LISTS.get(address.get("list"))
    if title is None:
        raise UserError("没有这张清单", cure="请从督办页选一张")
    if address.get("on"):
        raise UserError("清单只列现在未销号的,不能看某一天", cure="去掉日期,或回到台账")
    entries = leaf(listing(desk, who, title, sought(address)), address, "page")
    rows = {one.id: one for one in rows_named(desk, [one.case for one in entries.rows])}
    of = case_list.Listed(name, rows, desk.office_names)
    return [_card(title, case_list.entries_table(entries.rows, of), entries.total), *entries.links]


def _rates(desk: Desk, who: Actor, address: Address) -> Component:
    """Of the quarter that the address names, or of the running one."""
    from desk.views.case_rates import case_rates

    said, day = address.get("period"), sought(address).day
    period = ReportingPeriod.parse(said) if said else None
    view = case_rates(desk, who, period, office=address.get("office"), day=day)
    return case_rates_card(view, address)


def _file(address: Address) -> Component:
    """The three lists as a workbook, as they stand or stood on the day that is asked for."""
    href = Address("/files/cases.xlsx", {"on": address.get("on")}).href()
    return html.A("下载三张清单 xlsx", href=href, className="button small")


def _card(title: str, inside: Component, total: int) -> Component:
    return flat(card(title, inside, aside=say("共 {count} 件", count=total)))


def sought(address: Address) -> Sought:
    """What the address asks for; `UserError` names the part of it that nothing is called by."""
    from desk.views.case_search import Sought

    return Sought(
        office=address.get("office"),
        kind=address.get("kind"),
        standing=_of(address, "state", case_list.STANDINGS),
        colour=_of(address, "colour", case_list.TINTS),
        day=_day(address.get("on")),
    )


def _of(address: Address, name: str, known: Mapping[str, str]) -> str:
    said = address.get(name)
    if said and said not in known:
        raise UserError(say("没有条件“{said}”", said=said[:40]), cure="请在筛选里选")
    return known.get(said, "")


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise UserError(say("“{said}”不是日期", said=said[:40]), cure="写成 2024-12-31") from None


def render_one(desk: Desk, who: Actor, _address: Address, case: str) -> Component:
    """One case, with the forms of the steps that this post may take now."""
    from desk.views.case_page import case_page

    try:
        view = case_page(desk, who, case)
    except UserError as missing:
        raise UserError(missing.what, cure="请从督办页的列表打开") from missing
    return html.Div(
        [marks.demo_band(desk.is_demo), *case_parts(view)], className="page-body case-page"
    )
