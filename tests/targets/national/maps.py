"""GeoJSON drawn in metres around a place, by geodesics: no projection of ours is used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyproj import Geod

PLACE = (109.75, 39.56)
GEOD = Geod(ellps="WGS84")


def at(east: float, north: float, place: tuple[float, float] = PLACE) -> list[float]:
    """The position so many metres east and north of the place."""
    lon, lat, _ = GEOD.fwd(*place, 90 if east >= 0 else 270, abs(east))
    lon, lat, _ = GEOD.fwd(lon, lat, 0 if north >= 0 else 180, abs(north))
    return [lon, lat]


def square(side: float, east: float = 0, north: float = 0, place=PLACE) -> dict[str, Any]:
    """A square of `side` metres with its middle there."""
    h = side / 2
    corners = ((-h, -h), (h, -h), (h, h), (-h, h), (-h, -h))
    ring = [at(east + x, north + y, place) for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def point(east: float, north: float, place=PLACE) -> dict[str, Any]:
    return {"type": "Point", "coordinates": at(east, north, place)}


def line(*positions: tuple[float, float]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [at(*one) for one in positions]}


def collection(
    geometries: Sequence[Any], properties: Sequence[dict[str, Any]] | None = None
) -> dict[str, Any]:
    given = properties or [{}] * len(geometries)
    features = [
        {"type": "Feature", "geometry": geometry, "properties": told}
        for geometry, told in zip(geometries, given, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def written(path: Path, geometries: Sequence[Any], properties=None) -> Path:
    """The file `path` with these features."""
    path.write_text(json.dumps(collection(geometries, properties)), "utf-8")
    return path
