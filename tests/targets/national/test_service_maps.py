"""Coverage from GeoJSON: against squares and circles a hand can work out, and against counting."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from observations.errors import UserError
from tests.targets.national.maps import GEOD, PLACE, at, line, point, square

CIRCLE = 2e-4  # relative: 256 sides for a circle, and squares drawn by geodesics
NORTH, SOUTH, EAST = (110.3, 53.3), (109.6, 18.2), (134.7, 48.3)


def disc(radius: float) -> float:
    return math.pi * radius**2


@pytest.mark.parametrize("place", [PLACE, NORTH, SOUTH, EAST])
@pytest.mark.parametrize("radius", [300, 500])
def test_one_stop_in_a_square_kilometre_covers_its_circle_anywhere_in_the_country(
    coverage, place, radius
) -> None:
    got = coverage("bus-stop", [point(0, 0, place)], [square(1000, place=place)], radius_m=radius)
    assert got.value == pytest.approx(disc(radius) / 1e4, rel=CIRCLE)
    assert got.land_ha == pytest.approx(100, rel=CIRCLE)
    assert got.length_error < 1e-6


LENS = 2 * 300**2 * math.acos(0.5) - 150 * math.sqrt(4 * 300**2 - 300**2)  # middles 300 m apart
#  stops (m east)   radius   covered, in m²: alone, apart, the same twice, touching, across the edge
CASES = {
    "apart": ([-1000, 1000], 300, 2 * disc(300)),
    "the same twice": ([0, 0], 300, disc(300)),
    "a lens between": (
        [-150, 150],
        300,
        2 * disc(300) - LENS,
    ),
    "half over the edge": ([2000], 300, disc(300) / 2),
    "outside but near": ([2200], 500, 500**2 * math.acos(0.4) - 200 * math.sqrt(500**2 - 200**2)),
    "outside and far": ([4000], 300, 0.0),
}


@pytest.mark.parametrize("name", CASES)
def test_circles_are_merged_and_clipped_before_they_are_measured(coverage, name: str) -> None:
    easts, radius, expected = CASES[name]
    got = coverage("bus-stop", [point(x, 0) for x in easts], [square(4000)], radius_m=radius)
    assert got.covered_ha * 1e4 == pytest.approx(expected, rel=3 * CIRCLE, abs=1)
    assert got.value == pytest.approx(100 * expected / 16e6, rel=3 * CIRCLE, abs=1e-6)


def test_land_where_no_stop_can_be_leaves_numerator_and_denominator(coverage) -> None:
    lake = square(1000, 1500, 1500)
    got = coverage("bus-stop", [point(0, 0)], [square(4000)], excluded=[lake])
    assert got.land_ha == pytest.approx(1500, rel=CIRCLE)
    assert got.value == pytest.approx(100 * disc(500) / 15e6, rel=CIRCLE)


def test_a_park_reaches_from_its_edge_over_residential_land_only(coverage) -> None:
    park, homes = square(80), square(2000)
    got = coverage("park", [park], [square(6000)], residential=[homes])
    reached = 80 * 80 + 4 * 80 * 500 + disc(500)
    assert got.value == pytest.approx(100 * reached / 4e6, rel=CIRCLE)
    assert got.land == "居住用地"


#  side of the park (m) → its size, the radius of edition 2021 and of edition 2022
@pytest.mark.parametrize(
    ("side", "of_2021", "of_2022"),
    [
        (19.9, 0, 0),
        (20.1, 0, 300),
        (44.7, 0, 300),
        (44.8, 300, 300),
        (70.6, 300, 300),
        (70.8, 500, 500),
    ],
)
def test_the_radius_goes_by_size_and_edition(coverage, side, of_2021, of_2022) -> None:
    for edition, radius in (("2021", of_2021), ("2022", of_2022)):
        got = coverage(
            "park", [square(side)], [square(3000)], residential=[square(2500)], edition=edition
        )
        reached = side**2 + 4 * side * radius + disc(radius) if radius else 0
        assert got.covered_ha * 1e4 == pytest.approx(reached, rel=CIRCLE)
        assert (got.counted, got.passed_over) == ((1, 0) if radius else (0, 1))
        assert ("自知" in got.confidence) == (edition == "2022")


def test_a_recorded_area_decides_the_class_and_a_measured_one_where_none_is(coverage) -> None:
    parks = [square(60, -1500), square(60, 1500), square(60, 0, 1500)]
    recorded = [{"area_m2": 5200}, {}, {"area_m2": " 3600 "}]
    got = coverage("park", (parks, recorded), [square(6000)], residential=[square(6000)])
    small, large = (60 * 60 + 4 * 60 * r + disc(r) for r in (300, 500))
    assert got.covered_ha * 1e4 == pytest.approx(large + 2 * small, rel=CIRCLE)
    assert any("1 个公园没有 area_m2" in note for note in got.notes)
    assert any("登记面积 5200 平方米,图形面积 3600 平方米" in note for note in got.notes)


def test_a_greenway_serves_a_kilometre_to_both_sides(coverage) -> None:
    path = line((-500, 0), (0, 0), (500, 0))
    got = coverage("greenway", [path], [square(6000)], residential=[square(4000)])
    assert got.covered_ha * 1e4 == pytest.approx(2 * 1000 * 1000 + disc(1000), rel=CIRCLE)


def test_homes_outside_the_city_or_drawn_twice_count_once_or_not_and_it_is_said(coverage) -> None:
    homes = [square(1000), square(1000), square(1000, 3000)]
    got = coverage("greenway", [line((-2, 0), (2, 0))], [square(4000)], residential=homes)
    assert got.land_ha == pytest.approx(100, rel=CIRCLE)
    assert any("在建成区外、未计入的 100.0" in note for note in got.notes)
    assert any("只计一次的 100.0" in note for note in got.notes)


#  chargers (m), side of the city (km) → farthest distance (m)
@pytest.mark.parametrize(
    ("chargers", "side", "farthest"),
    [
        ([(0, 0)], 6000, 3000 * math.sqrt(2)),
        ([(-1000, 0), (1000, 0)], 4000, math.hypot(1000, 2000)),
        ([(0, 0), (0, 0)], 2000, 1000 * math.sqrt(2)),
        ([(-2000, -2000), (2000, -2000), (-2000, 2000), (2000, 2000)], 4000, 2000 * math.sqrt(2)),
        ([(5000, 0), (9000, 0)], 2000, math.hypot(6000, 1000)),
        ([(0, -1000), (0, 0), (0, 1000)], 2000, math.hypot(1000, 500)),
    ],
)
def test_the_farthest_place_of_the_city_from_a_charger(coverage, chargers, side, farthest) -> None:
    got = coverage("charger", [point(*one) for one in chargers], [square(side)])
    assert got.farthest_km * 1000 == pytest.approx(farthest, rel=CIRCLE)
    assert (got.value == pytest.approx(100, abs=1e-9)) == (farthest <= 2000)


def _inside(ring: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Even-odd rule on longitude and latitude."""
    within = np.zeros(len(lon), dtype=bool)
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        crosses = (y1 > lat) != (y2 > lat)
        with np.errstate(divide="ignore", invalid="ignore"):
            within ^= crosses & (lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1)
    return within


