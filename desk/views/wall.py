"""The wall screen: the newest card and one comparison of the areas, read at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from briefings.scorecard import Scorecard
from desk.handle import Desk
from desk.views.areas import AreasView, areas
from desk.views.overview import overview, periods
from observations.identity import Actor
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class WallView:
    """What the scenes show; `card` is None before the first evaluation of `period`.

    `period` is None before any evaluation; `moment` is when this was read.
    """

    period: ReportingPeriod | None
    card: Scorecard | None
    areas: AreasView
    moment: datetime


def wall(
    desk: Desk, actor: Actor, period: ReportingPeriod | None = None, indicator: str = ""
) -> WallView:
    """As far as the actor may see; the newest evaluated period unless one is named.

    `UserError` for an indicator or a period that cannot be compared.
    """
    known = periods(desk, actor)
    shown = period or (ReportingPeriod.parse(known[0]) if known else None)
    return WallView(
        period=shown,
        card=overview(desk, actor, shown) if shown else None,
        areas=areas(desk, actor, indicator, shown),
        moment=desk.now(),
    )
