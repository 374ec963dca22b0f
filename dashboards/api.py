"""`/api/v1/…`: programs hand in submissions and evidence, and ask what became of them.

Every answer is JSON; handing in costs one file and one row, judging is the worker's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboards import bearer, reads, scope, words
from dashboards.answers import JSON, answered, as_json
from dashboards.errors import say
from dashboards.files import attachment
from dashboards.limits import BIG
from observations.errors import UserError
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from dashboards.limits import Limits
    from desk.handle import Desk
    from observations.jail import Jail

log = logging.getLogger(__name__)

MOST_BYTES = 5 * 1024 * 1024
MOST_EVIDENCE = 20 * 1024 * 1024
ROOM_SECONDS = 5  # a big body is usually received by then
ENVELOPE = 64 * 1024  # what multipart writes around one file
FORM = "multipart/form-data"
BINARY = frozenset(
    {
        "application/octet-stream",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "image/jpeg",
        "image/png",
        "text/csv",
        "text/tab-separated-values",
    }
)
USUAL_NAME = "submission.json"


def blueprint(desk: Desk, jail: Jail, limits: Limits) -> Blueprint:
    """The programs' routes; the guard lets nobody in without a token."""
    routes = Blueprint(bearer.BLUEPRINT, __name__, url_prefix="/api/v1")

    @routes.post("/submissions")
    def hand_in() -> Response:
        return _with_room(limits, lambda: answered(desk, "submission", _hand_in))

    @routes.get("/receipts/<receipt>")
    def outcome(receipt: str) -> Response:
        return answered(desk, f"receipt {receipt}", lambda d: _outcome(d, receipt))

    @routes.get("/receipts/<receipt>/return-sheet")
    def return_sheet(receipt: str) -> Response:
        return answered(desk, f"return {receipt}", lambda d: _return_sheet(d, receipt, jail))

    @routes.post("/attachments")
    def attach() -> Response:
        return _with_room(limits, lambda: answered(desk, "attachment", _attach))

    reads.add(routes, desk)
    return routes


def _with_room(limits: Limits, work: Callable[[], Response]) -> Response:
    """The work's answer; 429 for a big body while too many others are being received."""
    size = request.content_length
    if size is not None and size <= BIG:
        return work()
    with limits.bodies.place(bearer.holder_key()) as free:
        return work() if free else bearer.too_many("正在接收的大文件太多", ROOM_SECONDS)


def _hand_in(desk: Desk) -> Response:
    from desk import intake
    from desk.superseded import superseded

    taken = _body(MOST_BYTES)
    if isinstance(taken, Response):
        return taken
    name, data = taken
    office = _known_office(desk, request.args.get("office", ""))
    receipt = intake.receive(desk, scope.actor(), data, name, office=office)
    told = {
        "receipt": receipt.id,
        "status": receipt.state,
        "sha256": receipt.source.sha256,
        "duplicate_of": receipt.duplicate_of,
    }
    later = superseded(desk, receipt.id) if receipt.duplicate_of else ()
    return as_json(202, told | ({"superseded_by": [asdict(one) for one in later]} if later else {}))


def _outcome(desk: Desk, receipt: str) -> Response:
    from desk import delivery
    from desk.files import RETURNED

    found = delivery.outcome_of(desk, scope.actor(), receipt)
    if found is None:
        return say(404, "没有这份回执", "核对回执号")
    sheet = f"/api/v1/receipts/{receipt}/return-sheet" if found.status in RETURNED else None
    return as_json(200, asdict(found) | {"return_sheet": sheet})


def _return_sheet(desk: Desk, receipt: str, jail: Jail) -> Response:
    from desk import files

    found = files.return_sheet(desk, scope.actor(), receipt, jail)
    if found is None:
        return say(404, "没有这份退回单", "已受理的来件没有退回单;核对回执号")
    return attachment(found.name, found.mime, found.data)


def _attach(desk: Desk) -> Response:
    from desk import attachments

    taken = _body(MOST_EVIDENCE)
    if isinstance(taken, Response):
        return taken
    name, data = taken
    said = request.args
    given = attachments.Evidence(data, name, said.get("finding", ""), said.get("text", ""))
    where = (said.get("office", ""), ReportingPeriod.parse(said.get("period", "")))
    row = attachments.attach(desk, scope.actor(), where, given)
    told = {**asdict(row.attached), "office_name": desk.office_names[row.attached.office]}
    return as_json(201, {"attachment": row.id, **told})


def _known_office(desk: Desk, office: str) -> str:
    if office and office not in desk.office_names:
        raise UserError(
            words.say("没有单位“{office}”", office=office),
            cure=words.say("可用:{names}", names=words.listed(desk.office_names)),
        )
    return office


def _body(most: int) -> tuple[str, bytes] | Response:
    """File name and bytes of what was sent, or the answer why not."""
    if request.mimetype not in {JSON, FORM, *BINARY}:
        cure = "用 application/json、multipart/form-data 或 application/octet-stream"
        return say(
            415, words.say("不收 Content-Type“{mimetype}”", mimetype=request.mimetype[:80]), cure
        )
    request.max_content_length = most + ENVELOPE
    request.max_form_parts = 10
    try:
        name, data = _sent()
    except RequestEntityTooLarge:
        data, name = b"", ""
    else:
        if len(data) <= most:
            return _named(name), data
    return say(
        413, words.say("内容超过 {most} MB", most=most >> 20), "分次送交,或由命令行、收件箱批量导入"
    )


def _sent() -> tuple[str, bytes]:
    if request.mimetype != FORM:
        usual = USUAL_NAME if request.mimetype == JSON else ""
        return usual, request.get_data(cache=False)
    files = list(request.files.values())
    if len(files) != 1:
        raise UserError(
            words.say("须恰好有一个文件,收到 {count} 个", count=len(files)), cure="一次送交一个文件"
        )
    return files[0].filename or "", files[0].read()


def _named(usual: str) -> str:
    header = unquote(request.headers.get("X-File-Name", ""))
    name = request.args.get("name", "") or header or usual
    if not name.strip():
        raise UserError("没有文件名", cure="在 X-File-Name 头(百分号编码)或 name 参数写文件名")
    return name