def test_counting_random_places_by_geodesic_distance_gives_the_same_share(coverage) -> None:
    """Independent of shapely and of the plane: 60 000 places, ray casting, Karney's geodesics."""
    rng = np.random.default_rng(20251231)
    corners = [(-4000, -3000), (3500, -4200), (5000, 1000), (800, 600), (2500, 4800), (-4500, 2500)]
    ring = np.array([at(*one) for one in [*corners, corners[0]]])
    stops = rng.uniform(-6000, 6000, (45, 2))
    got = coverage(
        "bus-stop",
        [point(*one) for one in stops],
        [{"type": "Polygon", "coordinates": [ring.tolist()]}],
    )
    lon = rng.uniform(ring[:, 0].min(), ring[:, 0].max(), 60_000)
    sines = np.sin(np.radians([ring[:, 1].min(), ring[:, 1].max()]))
    lat = np.degrees(np.arcsin(rng.uniform(*sines, 60_000)))  # even on the sphere
    within = _inside(ring, lon, lat)
    lon, lat = lon[within], lat[within]
    reached = np.zeros(len(lon), dtype=bool)
    for stop in (at(*one) for one in stops):
        start = np.full((2, len(lon)), np.array(stop)[:, None])
        reached |= GEOD.inv(*start, lon, lat)[2] <= 500
    share = reached.mean()
    assert len(lon) > 20_000
    assert 20 < got.value < 80
    assert got.value == pytest.approx(
        100 * share, abs=400 * math.sqrt(share * (1 - share) / len(lon))
    )


