"""The list of cases: what is asked of it, how many of each colour, the rows, the three lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import dcc
from dash.development.base_component import Component

from cases.events import Standing
from cases.kinds import load_kind
from cases.lists import LISTS
from dashboards.address import Address
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.components.cases import (
    COLOURS,
    case_href,
    case_link,
    case_mark,
    coloured,
    days_words,
    turn_words,
)
from dashboards.components.tables import table
from dashboards.components.times import due_day
from dashboards.words import listed, say
from desk.views.case_search import PLAIN, RUNNING

if TYPE_CHECKING:
    from cases.lists import Entry
    from desk.views import CaseRow
    from desk.views.case_search import Found, Turn

STANDINGS: Mapping[str, str] = {
    RUNNING: RUNNING, **{one.name.lower(): str(one) for one in Standing}
}  # fmt: skip
"""Where cases stand, by the word of the address."""
TINTS: Mapping[str, str] = {**{name: colour for colour, name in COLOURS.items()}, PLAIN: PLAIN}
"""Colours by the word of the address."""
RATES = "rates"
"""How punctually cases were dealt with, among the lists of the address."""
WORDS = {RUNNING: "未销号", PLAIN: "未着色"}
OF_LIST = ("office", "kind", "state", "colour", "on")
"""What the address asks of the list."""


def asking(address: Address, found: Found, today: date) -> Component:
    """All filters with what the address says of them: a form of the browser's own."""
    lists = (
        ("承办单位", "office", found.offices),
        ("类型", "kind", found.kinds),
        ("状态", "state", [(key, WORDS.get(one, one)) for key, one in STANDINGS.items()]),
        ("颜色", "colour", [(key, WORDS.get(one, one)) for key, one in TINTS.items()]),
    )
    said = [dict(options).get(address.get(name), "") for _, name, options in lists]
    until = [say("截至{day}", day=address.get("on"))] if address.get("on") else []
    words = listed([*filter(None, said), *until])
    kept = dcc.Input(type="hidden", name="list", value=address.get("list"))
    return html.Details(
        [
            html.Summary(say("筛选:{words}", words=words or "全部"), className="asks-summary"),
            html.Form(
                [
                    *(choice(label, name, address, options) for label, name, options in lists),
                    _day(address, today),
                    html.Div(
                        [
                            html.Button("查询", type="submit", className="button primary"),
                            dcc.Link("清除条件", href="/cases", className="button"),
                        ],
                        className="asks-buttons",
                    ),
                    kept,
                ],
                action="/cases",
                method="GET",
                className="card asks",
                **aria(label="筛选"),
            ),
        ],
        open=not words,
        className="asks-fold",
    )


def choice(
    label: str, name: str, address: Address, options: Sequence[tuple[str, str]]
) -> Component:
    """A list's filter in the browser's own form: what the address asks for stays a choice."""
    now = address.get(name)
    words = [("", "全部"), *options]
    if now not in dict(words):
        words.append((now, now))
    own = html.Select(
        [html.Option(word, value=key, selected=key == now) for key, word in words],
        name=name,
        className="field-choice",
    )
    return html.Label([html.Span(label, className="field-name"), own], className="field")


def _day(address: Address, today: date) -> Component:
    more: dict[str, Any] = {"type": "date", "max": today.isoformat()}
    own = dcc.Input(name="on", value=address.get("on"), className="field-input", **more)
    name = html.Span("哪一天结束时的台账", className="field-name")
    return html.Label([name, own], className="field")


def by_colour(address: Address, found: Found) -> Component:
    """How many run of each colour; each count leads to those."""
    parts = [_count(address, name, colour, found) for name, colour in TINTS.items()]
    return html.Nav([one for one in parts if one], className="case-counts", **aria(label="三色"))


