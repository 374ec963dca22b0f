"""`/api/v1/…` for reading: observations, assessments, cases and briefings, as the page shows them.

Every answer carries an ETag; observations come in pages that all show one moment of the ledger.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from dashboards import scope, words
from dashboards.address import segment, storable
from dashboards.answers import answered, unless_known
from dashboards.contract import document
from dashboards.errors import say
from dashboards.files import attachment
from ledger.replica import reading_for
from observations.errors import UserError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk

_LISTS = ("indicator", "area", "period", "office")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_KEY_PARTS = 3


def add(routes: Blueprint, desk: Desk) -> None:
    """Register the reads on the programs' blueprint, whose guard has checked the token."""

    @routes.get("/openapi.json")
    def contract() -> Response:
        return unless_known(document())

    @routes.get("/observations")
    def observations() -> Response:
        return answered(desk, "observations", _from_a_copy(_observations))

    @routes.get("/assessments")
    def assessments() -> Response:
        return answered(desk, "assessments", _from_a_copy(_assessments))

    @routes.get("/cases")
    def cases() -> Response:
        return answered(desk, "cases", _from_a_copy(_cases))

    @routes.get("/briefings")
    def briefings() -> Response:
        return answered(desk, "briefings", _briefings)

    @routes.get("/briefings/<paper>/<name>")
    def briefing(paper: str, name: str) -> Response:
        return answered(desk, f"briefing {paper}", lambda d: _briefing(d, paper, name))


def _from_a_copy(work: Callable[[Desk], Response]) -> Callable[[Desk], Response]:
    """The same read, from a copy of the record where one is near enough."""

    def read(desk: Desk) -> Response:
        with reading_for(scope.actor().post):
            return work(desk)

    return read


def _observations(desk: Desk) -> Response:
    from desk import views
    from ledger.browse import Asked

    head, after = _place(_said("after")) if _said("after") else (_head(desk), None)
    lists = [frozenset(filter(None, map(_text, request.args.getlist(one)))) for one in _LISTS]
    indicators, areas, periods, offices = lists
    approved, doubted = _truth("approved", usual=True), _truth("doubted", usual=False)
    asked = Asked(indicators, areas, periods, offices, approved, doubted, after)
    found = views.observations(desk, scope.actor(), asked, head=head, limit=_whole("limit", 200))
    following = _next_page(found.head, found.after) if found.after else None
    shown = [asdict(row) for row in found.rows]
    return unless_known(
        {"observations": shown, "total": found.total, "head": found.head, "next": following}
    )


def _assessments(desk: Desk) -> Response:
    from desk import views
    from desk.documents import run_document

    periods = views.periods(desk, scope.actor())
    period = _said("period") or (periods[0] if periods else "")
    run = (
        views.run_seen(desk, scope.actor(), ReportingPeriod.parse(period), _head(desk))
        if period
        else None
    )
    if run is None:
        return say(
            404,
            "这个报告期还没有评估",
            words.say("已评估的:{names}", names=words.listed(periods) or "没有"),
        )
    return unless_known(run_document(run, _said("area") or None))


def _cases(desk: Desk) -> Response:
    from desk import views

    rows = views.cases(desk, scope.actor(), _head(desk))
    state, office = _said("state"), _said("office")
    if state not in ("", "open", "closed"):
        raise UserError(
            words.say("没有状态“{state}”", state=state), cure="用 open 或 closed,不写则全部"
        )
    shown = [
        asdict(row)
        for row in rows
        if office in ("", row.office) and state in ("", "closed" if row.closed else "open")
    ]
    return unless_known({"cases": shown})


def _briefings(desk: Desk) -> Response:
    from desk import views

    shown = [
        {
            "id": one.id,
            "title": one.title,
            "period": one.period,
            "issued_at": one.issued_at,
            "head": one.head,
            "demo": one.demo,
            "files": [
                {
                    "name": name,
                    "bytes": size,
                    "href": f"/api/v1/briefings/{segment(one.id)}/{segment(name)}",
                }
                for name, size in one.files
            ],
        }
        for one in views.briefings(desk, scope.actor())
    ]
    return unless_known({"briefings": shown})


def _briefing(desk: Desk, paper: str, name: str) -> Response:
    from desk import files

    found = files.briefing(desk, scope.actor(), paper, name)
    if found is None:
        return say(404, "没有这份通报", "由 /api/v1/briefings 查文件名")
    answer = attachment(found.name, found.mime, found.data)
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _said(name: str) -> str:
    return _text(request.args.get(name, ""))


def _text(value: str) -> str:
    """A text of the query; one that no database takes is a mistake."""
    if not storable(value):
        raise UserError("参数中有无法识别的字符", cure="用 UTF-8 写参数")
    return value.strip()


def _truth(name: str, *, usual: bool) -> bool:
    said = _said(name)
    if said and said not in _TRUTHS:
        raise UserError(
            words.say("参数 {name} 写成“{said}”", name=name, said=said), cure="写 true 或 false"
        )
    return _TRUTHS.get(said, usual)


def _whole(name: str, usual: int) -> int:
    said = _said(name)
    if said and not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise UserError(
            words.say("参数 {name} 写成“{said}”", name=name, said=said), cure="写一个整数"
        )
    return int(said) if said else usual


def _head(desk: Desk) -> int | None:
    """The ledger's place at the end of the day `as_of`; None for now."""
    from desk import views

    said = _said("as_of")
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise UserError(
            words.say("参数 as_of 写成“{said}”", said=said), cure="写成 2024-10-08"
        ) from error
    return views.head_at(desk, scope.actor(), day)


def _next_page(head: int, after: tuple[str, str, str]) -> str:
    """The address of the page after this key, at the same moment of the ledger."""
    written = json.dumps([head, *after], ensure_ascii=False).encode()
    place = base64.urlsafe_b64encode(written).decode().rstrip("=")
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in ("after", "as_of")]
    return f"{request.path}?{urlencode([*kept, ('after', place)])}"


def _place(written: str) -> tuple[int, tuple[str, str, str]]:
    """Head and key of an `after` that `_next_page` wrote."""
    try:
        padded = written + "=" * (-len(written) % 4)
        head, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        texts = tuple(part for part in key if isinstance(part, str) and storable(part))
        if type(head) is int and 0 <= head < 2**62 and len(key) == len(texts) == _KEY_PARTS:
            return head, (texts[0], texts[1], texts[2])
    except (ValueError, TypeError, binascii.Error, RecursionError):
        pass
    raise UserError("参数 after 不是上一页给出的", cure="照上一页的 next 地址取下一页")
