"""The map of the areas: a GeoJSON file read in the jail, its outlines kept and audited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from pathlib import Path

import numpy as np

from desk.handle import Desk
from desk.keeping import kept_bytes
from desk.rights import require_everywhere
from ledger.audited import links_of
from ledger.unit import Reading
from observations.errors import UserError
from observations.finding import Finding
from observations.geojson import Feature, Line, Map, read_maps
from observations.identity import Actor, Role
from observations.spool import archived, spool

ACTION = "map.load"
SURFACES = ("Polygon", "MultiPolygon")
WIDTH, MOST_POINTS = 1000, 4000
Ring = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Outline:
    """Outlines of areas in a box `width` × `height`, y downwards; rings by adcode.

    A point inside an odd number of an area's rings is inside the area. `source` is the hash of
    the file they were drawn from, `post` who loaded it.
    """

    source: str
    post: str
    at: datetime
    width: int
    height: int
    shapes: Mapping[str, tuple[Ring, ...]]


@dataclass(frozen=True)
class LoadedMap:
    """What a loading found: areas drawn, areas of the plan the file lacks, features passed over.

    `passed_over` counts features of no area of the plan, `unread` those that cannot be read.
    """

    source: str
    drawn: tuple[str, ...]
    absent: tuple[str, ...]
    passed_over: int
    unread: int
    points: int


def load_map(desk: Desk, actor: Actor, path: Path, field: str = "adcode") -> LoadedMap:
    """Draw the areas by the file's features, told apart by the adcode in property `field`.

    Longitude and latitude on WGS84. The file is kept unchanged. `UserError` for a file that is
    no such map or has none of the plan's areas.
    """
    require_everywhere(actor, Role.DESK, Role.ADMIN)
    found = _read(path, field)
    lands, others = _lands(desk, found, field)
    height, shapes = drawn(lands)
    folder = desk.settings.home / "maps"
    if spool(path, path.name, folder).sha256 != found.source.sha256:
        raise UserError(f"文件“{path.name}”在读取时变了", cure="写完后再载入")
    told = json.dumps({"height": height, "shapes": shapes}, sort_keys=True).encode()
    kept = spool(told, "outline.json", folder)
    with desk.ledger.write(actor, desk.now(), ACTION, f"{kept.sha256} {found.source.sha256}"):
        pass  # the link alone is the record: it names both files by their hash
    names = {one.code: one.name for one in desk.plan.areas}
    return LoadedMap(
        source=found.source.sha256,
        drawn=tuple(names[code] for code in names if code in shapes),
        absent=tuple(one.name for one in desk.plan.areas if one.tile and one.code not in shapes),
        passed_over=others,
        unread=len(found.unread),
        points=_points(shapes),
    )


def map_loaded(reading: Reading) -> bool:
    """True once a map was loaded, up to the reading's head."""
    return bool(links_of(reading, ACTION))


def current_map(desk: Desk, reading: Reading) -> Outline | None:
    """The last map loaded up to the reading's head; None before the first.

    `UserError` when its outlines are not the ones that were registered.
    """
    links = links_of(reading, ACTION)
    if not links:
        return None
    last = links[-1]
    own, _, source = last.subject.partition(" ")
    told = json.loads(kept_bytes(archived(desk.settings.home / "maps", own), own))
    shapes = {
        code: tuple(tuple((x, y) for x, y in ring) for ring in rings)
        for code, rings in told["shapes"].items()
    }
    return Outline(source, last.actor, last.recorded_at, WIDTH, told["height"], shapes)


def drawn(lands: Mapping[str, Sequence[Feature]]) -> tuple[int, dict[str, tuple[Ring, ...]]]:
    """Height of the box and the rings in it: longitudes shortened by the middle latitude's cosine.

    Points that fall on one step of the box are one; steps double until MOST_POINTS suffice.
    """
    every = np.concatenate([line for ones in lands.values() for line in _lines(ones)])
    (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
    narrow = cos(radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, north - south, 1e-9)
    box = _Box(west, north, scale * narrow, scale)
    step = 1
    while True:
        found = {code: _rings(ones, box, step) for code, ones in lands.items()}
        if _points(found) <= MOST_POINTS:
            return round((north - south) * scale), {code: r for code, r in found.items() if r}
        step *= 2


@dataclass(frozen=True)
class _Box:
    """Its corner in degrees and how many units of it a degree is, eastwards and southwards."""

    west: float
    north: float
    east_units: float
    south_units: float

    def ring(self, line: Line, step: int) -> Ring:
        """The line on the box's grid, points that follow on themselves left out."""
        x = np.rint((line[:, 0] - self.west) * self.east_units / step).astype(int) * step
        y = np.rint((self.north - line[:, 1]) * self.south_units / step).astype(int) * step
        points = list(zip(x.tolist(), y.tolist(), strict=True))
        return tuple(one for n, one in enumerate(points) if one != points[n - 1])


def _rings(ones: Sequence[Feature], box: _Box, step: int) -> tuple[Ring, ...]:
    """Rings that are still surfaces at this step."""
    rings = (box.ring(line, step) for line in _lines(ones))
    return tuple(one for one in rings if len(one) > 2)


def _lines(ones: Iterable[Feature]) -> Iterator[Line]:
    return (line for one in ones for part in one.parts for line in part)


def _points(shapes: Mapping[str, Sequence[Ring]]) -> int:
    return sum(len(ring) for rings in shapes.values() for ring in rings)


def _read(path: Path, field: str) -> Map:
    (found,) = read_maps([path], (field,))
    if isinstance(found, Finding):
        what = found.message.removesuffix(found.expected).rstrip(",")
        raise UserError(what, cure=found.expected)
    return found


def _lands(desk: Desk, found: Map, field: str) -> tuple[dict[str, list[Feature]], int]:
    """Surfaces by the plan's adcodes, and how many features are no area of the plan."""
    known = {one.code for one in desk.plan.areas}
    lands: dict[str, list[Feature]] = {}
    others = 0
    for one in found.features:
        code = _code(one.properties.get(field))
        if code in known and one.kind in SURFACES:
            lands.setdefault(code, []).append(one)
        else:
            others += 1
    if not lands:
        raise UserError(
            f"《{found.source.name}》中没有方案的地区:属性“{field}”里找不到方案的行政区划代码",
            cure="用 --field 写明放行政区划代码的属性名,要素须是面",
        )
    return lands, others


def _code(told: object) -> str:
    """150627, "150627" and 150627.0 are the same adcode."""
    if isinstance(told, float) and told.is_integer():
        return str(int(told))
    return str(told).strip()
