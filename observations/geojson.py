"""Maps: a GeoJSON file read in the jail, its features and what could not be read of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from observations.finding import Finding
from observations.jail import Jail
from observations.jail_answer import refused
from observations.readers.geojson import (
    DEPTHS,
    MOST_FEATURES,
    MOST_POSITIONS,
    MOST_TEXT,
    NOTES,
)
from observations.spool import spool
from observations.stations import SourceFile

Line = npt.NDArray[np.float64]
"""Positions: one row each, longitude and latitude in degrees (WGS84)."""
Property = str | int | float | bool


@dataclass(frozen=True)
class Feature:
    """One feature of a map; `number` counts from 1 in the order of the file.

    `parts`: its points, lines or polygons; a polygon is its outer ring, then its holes.
    """

    number: int
    kind: str
    parts: tuple[tuple[Line, ...], ...]
    properties: Mapping[str, Property]


@dataclass(frozen=True)
class Unread:
    """A feature left out: `why` is one of `readers.geojson.NOTES`."""

    number: int
    why: str


@dataclass(frozen=True)
class Map:
    """A file's features that could be read and those that could not; where the bytes came from."""

    source: SourceFile
    features: tuple[Feature, ...]
    unread: tuple[Unread, ...]


def read_maps(paths: Iterable[Path], fields: tuple[str, ...]) -> list[Map | Finding]:
    """Each file's map, or the finding why it is none; `fields`: the properties that are wanted.

    The bytes are copied aside, hashed and opened in a jail of their own. `UserError` when a
    path is no readable file.
    """
    with tempfile.TemporaryDirectory() as folder, Jail() as jail:
        return [read_map(jail, spool(path, path.name, Path(folder)), fields) for path in paths]


def read_map(jail: Jail, source: SourceFile, fields: tuple[str, ...]) -> Map | Finding:
    """The map in `source`, as `jail` tells it; or the finding why it is none."""
    answer = jail.work("map", source, {"fields": fields})
    return answer if isinstance(answer, Finding) else map_told(source, answer, fields)


def map_told(
    source: SourceFile, answer: tuple[Mapping[str, Any], bytes], fields: tuple[str, ...]
) -> Map | Finding:
    """The map a jailed child told; `file.damaged` when it tells anything else than a map."""
    told, blob = answer
    try:
        return Map(source, tuple(_features(told, blob, fields)), tuple(_unread(told["notes"])))
    except (ValueError, KeyError, TypeError):
        return refused(source, "file.damaged")


def _features(told: Mapping[str, Any], blob: bytes, fields: tuple[str, ...]) -> Iterator[Feature]:
    positions = np.frombuffer(blob, dtype=np.float64).reshape(-1, 2)
    if not (np.abs(positions) <= (180.0, 90.0)).all():  # false for NaN too
        raise ValueError("no longitude and latitude")
    start = 0
    for number, kind, shape, properties in told["features"]:
        if kind not in DEPTHS or not shape:
            raise ValueError("a feature nobody can have")
        parts = []
        for sizes in shape:
            ends = list(accumulate((_size(size) for size in sizes), initial=start))
            start = ends[-1]
            if len(ends) < 2 or start > len(positions):
                raise ValueError("a part nobody can have")
            parts.append(tuple(positions[begin:end] for begin, end in pairwise(ends)))
        yield Feature(_number(number), kind, tuple(parts), _properties(properties, fields))
    if start != len(positions):
        raise ValueError("positions of no feature")


def _size(size: object) -> int:
    if type(size) is not int or not 1 <= size <= MOST_POSITIONS:
        raise ValueError("a line without positions")
    return size


def _number(number: object) -> int:
    if type(number) is not int or not 1 <= number <= MOST_FEATURES:
        raise ValueError("no number of a feature")
    return number


def _properties(told: object, fields: tuple[str, ...]) -> Mapping[str, Property]:
    if not isinstance(told, dict):
        raise TypeError("no properties")
    for name, value in told.items():
        if name not in fields or not isinstance(value, Property):
            raise ValueError("a property nobody asked for")
        if isinstance(value, str) and len(value.encode()) > 4 * MOST_TEXT:
            raise ValueError("a property too long")
    return MappingProxyType(dict(told))


def _unread(notes: list[tuple[object, object]]) -> Iterator[Unread]:
    for number, why in notes:
        if why not in NOTES:
            raise ValueError("a note nobody knows")
        yield Unread(_number(number), str(why))
