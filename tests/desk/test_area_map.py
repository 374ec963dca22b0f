"""A map of the areas: read in the jail, matched by adcode, kept unchanged, audited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from dashboards.components.outlines import middle
from desk import views
from desk.area_map import MOST_POINTS, WIDTH, current_map, drawn, load_map
from desk.demo.posts import ADMIN, DESK, LEADER
from ledger.audited import links_of
from observations.errors import Refused, UserError
from observations.geojson import Feature
from tests.desk.hall import FirstHalls, Hall

BANNER, NEIGHBOUR = "150627", "150602"


@pytest.fixture(scope="module")
def hall_of_maps(
    tmp_path_factory: pytest.TempPathFactory, first_halls: FirstHalls
) -> Iterator[Hall]:
    built = first_halls.copied(Path(tmp_path_factory.mktemp("maps")), "")
    yield built
    built.desk.ledger.close()


def square(code: Any, west: float, south: float, side: float = 1.0) -> dict[str, Any]:
    """A square area of `side` degrees."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return feature(code, {"type": "Polygon", "coordinates": [ring]})


def feature(code: Any, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"adcode": code}, "geometry": geometry}


def written(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / f"地图{len(list(folder.iterdir()))}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_areas_are_drawn_by_their_adcode_and_the_rest_is_told(hall_of_maps: Hall) -> None:
    desk = hall_of_maps.desk
    path = written(
        hall_of_maps.folder,
        square(150627, 109.0, 39.0),  # a number
        square(NEIGHBOUR, 110.0, 39.0),  # a text
        square(150603.0, 110.0, 40.0),  # some programs write every number so
        square("610000", 111.0, 39.0),  # no area of the plan
        feature(150621, {"type": "Point", "coordinates": [109.5, 39.5]}),  # no surface
        feature(150622, {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}),  # no ring
    )
    found = load_map(desk, DESK, path)
    assert set(found.drawn) == {"伊金霍洛旗", "东胜区", "康巴什区"}
    assert {"达拉特旗", "准格尔旗"} <= set(found.absent)
    assert (found.passed_over, found.unread) == (2, 1)
    with desk.ledger.read() as reading:
        shown = current_map(desk, reading)
        link = links_of(reading, "map.load")[-1]
    assert shown is not None
    assert set(shown.shapes) == {BANNER, NEIGHBOUR, "150603"}
    assert (shown.post, shown.source, link.actor) == (DESK.post, found.source, DESK.post)
    assert found.source == hashlib.sha256(path.read_bytes()).hexdigest()
    kept = desk.settings.home / "maps" / found.source[:2] / found.source
    assert kept.read_bytes() == path.read_bytes()
    assert views.outline(desk, LEADER) == shown
    assert views.areas(desk, LEADER).mapped


def test_north_is_up_and_a_degree_of_longitude_is_shorter_than_one_of_latitude(
    hall_of_maps: Hall,
) -> None:
    path = written(hall_of_maps.folder, square(150627, 109.0, 60.0), square(150602, 110.0, 61.0))
    load_map(hall_of_maps.desk, ADMIN, path)
    shown = views.outline(hall_of_maps.desk, LEADER)
    assert shown is not None
    ys = {code: [y for ring in rings for _, y in ring] for code, rings in shown.shapes.items()}
    assert max(ys[NEIGHBOUR]) <= min(ys[BANNER])
    xs = [x for ring in shown.shapes[BANNER] for x, _ in ring]
    wide, high = max(xs) - min(xs), max(ys[BANNER]) - min(ys[BANNER])
    assert wide / high == pytest.approx(0.485, abs=0.01)  # cos 61° = 0.4848
    assert shown.height == WIDTH


@pytest.mark.parametrize(
    ("text", "field", "word"),
    [
        ("[1, 2]", "adcode", "不是可用的 GeoJSON"),
        ("", "adcode", "没有内容"),
        ('{"type": "FeatureCollection", "features": []}', "adcode", "没有方案的地区"),
        (json.dumps(square(150627, 109, 39)), "name", "没有方案的地区"),
    ],
)
def test_a_file_that_is_no_map_of_the_plan_changes_nothing(
    hall_of_maps: Hall, text: str, field: str, word: str
) -> None:
    desk, path = hall_of_maps.desk, hall_of_maps.folder / "坏.geojson"
    path.write_text(text, "utf-8")
    before = views.outline(desk, LEADER)
    kept = sorted((desk.settings.home / "maps").rglob("*"))
    with pytest.raises(UserError, match=word):
        load_map(desk, DESK, path, field)
    assert views.outline(desk, LEADER) == before
    assert sorted((desk.settings.home / "maps").rglob("*")) == kept


def test_only_the_desk_and_administrators_load_a_map(hall_of_maps: Hall) -> None:
    path = written(hall_of_maps.folder, square(150627, 109.0, 39.0))
    for who in (LEADER, hall_of_maps.clerk("housing"), hall_of_maps.reviewer("housing")):
        with pytest.raises(Refused):
            load_map(hall_of_maps.desk, who, path)


def test_outlines_that_were_changed_on_disk_are_not_shown(hall_of_maps: Hall) -> None:
    desk = hall_of_maps.desk
    load_map(desk, DESK, written(hall_of_maps.folder, square(150627, 100.0, 30.0)))
    with desk.ledger.read() as reading:
        own = links_of(reading, "map.load")[-1].subject.split(" ")[0]
    path = desk.settings.home / "maps" / own[:2] / own
    told = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(told.replace(b"0", b"1"))
    with pytest.raises(UserError, match="不符"):
        views.outline(desk, LEADER)
    path.write_bytes(told)
    assert views.outline(desk, LEADER) is not None


def rings_of(*lines: list[tuple[float, float]]) -> Feature:
    return Feature(1, "Polygon", (tuple(np.array(line, dtype=float) for line in lines),), {})


def test_a_coast_of_very_many_points_is_drawn_with_as_many_as_a_page_can_carry() -> None:
    turns = np.linspace(0, 2 * np.pi, 90_000)
    line = [(110 + np.cos(t) * (1 + 0.1 * np.sin(900 * t)), 39 + np.sin(t)) for t in turns]
    height, shapes = drawn({BANNER: [rings_of(line)]})
    assert 100 < sum(len(ring) for ring in shapes[BANNER]) <= MOST_POINTS
    assert 0 < height <= WIDTH


CORNERS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=3, max_size=8, unique=True
)


@settings(max_examples=60, deadline=None)
@given(CORNERS)
def test_a_label_lies_at_the_centre_of_area(corners: list[tuple[int, int]]) -> None:
    surface = Polygon(corners)
    if not surface.is_valid or surface.area < 1:
        return
    x, y = middle(tuple(corners))
    assert (x, y) == pytest.approx((surface.centroid.x, surface.centroid.y), abs=1e-6)
