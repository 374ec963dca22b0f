"""Broken geometries: each is named in words, with the place where it is."""

from __future__ import annotations

import pytest

from observations.errors import UserError
from tests.targets.national.maps import at, point, square


def ring(*corners: tuple[float, float]) -> list[list[float]]:
    return [at(*one) for one in (*corners, corners[0])]


def box(side: float, east: float = 0) -> list[list[float]]:
    return square(side, east)["coordinates"][0]


BROKEN = {
    "边界自相交": [ring((-900, -900), (900, 900), (900, -900), (-900, 900))],
    "洞在外边界之外": [box(2000), box(100, 5000)],
    "洞中有洞": [box(2000), box(1000), box(500)],
    "边界不足四个不同的点": [ring((0, 0), (0, 0), (0, 0))],
}


@pytest.mark.parametrize("word", BROKEN)
def test_a_broken_area_is_called_what_it_is(coverage, word: str) -> None:
    with pytest.raises(UserError) as refused:
        coverage("bus-stop", [point(0, 0)], [{"type": "Polygon", "coordinates": BROKEN[word]}])
    assert f"《边界.geojson》第1个要素{word}" in refused.value.what


def test_one_area_inside_another_of_the_same_feature_is_named(coverage) -> None:
    nested = {"type": "MultiPolygon", "coordinates": [[box(2000)], [box(500)]]}
    with pytest.raises(UserError, match="一块套着一块"):
        coverage("bus-stop", [point(0, 0)], [nested])


def test_many_broken_features_are_counted_and_the_first_named(coverage) -> None:
    tie = {"type": "Polygon", "coordinates": BROKEN["边界自相交"]}
    with pytest.raises(UserError, match=r"第8个要素.*等共 12 个") as refused:
        coverage("bus-stop", [point(0, 0)], [tie] * 12)
    assert "第9个" not in refused.value.what


def test_a_feature_that_could_not_be_read_stops_the_computation(coverage) -> None:
    metres = {"type": "Point", "coordinates": [466_000, 4_379_000]}
    with pytest.raises(UserError, match="第2个要素坐标不是经纬度"):
        coverage("bus-stop", [point(0, 0), metres], [square(900)])


def test_a_file_of_features_without_geometry_has_nothing_to_compute_with(coverage) -> None:
    with pytest.raises(UserError, match="没有要素"):
        coverage("bus-stop", [None], [square(900)])


def shifted(geometry, east: float, north: float):
    lon, lat = at(east, north)
    away = (lon - at(0, 0)[0], lat - at(0, 0)[1])
    moved = [[x + away[0], y + away[1]] for x, y in geometry["coordinates"][0]]
    return {**geometry, "coordinates": [moved]}


def test_a_shift_of_all_layers_changes_nothing_and_of_one_layer_everything(coverage) -> None:
    """As coordinates of another datum would: some 490 m east and 114 m north."""
    park, homes, city = square(80), square(1000), square(4000)
    drift = (490, 114)
    right = coverage("park", [park], [city], residential=[homes]).value
    together = [[shifted(one, *drift)] for one in (park, city, homes)]
    both = coverage("park", together[0], together[1], residential=together[2]).value
    mixed = coverage("park", [shifted(park, *drift)], [city], residential=[homes]).value
    assert both == pytest.approx(right, rel=1e-4)
    assert abs(mixed - right) > 20
