"""A draft as a page to be read whole: charts, tables and annexes, marked as a draft."""

from __future__ import annotations

from dataclasses import replace

from briefings.drawing import draw
from briefings.html import html_text
from desk import paper_flow
from desk.files import FileOut
from desk.handle import Desk
from observations.identity import Actor
from observations.period import ReportingPeriod


def preview(desk: Desk, actor: Actor, period: ReportingPeriod) -> FileOut:
    """The period's draft as HTML that loads nothing; raises as `paper_flow.text`."""
    paper = replace(paper_flow.text(desk, actor, period).paper, draft=True)
    drawn = html_text(paper, draw(paper, desk.settings.browser)).encode()
    return FileOut(f"通报草稿_{period}.html", "text/html", drawn)
