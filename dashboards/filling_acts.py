"""Filling in a form on the page: the draft saved, the form or the zero report handed in."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from dash import set_props
from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.components import filling
from dashboards.entry_acts import Fields, written
from dashboards.words import say
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.filling import Opened
    from desk.handle import Desk

SUBJECT = re.compile(r"([^/]{1,100})/([^/]{1,20})/([0-9]{1,9})/(form|nil)", re.ASCII)


def save_draft(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Keep what was typed on the server; it is no report."""
    from desk import filling as desk_filling

    page = _opened(who, subject, fields)
    kept = desk_filling.save_draft(desk, who, page, fields)
    return say("草稿已保存,共 {count} 格;还没有报送", count=len(kept.cells))


def hand_in_form(desk: Desk, who: Actor, subject: str, fields: Fields) -> Component:
    """Hand in the whole form; its receipt, whose verdict follows."""
    from desk import filling as desk_filling

    page = _opened(who, subject, fields)
    receipt = desk_filling.hand_in_form(desk, who, page, fields)
    _clear("told", "nil")
    return filling.handed_in(receipt.id, page.office, str(page.period))


def hand_in_nil(desk: Desk, who: Actor, subject: str, fields: Fields) -> Component:
    """Hand in a zero report; its receipt, whose verdict follows."""
    from desk import filling as desk_filling

    page = _opened(who, subject, fields)
    reason = written(fields, "reason", "理由")
    receipt = desk_filling.hand_in_nil(desk, who, (page.office, page.period), reason)
    _clear("told", "form")
    return filling.handed_in(receipt.id, page.office, str(page.period))


def _clear(*parts: str) -> None:
    """Take away what stood beside the form and is no longer so."""
    for part in parts:
        set_props(filling.rest(part), {"children": []})


def _opened(who: Actor, subject: str, fields: Fields) -> Opened:
    from desk.filling import Opened

    scope.require(who, Role.CLERK, Role.REVIEWER)
    match = SUBJECT.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    office, period, seen, _ = match.groups()
    scope.require_office(who, office)
    was = _cells(fields.get(filling.WAS, "") or "{}")
    return Opened(office, ReportingPeriod.parse(period), int(seen), was)


def _cells(told: str) -> dict[str, str]:
    """What the fields said when the page was drawn, as the page itself says it."""
    try:
        cells = json.loads(told)
    except (ValueError, RecursionError) as error:
        raise BadRequest("请求的值不对") from error
    if not isinstance(cells, dict) or not all(isinstance(one, str) for one in cells.values()):
        raise BadRequest("请求的值不对")
    return cells
