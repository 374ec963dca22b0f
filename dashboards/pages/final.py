"""期末评估: what was kept and what was not, from measured values alone; what is missing by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from briefings.rows import Row
from dashboards.address import Address
from dashboards.asked import asked
from dashboards.components import as_of, html, marks, notices
from dashboards.components.decisions import indicator_href
from dashboards.components.flat import flat
from dashboards.components.tables import Cell, card, table
from dashboards.components.times import moment
from dashboards.pages.overview import area_options
from dashboards.words import listed, say
from observations.identity import Actor
from targets.assessment import Belief
from targets.final import Tally
from targets.wording import date_text

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views import FinalView

ORDER = ("not_done", "missing", "not_judged", "done")
WORDS = {"missing": "缺报", "not_judged": "不作判定"}
NAMED = 8
"""Targets that a card names; more of them are read in the table below it."""


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The final evaluation at the address's as-of day."""
    from desk import views

    here = asked(desk, who, address)
    view = views.final(desk, who, here.day)
    top = [as_of.bar(here, (), area_options(desk, who, here.day)), as_of.band(here)]
    if view is None:
        early = notices.notice(
            "empty",
            "方案期还没有结束",
            say("期末评估在{day}以后才有;此前请看总览。", day=date_text(desk.plan.end)),
            notices.link("回总览", here.href("/"), primary=True),
            whole=True,
        )
        return html.Div([*top, early], className="page-body")
    view = within(view, here.area)
    content = [*top, marks.demo_band(view.demo), *body(view, address)]
    return flat(html.Div(content, className="page-body"))


def within(view: FinalView, area: str) -> FinalView:
    """The view with the targets of one area alone; unchanged for no area."""
    if not area:
        return view
    rows = tuple(row for row in view.rows if row.target.area == area)
    ids = {row.target.id for row in rows}
    return replace(view, rows=rows, tallies=tuple(_only(one, ids) for one in view.tallies))


def _only(one: Tally, ids: Collection[str]) -> Tally:
    kept = (
        tuple(target for target in found if target in ids)
        for found in (one.done, one.not_done, one.missing, one.not_judged)
    )
    done, not_done, missing, not_judged = kept
    return replace(one, done=done, not_done=not_done, missing=missing, not_judged=not_judged)


def body(view: FinalView, address: Address) -> list[Component]:
    """Heading, counts by attribute, what was not kept, and folded what was; pure."""
    words = {
        target: (name, word)
        for one in view.tallies
        for name, word, ids in _outcomes(one)
        for target in ids
    }
    open_rows = [row for row in view.rows if words[row.target.id][0] != "done"]
    kept = [row for row in view.rows if words[row.target.id][0] == "done"]
    ranked = sorted(open_rows, key=lambda row: ORDER.index(words[row.target.id][0]))
    return [
        _head(view),
        *([] if any(row.assessment.value is not None for row in view.rows) else [_unmeasured()]),
        html.Div([_tally(view, one) for one in view.tallies if one.total], className="outcomes"),
        card("未完成、缺报和不作判定", _table(ranked, words, address)),
        html.Details(
            [
                html.Summary(say("已完成、已达到的 {count} 项", count=len(kept))),
                _table(kept, words, address),
            ],
            className="card",
        ),
    ]


def _head(view: FinalView) -> Component:
    return html.Div(
        [
            html.H1("期末评估"),
            html.P(
                [
                    say(
                        "方案期至{day};只看实测值,不看序时和预测。数据截至 ",
                        day=date_text(view.plan.end),
                    ),
                    moment(view.moment),
                    "。本页随看随算,不入账、不动督办。",
                ],
                className="quiet",
            ),
        ],
        className="page-head",
    )


def _unmeasured() -> Component:
    return notices.notice(
        "empty",
        "还没有审定的实测值",
        "所以各项都记缺报。各单位在填报台报送、审定以后,这里随看随算。",
    )


def _outcomes(one: Tally) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        ("done", one.done_word, one.done),
        ("not_done", one.not_done_word, one.not_done),
        ("missing", WORDS["missing"], one.missing),
        ("not_judged", WORDS["not_judged"], one.not_judged),
    ]


def _tally(view: FinalView, one: Tally) -> Component:
    """The counts of one attribute; what is missing or not judged also by name."""
    names = {target.id: target.name for target in view.plan.targets}
    shown = [found for found in _outcomes(one) if found[2] or found[0] in ("done", "not_done")]
    counts = [
        html.Span([word, html.Strong(str(len(ids)))], className=f"outcome-{name}")
        for name, word, ids in shown
    ]
    named = [
        html.P(_named(word, [names[target] for target in ids]), className="named")
        for name, word, ids in shown
        if name in WORDS
    ]
    return card(
        one.label,
        html.Div(counts, className="outcome-counts"),
        *named,
        aside=say("{count} 项", count=one.total),
    )


def _named(word: str, names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return say("{word} {count} 项,逐项见下表。", word=word, count=len(names))
    return say("{word}:{names}。", word=word, names=listed(names))


def _table(
    rows: Sequence[Row], words: Mapping[str, tuple[str, str]], address: Address
) -> Component:
    headings = ["目标", "结果", "实测值", "目标值", "差距", "牵头单位"]
    body = [_cells(row, words[row.target.id], address) for row in rows]
    return table(headings, body, numeric=frozenset({2, 3, 4}), empty="没有。")


def _cells(row: Row, outcome: tuple[str, str], address: Address) -> list[Cell]:
    name, word = outcome
    seen = [html.Small(say("{period}实测", period=row.observed))] if row.observed else []
    belief = row.assessment.belief
    doubt = [marks.belief(belief)] if belief is Belief.DOUBTED else []
    why = [html.Small(row.reason)] if name == "not_judged" else []
    late = [html.Small(one.text) for one in row.assessment.caveats if one.code == "late"]
    return [
        html.Span(
            [
                dcc.Link(row.name, href=indicator_href(row, address)),
                marks.binding(row.target.binding),
                marks.tier(row.target.tier),
            ],
            className="d-name",
        ),
        html.Span([html.Span(word, className=f"outcome-{name}"), *why, *late]),
        html.Span([row.value, *doubt, *seen]),
        row.goal,
        row.gap if name == "not_done" else "—",
        listed(row.leads) or "—",
    ]
