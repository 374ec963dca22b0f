"""督办: the supervised cases in the actor's scope, the three lists, and one case's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from cases.lists import LISTS
from dashboards.address import Address
from dashboards.components import case_forms, case_list, html, marks
from dashboards.components.case_parts import case_parts
from dashboards.components.flat import flat
from dashboards.components.leaf import leaf
from dashboards.components.tables import card
from dashboards.words import say
from observations.errors import UserError
from observations.identity import Actor, Role

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
                [case_list.tabs(address), case_list.by_colour(address, found)],
                className="case-bar",
            ),
            *_listed(desk, who, address, found),
        ],
        className="page-body cases-page",
    )


def _listed(desk: Desk, who: Actor, address: Address, found: Found) -> list[Component]:
    name = address.get("list")
    if not name:
        rows = leaf(found.rows, address, "page")
        shown = case_list.rows_table(rows.rows, dict(found.kinds))
        return [_card("台账", shown, rows.total), *rows.links]
    from desk.views.case_lists import lists

    numbers = {one.id: one for one in found.rows}
    mine = [one for one in lists(desk, who)[_title(address)] if one.case in numbers]
    entries = leaf(mine, address, "page")
    shown = case_list.entries_table(_title(address), entries.rows, numbers)
    return [_card(_title(address), shown, entries.total), *entries.links]


def _card(title: str, inside: Component, total: int) -> Component:
    return flat(card(title, inside, aside=say("共 {count} 件", count=total)))


def _title(address: Address) -> str:
    title = LISTS.get(address.get("list"))
    if title is None:
        raise UserError("没有这张清单", cure="请从督办页选一张")
    if address.get("on"):
        raise UserError("清单只列现在未销号的,不能看某一天", cure="去掉日期,或回到台账")
    return title


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

    view = case_page(desk, who, case)
    return html.Div(
        [marks.demo_band(desk.is_demo), *case_parts(view)], className="page-body case-page"
    )
