"""How the programs' door answers: JSON always, refusals and mistakes with their cure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from flask import Response, request

from dashboards import scope
from dashboards.address import storable
from dashboards.errors import say
from dashboards.routes import tell_refusal
from observations.errors import Refused, TryLater, UserError

if TYPE_CHECKING:
    from desk.handle import Desk

JSON = "application/json"


def answered(desk: Desk, subject: str, work: Callable[[Desk], Response]) -> Response:
    """The work's answer; 403 a refusal, 422 a mistake, 503 a system busy or full, with the cure."""
    if not storable(subject):
        return say(404, "没有这份回执", "核对回执号")
    if not all(map(storable, chain(*request.args.items(multi=True)))):
        return say(422, "参数中有无法识别的字符", "用 UTF-8 写参数")
    try:
        return work(desk)
    except Refused as refused:
        tell_refusal(desk, scope.actor(), subject, refused.what)
        return say(403, refused.what, refused.cure)
    except TryLater:
        raise  # nobody's mistake: 503 for every address alike
    except UserError as mistake:
        return say(422, mistake.what, mistake.cure)


def as_json(status: int, document: dict[str, Any]) -> Response:
    """A JSON answer; moments and days in ISO 8601."""
    text = json.dumps(document, ensure_ascii=False, default=_written)
    return Response(text, status=status, mimetype=JSON)


def _written(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"not JSON: {type(value)}")


def unless_known(document: dict[str, Any]) -> Response:
    """A read's answer under its ETag; 304 to who has it already."""
    answer = as_json(200, document)
    answer.add_etag()
    answer.make_conditional(request)
    return answer
