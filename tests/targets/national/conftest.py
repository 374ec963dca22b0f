"""One jail for all maps of these tests, and the computation from files to figure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from observations.geojson import read_map
from observations.jail import Jail
from observations.spool import spool
from targets.national.radii import edition_of
from targets.national.service_maps import Maps, Terms, service_coverage
from tests.targets.national.maps import written


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    with Jail() as started:
        yield started


@pytest.fixture
def read(jail, tmp_path):
    """`read(path)`: the map in a file, through the jail."""

    def reading(path, fields=("area_m2",)):
        return read_map(jail, spool(path, path.name, tmp_path / "spool"), fields)

    return reading


@pytest.fixture
def coverage(read, tmp_path):
    """`coverage(of, services, boundary, …)`: lists of geometries, else (geometries, properties)."""

    def computing(of, services, boundary, residential=(), excluded=(), **terms):
        def layer(role, given):
            geometries, properties = given if isinstance(given, tuple) and given else (given, None)
            if not geometries:
                return []
            return [read(written(tmp_path / f"{role}.geojson", geometries, properties))]

        maps = Maps(
            layer("边界", boundary),
            layer("设施", services),
            layer("居住", residential),
            layer("扣除", excluded),
        )
        edition = edition_of(terms.pop("edition", "2021"))
        return service_coverage(maps, Terms(of, edition, **terms))

    return computing
