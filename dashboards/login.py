"""Logging in and out: plain server-rendered pages that work without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
)

from dashboards.address import own_path
from dashboards.guard import cookie_name, secure_cookie, session_token
from observations.errors import TryLater, UserError

if TYPE_CHECKING:
    from desk.handle import Desk

STATIC = Path(__file__).parent / "login_static"
LONGEST = 200  # characters of a post's name or a password; longer ones are not hashed


def blueprint(desk: Desk) -> Blueprint:
    """`/login`, its static files, `/logout`."""
    from desk import accounts

    routes = Blueprint("login", __name__)

    @routes.get("/login")
    def page() -> Response:
        if session_token(desk) and accounts.who(desk, session_token(desk), desk.now()) is not None:
            return _go(own_path(request.args.get("next", "/")))
        return _form(desk, own_path(request.args.get("next", "/")))

    @routes.post("/login")
    def enter() -> Response:
        return _enter(desk)

    @routes.post("/logout")
    def leave() -> Response:
        accounts.log_out(desk, session_token(desk), desk.now())
        response = _go("/login")
        response.delete_cookie(
            cookie_name(desk), secure=secure_cookie(desk), httponly=True, samesite="Lax"
        )
        return response

    @routes.get("/login/static/<name>")
    def static_file(name: str) -> Response:
        return send_from_directory(STATIC, name)

    return routes


def _enter(desk: Desk) -> Response:
    """Log in by the form's post and password; the cookie holds nothing but the token."""
    from desk import accounts

    wanted = own_path(request.form.get("next", "/"))
    post = request.form.get("post", "").replace("\0", "").strip()[:LONGEST]
    password = request.form.get("password", "")
    try:
        given = password if len(password) <= LONGEST else ""
        token = accounts.log_in(desk, post, given, desk.now())
    except TryLater:
        raise
    except UserError as refused:
        return _form(desk, wanted, problem=str(refused), post=post, status=401)
    response = _go(wanted)
    response.set_cookie(
        cookie_name(desk), token, httponly=True, samesite="Lax", secure=secure_cookie(desk)
    )
    return response


def _form(
    desk: Desk, wanted: str, *, problem: str = "", post: str = "", status: int = 200
) -> Response:
    page = render_template(
        "login.html",
        plan=desk.plan,
        demo=desk.ledger.stamp == "demo",
        next=wanted,
        problem=problem,
        post=post,
    )
    return make_response(page, status)


def _go(path: str) -> Response:
    return make_response(redirect(path, code=303))
