"""From longitude and latitude to metres: an equal-area plane laid on the place itself.

Lambert azimuthal equal-area on WGS84, centred on the map. Areas are exact on the ellipsoid. At the
distance c (in radians) from the centre a length is wrong by at most c²/8 on the sphere (Snyder
1987, §24) and _FLATTENED · c more for the ellipsoid (measured, a test holds it): 1 cm in 500 m at
50 km. A zone of Gauss-Krüger or UTM would be wrong by up to 4 in 10 000 and need choosing.
CGCS2000 agrees with WGS84 to decimetres, the same for all layers, and is taken as it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from observations.errors import UserError

EARTH_M = 6_371_007.0  # radius of the sphere with the same surface
MOST_EXTENT_M = 300_000.0
_FLATTENED = 0.0017
_STEP_DEG = 0.01  # edges longer than a kilometre follow the parallel they are drawn on


@dataclass(frozen=True)
class Plane:
    """A plane touching the earth at `lon`, `lat` (degrees); coordinates in metres from there."""

    lon: float
    lat: float

    @property
    def projection(self) -> str:
        """In the notation of PROJ."""
        return f"+proj=laea +lat_0={self.lat:.4f} +lon_0={self.lon:.4f} +datum=WGS84 +units=m"

    @cached_property
    def _transformer(self) -> Transformer:
        return Transformer.from_crs("OGC:CRS84", self.projection, always_xy=True)

    def flatten(self, shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Shapes in degrees as shapes in metres; `UserError` beyond MOST_EXTENT_M."""
        dense = shapely.segmentize(shapes, _STEP_DEG)

        def onto(degrees: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
            return np.column_stack(self._transformer.transform(degrees[:, 0], degrees[:, 1]))

        flat = shapely.transform(dense, onto)
        if farthest_m(flat) > MOST_EXTENT_M:
            raise UserError(
                f"地图上有离中心超过 {MOST_EXTENT_M / 1000:g} 公里的要素,不像一个城市",
                cure="只留建成区及其周边的要素,检查经度、纬度有没有写反",
            )
        return np.asarray(flat)


def centred_on(shapes: np.ndarray[Any, Any]) -> Plane:
    """The plane in the middle of the bounds of `shapes` (degrees)."""
    west, south, east, north = shapely.total_bounds(shapes)
    return Plane(round((west + east) / 2, 4), round((south + north) / 2, 4))


def farthest_m(flat: np.ndarray[Any, Any]) -> float:
    """How far the farthest position lies from the centre of the plane, in metres."""
    positions = shapely.get_coordinates(flat)
    if not np.isfinite(positions).all():
        return float("inf")  # the other side of the earth has no place on the plane
    return float(np.hypot(positions[:, 0], positions[:, 1]).max(initial=0.0))


def length_error(flat: np.ndarray[Any, Any]) -> float:
    """The largest relative error of a length anywhere on `flat`."""
    away = farthest_m(flat) / EARTH_M
    return away**2 / 8 + _FLATTENED * away
