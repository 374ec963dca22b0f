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
    from dashboards.limits import Room
    from desk.exports import Kind
    from desk.files import FileOut
    from desk.handle import Desk


def add(routes: Blueprint, desk: Desk, room: Room) -> None:
    """Register both on the blueprint of `/files/…`; `room`: how many are written at once."""

    @routes.get("/data.csv")
    def table() -> Response:
        return _send(desk, room, "csv")

    @routes.get("/data.xlsx")
    def workbook() -> Response:
        return _send(desk, room, "xlsx")


def _send(desk: Desk, room: Room, kind: Kind) -> Response:
    """The file; a mistake in the address, or too many values, is told with its cure."""
    from dashboards.files import attachment

    try:
        with room.place(scope.actor().post) as free:
            if not free:
                raise TryLater("正在为别人生成数据文件", cure="请几秒钟后再下载")
            found = _asked(desk, kind)
    except TryLater:
        raise
    except UserError as mistake:
        return say(400, mistake.what, mistake.cure)
    return attachment(found.name, found.mime, found.data)


def _asked(desk: Desk, kind: Kind) -> FileOut:
    from desk.exports import data_file

    query = parsed(Address.parse("/data", request.query_string.decode("ascii", "replace")))
    return data_file(desk, scope.actor(), query.asked, kind, day=query.day, seen=query.seen)
