"""大屏: the frame around the scenes, what they stand in and how they are turned.

`assets/wall.js` turns the steps, draws the record anew and says so when it cannot; everything it
needs to know stands in `data-` attributes here. Without it the first step stands still.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html, marks, wall_scenes
from dashboards.components.attributes import aria, data
from dashboards.components.flat import flat
from dashboards.components.times import moment
from dashboards.words import say
from desk.views.wall import WallView
from targets.wording import percent

TURN = 20
"""Seconds a step stands."""
ANEW = 60
"""Seconds between two readings of the record."""
STALE = 180
"""Seconds without a reading after which the wall says that its picture is old."""
SCENES = {"overview": "总览", "lagging": "滞后清单", "areas": "地区对比"}


def wall(view: WallView, address: Address) -> Component:
    """The whole screen: all steps, the first of the chosen scene in sight."""
    chosen = address.get("scene") if address.get("scene") in SCENES else ""
    steps = _steps(view)
    first = next((n for n, (scene, _, _) in enumerate(steps) if scene == chosen), 0)
    return html.Div(
        [
            flat(_head(view)),
            flat(html.Div(_drawn(steps, first), className="wall-steps")),
            html.Div("", className="wall-told", role="alert"),
            _foot(view, address, chosen),
        ],
        className="wall",
        **data(scene=chosen, turn=str(TURN), anew=str(ANEW), stale=str(STALE)),
    )


def _head(view: WallView) -> Component:
    card = view.card
    period = view.period.label if view.period else "还没有评估"
    return html.Header(
        [
            html.H1(["城市精细化管理三年行动监测", html.Small(period)]),
            marks.demo_band(view.areas.demo),
            *([_time(card.time_share)] if card else []),
        ],
        className="wall-head",
    )


def _time(share: float) -> Component:
    gone = percent(share)
    track = html.Div(className="gone", style={"width": f"{share * 100:.2f}%"})
    return html.Div(
        [
            html.Span("时间进度"),
            html.Strong(gone),
            html.Div(
                track,
                className="time-track",
                role="img",
                **aria(label=say("时间进度 {share}", share=gone)),
            ),
        ],
        className="wall-time",
    )


def _steps(view: WallView) -> list[tuple[str, str, Component]]:
    """(scene, its heading, content), a long list in several steps."""
    if view.card is None:
        empty = wall_scenes.nothing(view.period.label if view.period else "")
        return [("overview", "总览", empty)]
    pages = wall_scenes.lagging(view.card)
    count = len(view.card.decisions)
    listed = [
        ("lagging", _listed(count, number, len(pages)), page)
        for number, page in enumerate(pages, start=1)
    ]
    return [
        ("overview", "总览", wall_scenes.overview(view.card)),
        *listed,
        ("areas", _compared(view), wall_scenes.areas(view.areas)),
    ]


def _listed(count: int, page: int, pages: int) -> str:
    if pages == 1:
        return say("滞后清单 {count} 项", count=count)
    return say(
        "滞后清单 {count} 项,第 {page} 页,共 {pages} 页", count=count, page=page, pages=pages
    )


def _compared(view: WallView) -> str:
    return say("地区对比:{indicator}", indicator=view.areas.indicator.name)


def _drawn(steps: Sequence[tuple[str, str, Component]], first: int) -> list[Component]:
    return [
        html.Section(
            [html.H2(heading), content],
            className=f"wall-step wall-{scene}" + (" now" if place == first else ""),
            **data(scene=scene),
            **aria(label=heading),
        )
        for place, (scene, heading, content) in enumerate(steps)
    ]


def _foot(view: WallView, address: Address, chosen: str) -> Component:
    """Where one is, which scene stays, how to stop, and when the record was read."""
    turning = dcc.Link("轮播", href=address.href(scene=None), className=_mark(not chosen))
    links = [
        dcc.Link(word, href=address.href(scene=scene), className=_mark(scene == chosen))
        for scene, word in SCENES.items()
    ]
    return html.Footer(
        [
            flat(html.Nav([turning, *links], className="wall-scenes", **aria(label="画面"))),
            html.Span("", className="wall-place", **aria(live="off")),
            html.Button(
                "暂停",
                id="wall-pause",
                type="button",
                title="空格键:暂停或继续;左右键:换画面",
                **aria(pressed="false"),
            ),
            html.Button("全屏", id="wall-full", type="button", title="F 键:全屏"),
            flat(html.Span(_read(view), className="wall-read")),
            flat(html.Span(dcc.Link("退出大屏", href=address.href("/", scene=None)))),
        ],
        className="wall-foot",
    )


def _read(view: WallView) -> list[Component | str]:
    day = view.card.run.today.isoformat() if view.card else ""
    judged = [say("评估于 {day}", day=day), " · "] if day else []
    return [*judged, "更新于", " ", moment(view.moment, seconds=True)]


def _mark(current: bool) -> str:
    return "current" if current else "scene"
