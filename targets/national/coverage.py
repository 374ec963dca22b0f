"""Service-radius coverage on a plane: buffers merged, clipped, divided by the land they serve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from observations.errors import UserError

ARC_SEGMENTS = 64  # per quarter circle
HECTARE_M2 = 10_000.0
# An inscribed polygon of 4 × ARC_SEGMENTS sides is smaller than its circle by this share.
ARC_ERROR = 1 - math.sin(math.pi / (2 * ARC_SEGMENTS)) / (math.pi / (2 * ARC_SEGMENTS))


@dataclass(frozen=True)
class Covered:
    """`value` in percent: `covered_ha` of `land_ha` lie within reach of a service."""

    value: float
    covered_ha: float
    land_ha: float


def merged(shapes: np.ndarray[Any, Any]) -> BaseGeometry:
    """All shapes as one: what two of them cover counts once."""
    return shapely.union_all(shapes)


def reach(services: np.ndarray[Any, Any], radii_m: Sequence[float]) -> BaseGeometry:
    """Everywhere within its radius (metres, in a straight line) of a service, itself included.

    A service of radius 0 serves nobody. Circles are polygons of 4 × ARC_SEGMENTS sides: their
    area is smaller by ARC_ERROR.
    """
    radii = np.asarray(radii_m, dtype=float)
    serving = radii > 0
    return merged(shapely.buffer(services[serving], radii[serving], quad_segs=ARC_SEGMENTS))


def covered(land: BaseGeometry, reached: BaseGeometry) -> Covered:
    """How much of `land` (m²) is reached; `UserError` when there is no land to serve."""
    if land.area == 0:
        raise UserError(
            "分母为 0:建成区内没有应服务的用地",
            cure="检查建成区边界、居住用地和扣除用地是否同一坐标系、有没有重叠",
        )
    served = shapely.intersection(land, reached).area
    return Covered(100 * served / land.area, served / HECTARE_M2, land.area / HECTARE_M2)


def farthest_m(points: np.ndarray[Any, Any], land: BaseGeometry) -> float:
    """The greatest distance from a place of `land` to the nearest of `points`, in metres.

    Exact: on the land nearest to one point (its Voronoi cell) distance is convex, so the greatest
    lies at a corner of that piece of land.
    """
    sites = np.unique(shapely.get_coordinates(points), axis=0)
    if len(sites) == 1:
        return _farthest(land, sites[0])
    whole = shapely.box(*shapely.total_bounds([land, shapely.MultiPoint(sites)])).buffer(1)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(sites), extend_to=whole, ordered=True)
    )
    pieces = shapely.intersection(cells, land)
    return max(
        _farthest(piece, site)
        for piece, site in zip(pieces, sites, strict=True)
        if not piece.is_empty
    )


def _farthest(piece: BaseGeometry, site: np.ndarray[Any, Any]) -> float:
    corners = shapely.get_coordinates(piece) - site
    return float(np.hypot(corners[:, 0], corners[:, 1]).max())