def _count(address: Address, name: str, colour: str, found: Found) -> Component | None:
    """None for a colour that no rule gave: 橙 is of other rules than ours."""
    count = found.colours.get(colour, 0)
    if not count and colour == "橙":
        return None
    mark = case_mark(WORDS.get(colour, colour), colour if colour in COLOURS else "")
    now = address.get("colour") == name
    href = address.href(colour=None if now else name, page=None)
    current = {"aria-current": "true"} if now else {}
    return html.Span(
        dcc.Link([mark, html.Strong(str(count))], href=href, className="case-count"), **current
    )


def tabs(address: Address) -> Component:
    """The ledger itself, and the three lists as views of it."""
    views = (("", "台账"), *LISTS.items(), (RATES, "按期率和办结率"))
    links = [
        dcc.Link(
            word,
            href=address.href(list=name or None, page=None),
            className="button small" + (" primary" if address.get("list") == name else ""),
        )
        for name, word in views
    ]
    return html.Nav(links, className="buttons case-tabs", **aria(label="台账和三张清单"))


def rows_table(
    rows: Sequence[CaseRow], kinds: Mapping[str, str], desks: Mapping[str, Turn] | None = None
) -> Component:
    """One leaf of the ledger: whose turn, until when, in which colour.

    `desks`: the deadlines of those that wait for the desk, by case.
    """
    turns = desks or {}
    body = [
        [
            case_link(one.number),
            dcc.Link(one.title, href=case_href(one.number)),
            kinds.get(one.kind, one.kind),
            one.office_name,
            html.Span([one.standing, html.Small(_turn(one))], className="case-standing"),
            html.Span(coloured(one.colour, one.colour_text)) if one.colour else "—",
            *_until(one, turns.get(one.id)),
        ]
        for one in rows
    ]
    heads = ["编号", "事项", "类型", "承办单位", "状态", "颜色", "时限", "剩余"]
    return table(heads, body, empty="没有符合条件的督办事项。可清除条件,或换一天再看。")


def _turn(one: CaseRow) -> str:
    return turn_words(Standing(one.standing), load_kind(one.kind)) if one.standing else ""


def _until(one: CaseRow, turn: Turn | None) -> tuple[Component | str, Component | str]:
    """Deadline of whose turn it is, and the working days left."""
    if one.closed is not None:
        return "—", say("销号于 {closed}", closed=one.closed.isoformat())
    if turn is not None:
        return due_day(turn.due, known=turn.calendar_known), days_words(turn.days_left)
    due = due_day(one.due, known=one.calendar_known) if one.due else "—"
    return due, days_words(one.days_left)


@dataclass(frozen=True)
class Listed:
    """Which list, the rows behind its entries by case, and the names of offices."""

    name: str
    rows: Mapping[str, CaseRow]
    offices: Mapping[str, str]


def entries_table(entries: Sequence[Entry], of: Listed) -> Component:
    """One leaf of 问题清单, 任务清单 (with deadlines) or 责任清单 (with who cooperates)."""
    last = {"task": ["时限"], "duty": ["配合单位"]}.get(of.name, [])
    body = [[*_entry(one, of), *_last(one, of)] for one in entries]
    heads = ["编号", "事项", "内容", "承办单位", *last]
    empty = say("{list}里没有未销号的事项。", list=LISTS[of.name])
    return table(heads, body, empty=empty)


def _entry(one: Entry, of: Listed) -> list[Component | str]:
    row = of.rows[one.case]
    lines = [html.Li([html.Strong(label), " ", text or "—"]) for label, text in one.lines.items()]
    return [
        case_link(row.number),
        dcc.Link(one.title, href=case_href(row.number)),
        html.Ul(lines, className="lines"),
        row.office_name,
    ]


def _last(one: Entry, of: Listed) -> list[Component | str]:
    if of.name == "task":
        return [due_day(one.due, known=True) if one.due else "—"]
    names = (of.offices.get(office, office) for office in one.cooperating)
    return [listed(names) or "—"] if of.name == "duty" else []
