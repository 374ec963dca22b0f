"""HTML attributes whose names Python cannot write."""

from __future__ import annotations

from typing import Any


def aria(**words: str) -> dict[str, Any]:
    """`aria(label="x")` → `{"aria-label": "x"}`, to be spread into a component."""
    return {f"aria-{name}": value for name, value in words.items()}


def data(**words: str) -> dict[str, Any]:
    """`data(label="x")` → `{"data-label": "x"}`."""
    return {f"data-{name}": value for name, value in words.items()}
