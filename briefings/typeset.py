"""The briefing as a pdf: the same value as data for a template, set by typst in a bounded child."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from briefings.numerals import full_date
from briefings.page_form import PHONE, organ_points
from briefings.paper import Annex, Block, Briefing, Chart, Paragraph, Section, Table, text_of
from briefings.pictures import NO_PICTURES, Pictures
from briefings.typography import chinese, printable, title_lines
from observations.errors import UserError

TITLE_CHARACTERS = 19  # as in the docx
PATIENCE = 90.0
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Typeset:
    """The pdf, the pictures as png, the faces by role, a hash of their files, what had no type.

    `sheet` is the page itself as a png, of a paper for telephones alone.
    """

    pdf: bytes
    png: Mapping[str, bytes]
    faces: Mapping[str, str]
    fonts: str
    lost: tuple[str, ...]
    sheet: bytes = b""


def typeset(briefing: Briefing, pictures: Pictures = NO_PICTURES) -> Typeset:
    """The paper set in type; the same paper, pictures and fonts give the same bytes.

    Tagged (PDF/UA-1) and for the archive (PDF/A-2a), fonts embedded as subsets. `UserError` when
    it takes too long or does not come out.
    """
    drawn = [one for one in briefing.charts if one.id in pictures.svg]
    sizes = [
        {"file": f"{one.id}.svg", "width": briefing.page.width, "height": one.height}
        for one in drawn
    ]
    found = _ask(
        {
            "paper": _data(briefing, pictures),
            "pictures": {one.id: pictures.svg[one.id] for one in drawn},
            "sizes": sizes,
            "moment": int(datetime.combine(briefing.dated, time(), UTC).timestamp()),
            "colophon": chinese(f"版面按{_LAYOUTS[briefing.page.name]}。"),
            "template": "phone" if briefing.page == PHONE else "paper",
        }
    )
    pngs = map(base64.b64decode, found["png"])
    return Typeset(
        pdf=base64.b64decode(found["pdf"]),
        png={one.id: png for one, png in zip(drawn, pngs, strict=True)},
        faces=found["faces"],
        fonts=found["fonts"],
        lost=tuple(found["lost"]),
        sheet=base64.b64decode(found["sheet"]),
    )


_LAYOUTS = {
    "gb": "GB/T 9704-2012",
    "region": "鄂府办发〔2021〕88号格式",
    "bulletin": "内部简报一页式",
    "phone": "手机一页式",
}


def _ask(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The child's answer; it has no environment to speak of and is killed past its time."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "briefings.typeset_child"],
            input=json.dumps(asked, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=PATIENCE,
            cwd=_ROOT,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **_where_fonts_are()},
            check=True,
        )
    except subprocess.TimeoutExpired as late:
        raise UserError(f"通报的 pdf 在{PATIENCE:.0f}秒内没有排完", cure="稍后再试") from late
    except subprocess.CalledProcessError as failed:
        last = failed.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise UserError(
            f"通报的 pdf 没有排成({''.join(last)})", cure="把这句话交给系统管理员"
        ) from failed
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def _where_fonts_are() -> dict[str, str]:
    """An installation may bring typefaces of its own, beside those of the system."""
    named = os.environ.get("FONTCONFIG_FILE")
    return {"FONTCONFIG_FILE": named} if named else {}


def _data(briefing: Briefing, pictures: Pictures) -> dict[str, Any]:
    """The paper as strings and numbers for the template."""
    day, form, head = briefing.dated, briefing.page, briefing.letterhead
    return {
        "title": briefing.title,
        "title_lines": title_lines(briefing.title_parts, TITLE_CHARACTERS),
        "addressee": briefing.addressee,
        "opening": text_of(briefing.opening),
        "sections": [_part(one, pictures) for one in briefing.sections],
        "annexes": [_part(one, pictures) | {"number": one.number} for one in briefing.annexes],
        "signature": briefing.signature,
        "dated": full_date(day),
        "date": [day.year, day.month, day.day],
        "mark": briefing.mark,
        "number": "" if head else printable(briefing.number),
        "page": {
            "top": form.top,
            "bottom": form.bottom,
            "left": form.left,
            "right": form.right,
            "pitch": form.pitch,
            "sheet": form.sheet,
        },
        "letterhead": head
        and {
            "organ": printable(head.organ),
            "points": organ_points(head.organ, form.width),
            "number": printable(briefing.number),
        },
    }


def _part(part: Section | Annex, pictures: Pictures) -> dict[str, Any]:
    blocks = [_block(one, pictures) for one in part.blocks]
    return {"title": part.title, "blocks": blocks}


def _block(block: Block, pictures: Pictures) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "level": block.level, "text": text_of(block.line)}
    return _chart(block, pictures) if isinstance(block, Chart) else _table(block)


def _chart(chart: Chart, pictures: Pictures) -> dict[str, Any]:
    return {
        "kind": "chart",
        "caption": chart.caption,
        "words": chart.words,
        "height": chart.height,
        "file": f"{chart.id}.svg" if chart.id in pictures.svg else "",
        "missing": chinese(pictures.instead()),
    }


def _table(table: Table) -> dict[str, Any]:
    columns = [{"title": c.title, "width": c.width, "align": c.align} for c in table.columns]
    return {
        "kind": "table",
        "caption": table.caption,
        "columns": columns,
        "rows": [
            {"group": row.group, "cells": [text_of(cell) for cell in row.cells]}
            for row in table.rows
        ],
        "note": text_of(table.note),
    }
