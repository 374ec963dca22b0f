"""`/public`: what is approved for the public, for anybody, without a session or a script.

Nothing here reads the record: only documents that one post put forward and another approved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, make_response, render_template, request

from dashboards import words
from dashboards.components.disclosed import in_words
from dashboards.components.flat import in_markup
from dashboards.errors import say
from dashboards.open_data import asked_package
from dashboards.peers import peer
from ledger.replica import ANYBODY, reading_for
from observations.errors import TryLater, UserError

if TYPE_CHECKING:
    from dashboards.limits import Limits
    from desk.disclosing import Shown
    from desk.handle import Desk

ENDPOINTS = frozenset(
    {"public.newest", "public.one", "public.document", "public.table", "public.open_data"}
)
"""What a stranger may reach beside the login when `CITYPLAN_PUBLIC` is set."""

FRESH = 60  # seconds that a browser may show what has just been taken down


def blueprint(desk: Desk, limits: Limits) -> Blueprint:
    """The newest period, each period, and its figures as JSON and CSV."""
    routes = Blueprint("public", __name__, url_prefix="/public")

    @routes.before_request
    def often() -> Response | None:
        words.set_language(request.args.get("lang") or words.language())
        wait = limits.addresses.take(peer())
        if not wait:
            return None
        refused = say(429, "本地址请求过于频繁", "请稍后再打开")
        refused.headers["Retry-After"] = str(max(1, round(wait)))
        return refused

    @routes.get("")
    def newest() -> Response:
        return _page(desk, None)

    @routes.get("/<period>")
    def one(period: str) -> Response:
        return _page(desk, period)

    @routes.get("/<period>.json")
    def document(period: str) -> Response:
        return _file(desk, period, _json)

    @routes.get("/<period>.csv")
    def table(period: str) -> Response:
        return _file(desk, period, _csv)

    @routes.get("/open-data/<kind>.zip")
    def open_data(kind: str) -> Response:
        return _package(desk, kind)

    return routes


def _page(desk: Desk, period: str | None) -> Response:
    from desk import disclosing

    with reading_for(ANYBODY):
        rows = disclosing.shown(desk)
    found = rows[0] if rows and period is None else _named(rows, period)
    if found is None and period is not None:
        abort(404)
    page = make_response(
        render_template(
            "public.html",
            page=in_words(found.content) if found else None,
            found=found,
            others=[one.period for one in rows],
            told=in_markup,
            plain=words.told,
            lang=words.language(),
            other=words.OTHER[words.language()],
        )
    )
    return _kept(page, found)


def _file(desk: Desk, period: str, write: Callable[[Shown], tuple[bytes, str]]) -> Response:
    from desk import disclosing

    with reading_for(ANYBODY):
        found = _named(disclosing.shown(desk), period)
    if found is None:
        abort(404)
    data, kind = write(found)
    answer = Response(data, content_type=kind)
    if not kind.startswith("application/json"):
        name = f"cityplan-{found.period}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept(answer, found)


def _package(desk: Desk, kind: str) -> Response:
    """All that is open, or at `?period=` that period's, as archived; made once for all."""
    from dashboards.files import attachment
    from desk import open_data

    try:
        with reading_for(ANYBODY):
            found = open_data.archived(desk, *asked_package(kind))
    except TryLater:
        raise
    except UserError as nothing:
        return say(404, nothing.what, nothing.cure)
    answer = attachment(found.name, found.mime, found.data)
    answer.add_etag()
    answer.cache_control.max_age = FRESH
    answer.make_conditional(request)
    return answer


def _named(rows: Sequence[Shown], period: str | None) -> Shown | None:
    return next((one for one in rows if str(one.period) == period), None)


def _kept(answer: Response, found: Shown | None) -> Response:
    """A tag by the content's hash, so that who looks often is sent little."""
    if found is not None:
        answer.set_etag(f"{found.sha256[:32]}-{len(answer.get_data())}")
        answer.cache_control.max_age = FRESH
    answer.make_conditional(request)
    return answer


def _json(found: Shown) -> tuple[bytes, str]:
    whole = {**found.content, "sha256": found.sha256, "approved_at": found.since}
    return json.dumps(whole, ensure_ascii=False).encode(), "application/json; charset=utf-8"


def _csv(found: Shown) -> tuple[bytes, str]:
    from briefings.disclosure import figures

    return figures(found.content), "text/csv; charset=utf-8"
