"""The reader's choice of light and dark: kept in a cookie like the language, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, g, redirect, request

from dashboards.guard import secure_cookie
from dashboards.language import YEAR, came_from
from dashboards.look import AUTO, MEDIA, dark_media

if TYPE_CHECKING:
    from desk.handle import Desk

COOKIE, SECURE_COOKIE = "cityplan_look", "__Host-cityplan_look"


def add_look(server: Flask, desk: Desk) -> None:
    """Read the choice before anything answers, and let templates ask for it."""

    def before() -> None:
        g.look = _known(request.cookies.get(_name(desk), ""))

    server.before_request(before)
    server.jinja_env.globals["dark_media"] = dark_media


def blueprint(desk: Desk) -> Blueprint:
    """`POST /look`: remember the choice and go back to the page it was made on."""
    routes = Blueprint("look", __name__)

    @routes.post("/look")
    def choose() -> Response:
        back: Response = redirect(came_from(), code=303)  # type: ignore[assignment]
        back.set_cookie(
            _name(desk),
            _known(request.form.get("to", "")),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=secure_cookie(desk),
        )
        return back

    return routes


def _known(wanted: str) -> str:
    return wanted if wanted in MEDIA else AUTO


def _name(desk: Desk) -> str:
    return SECURE_COOKIE if secure_cookie(desk) else COOKIE
