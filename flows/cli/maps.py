"""`cityplan map load|show`: the outlines of the areas page, from a GeoJSON file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.calendar import SHANGHAI

if TYPE_CHECKING:
    from desk.area_map import LoadedMap, Outline


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="地区页的地图:GeoJSON 边界", no_args_is_help=True)
    group.command("load")(map_load)
    group.command("show")(map_show)
    app.add_typer(group, name="map")


def map_load(
    file: Annotated[Path, typer.Argument(help="GeoJSON 文件,WGS84 经纬度,要素为面")],
    field: Annotated[str, typer.Option(help="放行政区划代码的属性名")] = "adcode",
) -> None:
    """载入地图:按行政区划代码对上方案的地区;原件留底,记入审计。"""
    from desk.area_map import load_map

    with the_desk() as desk:
        found = load_map(desk, the_actor(desk), file, field)
    show(found, lambda: _loaded(found))


def map_show() -> None:
    """现用的地图:几个地区,谁在何时载入,原件的散列。"""
    from desk.area_map import current_map

    with the_desk() as desk, desk.ledger.read() as reading:
        found = current_map(desk, reading)
    document = None
    if found is not None:
        points = {code: sum(map(len, rings)) for code, rings in found.shapes.items()}
        document = {"source": found.source, "post": found.post, "at": found.at, "points": points}
    show({"map": document}, lambda: _now(found))


def _loaded(found: LoadedMap) -> str:
    lines = [said("map.loaded", count=len(found.drawn), points=found.points)]
    if found.absent:
        lines.append(said("map.absent", areas=said("and").join(found.absent)))
    if found.passed_over or found.unread:
        lines.append(said("map.passed", count=found.passed_over, unread=found.unread))
    return "\n".join([*lines, said("map.public")])


def _now(found: Outline | None) -> str:
    if found is None:
        return said("map.none")
    at = f"{found.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    told = {"count": len(found.shapes), "post": found.post, "at": at, "source": found.source}
    return "\n".join([said("map.now", **told), said("map.public")])
