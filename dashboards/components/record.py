"""The rows of the record as markup: a thousand of them as a tree of components took 0.7 s.

Every text is escaped here, once for each wording, and every link is built of quoted segments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components.attributes import data
from dashboards.components.flat import shown as said
from dashboards.components.punctuation import by_letter
from dashboards.words import language, say_as, told
from desk.handle import SHANGHAI
from observations.indicator import Indicator
from targets import wording

if TYPE_CHECKING:
    from desk.views import ObservedRow
    from targets.model import Plan

HEADINGS = ("指标", "地区", "报告期", "数值", "标记", "填报单位", "出处", "入账时间")
NUMBER = 3
PART = 100
PUBLISHED = "published"
"""The office of published values: nobody's delivery, so there is no receipt to open."""


def record(plan: Plan, rows: Sequence[ObservedRow]) -> Component:
    """The table of `rows`; each value leads to its receipt, its indicator and its cell.

    Many rows are several tables under each other, which the browser lays out as they come into
    sight: a thousand rows in one took it 0.3 s.
    """
    known = {one.key: one for one in plan.indicators}
    parts = (rows[first : first + PART] for first in range(0, len(rows), PART))
    whole = "".join(_part(known, part, number) for number, part in enumerate(parts))
    return html.Div(className="record", **data(markup=whole))


def _part(known: Mapping[str, Indicator], rows: Sequence[ObservedRow], number: int) -> str:
    """A table with the headings; seen over the first one, heard with every one."""
    head = "".join(
        f'<th scope="col"{_side(place)}>{_words(word)}</th>' for place, word in enumerate(HEADINGS)
    )
    again = ' class="again"' if number else ""
    body = "".join(_line(known.get(row.indicator), row) for row in rows)
    whole = f"<table><thead{again}><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="record-part">{whole}</div>'


def _line(known: Indicator | None, row: ObservedRow) -> str:
    cells = (make(known, row) for make in COLUMNS)
    return f"<tr>{''.join(map(_cell, range(len(HEADINGS)), cells))}</tr>"


def _cell(place: int, inner: str) -> str:
    return f'<td data-label="{escape(told(HEADINGS[place]))}"{_side(place)}>{inner}</td>'


def _side(place: int) -> str:
    return ' class="number"' if place == NUMBER else ""


def _words(text: str) -> str:
    """A text as HTML in the visitor's language; the names of indicators and offices come often."""
    return _said(text, language())


@lru_cache(maxsize=8192)
def _said(text: str, _language: str) -> str:
    return said(text)


def _link(href: str, inner: str, look: str = "") -> str:
    return f'<a href="{href}"{look}>{inner}</a>'


def _receipt(row: ObservedRow) -> str:
    return f"/receipts/{segment(row.receipt)}"


def _page(row: ObservedRow) -> str:
    return f"/indicators/{segment(row.indicator)}?area={segment(row.area)}"


def _indicator(known: Indicator | None, row: ObservedRow) -> str:
    name = _words(row.indicator_name)
    return _link(_page(row), name) if known else name


def _area(_known: Indicator | None, row: ObservedRow) -> str:
    return _words(row.area_name)


def _period(_known: Indicator | None, row: ObservedRow) -> str:
    return f'<span class="nowrap">{escape(row.period)}</span>'


def _value(known: Indicator | None, row: ObservedRow) -> str:
    text = shown(known, row.value)
    href = _page(row) if row.office == PUBLISHED else _receipt(row)
    return _link(href, _words(text), ' class="value-link"') + _wrote(text, row)


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


def _marks(_known: Indicator | None, row: ObservedRow) -> str:
    """What one must know before using the value: a word each, with its own look."""
    known_marks = (
        (row.value is None, "缺", "missing"),
        (row.doubted, "存疑", "doubted"),
        (not row.approved, "未审定", "waiting"),
        (row.demo, "演示", "demo"),
    )
    words = "".join(_mark(word, kind) for holds, word, kind in known_marks if holds)
    return f'<span class="data-marks">{words or "—"}</span>'


def _mark(word: str, kind: str) -> str:
    return f'<span class="belief belief-{kind}">{_words(word)}</span>'


def _office(_known: Indicator | None, row: ObservedRow) -> str:
    return _words(row.office_name)


def _place(_known: Indicator | None, row: ObservedRow) -> str:
    place = said("!".join(part for part in (row.sheet, row.cell) if part), by_letter)
    place = place or _words("来件")
    if row.office == PUBLISHED:
        return f"<code>{place}</code>"
    return _link(_receipt(row), place, ' class="cell-link"')


def _recorded(_known: Indicator | None, row: ObservedRow) -> str:
    local = row.recorded_at.astimezone(SHANGHAI)
    written = local.strftime("%Y-%m-%d %H:%M")
    return f'<time class="moment" datetime="{local.isoformat()}">{written}</time>'


def shown(known: Indicator | None, value: float | None) -> str:
    """A value as people read it, with its unit; of an indicator no plan has, the bare number."""
    if value is None:
        return "缺"
    return wording.value_text(known, value) if known else f"{value:g}"


COLUMNS: tuple[Callable[[Indicator | None, ObservedRow], str], ...] = (
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
