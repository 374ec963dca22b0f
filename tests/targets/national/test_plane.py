"""The plane: areas exact, lengths within the bound it tells, everywhere in the country."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from targets.national.coverage import ARC_ERROR, covered, farthest_m, reach
from targets.national.plane import Plane, centred_on, length_error
from tests.targets.national.maps import GEOD, PLACE, at, point, square


def flat(plane: Plane, *geometries) -> np.ndarray:
    return plane.flatten(np.array([shapely.geometry.shape(one) for one in geometries]))


AWAY = st.floats(-140_000, 140_000)


@given(st.floats(75, 134), st.floats(18, 53), AWAY, AWAY)
def test_half_a_kilometre_is_as_long_on_the_plane_as_on_the_earth(lon, lat, east, north) -> None:
    place = (round(lon, 4), round(lat, 4))
    ends = flat(Plane(*place), point(east, north, place), point(east + 300, north + 400, place))
    (x, y), (u, v) = shapely.get_coordinates(ends)
    true = GEOD.inv(*at(east, north, place), *at(east + 300, north + 400, place))[2]
    assert math.hypot(u - x, v - y) == pytest.approx(true, rel=length_error(ends))


@given(st.floats(75, 134), st.floats(18, 53), st.floats(200, 60_000), st.floats(-90_000, 90_000))
def test_an_area_on_the_plane_is_the_area_on_the_earth(lon, lat, side, east) -> None:
    place = (round(lon, 4), round(lat, 4))
    drawn = square(side, east, 0, place)
    # Many corners: the edge between two is a geodesic for the judge and a line of degrees for us.
    ring = shapely.segmentize(shapely.geometry.shape(drawn), 0.002)
    true, _ = GEOD.geometry_area_perimeter(ring)
    (got,) = shapely.area(flat(Plane(*place), drawn))
    assert got == pytest.approx(abs(true), rel=1e-6)


def test_the_figures_of_the_document_hold() -> None:
    at_50_km = length_error(np.array([shapely.Point(50_000, 0)]))
    assert 500 * at_50_km == pytest.approx(0.01, abs=0.001)
    assert pytest.approx(1e-4, rel=0.01) == ARC_ERROR
    circle = reach(np.array([shapely.Point(0, 0)]), [500.0]).area
    assert circle == pytest.approx(math.pi * 500**2 * (1 - ARC_ERROR), rel=1e-12)


def test_a_map_as_large_as_a_province_is_no_city() -> None:
    plane = centred_on(np.array([shapely.Point(PLACE)]))
    with pytest.raises(UserError, match="300 公里"):
        flat(plane, point(301_000, 0))
    assert len(flat(plane, point(299_000, 0))) == 1


@pytest.mark.parametrize("far", [(-70.25, -39.56), (PLACE[0] + 179.9, -PLACE[1])])
def test_the_other_side_of_the_earth_is_no_city_either(far) -> None:
    with pytest.raises(UserError, match="300 公里"):
        flat(Plane(*PLACE), {"type": "Point", "coordinates": far})


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=12))
def test_no_place_of_a_grid_lies_farther_than_the_farthest(sites) -> None:
    """Independent of Voronoi cells: a grid of places, the nearest by trying all."""
    points = np.array([shapely.Point(100 * x, 100 * y) for x, y in sites])
    land = shapely.box(-3000, -2000, 4000, 2500).difference(shapely.box(0, 0, 1000, 1000))
    places = np.stack(np.meshgrid(np.arange(-3000, 4001, 100), np.arange(-2000, 2501, 100)), -1)
    places = places.reshape(-1, 2)
    places = places[shapely.covers(land, shapely.points(places))]
    gaps = places[:, None, :] - shapely.get_coordinates(points)[None, :, :]
    counted = np.hypot(gaps[..., 0], gaps[..., 1]).min(axis=1).max()
    got = farthest_m(points, land)
    assert counted - 1e-6 <= got <= counted + 100 * math.sqrt(2) / 2 + 1e-6


PLACES = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))


@given(st.lists(PLACES, min_size=1, max_size=8), PLACES, st.floats(1, 900), st.floats(0, 900))
def test_one_more_service_or_a_longer_reach_never_covers_less(sites, another, radius, more) -> None:
    land = shapely.box(-1500, -1500, 1500, 1500).difference(shapely.Point(0, 0).buffer(400))
    points = shapely.points(sites)
    plain = covered(land, reach(points, [radius] * len(sites)))
    wider = covered(land, reach(points, [radius + more] * len(sites)))
    joined = covered(land, reach(shapely.points([*sites, another]), [radius] * (len(sites) + 1)))
    assert 0 <= plain.value <= wider.value + 1e-9 <= 100 + 2e-9
    assert plain.value <= joined.value + 1e-9
    assert joined.covered_ha <= plain.covered_ha + math.pi * radius**2 / 1e4 + 1e-9
