"""Which language a visitor reads: kept in a cookie, chosen by a link or a button, no script."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, redirect, request

from dashboards import words
from dashboards.address import own_path
from dashboards.guard import secure_cookie

if TYPE_CHECKING:
    from desk.handle import Desk

COOKIE, SECURE_COOKIE = "cityplan_language", "__Host-cityplan_language"
YEAR = 31_536_000
SCRIPTS = Path(__file__).parent / "assets"
_SAID = re.compile(rf'"([^"\n]*{words.HAN.pattern}[^"\n]*)"')


def add_language(server: Flask, desk: Desk) -> None:
    """Set the language before anything answers, and Chinese again once it has."""

    def before() -> None:
        words.set_language(request.cookies.get(_name(desk), ""))

    def after(_error: Any) -> None:
        words.set_language(words.CHINESE)

    server.before_request(before)
    server.teardown_request(after)


def blueprint(desk: Desk) -> Blueprint:
    """`POST /language`: remember the choice and go back to the page it was made on."""
    routes = Blueprint("language", __name__)

    @routes.post("/language")
    def choose() -> Response:
        back = redirect(came_from(), code=303)
        return remember(desk, back, request.form.get("to", ""))  # type: ignore[arg-type]

    return routes


def remember(desk: Desk, answer: Response, wanted: str) -> Response:
    """Let the browser keep the choice for a year; anything but a language is Chinese."""
    kept = wanted if wanted in words.LANGUAGES else words.CHINESE
    answer.set_cookie(
        _name(desk),
        kept,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=secure_cookie(desk),
    )
    return answer


def current() -> str:
    """The language of the page being answered, for its `html` element."""
    return words.language()


def for_scripts() -> str:
    """What the scripts say, Chinese to English, as JSON; empty on a Chinese page."""
    if not words.is_english():
        return "{}"
    return json.dumps({one: words.told(one) for one in in_scripts()}, ensure_ascii=False)


@cache
def in_scripts() -> tuple[str, ...]:
    """Every Chinese text of our scripts."""
    found = (in_script(path) for path in sorted(SCRIPTS.glob("*.js")))
    return tuple(dict.fromkeys(text for texts in found for text in texts))


def in_script(path: Path) -> list[str]:
    """The Chinese texts of one script."""
    return _SAID.findall(path.read_text("utf-8"))


def _name(desk: Desk) -> str:
    return SECURE_COOKIE if secure_cookie(desk) else COOKIE


def came_from() -> str:
    """The page on which the button was pressed; the policy lets browsers say it to us alone."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    if parts.netloc != request.host:
        return "/"
    return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
