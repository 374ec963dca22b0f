"""A GeoJSON file (RFC 7946) as features: number, kind, sizes, coordinates. Runs inside the jail.

Structure is judged here, geometry (self-intersections) by whoever computes with it. A feature
that cannot be told is left out and noted by its number; a file that is no GeoJSON is refused.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn

from observations.precheck import Unsafe

MOST_FEATURES, MOST_POSITIONS, MOST_TEXT = 100_000, 1_000_000, 100
# How deep a kind's coordinates nest; what a position, a line or a ring of it must have.
DEPTHS: Mapping[str, int] = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
NOTES = ("empty", "kind", "coordinates", "ring", "range")
_RULE = "file.geojson"
# Longitude and latitude on WGS84 or on CGCS2000, which agree to decimetres.
_PLAIN_CRS = re.compile(r"(?i).*(CRS84|EPSG:{1,2}(?:[0-9.]*:)?(?:4326|4490))")
_MOST_LON, _MOST_LAT = 180.0, 90.0


class _Unfit(Exception):  # noqa: N818 -- one of NOTES, not a fault
    """A geometry that cannot be told, and which note says why."""


@dataclass
class _Told:
    """What is being told: features, notes, and the coordinates one after another."""

    fields: tuple[str, ...]
    features: list[list[Any]] = field(default_factory=list)
    notes: list[list[Any]] = field(default_factory=list)
    doubles: array[float] = field(default_factory=lambda: array("d"))

    def take(self, number: int, feature: Mapping[str, Any]) -> None:
        """Tell one feature, or note why not."""
        before = len(self.doubles)
        try:
            kind, shape = self._geometry(feature.get("geometry"))
        except _Unfit as unfit:
            del self.doubles[before:]
            self.notes.append([number, str(unfit)])
            return
        if len(self.doubles) > 2 * MOST_POSITIONS:
            raise Unsafe(_RULE, f"坐标超过 {MOST_POSITIONS} 个")
        self.features.append([number, kind, shape, self._said(feature.get("properties"))])

    def _geometry(self, geometry: Any) -> tuple[str, list[list[int]]]:
        if geometry is None:
            raise _Unfit("empty")
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if not isinstance(kind, str) or kind not in DEPTHS:
            raise _Unfit("kind")
        coordinates = geometry.get("coordinates")
        if not isinstance(coordinates, list):
            raise _Unfit("coordinates")
        if not coordinates:
            raise _Unfit("empty")
        return kind, [self._part(kind, part) for part in _parts(kind, coordinates)]

    def _part(self, kind: str, part: Sequence[Any]) -> list[int]:
        sizes = []
        for line in _checked(part, list):
            start = len(self.doubles)
            for position in _checked(line, list):
                self.doubles.extend(_position(position))
            sizes.append(len(line))
            _LINES.get(kind.removeprefix("Multi"), _any_line)(self.doubles[start:])
        return sizes

    def _said(self, properties: Any) -> dict[str, Any]:
        if not isinstance(properties, dict):
            return {}
        return {
            name: value[:MOST_TEXT] if isinstance(value, str) else value
            for name in self.fields
            if isinstance(value := properties.get(name), str | int | float)
        }


def read_geojson(file: BinaryIO, argument: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Every feature as [number, kind, sizes of lines by part, properties asked for].

    `argument["fields"]`: the properties to tell. The answer's bytes are the coordinates,
    longitude and latitude as doubles, heights left out. `Unsafe` for what is no GeoJSON in
    UTF-8, other coordinates than longitude and latitude, more than MOST_FEATURES or MOST_POSITIONS.
    """
    document = _parsed(file.read())
    _plain_crs(document.get("crs"))
    features = _features(document)
    if len(features) > MOST_FEATURES:
        raise Unsafe(_RULE, f"要素超过 {MOST_FEATURES} 个")
    told = _Told(tuple(argument["fields"]))
    for number, feature in enumerate(features, start=1):
        told.take(number, feature if isinstance(feature, dict) else {"geometry": feature})
    return {"features": told.features, "notes": told.notes}, told.doubles.tobytes()


def _parsed(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise Unsafe("file.empty")
    try:
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number
        )
    except UnicodeDecodeError as bad:
        raise Unsafe(_RULE, "不是 UTF-8 编码的文本") from bad
    except json.JSONDecodeError as bad:
        raise Unsafe(_RULE, f"第 {bad.lineno} 行第 {bad.colno} 个字符处写法不对") from bad
    except RecursionError as deep:
        raise Unsafe(_RULE, "嵌套过深") from deep
    if not isinstance(document, dict):
        raise Unsafe(_RULE, "最外层须是一个对象")
    return document


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise Unsafe(_RULE, f"“{twice[:40]}”写了两次")
    return found


def _no_number(word: str) -> NoReturn:
    raise Unsafe(_RULE, f"{word} 不是数")


def _plain_crs(crs: Any) -> None:
    """Old files name their coordinates; anything but plain longitude and latitude is refused."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not _PLAIN_CRS.fullmatch(name):
        raise Unsafe(_RULE, f"坐标系写的是 {str(name)[:40]},须是 WGS84 经纬度")


def _features(document: Mapping[str, Any]) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and kind in DEPTHS:
        return [{"geometry": document}]
    raise Unsafe(_RULE, "不是 FeatureCollection、Feature 或一个几何")


def _parts(kind: str, coordinates: list[Any]) -> Iterator[Sequence[Any]]:
    """Parts of lines of positions, whatever the kind nests."""
    depth = DEPTHS[kind]
    if depth == 0:
        yield [[coordinates]]
    elif kind == "MultiPoint":
        yield from ([[position]] for position in coordinates)
    elif depth == 1:
        yield [coordinates]
    elif kind == "MultiLineString":
        yield from ([line] for line in coordinates)
    else:
        yield from [coordinates] if depth == 2 else coordinates


def _checked(value: Any, kind: type[list[Any]]) -> list[Any]:
    if not isinstance(value, kind) or not value:
        raise _Unfit("coordinates")
    return value


def _position(position: Any) -> tuple[float, float]:
    if not isinstance(position, list) or len(position) < 2:
        raise _Unfit("coordinates")
    lon, lat = position[0], position[1]
    if type(lon) not in (int, float) or type(lat) not in (int, float):
        raise _Unfit("coordinates")
    # Whole numbers of any length come before a float of them would overflow.
    if not -_MOST_LON <= lon <= _MOST_LON or not -_MOST_LAT <= lat <= _MOST_LAT:
        raise _Unfit("range")
    return float(lon), float(lat)


def _any_line(doubles: array[float]) -> None:
    """Points have no line to judge."""


def _line(doubles: array[float]) -> None:
    if len(doubles) < 4:
        raise _Unfit("coordinates")


def _ring(doubles: array[float]) -> None:
    if len(doubles) < 8 or doubles[:2] != doubles[-2:]:
        raise _Unfit("ring")


_LINES: Mapping[str, Callable[[array[float]], None]] = {"LineString": _line, "Polygon": _ring}
