"""公园、绿道、公交站点、充电设施的覆盖率 from GeoJSON: layers in, one figure with its terms out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from observations.errors import UserError
from observations.geojson import Map
from targets.national import checks
from targets.national.coverage import (
    ARC_ERROR,
    HECTARE_M2,
    covered,
    farthest_m,
    merged,
    reach,
)
from targets.national.formula import WORDS
from targets.national.layers import AREAS, LINES, POINTS, Layer, layer
from targets.national.park_sizes import park_radii
from targets.national.plane import Plane, centred_on, length_error
from targets.national.radii import OWN, Edition, Service, service_of

MOST_RADIUS_M = 50_000.0
_KINDS = {"park": AREAS, "greenway": (*LINES, *AREAS), "bus-stop": POINTS, "charger": POINTS}
_LAND = {"residential": "居住用地", "built_up": "建成区(扣除不宜设站用地)"}


@dataclass(frozen=True)
class Maps:
    """The files of one computation by role; `residential` or `excluded` may be empty."""

    boundary: list[Map]
    services: list[Map]
    residential: list[Map]
    excluded: list[Map]


@dataclass(frozen=True)
class Terms:
    """On what terms: `of` a key of SERVICES; `radius_m` None for the standard's own; parks by
    `edition` and `area_field` (m²); `repair` mends broken geometries and says so.
    """

    of: str
    edition: Edition
    radius_m: float | None = None
    area_field: str = "area_m2"
    repair: bool = False


@dataclass(frozen=True)
class Used:
    """A file that was computed from, as which of the roles of `Maps`."""

    role: str
    name: str
    sha256: str


@dataclass(frozen=True)
class ServiceCoverage:
    """`value` percent of `land_ha` within reach, and everything needed to say on what terms.

    `farthest_km`: chargers only, greatest distance from a place of the land to the nearest one.
    `length_error` and `arc_error` are relative and bound the computation's own error.
    """

    of: str
    title: str
    value: float
    covered_ha: float
    land_ha: float
    land: str
    boundary_ha: float
    radii_m: Mapping[str, float]
    counted: int
    passed_over: int
    farthest_km: float | None
    standard: str
    confidence: str
    projection: str
    length_error: float
    arc_error: float
    files: tuple[Used, ...]
    notes: tuple[str, ...]


def service_coverage(maps: Maps, terms: Terms) -> ServiceCoverage:
    """The coverage on the built-up area of `maps.boundary`.

    Parks and greenways serve residential land inside it, stops and chargers the built-up area
    less `maps.excluded`. Services outside the boundary count by what they reach inside.
    `UserError` for files that do not belong, broken geometries and land of size zero.
    """
    service = service_of(terms.of)
    _roles(service, maps, terms)
    services = layer(service.role, maps.services, _KINDS[terms.of], repair=terms.repair)
    edges = layer("建成区边界", maps.boundary, AREAS, repair=terms.repair)
    under = _under(service, maps, terms)
    plane = centred_on(edges.shapes)
    built_up = merged(plane.flatten(edges.shapes))
    land, clipped = _served_land(service, under, plane, built_up)
    flat = plane.flatten(services.shapes)
    radii, terms_notes = _radii(service, terms, services, flat)
    result = covered(land, reach(flat, radii.tolist()))
    longest = farthest_m(flat, land) / 1000 if terms.of == "charger" else None
    every = [services, edges, *([under] if under else [])]
    return ServiceCoverage(
        of=terms.of,
        title=service.title,
        value=result.value,
        covered_ha=result.covered_ha,
        land_ha=result.land_ha,
        land=_LAND[service.land],
        boundary_ha=built_up.area / HECTARE_M2,
        radii_m=_shown_radii(service, terms),
        counted=int(np.count_nonzero(radii)),
        passed_over=int(len(radii) - np.count_nonzero(radii)),
        farthest_km=longest,
        standard=terms.edition.source if terms.of == "park" else service.standard,
        confidence=WORDS[terms.edition.confidence if terms.of == "park" else service.confidence],
        projection=plane.projection,
        length_error=length_error(np.array([*flat, built_up])),
        arc_error=ARC_ERROR,
        files=tuple(_files(maps)),
        notes=(*(note for one in every for note in one.notes), *clipped, *terms_notes),
    )


def _files(maps: Maps) -> Iterator[Used]:
    for role, given in vars(maps).items():
        yield from (Used(role, one.source.name, one.source.sha256) for one in given)


def _roles(service: Service, maps: Maps, terms: Terms) -> None:
    if terms.of != "park" and terms.edition.name == OWN:
        raise UserError(f"{service.title}没有面积分级", cure="去掉 --classes,半径用 --radius")
    if service.land == "residential" and not maps.residential:
        raise UserError(
            f"{service.title}以居住用地为分母,没有给出", cure="用 --residential 给出居住用地"
        )
    if service.land == "built_up" and maps.residential:
        raise UserError(
            f"{service.title}以建成区为分母,不用居住用地",
            cure="去掉 --residential,扣除用地用 --excluded",
        )
    if service.land == "residential" and maps.excluded:
        raise UserError(f"{service.title}不扣除用地", cure="去掉 --excluded")


def _under(service: Service, maps: Maps, terms: Terms) -> Layer | None:
    """Residential land, or the land taken out of the built-up area."""
    if service.land == "residential":
        return layer("居住用地", maps.residential, AREAS, repair=terms.repair)
    return layer("扣除用地", maps.excluded, AREAS, repair=terms.repair) if maps.excluded else None


def _served_land(
    service: Service, under: Layer | None, plane: Plane, built_up: BaseGeometry
) -> tuple[BaseGeometry, list[str]]:
    """The land to be served inside the built-up area, and what was left out of it."""
    if under is None:
        return built_up, []
    drawn = plane.flatten(under.shapes)
    together = merged(drawn)
    if service.land == "built_up":
        return shapely.difference(built_up, together), []
    inside = shapely.intersection(together, built_up)
    return inside, [
        f"居住用地{words} {square / HECTARE_M2:.2f} 公顷"
        for words, square in (
            ("在建成区外、未计入的", together.area - inside.area),
            ("互相重叠、只计一次的", float(shapely.area(drawn).sum()) - together.area),
        )
        if square >= 1
    ]


def _radii(
    service: Service, terms: Terms, services: Layer, flat: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Each service's radius in metres, 0 for a park too small; and what to know about them."""
    if terms.of == "park":
        if terms.radius_m is not None:
            raise UserError(
                "公园绿地的服务半径按面积分级,不用 --radius",
                cure="用 --edition 选版次,或 --classes 自定",
            )
        return park_radii(services, flat, terms.edition, terms.area_field)
    radius = _radius(service, terms)
    notes = []
    if radius not in service.radii_m:
        listed = "、".join(f"{one:g}" for one in service.radii_m)
        notes.append(f"服务半径 {radius:g} 米不是标准所列({listed} 米)")
    return np.full(len(flat), radius), notes


def _radius(service: Service, terms: Terms) -> float:
    given = service.radii_m[0] if terms.radius_m is None else terms.radius_m
    return checks.positive("服务半径(--radius)", given, "米", most=MOST_RADIUS_M)


def _shown_radii(service: Service, terms: Terms) -> dict[str, float]:
    if terms.of == "park":
        return {f"≥{one.least_m2:g}平方米": one.radius_m for one in terms.edition.classes}
    return {service.role: _radius(service, terms)}
