"""Pace models: where a value ought to be on its way to the target; each named and versioned."""

from __future__ import annotations

from collections.abc import Mapping

from targets.paces import compound, linear, met, seasonal, step
from targets.paces.way import Expected, PaceModel, Said, Unsaid, Way

MODELS: Mapping[str, PaceModel] = {
    one.name: one for one in (linear.MODEL, step.MODEL, seasonal.MODEL, compound.MODEL, met.MODEL)
}

__all__ = ["MODELS", "Expected", "PaceModel", "Said", "Unsaid", "Way"]
