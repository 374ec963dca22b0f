"""Downloads: forms, return sheets, originals, papers; each checked against the actor's scope."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, request

from dashboards import data_files, motion_files, opinion_files, scope, words
from dashboards.address import storable
from dashboards.errors import say
from dashboards.open_data import asked_package
from dashboards.routes import tell_refusal
from observations.errors import Refused, TryLater, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from dashboards.writing import Writing
    from desk.handle import Desk
    from observations.jail import Jail

log = logging.getLogger(__name__)

SANDBOX = "sandbox; default-src 'none'"  # nobody looked into it: it may do nothing at all
DRAWN = "sandbox; default-src 'none'; style-src 'unsafe-inline'"  # a page of our own, read only


def blueprint(desk: Desk, jail: Jail, writing: Writing) -> Blueprint:
    """`/files/…`; an object out of scope answers like one that does not exist."""
    from desk import files
    from desk.scribe import FormOrder

    routes = Blueprint("files", __name__, url_prefix="/files")

    @routes.get("/form/<office>/<period>")
    def form(office: str, period: str) -> Response:
        def work(who: Actor) -> Any:
            scope.require_office(who, office)
            asked = str(ReportingPeriod.parse(period))
            return writing.write(FormOrder(who, desk.now(), office, asked))

        return _send(desk, f"form {office} {period}", work)

    @routes.get("/return/<receipt>")
    def return_sheet(receipt: str) -> Response:
        def work(who: Actor) -> Any:
            return files.return_sheet(desk, who, receipt, jail)

        return _send(desk, f"return {receipt}", work)

    @routes.get("/original/<receipt>")
    def original(receipt: str) -> Response:
        return _send(desk, f"original {receipt}", lambda who: files.original(desk, who, receipt))

    @routes.get("/briefing/<paper>/<name>")
    def briefing(paper: str, name: str) -> Response:
        return _send(desk, f"briefing {paper}", lambda who: files.briefing(desk, who, paper, name))

    _add_drafts(routes, desk, writing)
    _add_asked(routes, desk, writing)
    _add_evidence(routes, desk)
    _add_cases(routes, desk, writing)
    _add_data_docs(routes, desk)
    _add_open_data(routes, desk)
    data_files.add(routes, desk, writing)
    motion_files.add(routes, desk, writing, _send)
    opinion_files.add(routes, desk, writing, _send)
    return routes


def _add_drafts(routes: Blueprint, desk: Desk, writing: Writing) -> None:
    """`/files/paper/…`: a draft of a period's paper, to be read whole before it is approved."""
    from desk.scribe import PaperOrder

    @routes.get("/paper/<period>")
    def paper(period: str) -> Response:
        def work(who: Actor) -> Any:
            scope.require(who, Role.DESK, Role.LEADER)
            asked = str(ReportingPeriod.parse(period))
            return writing.write(PaperOrder(who, desk.now(), asked))

        return _shown(_send(desk, f"paper {period}", work))


def _add_asked(routes: Blueprint, desk: Desk, writing: Writing) -> None:
    """`/files/written/…`: papers that are written when asked for; of one office or of them all."""
    from desk.asked_papers import AskedPaper
    from desk.scribe import AskedOrder

    def handed(asked: AskedPaper, form: str) -> Response:
        def work(who: Actor) -> Any:
            if asked.office:
                scope.require_office(who, asked.office)
            else:
                scope.require(who, Role.DESK, Role.LEADER)
            order = AskedOrder(who, desk.now(), asked, form)
            key = (who, asked, form, desk.today(), desk.ledger.head(), desk.plan.version)
            return writing.kept.file(key, lambda: writing.write(order))

        return _send(desk, f"written {asked.kind} {asked.period} {asked.office}", work)

    @routes.get("/written/<kind>/<period>.<form>")
    def written(kind: str, period: str, form: str) -> Response:
        return handed(AskedPaper(kind, period), form)

    @routes.get("/written/office/<office>/<period>.<form>")
    def of_office(office: str, period: str, form: str) -> Response:
        return handed(AskedPaper("office", period, office), form)


def _add_evidence(routes: Blueprint, desk: Desk) -> None:
    """`/files/attachment/…`: what an office sent to prove a value, as it came."""
    from desk import attachments

    @routes.get("/attachment/<number>")
    def evidence(number: str) -> Response:
        def work(who: Actor) -> Any:
            return attachments.attachment(desk, who, number)

        answer = _send(desk, f"attachment {number}", work)
        answer.headers["Content-Security-Policy"] = SANDBOX
        return answer


def _add_cases(routes: Blueprint, desk: Desk, writing: Writing) -> None:
    """`/files/case/…`: what was shown with a step of a case, as it came; the three lists."""
    from desk import case_files
    from desk.scribe import CaseListsOrder

    @routes.get("/cases.xlsx")
    def lists() -> Response:
        def work(who: Actor) -> Any:
            scope.require(who, *(role for role in Role if role is not Role.VIEWER))
            said = request.args.get("on", "")
            return writing.write(CaseListsOrder(who, desk.now(), _day(said) if said else None))

        return _send(desk, "case lists", work)

    @routes.get("/case/<number>/<int:place>")
    def case_evidence(number: str, place: int) -> Response:
        def work(who: Actor) -> Any:
            return case_files.evidence_file(desk, who, number, place)

        answer = _send(desk, f"case {number} {place}", work)
        answer.headers["Content-Security-Policy"] = SANDBOX
        return answer


def _add_data_docs(routes: Blueprint, desk: Desk) -> None:
    """`/files/data-docs/…`: shown, not handed over, for it is drawn by us and loads nothing."""
    from desk import data_docs

    @routes.get("/data-docs/<receipt>")
    def docs(receipt: str) -> Response:
        def work(who: Actor) -> Any:
            return data_docs.data_docs(desk, who, receipt, draw=False)

        return _shown(_send(desk, f"data docs {receipt}", work))


def _add_open_data(routes: Blueprint, desk: Desk) -> None:
    """`/files/open-data/…`: what the public may read, in one zip."""
    from desk import open_data

    @routes.get("/open-data/<kind>.zip")
    def package(kind: str) -> Response:
        def work(who: Actor) -> Any:
            return open_data.download(desk, who, *asked_package(kind))

        return _send(desk, f"open data {kind}", work)


def _shown(answer: Response) -> Response:
    """A page drawn by us and loading nothing: shown in a sandbox, not handed over."""
    if answer.status_code == 200:
        answer.headers["Content-Security-Policy"] = DRAWN
        answer.headers["Content-Disposition"] = "inline"
    return answer


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UserError(
            words.say("“{said}”不是日期", said=said[:40]), cure="写成 2024-12-31"
        ) from None


def _send(desk: Desk, subject: str, work: Callable[[Actor], Any]) -> Response:
    who = scope.actor()
    if not storable(subject):
        abort(404, "没有这份文件")
    try:
        found = work(who)
    except Refused as refused:
        tell_refusal(desk, who, subject, refused.what)
        abort(403, refused.what)
    except TryLater:
        raise
    except UserError as mistake:
        log.warning("not handed out: %r to %r: %r", subject, who.post, mistake.what)
        return say(404, mistake.what, mistake.cure)
    except KeyError:
        abort(404, "没有这份文件")
    if found is None:
        abort(404, "没有这份文件")
    return attachment(found.name, found.mime, found.data)


def attachment(name: str, mime: str, data: bytes) -> Response:
    """Always an attachment: nothing an office sent is ever shown inside our own origin."""
    response = Response(data, mimetype=mime)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response
