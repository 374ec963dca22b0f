"""`/files/data.csv` and `/files/data.xlsx`: what the data page's address asks for, as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from dashboards import scope
from dashboards.address import Address
from dashboards.data_query import parsed
from dashboards.errors import say
from observations.errors import TryLater, UserError

if TYPE_CHECKING:
    from dashboards.writing import Writing
    from desk.exports import Kind
    from desk.files import FileOut
    from desk.handle import Desk


def add(routes: Blueprint, desk: Desk, writing: Writing) -> None:
    """Register both on the blueprint of `/files/…`."""

    @routes.get("/data.csv")
    def table() -> Response:
        return _send(desk, writing, "csv")

    @routes.get("/data.xlsx")
    def workbook() -> Response:
        return _send(desk, writing, "xlsx")


def _send(desk: Desk, writing: Writing, kind: Kind) -> Response:
    """The file; a mistake in the address, or too many values, is told with its cure."""
    from dashboards.files import attachment

    try:
        found = _asked(desk, writing, kind)
    except TryLater:
        raise
    except UserError as mistake:
        return say(400, mistake.what, mistake.cure)
    return attachment(found.name, found.mime, found.data)


def _asked(desk: Desk, writing: Writing, kind: Kind) -> FileOut:
    """What the address asks for, as written for this post and this head before, or anew."""
    from desk.scribe import TableOrder
    from desk.views.browsing import moment_head

    query = parsed(Address.parse("/data", request.query_string.decode("ascii", "replace")))
    who = scope.actor()
    head = moment_head(desk, who, query.day, query.seen)
    key = (who, query.asked, kind, query.day, head, desk.plan.version)
    order = TableOrder(who, desk.now(), query.asked, kind, query.day, head)
    return writing.kept.file(key, lambda: writing.write(order))
