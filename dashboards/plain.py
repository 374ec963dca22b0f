"""`/plain/…`: every page as plain HTML for a browser that is too old, or without scripts.

The same function draws it, with the same checks of role and scope; what is pressed is left out.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup

from dashboards import scope
from dashboards.address import Address
from dashboards.components import notices
from dashboards.components.flat import in_markup
from dashboards.components.plain import ROOM, plain
from dashboards.routes import menu_for, open_page
from dashboards.words import language, told
from observations.errors import UserError

if TYPE_CHECKING:
    from desk.handle import Desk


def blueprint(desk: Desk) -> Blueprint:
    """The plain page of every address of ours, for those logged in."""
    routes = Blueprint("plain", __name__)

    @routes.get(f"{ROOM}/", defaults={"path": ""})
    @routes.get(f"{ROOM}/<path:path>")
    def page(path: str) -> Response:
        who = scope.actor()
        try:
            address = Address.parse(f"/{path}", request.query_string.decode("ascii", "replace"))
            tree, title = open_page(desk, who, address)
        except UserError as mistake:
            tree, title = notices.failed(mistake.what, mistake.cure), "没有这个页面"
        drawn = render_template(
            "plain.html",
            content=Markup(plain(tree)),  # noqa: S704  # every part is escaped
            title=title,
            lang=language(),
            who=who,
            menu=menu_for(who),
            room=ROOM,
            said=in_markup,
            told=told,
        )
        return make_response(drawn)

    return routes


def instead() -> str:
    """For the first HTML of a page: without scripts the browser goes on to the plain one."""
    query = request.query_string.decode("ascii", "replace")
    where = quote(request.path, safe="/") + (f"?{query}" if query else "")
    return (
        f'<noscript><meta http-equiv="refresh" content="0; url={ROOM}{escape(where)}"></noscript>'
    )
