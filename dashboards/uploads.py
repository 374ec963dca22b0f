"""What may be dropped on a page, said before anything is chosen."""

from __future__ import annotations

import base64
import binascii
import json

from werkzeug.exceptions import BadRequest

from dashboards.words import say
from observations.errors import UserError
from observations.jail_child import Limits

MAX_FILE = 5 * 1024 * 1024
"""Bytes of one file over the page; `assets/page.js` refuses the same."""
FORM_KINDS = "xlsx、xls、et、ods、csv、docx"


def decoded(contents: str) -> bytes:
    """The file inside a data URL, as a browser sends it; `BadRequest` for what is none."""
    _, comma, encoded = contents.partition(",")
    if not comma:
        raise BadRequest("请求的值不对")
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("请求的值不对") from error


def picked(sent: str, cure: str) -> tuple[str, bytes]:
    """Name and bytes of the file that was picked, as `cases.js` puts it into a form.

    `UserError` with `cure` for an empty or a too large one, `BadRequest` for what is none.
    """
    try:
        told = json.loads(sent)
        name, contents = told["name"], told["contents"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise BadRequest("请求的值不对") from error
    if not isinstance(name, str) or not isinstance(contents, str):
        raise BadRequest("请求的值不对")
    data = decoded(contents)
    if len(data) > MAX_FILE:
        raise UserError(say("文件超过 {size} MB", size=MAX_FILE >> 20), cure=cure)
    if not data:
        raise UserError("文件是空的", cure="请选择有内容的文件")
    return name, data


def form_limits(rows: int) -> tuple[str, ...]:
    """Kinds, size and rows of a form with `rows` rows, each as a sentence of its own."""
    return (
        say("种类:{kinds};不收带宏、加密的工作簿", kinds=FORM_KINDS),
        say(
            "大小:不超过 {size} MB、{cells} 万个单元格",
            size=MAX_FILE >> 20,
            cells=Limits().cells // 10000,
        ),
        say("行数:本期表 {count} 行,不增删行、列", count=rows),
    )