REFUSED = {
    "a park as a point": (
        ("park", [point(0, 0)], [square(9)]), {"residential": [square(5)]}, "应是面",
    ),
    "a stop as an area": (("bus-stop", [square(9)], [square(99)]), {}, "应是点"),
    "no homes": (("park", [square(80)], [square(900)]), {}, "--residential"),
    "homes for stops": (
        ("bus-stop", [point(0, 0)], [square(99)]), {"residential": [square(5)]}, "以建成区为分母",
    ),
    "homes outside": (
        ("park", [square(80)], [square(900)]), {"residential": [square(99, 5000)]}, "分母为 0",
    ),
    "nothing left of the city": (
        ("bus-stop", [point(0, 0)], [square(900)]), {"excluded": [square(2000)]}, "分母为 0",
    ),
    "a radius for parks": (
        ("park", [square(80)], [square(900)]),
        {"residential": [square(99)], "radius_m": 500}, "按面积分级",
    ),
    "a radius of zero": (("charger", [point(0, 0)], [square(900)]), {"radius_m": 0}, "服务半径"),
    "a service nobody knows": (("school", [point(0, 0)], [square(900)]), {}, "bus-stop"),
    "another continent": (
        ("bus-stop", [point(0, 0, (10, 50))], [square(900)]), {}, "不像一个城市",
    ),
    "an area in words": (
        ("park", ([square(80)], [{"area_m2": "五千"}]), [square(900)]),
        {"residential": [square(99)]}, "写的是“五千”",
    ),
    "an area beyond all numbers": (
        ("park", ([square(80)], [{"area_m2": 10**400}]), [square(900)]),
        {"residential": [square(99)]}, "写的是“1000",
    ),
    "an area that is true": (
        ("park", ([square(80)], [{"area_m2": True}]), [square(900)]),
        {"residential": [square(99)]}, "写的是“True”",
    ),
    "an area below zero": (
        ("park", ([square(80)], [{"area_m2": -5}]), [square(900)]),
        {"residential": [square(99)]}, "不小于 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_computed_is_refused_with_a_cure(coverage, name: str) -> None:
    given, terms, said = REFUSED[name]
    with pytest.raises(UserError) as refused:
        coverage(*given, **terms)
    assert said in str(refused.value)
    assert refused.value.cure


def bow_tie(side: float):
    h = side / 2
    corners = [(-h, -h), (h, h), (h, -h), (-h, h), (-h, -h)]
    return {"type": "Polygon", "coordinates": [[at(*one) for one in corners]]}


def test_a_broken_geometry_is_named_by_its_number_and_place_and_never_mended_in_silence(
    coverage,
) -> None:
    given = ("bus-stop", [point(0, 0)], [square(100, 4000), bow_tie(2000)])
    with pytest.raises(UserError, match=r"第2个要素边界自相交.*东经 109\.7.*北纬 39\.5") as refused:
        coverage(*given)
    assert "--repair" in refused.value.cure
    got = coverage(*given, repair=True)
    assert got.land_ha == pytest.approx(201, rel=1e-3)
    assert any("第2个要素边界自相交" in note and "已修复" in note for note in got.notes)


def test_a_feature_without_geometry_is_passed_over_and_said(coverage) -> None:
    got = coverage("bus-stop", [None, point(0, 0)], [square(1000)])
    assert got.counted == 1
    assert any("第1个要素没有几何" in note for note in got.notes)


def test_a_polygon_with_a_hole_and_one_of_several_parts_are_measured_as_drawn(coverage) -> None:
    outer, hole = square(2000)["coordinates"][0], square(1000)["coordinates"][0]
    island = square(400)["coordinates"][0]
    city = {"type": "MultiPolygon", "coordinates": [[outer, hole], [island]]}
    got = coverage("charger", [point(0, 0)], [city])
    assert got.land_ha == pytest.approx(400 - 100 + 16, rel=CIRCLE)


def test_the_figure_names_its_files_radii_and_errors(coverage) -> None:
    got = coverage("bus-stop", [point(0, 0)], [square(1000)], radius_m=400)
    assert [(one.role, one.name) for one in got.files] == [
        ("boundary", "边界.geojson"),
        ("services", "设施.geojson"),
    ]
    assert all(len(one.sha256) == 64 for one in got.files)
    assert got.radii_m == {"公交站点": 400}
    assert any("不是标准所列" in note for note in got.notes)
    assert 1e-5 < got.arc_error < 1.1e-4
