"""Proposals and suggestions as a table with their letters, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from briefings.motion_letters import DONE, DROPPED, OPEN, WAITS
from cases.events import Standing
from dashboards.address import Address, segment
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.components.case_list import choice
from dashboards.components.cases import case_href, case_link, coloured, days_words, turn_words
from dashboards.components.states import state
from dashboards.components.tables import Cell, card, table
from dashboards.components.times import due_day
from dashboards.words import listed, say

if TYPE_CHECKING:
    from desk.views.motions import Motion, Motions

STATUSES: Mapping[str, str] = {"open": OPEN, "waits": WAITS, "done": DONE, "dropped": DROPPED}
"""Whether it is replied to, by the word of the address."""
LOOKS: Mapping[str, str] = {DONE: "approved", WAITS: "waiting", OPEN: "open", DROPPED: "late"}
ONE, ALL = ("docx", "pdf"), ("docx", "pdf", "html", "xlsx")
"""Formats that the page offers of one letter, and of the list of all."""


def asking(address: Address, found: Motions) -> Component:
    """The filters with what the address says of them: a form of the browser's own."""
    every = found.every
    kinds = {one.kind.id: one.kind.name for one in every}
    years = sorted({one.came.year for one in every}, reverse=True)
    offices = sorted({(one.row.office, one.row.office_name) for one in every})
    lists: tuple[tuple[str, str, Sequence[tuple[str, str]]], ...] = (
        ("类别", "kind", tuple(kinds.items())),
        ("年度", "year", [(one, say("{year}年", year=one)) for one in years]),
        ("承办单位", "office", offices),
        ("是否已回复", "status", tuple(STATUSES.items())),
    )
    said = [dict(options).get(address.get(name), "") for _, name, options in lists]
    words = listed(filter(None, said))
    fields = [choice(label, name, address, options) for label, name, options in lists]
    buttons = html.Div(
        [
            html.Button("查询", type="submit", className="button primary"),
            dcc.Link("清除条件", href="/proposals", className="button"),
        ],
        className="asks-buttons",
    )
    form = html.Form(
        [*fields, buttons],
        action="/proposals",
        method="GET",
        className="card asks",
        **aria(label="筛选"),
    )
    summary = html.Summary(say("筛选:{words}", words=words or "全部"), className="asks-summary")
    return html.Details([summary, form], open=bool(every) and not words, className="asks-fold")


def rows_table(rows: Sequence[Motion]) -> Component:
    """One leaf: what came, whose it is, where it stands, until when, its letter."""
    heads = [
        *("编号", "来文", "题目", "人数", "承办单位", "办到哪一步", "是否已回复"),
        *("时限", "剩余", "答复函"),
    ]
    empty = "没有符合条件的提案、建议。可清除条件;登记、转办由调度或领导岗位办理。"
    return table(heads, [_row(one) for one in rows], numeric=frozenset({3}), empty=empty)


def _row(one: Motion) -> list[Cell]:
    came, number = one.came, one.row.number
    turn = turn_words(Standing(came.standing), one.kind)
    due = due_day(one.due, known=one.due_known) if one.due else "—"
    return [
        case_link(number),
        say("{kind} {year}年第{number}号", kind=one.kind.name, year=came.year, number=came.number),
        dcc.Link(came.title, href=case_href(number)),
        came.proposers,
        listed([came.office, *came.offices]),
        html.Span(
            [came.standing, html.Small(turn), *coloured(one.row.colour, one.row.colour_text)],
            className="case-standing",
        ),
        state(came.status, LOOKS[came.status]),
        due,
        days_words(one.days_left) if one.due else "—",
        letters(number) if came.reply else "—",
    ]


def letters(number: str) -> Component:
    """The reply to one, in each format."""
    return _files(f"/files/proposals/{segment(number)}", ONE, say("答复函 {number}", number=number))


def summaries(found: Motions) -> Component:
    """The list of all of each kind and year, with how many are replied to."""
    body: list[list[Cell]] = []
    for kind, year, every in found.years:
        done = sum(one.came.status == DONE for one in every)
        name = say("{kind} {year}年", kind=kind.name, year=year)
        where = f"/files/proposals/{segment(kind.id)}/{segment(year)}"
        ready = state("可以发函", "approved") if done == len(every) else state("草稿", "draft")
        body.append([name, len(every), done, len(every) - done, ready, _files(where, ALL, name)])
    heads = ["类别和年度", "共(件)", "已回复", "没有办完", "汇总回复", "下载"]
    return card(
        "汇总回复",
        table(heads, body, numeric=frozenset({1, 2, 3})),
        aside="按此刻的台账现写现给,不归档;没有全部答复、核验的是草稿,逐件点名",
    )


def template() -> Component:
    """An empty list to be filled in, and how it comes in."""
    return html.Div(
        [
            html.A("下载导入用的空表 xlsx", href="/files/proposals.xlsx", className="button small"),
            html.Span("填好后由命令 cityplan proposals import 转办", className="quiet"),
        ],
        className="case-openings",
    )


def _files(where: str, formats: Sequence[str], name: str) -> Component:
    links = [
        html.A(one, href=f"{where}.{one}", className="button small", title=f"{name} {one}")
        for one in formats
    ]
    return html.Div(links, className="buttons")
