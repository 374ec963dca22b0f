"""Frozen types as JSON text and back: one canonical form, so that a digest can be repeated."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def text_of(value: Any) -> str:
    """JSON with sorted keys, Chinese as written; ValueError for NaN."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")
    )


def dump(kind: type[T], value: T) -> str:
    """A frozen value as canonical JSON."""
    return text_of(_adapter(kind).dump_python(value, mode="json"))


def load(kind: type[T], text: str) -> T:
    """The value `dump` wrote; fields added since take their defaults."""
    return _adapter(kind).validate_json(text)


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """Building one costs milliseconds; the kinds are few."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
