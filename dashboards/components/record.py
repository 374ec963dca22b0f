"""The rows of the record as markup: a thousand of them as a tree of components took 0.7 s.

Every text is escaped here, once for each wording, and every link is built of quoted segments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html
from dashboards.components.attributes import data
from dashboards.components.flat import shown as said
from dashboards.components.punctuation import by_letter
from dashboards.words import LANGUAGES, language, say_as, told
from desk.handle import SHANGHAI
from observations.indicator import Indicator
from targets import wording

if TYPE_CHECKING:
    from desk.views import ObservedRow
    from observations.identity import Actor
    from targets.model import Plan

HEADINGS = ("指标", "地区", "报告期", "数值", "标记", "填报单位", "出处", "入账时间")
NUMBER = 3
PART = 100
PUBLISHED = "published"
"""The office of published values: nobody's delivery, so there is no receipt to open."""


@dataclass(frozen=True)
class Line:
    """A row with its indicator; `opens`: its receipt, for who may open it."""

    known: Indicator | None
    row: ObservedRow
    opens: bool


def record(plan: Plan, rows: Sequence[ObservedRow], who: Actor) -> Component:
    """The table of `rows`; each value leads to its indicator and, where `who` may, its receipt.

    Many rows are several tables under each other, which the browser lays out as they come into
    sight: a thousand rows in one took it 0.3 s.
    """
    known = {one.key: one for one in plan.indicators}
    lines = [
        Line(known.get(row.indicator), row, row.office != PUBLISHED and who.covers(row.office))
        for row in rows
    ]
    parts = (lines[first : first + PART] for first in range(0, len(lines), PART))
    whole = "".join(_part(part, number) for number, part in enumerate(parts))
    return html.Div(className="record", **data(markup=whole))


def _part(lines: Sequence[Line], number: int) -> str:
    """A table with the headings; seen over the first one, heard with every one."""
    head = "".join(
        f'<th scope="col"{_side(place)}>{said(word)}</th>' for place, word in enumerate(HEADINGS)
    )
    again = ' class="again"' if number else ""
    body = "".join(map(_line, lines))
    whole = f"<table><thead{again}><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="record-part">{whole}</div>'


def _line(line: Line) -> str:
    opened = zip(_opened(language()), COLUMNS, strict=True)
    return f"<tr>{''.join([f'{cell}{make(line)}</td>' for cell, make in opened])}</tr>"


@lru_cache(maxsize=len(LANGUAGES))
def _opened(_language: str) -> tuple[str, ...]:
    """How the cell of each column begins."""
    return tuple(
        f'<td data-label="{escape(told(word))}"{_side(place)}>'
        for place, word in enumerate(HEADINGS)
    )


def _side(place: int) -> str:
    return ' class="number"' if place == NUMBER else ""


def _link(href: str, inner: str, look: str = "") -> str:
    return f'<a href="{href}"{look}>{inner}</a>'


def _receipt(row: ObservedRow) -> str:
    return f"/receipts/{segment(row.receipt)}"


def _page(row: ObservedRow) -> str:
    return f"/indicators/{segment(row.indicator)}?area={segment(row.area)}"


def _indicator(line: Line) -> str:
    name = said(line.row.indicator_name)
    return _link(_page(line.row), name) if line.known else name


def _area(line: Line) -> str:
    return said(line.row.area_name)


def _period(line: Line) -> str:
    return f'<span class="nowrap">{escape(line.row.period)}</span>'


def _value(line: Line) -> str:
    row, text = line.row, shown(line.known, line.row.value)
    href = _receipt(row) if line.opens else _page(row)
    return _link(href, said(text), ' class="value-link"') + _wrote(text, row)


def _wrote(text: str, row: ObservedRow) -> str:
    """What the office wrote, where it does not read as the value shown."""
    raw = row.printed.strip()
    if raw in ("", text) or _figure(raw) == row.value:
        return ""
    written = said(raw, by_letter)
    return (
        f'<small>{escape(say_as("record", "填报"))} <span class="verbatim">{written}</span></small>'
    )


def _figure(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None


def _marks(line: Line) -> str:
    """What one must know before using the value: a word each, with its own look."""
    row = line.row
    known_marks = (
        (row.value is None, "缺", "missing"),
        (row.doubted, "存疑", "doubted"),
        (not row.approved, "未审定", "waiting"),
        (row.demo, "演示", "demo"),
    )
    words = "".join(_mark(word, kind) for holds, word, kind in known_marks if holds)
    return f'<span class="data-marks">{words or "—"}</span>'


def _mark(word: str, kind: str) -> str:
    return f'<span class="belief belief-{kind}">{said(word)}</span>'


def _office(line: Line) -> str:
    return said(line.row.office_name)


def _place(line: Line) -> str:
    row = line.row
    place = said("!".join(part for part in (row.sheet, row.cell) if part), by_letter)
    place = place or said("来件")
    if not line.opens:
        return f"<code>{place}</code>"
    return _link(_receipt(row), place, ' class="cell-link"')


def _recorded(line: Line) -> str:
    local = line.row.recorded_at.astimezone(SHANGHAI)
    written = local.strftime("%Y-%m-%d %H:%M")
    return f'<time class="moment" datetime="{local.isoformat()}">{written}</time>'


def shown(known: Indicator | None, value: float | None) -> str:
    """A value as people read it, with its unit; of an indicator no plan has, the bare number."""
    if value is None:
        return "缺"
    return wording.value_text(known, value) if known else f"{value:g}"


COLUMNS: tuple[Callable[[Line], str], ...] = (
    _indicator,
    _area,
    _period,
    _value,
    _marks,
    _office,
    _place,
    _recorded,
)
"""What stands under each of HEADINGS."""
