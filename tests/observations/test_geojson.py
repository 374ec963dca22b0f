"""A stranger's map through the jail: read as written, or refused by name; never trusted."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observations import jail_child
from observations.finding import Finding
from observations.geojson import Map, map_told, read_map
from observations.jail import Jail
from observations.precheck import Unsafe
from observations.readers import geojson as reader
from observations.spool import spool

TRIANGLE = [[[109, 39], [110, 39], [110, 40], [109, 39]]]
AROUND = [[[108, 38], [111, 38], [111, 41], [108, 41], [108, 38]], *TRIANGLE]
KINDS = {
    "Point": ([109.5, 39.5], [[1]]),
    "MultiPoint": ([[109, 39], [110, 40, 1300]], [[1], [1]]),
    "LineString": ([[109, 39], [110, 40]], [[2]]),
    "MultiLineString": ([[[109, 39], [110, 40]], [[1, 2], [3, 4], [5, 6]]], [[2], [3]]),
    "Polygon": (AROUND, [[5, 4]]),
    "MultiPolygon": ([AROUND, TRIANGLE], [[5, 4], [4]]),
}


@pytest.fixture
def opened(jail, tmp_path):
    """`opened(document or bytes, fields)`: the map or the finding."""

    def opening(document, fields=("name",)):
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        return read_map(jail, spool(data, "图.geojson", tmp_path / "spool"), fields)

    return opening


def feature(kind="Point", coordinates=(109.5, 39.5), **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_geometry_arrives_as_written(opened, kind) -> None:
    coordinates, shape = KINDS[kind]
    (one,) = opened(collection(feature(kind, coordinates, name="甲", other=1))).features
    assert (one.number, one.kind, dict(one.properties)) == (1, kind, {"name": "甲"})
    assert [[len(line) for line in part] for part in one.parts] == shape
    flat = np.vstack([line for part in one.parts for line in part])
    written = np.array(list(_positions(coordinates)))
    assert (flat == written).all()


def _positions(coordinates):
    if isinstance(coordinates[0], (int, float)):
        yield coordinates[:2]
        return
    for inner in coordinates:
        yield from _positions(inner)


def test_a_feature_or_a_geometry_alone_is_a_map_of_one(opened) -> None:
    for document in (feature(), feature()["geometry"]):
        assert [one.number for one in opened(document).features] == [1]


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (None, "empty"),
        ({"type": "Polygon", "coordinates": []}, "empty"),
        ({"type": "GeometryCollection", "geometries": []}, "kind"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "kind"),
        ([1, 2], "kind"),
        ({"type": "Point", "coordinates": "109 39"}, "coordinates"),
        ({"type": "Point", "coordinates": [109]}, "coordinates"),
        ({"type": "Point", "coordinates": ["109", "39"]}, "coordinates"),
        ({"type": "Point", "coordinates": [True, False]}, "coordinates"),
        ({"type": "LineString", "coordinates": [[109, 39]]}, "coordinates"),
        ({"type": "Polygon", "coordinates": [[109, 39], [110, 40]]}, "coordinates"),
        ({"type": "MultiPolygon", "coordinates": AROUND}, "coordinates"),
        ({"type": "Polygon", "coordinates": [TRIANGLE[0][:3]]}, "ring"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [3, 1], [4, 4]]]}, "ring"),
        ({"type": "Point", "coordinates": [466_000.5, 4_379_000.1]}, "range"),
        ({"type": "Point", "coordinates": [10**400, 1]}, "range"),
        ({"type": "Point", "coordinates": [109, 91]}, "range"),
    ],
)
def test_what_cannot_be_told_is_left_out_by_number_and_the_others_stay(opened, geometry, why):
    bad = {"type": "Feature", "geometry": geometry, "properties": {}}
    got = opened(collection(feature(), bad, feature("Polygon", TRIANGLE)))
    assert [one.number for one in got.features] == [1, 3]
    assert [(one.number, one.why) for one in got.unread] == [(2, why)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 shapefile", "不是 UTF-8|写法不对"),
        ("不是地图".encode("gb18030"), "不是 UTF-8"),
        (b'{"type": "FeatureCollection", "features": [', "写法不对"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "NaN 不是数"),
        (b"[1, 2]", "最外层须是一个对象"),
        (b'{"type": "Topology"}', "不是 FeatureCollection"),
        (b'{"type": "Point", "type": "Point", "coordinates": [1, 2]}', "写了两次"),
        (b'{"type": "Point", "coordinates": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "嵌套过深"),
        (
            b'{"type": "Point", "coordinates": [1, 2], "crs": {"type": "name",'
            b' "properties": {"name": "urn:ogc:def:crs:EPSG::4528"}}}',
            "须是 WGS84 经纬度",
        ),
    ],
)
def test_what_is_no_map_is_refused_in_chinese_with_a_cure(opened, data, said) -> None:
    found = opened(data)
    assert isinstance(found, Finding)
    assert found.rule == "file.geojson"
    assert any(word in found.message for word in said.split("|"))
    assert "WGS84 经纬度的 GeoJSON" in found.message


@pytest.mark.parametrize("name", ["OGC:1.3:CRS84", "EPSG::4326", "EPSG::4490"])
def test_an_old_file_that_says_plain_longitude_and_latitude_is_read(opened, name) -> None:
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{name}"}}
    assert len(opened(collection(feature(), crs=crs)).features) == 1


def test_an_empty_file_is_empty(opened) -> None:
    assert opened(b" \n").rule == "file.empty"


def test_a_map_of_too_many_features_is_refused(opened) -> None:
    document = json.dumps(feature())
    many = ",".join([document] * (reader.MOST_FEATURES + 1))
    found = opened(f'{{"type":"FeatureCollection","features":[{many}]}}'.encode())
    assert "要素超过 100000 个" in found.message


def test_a_map_of_too_many_positions_is_refused(opened) -> None:
    positions = ",".join(["[1,2]"] * (reader.MOST_POSITIONS + 1))
    found = opened(f'{{"type":"LineString","coordinates":[{positions}]}}'.encode())
    assert "坐标超过 1000000 个" in found.message


def test_a_file_that_fills_the_memory_costs_its_child_and_nobody_elses_map(tmp_path) -> None:
    bomb = b'{"type":"Point","coordinates":[' + b"{}," * 5_000_000 + b"1]}"
    with Jail(jail_child.Limits(memory=300_000_000)) as small:
        found = read_map(small, spool(bomb, "大.geojson", tmp_path), ())
        assert found.rule == "file.killed"
        good = spool(json.dumps(feature()).encode(), "好.geojson", tmp_path)
        assert isinstance(read_map(small, good, ()), Map)


LONG = "长" * 500


def test_properties_are_those_asked_for_plain_and_short(opened) -> None:
    told = feature(name=LONG, area_m2=5200.5, deep={"a": 1}, nothing=None)
    (one,) = opened(collection(told), ("name", "area_m2", "deep", "nothing")).features
    assert dict(one.properties) == {"name": LONG[:100], "area_m2": 5200.5}


ONE = np.array([109.5, 39.5]).tobytes()
POINT = [1, "Point", [[1]], {}]
LIES = {
    "no features": ({"notes": []}, b""),
    "half a position": ({"features": [], "notes": []}, b"12345678"),
    "positions of nobody": ({"features": [], "notes": []}, ONE),
    "not a number": ({"features": [POINT], "notes": []}, np.array([np.nan, 1.0]).tobytes()),
    "beyond the pole": ({"features": [POINT], "notes": []}, np.array([1.0, 91.0]).tobytes()),
    "more than was sent": ({"features": [[1, "Point", [[2]], {}]], "notes": []}, ONE),
    "a size below zero": ({"features": [[1, "Point", [[-1]], {}]], "notes": []}, ONE),
    "a size beyond all": ({"features": [[1, "Point", [[10**30]], {}]], "notes": []}, ONE),
    "a part of nothing": ({"features": [[1, "Point", [[]], {}]], "notes": []}, ONE),
    "no parts": ({"features": [[1, "Point", [], {}]], "notes": []}, b""),
    "a kind nobody has": ({"features": [[1, "Circle", [[1]], {}]], "notes": []}, ONE),
    "a number in words": ({"features": [["1", "Point", [[1]], {}]], "notes": []}, ONE),
    "a property unasked": ({"features": [[1, "Point", [[1]], {"x": 1}]], "notes": []}, ONE),
    "a property of objects": ({"features": [[1, "Point", [[1]], {"name": []}]], "notes": []}, ONE),
    "a long property": ({"features": [[1, "Point", [[1]], {"name": LONG}]], "notes": []}, ONE),
    "no properties": ({"features": [[1, "Point", [[1]], 7]], "notes": []}, ONE),
    "a note nobody knows": ({"features": [], "notes": [[1, "fine"]]}, b""),
    "a note of three": ({"features": [], "notes": [[1, "kind", 2]]}, b""),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_child_that_lies_is_a_damaged_file(lie, tmp_path) -> None:
    source = spool(b"{}", "图.geojson", tmp_path)
    found = map_told(source, LIES[lie], ("name",))
    assert isinstance(found, Finding)
    assert found.rule == "file.damaged"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)
geometries = st.fixed_dictionaries(
    {"type": st.sampled_from([*KINDS, "GeometryCollection"]), "coordinates": values}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(geometries | values, max_size=5))
def test_every_feature_of_any_map_is_read_or_noted(tmp_path, shapes) -> None:
    features = [{"type": "Feature", "geometry": one, "properties": {}} for one in shapes]
    path = tmp_path / "any.geojson"
    path.write_text(json.dumps(collection(*features)), "utf-8")
    with path.open("rb") as file:
        try:
            told, _ = reader.read_geojson(file, {"fields": []})
        except Unsafe as refused:
            assert refused.rule == "file.geojson"  # Infinity is no JSON
            return
    numbers = [one[0] for one in (*told["features"], *told["notes"])]
    assert sorted(numbers) == list(range(1, len(shapes) + 1))
