"""What is answered when something is refused or breaks: words, never a traceback."""

from __future__ import annotations

import json
import logging
from html import escape

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from dashboards import look, words
from dashboards.components.flat import shown
from dashboards.components.punctuation import spoken
from observations.errors import TryLater

log = logging.getLogger(__name__)

WORDS = {
    400: ("请求格式不对", "请刷新页面后重试"),
    403: ("没有权限", "请联系系统管理员核对岗位职责"),
    404: ("没有这个页面或文件", "请从总览重新进入"),
    405: ("不支持这种请求", "请刷新页面后重试"),
    413: ("提交的内容太大", "单个文件不超过 5 MB"),
    415: ("请求格式不对", "请刷新页面后重试"),
    500: ("系统出现故障,已记录", "请稍后重试;数据没有丢失"),
}
RETRY = 5  # seconds after which what is busy is usually free
PAGE = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="/login/static/login.css">'
    '<link rel="stylesheet" href="/login/static/login-dark.css" media="{media}"></head><body>'
    '<main class="alone">'
    '<section class="enter"><form><h1>{what}</h1><p>{cure}</p><p><a href="/">{back}</a></p>'
    "</form></section></main></body></html>"
)


def add_error_pages(server: Flask) -> None:
    """Plain answers for every HTTP error; a fault of ours is logged and said in one line."""

    def refused(error: HTTPException) -> Response:
        return _answer(error.code or 500)

    def later(error: TryLater) -> Response:
        log.warning("try later: %s %r: %s", request.method, request.path, error.what)
        answer = say(503, error.what, error.cure)
        answer.headers["Retry-After"] = str(RETRY)
        return answer

    def fault(error: Exception) -> Response:
        log.error("fault in %s %r", request.method, request.path, exc_info=error)
        return _answer(500)

    server.register_error_handler(HTTPException, refused)
    server.register_error_handler(TryLater, later)
    server.register_error_handler(Exception, fault)


def _answer(code: int) -> Response:
    return say(code, *WORDS.get(code, WORDS[400 if code < 500 else 500]))


def say(code: int, what: str, cure: str) -> Response:
    """What happened and the cure: as a page, as one line, or as JSON for a program."""
    if request.path.startswith(("/api/", "/metrics")):
        told = json.dumps({"error": {"what": what, "cure": cure}}, ensure_ascii=False)
        return Response(told, status=code, mimetype="application/json")
    if "text/html" in request.headers.get("Accept", ""):
        page = PAGE.format(
            lang=words.language(),
            media=look.dark_media(),
            title=escape(spoken(words.told(what))),
            what=shown(what),
            cure=shown(words.say("{cure}。", cure=cure or WORDS[404][1])),
            back=shown("返回总览"),
        )
        return Response(page, status=code, mimetype="text/html")
    return Response(spoken(words.told(f"{what},{cure}")), status=code, mimetype="text/plain")
