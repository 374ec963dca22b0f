"""大屏: the plan on a wall, without anybody at the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components.wall import SCENES, wall
from observations.errors import UserError
from observations.identity import Actor
from observations.period import ReportingPeriod

if TYPE_CHECKING:
    from desk.handle import Desk


def render(desk: Desk, who: Actor, address: Address) -> Component:
    """The scenes of the address's period, the newest by default; one that stays for `scene`."""
    from desk.views.wall import wall as seen

    scene, written = address.get("scene"), address.get("period")
    if scene and scene not in SCENES:
        raise UserError("没有这个画面", cure="从“轮播、总览、滞后清单、地区对比”中选择")
    period = ReportingPeriod.parse(written) if written else None
    return wall(seen(desk, who, period, address.get("indicator")), address)
