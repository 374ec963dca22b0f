"""Targets as lines of a list: verdict, name, value against goal; and tasks with their offices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import html, marks
from dashboards.components.attributes import aria
from dashboards.components.tables import Cell
from dashboards.words import say
from targets.assessment import Belief, Level
from targets.wording import date_text

if TYPE_CHECKING:
    from dashboards.asked import Asked
    from desk.views import TargetMark

OUT_OF_SCOPE = "评估不在本岗位范围内"
NOT_YET = "尚未评估"


def verdict(one: TargetMark) -> Component:
    """Shape and word of its verdict, or why there is none."""
    if one.level is not None:
        return marks.verdict(one.level, note=one.note, word=one.level_word)
    return html.Span(NOT_YET if one.seen else OUT_OF_SCOPE, className="no-verdict")


def target_lines(targets: Sequence[TargetMark], empty: str, here: Asked) -> Component:
    """A list: one line a target."""
    if not targets:
        return html.Span(empty, className="quiet")
    return html.Ul([html.Li(_line(one, here)) for one in targets], className="target-lines")


def _line(one: TargetMark, here: Asked) -> list[Component]:
    return [
        html.Span(verdict(one), className="t-verdict"),
        named(one, here),
        html.Span(
            [one.value, html.Span(say(" 目标 {goal}", goal=one.goal), className="quiet")],
            className="t-goal",
        ),
    ]


def named(one: TargetMark, here: Asked, *more: Component) -> Component:
    """The target's name, a link where the actor may follow it, its line and belief."""
    href = here.href(f"/indicators/{segment(one.indicator)}", area=one.area)
    name = dcc.Link(one.name, href=href) if one.seen else html.Span(one.name)
    shown = one.belief in (Belief.DOUBTED, Belief.MISSING)
    signs = [marks.tier(one.tier), *([marks.belief(one.belief)] if shown else []), *more]
    return html.Span([name, *signs], className="t-name")


def value_cell(one: TargetMark) -> Component:
    """The value; the measured period under it where it is another one."""
    note = [html.Small(one.observed)] if one.observed else []
    return html.Span([one.value or "—", *note])


def deadline(one: TargetMark) -> str:
    """The target's deadline in words; 未定 where the plan sets none."""
    return date_text(one.deadline) if one.deadline else "未定"


def tally(levels: Iterable[tuple[Level, int]], unseen: int = 0) -> Component:
    """How many stand at each level: shape, word and number."""
    parts = [
        html.Span([marks.verdict(level), f" {count}"], className="tally-part")
        for level, count in levels
    ]
    if unseen:
        parts.append(
            html.Span(
                say("另 {count} 项{reason}", count=unseen, reason=OUT_OF_SCOPE),
                className="tally-part quiet",
            )
        )
    return html.Span(parts or "—", className="tally")


def office_names(
    offices: Iterable[tuple[str, str]], may: Callable[[str], bool], here: Asked, label: str = ""
) -> Component:
    """Offices in a row; a link where the actor may open the office's page."""
    parts: list[Cell] = []
    for office, name in offices:
        link = (
            dcc.Link(name, href=here.href(f"/offices/{segment(office)}")) if may(office) else name
        )
        parts += ["、", html.Span(link, className="office-name")]
    said = aria(label=label) if label else {}
    return html.Span(parts[1:] or "—", className="offices", **said)
