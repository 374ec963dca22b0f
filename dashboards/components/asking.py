"""What the data page asks with: a form that leads to an address, and a walk through the days.

The form is the browser's own (method GET), so it works by keyboard, on a phone and without our
scripts; `data.js` only spares the loading of the whole page and lets the slider set the day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html
from dashboards.components.attributes import aria, data
from dashboards.data_query import OF_PAGE, ROWS, USUAL_ROWS
from dashboards.words import listed, say

if TYPE_CHECKING:
    from desk.views.browsing import Choice, Offered

VERSIONS = (("", "已审定"), ("newest", "最新报送"))
DOUBTS = (("", "全部"), ("1", "只看存疑"))


def asking(address: Address, offered: Offered, today: date) -> Component:
    """All filters with what the address says of them, and the button.

    Where something is asked the form is folded under the words of it; a wide screen shows it all
    the same (`data.css`).
    """
    lists = _lists(offered)
    asked = [
        dict(choices).get(said, said) for _, name, choices in lists if (said := address.get(name))
    ]
    until = [say("截至{day}", day=address.get("asof"))] if address.get("asof") else []
    words = listed([*asked, *until])
    return html.Details(
        [
            html.Summary(
                say("筛选:{words}", words=words or "全部已审定的值"), className="asks-summary"
            ),
            html.Form(
                [
                    *(_choice(label, name, address, choices) for label, name, choices in lists),
                    _as_of(address, offered.days, today),
                ],
                action="/data",
                method="GET",
                className="card asks",
                **aria(label="筛选"),
            ),
        ],
        open=not words,
        className="asks-fold",
    )


def _lists(offered: Offered) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
    """Label, name in the address and choices of each list."""
    return (
        ("指标", "indicator", _any(offered.indicators)),
        ("地区", "area", _any(offered.areas)),
        ("填报单位", "office", _any(offered.offices)),
        ("报告期", "period", _any(offered.periods)),
        ("版本", "state", VERSIONS),
        ("存疑", "doubted", DOUBTS),
        ("每页", "rows", _sizes()),
    )


def _any(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    return ("", "全部"), *choices


def _sizes() -> tuple[Choice, ...]:
    others = (rows for rows in ROWS if rows != USUAL_ROWS)
    return ("", say("{count}条", count=USUAL_ROWS)), *(
        (str(rows), say("{count}条", count=rows)) for rows in others
    )


def _choice(
    label: str, name: str, address: Address, choices: Sequence[tuple[str, str]]
) -> Component:
    """The browser's own list; what the address asks for and no list offers stays a choice."""
    now = address.get(name)
    if name == "rows" and now == str(USUAL_ROWS):
        now = ""
    if now not in dict(choices):
        several = now.replace("\uff0c", ",").count(",")
        choices = (*choices, (now, say("已选{count}项", count=several + 1) if several else now))
    options = [html.Option(word, value=key, selected=key == now) for key, word in choices]
    own = html.Select(options, name=name, className="field-choice")
    return html.Label([html.Span(label, className="field-name"), own], className="field")


def _as_of(address: Address, days: Sequence[date], today: date) -> Component:
    """The day as a field, as a slider over the days with something recorded, and as links."""
    chosen = address.get("asof")
    more: dict[str, Any] = {"type": "date", "max": today.isoformat()}
    field = dcc.Input(id="asof-day", name="asof", value=chosen, className="field-input", **more)
    labelled = html.Label([html.Span("截至", className="field-name"), field], className="field")
    buttons = [
        html.Button("查询", type="submit", className="button primary"),
        dcc.Link("清除条件", href="/data", className="button"),
    ]
    walk = _walk(address, days)
    return html.Div(
        [labelled, *walk, html.Div(buttons, className="asks-buttons")], className="asks-day"
    )


def _walk(address: Address, days: Sequence[date]) -> list[Component]:
    if not days:
        return []
    place = _place(address.get("asof"), days)
    slider = dcc.Input(
        id="asof-slider", type="range", min=0, max=len(days), step=1, value=str(place),
        className="slider",
    )  # fmt: skip
    written = ",".join(one.isoformat() for one in days)
    told = html.Span(
        say("有记录的日子共{count}天,拖动或按左右键选", count=len(days)), className="field-name"
    )
    return [
        html.Div(html.Label([told, slider], className="field"), **data(days=written)),
        html.Nav(_steps(address, days), className="asks-steps", **aria(label="有记录的日子")),
    ]


def _place(written: str, days: Sequence[date]) -> int:
    """Where the slider stands: at the last recorded day by then; at its end for now."""
    try:
        return max(bisect_right(days, date.fromisoformat(written)) - 1, 0)
    except ValueError:
        return len(days)


def _steps(address: Address, days: Sequence[date]) -> list[Component]:
    """The recorded day before and the one after, and now."""
    try:
        day = date.fromisoformat(address.get("asof"))
    except ValueError:
        return [_step(address, "‹ 前一个有记录的日子", days[-1])]
    before, later = bisect_left(days, day), bisect_right(days, day)
    back = [_step(address, f"‹ {days[before - 1]}", days[before - 1])] if before else []
    on = [_step(address, f"{days[later]} ›", days[later])] if later < len(days) else []
    return [*back, *on, _step(address, "现状", None)]


def _step(address: Address, words: str, day: date | None) -> Component:
    fresh: dict[str, str | None] = {name: None for name in OF_PAGE if name != "rows"}
    href = address.href(asof=day.isoformat() if day else None, **fresh)
    return dcc.Link(words, href=href, className="button small")
