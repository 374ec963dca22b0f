"""The overview at a glance: time gone, counts that filter, changes, what waits."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc
from dash.development.base_component import Component

from briefings.scorecard import Scorecard, Tally
from dashboards.address import Address, keep
from dashboards.components import html, marks
from dashboards.components.attributes import aria
from dashboards.words import say
from targets.assessment import Level
from targets.wording import percent


def time_bar(card: Scorecard) -> Component:
    """How much of the plan's time is gone at the period's end."""
    share, first = percent(card.time_share), card.plan.pace_origin.year
    return html.Div(
        [
            html.Span("时间进度", className="quiet"),
            html.Strong(share),
            html.Div(
                html.Div(className="gone", style={"width": f"{card.time_share * 100:.2f}%"}),
                className="time-track",
                role="img",
                **aria(label=say("时间进度 {share}", share=share)),
            ),
            html.Span(
                say("{first} — {last} 年底", first=first, last=card.plan.end.year),
                className="quiet",
            ),
        ],
        className="time-bar",
    )


def final_link(address: Address) -> Component:
    """The way to the final evaluation, once the plan's time is over."""
    return html.P(
        [
            "方案期已满。",
            dcc.Link("看期末评估:完成、未完成和缺报", href=keep(address, "/final", "asof")),
        ],
        className="final-link",
    )


def counts(card: Scorecard, address: Address) -> Component:
    """Five counts; each is a link that filters the lists and a second press lifts it."""
    return html.Nav(
        [_count(tally, card, address) for tally in card.tallies],
        className="counts",
        **aria(label="按评估等级筛选"),
    )


def counts_line(card: Scorecard) -> Component:
    """The five counts in one line: on the phone it stands over the decision list."""
    return html.P(
        [
            html.Span(
                [
                    html.Span(marks.SHAPES[one.level], className="shape", **aria(hidden="true")),
                    " ",
                    one.level.label,
                    " ",
                    html.Strong(str(one.now)),
                ],
                className=f"count-word level-{one.level.value}",
            )
            for one in card.tallies
        ],
        className="counts-line",
    )


def _count(tally: Tally, card: Scorecard, address: Address) -> Component:
    level = tally.level
    chosen = address.get("level") == level.value
    small = _reasons(card) if level is Level.NOT_ASSESSABLE else _difference(tally)
    return dcc.Link(
        [
            html.Span(
                [html.Span(marks.SHAPES[level], className="shape"), level.label],
                className="count-word",
            ),
            html.Span([html.Strong(str(tally.now)), small], className="count-number"),
        ],
        href=address.href(level=None if chosen else level.value),
        className=f"count level-{level.value}" + (" chosen" if chosen else ""),
        title="再点一次取消筛选" if chosen else say("只看{level}", level=level.label),
    )


def _difference(tally: Tally) -> Component:
    if not tally.change:
        return html.Small("")
    return html.Small(f"{tally.change:+d}", title="与上期相比")


def _reasons(card: Scorecard) -> Component:
    return html.Small(
        [html.Span([word, f" {count}"], className="reason") for word, count in card.reasons]
    )


def changes(card: Scorecard, address: Address, *, told: bool = True) -> Component:
    """What changed since the previous run and, to those it is `told`, what waits for somebody."""
    moved = card.changes
    items = [
        ("新达标", len(moved.newly_met), address.href(change="newly_met", level=None)),
        ("转滞后", len(moved.turned_behind), address.href(change="turned_behind", level=None)),
        ("修订", len(moved.revised), address.href(change="revised", level=None)),
    ]
    unmoved = "与上期相同" if card.previous_period else "没有可比的上期(首期,或方案换了版本)"
    waiting = [(one.label, one.count, TODO_PLACES.get(one.kind, "/cases")) for one in card.todo]
    todo = [_sums("待办", waiting, "没有待办")] if told else []
    return html.Div([_sums("本期变化", items, unmoved), *todo], className="changes card")


TODO_PLACES = {"waiting": "/reporting", "missing": "/reporting", "alerts": "/alerts"}


def _sums(title: str, items: Sequence[tuple[str, int, str]], nothing: str) -> Component:
    shown = [(word, count, href) for word, count, href in items if count]
    body: list[Component] = [
        dcc.Link([word, html.Strong(str(count))], href=href, className="sum")
        for word, count, href in shown
    ]
    return html.Div(
        [
            html.Span(title, className="sums-title"),
            *(body or [html.Span(nothing, className="quiet")]),
        ],
        className="sums",
    )


def filter_note(count: int, address: Address) -> Component:
    """That a filter is on, and how to lift it."""
    return html.P(
        [
            say("已筛选:{count} 项目标。", count=count),
            dcc.Link("取消筛选", href=address.href(level=None, change=None)),
        ],
        className="filter-note",
        role="status",
    )


def legend() -> Component:
    """What the marks on a bullet row mean."""
    parts = [
        ("base", "基期"),
        ("dot", "现值"),
        ("pace", "序时应达"),
        ("goal goal-city", "市目标"),
        ("goal goal-banner", "旗目标"),
    ]
    return html.Div(
        [html.Span([html.Span(className=f"sample {kind}"), word]) for kind, word in parts]
        + [html.Span("越靠右越好", className="quiet")],
        className="legend",
        **aria(hidden="true"),
    )
