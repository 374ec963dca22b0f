"""How far each park reaches: its recorded area, else the area drawn, against the edition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from observations.errors import UserError
from targets.national import checks
from targets.national.layers import Layer
from targets.national.radii import Edition

_SHOWN = 3
_LARGE_DIFFERENCE_PCT = 10.0  # of a park's area as recorded and as drawn


def park_radii(
    parks: Layer, flat: np.ndarray[Any, Any], edition: Edition, area_field: str
) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Each park's radius in metres, 0 below the smallest class; what to know about them.

    `flat`: the parks in metres. A park's size is its property `area_field` (m²), measured from
    the drawing where it has none.
    """
    drawn = shapely.area(flat)
    recorded = [_recorded(parks, n, area_field) for n in range(len(flat))]
    areas = [d if r is None else r for r, d in zip(recorded, drawn, strict=True)]
    radii = np.array([edition.radius_m(area) for area in areas])
    measured = sum(one is None for one in recorded)
    notes = [f"{measured} 个公园没有 {area_field},按图形量面积"] if measured else []
    notes += _differing(parks, recorded, drawn)
    return radii, [*notes, *_too_small(parks, radii)]


def _recorded(parks: Layer, n: int, area_field: str) -> float | None:
    """A park's recorded area in m², None when its feature has none."""
    written = parks.features[n].properties.get(area_field)
    if written is None or written == "":
        return None
    try:
        square = float("" if isinstance(written, bool) else written)
    except (ValueError, OverflowError) as bad:
        raise UserError(
            f"{parks.names[n]}的 {area_field} 写的是“{str(written)[:20]}”",
            cure="填平方米数,不带单位",
        ) from bad
    return checks.amount(f"{parks.names[n]}的 {area_field} ", square, "平方米")


def _differing(
    parks: Layer, recorded: list[float | None], drawn: np.ndarray[Any, Any]
) -> Iterator[str]:
    for name, one, other in zip(parks.names, recorded, drawn, strict=True):
        if one is not None and checks.difference_pct(one, other) > _LARGE_DIFFERENCE_PCT:
            yield f"{name}登记面积 {one:.0f} 平方米,图形面积 {other:.0f} 平方米,按登记的分级"


def _too_small(parks: Layer, radii: np.ndarray[Any, Any]) -> list[str]:
    small = [name for name, radius in zip(parks.names, radii, strict=True) if radius == 0]
    if not small:
        return []
    more = " 等" if len(small) > _SHOWN else ""
    return [f"{len(small)} 个公园小于下限,未计入:{'、'.join(small[:_SHOWN])}{more}"]
