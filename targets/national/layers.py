"""A map's features as shapes to compute with: which kinds belong, which geometries are broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from observations.errors import UserError
from observations.geojson import Feature, Map

POINTS = ("Point", "MultiPoint")
LINES = ("LineString", "MultiLineString")
AREAS = ("Polygon", "MultiPolygon")
_SHOWN = 8
_CALLED = {"Point": "点", "LineString": "线", "Polygon": "面"}
_UNREAD = {
    "kind": "不是点、线、面(几何集合要先拆开)",
    "coordinates": "坐标写法不对(应是 [经度, 纬度] 的数)",
    "ring": "面的边界没有闭合或不足四个点",
    "range": "坐标不是经纬度(投影坐标的米要先换成 WGS84 经纬度)",
}
_BROKEN: tuple[tuple[str, str], ...] = (
    ("Self-intersection", "边界自相交"),
    ("Ring Self-intersection", "边界自己碰到自己"),
    ("Hole lies outside shell", "洞在外边界之外"),
    ("Nested holes", "洞中有洞"),
    ("Holes are nested", "洞中有洞"),
    ("Nested shells", "两块面一块套着一块"),
    ("Interior is disconnected", "面的内部断开"),
    ("Duplicate Rings", "同一条边界写了两次"),
    ("Too few points", "边界不足四个不同的点"),
)
_PLACE = re.compile(r"\[(-?[0-9.e+-]+) (-?[0-9.e+-]+)\]$")
_CURE = "在 GIS 软件里修好这些要素再试;确认无误的,加 --repair 由程序修复并逐个写明"


@dataclass(frozen=True)
class Layer:
    """Features of one role as shapes in degrees, in the order of the files; `notes` say what
    was passed over or mended, in Chinese. `names` says file and number of each shape.
    """

    shapes: np.ndarray[Any, Any]
    features: tuple[Feature, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()


def layer(role: str, maps: list[Map], kinds: tuple[str, ...], *, repair: bool = False) -> Layer:
    """The shapes of all features of `maps`, each of one of `kinds`.

    `UserError` naming file and feature for what cannot be read, is of another kind, or is no
    valid geometry — unless `repair`: then it is mended (shapely's `make_valid`, structure) and
    noted with its area. Features without geometry are passed over and noted.
    """
    pairs = [(f"《{one.source.name}》第{f.number}个要素", f) for one in maps for f in one.features]
    notes = _unread(maps)
    wrong = [f"{name}是{_kind(f.kind)}" for name, f in pairs if f.kind not in kinds]
    if wrong:
        words = "或".join(dict.fromkeys(_kind(kind) for kind in kinds))
        raise UserError(f"{role}应是{words}:" + _listed(wrong), cure="检查有没有给错文件")
    if not pairs:
        files = "、".join(f"《{one.source.name}》" for one in maps)
        raise UserError(f"{role}没有要素:{files}", cure="检查导出的图层和筛选条件")
    names = tuple(name for name, _ in pairs)
    shapes = np.array([_shape(feature) for _, feature in pairs], dtype=object)
    shapes, mended = _valid(role, names, shapes, repair)
    return Layer(shapes, tuple(feature for _, feature in pairs), names, (*notes, *mended))


def _unread(maps: list[Map]) -> list[str]:
    """Notes on features without geometry; `UserError` for those that could not be read."""
    wrong = [
        f"《{one.source.name}》第{left.number}个要素{_UNREAD[left.why]}"
        for one in maps
        for left in one.unread
        if left.why != "empty"
    ]
    if wrong:
        raise UserError(_listed(wrong), cure="在 GIS 软件里修好这些要素再导出")
    return [
        f"《{one.source.name}》第{left.number}个要素没有几何,未采用"
        for one in maps
        for left in one.unread
    ]


def _listed(problems: list[str]) -> str:
    more = f" 等共 {len(problems)} 个" if len(problems) > _SHOWN else ""
    return ";".join(problems[:_SHOWN]) + more


def _kind(kind: str) -> str:
    return _CALLED[kind.removeprefix("Multi")]


def _shape(feature: Feature) -> BaseGeometry:
    build = _BUILDERS[feature.kind.removeprefix("Multi")]
    made = [build(part) for part in feature.parts]
    return made[0] if len(made) == 1 else _TOGETHER[feature.kind](made)


_BUILDERS: Mapping[str, Callable[[Any], BaseGeometry]] = {
    "Point": lambda part: shapely.Point(part[0][0]),
    "LineString": lambda part: shapely.LineString(part[0]),
    "Polygon": lambda part: shapely.Polygon(part[0], part[1:]),
}
_TOGETHER: Mapping[str, Callable[[Any], BaseGeometry]] = {
    "MultiPoint": shapely.MultiPoint,
    "MultiLineString": shapely.MultiLineString,
    "MultiPolygon": shapely.MultiPolygon,
}


def _valid(
    role: str, names: tuple[str, ...], shapes: np.ndarray[Any, Any], repair: bool
) -> tuple[np.ndarray[Any, Any], list[str]]:
    broken = np.flatnonzero(~shapely.is_valid(shapes))
    reasons = [f"{names[n]}{_reason(shapes[n])}" for n in broken]
    if reasons and not repair:
        raise UserError(f"{role}的几何有错:" + _listed(reasons), cure=_CURE)
    if not reasons:
        return shapes, []
    mended = shapes.copy()
    mended[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return mended, [f"{reason},已修复" for reason in reasons]


def _reason(shape: BaseGeometry) -> str:
    said = str(shapely.is_valid_reason(shape))
    word = next((zh for en, zh in _BROKEN if said.startswith(en)), "几何无效")
    place = _PLACE.search(said)
    return f"{word}(东经 {place[1]}、北纬 {place[2]} 处)" if place else word
