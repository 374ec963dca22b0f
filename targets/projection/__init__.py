"""达标预测: the probability of meeting a target at its deadline, or why none is given."""

from __future__ import annotations

from observations.indicator import Indicator
from targets.assessment import Projection
from targets.choose import Series
from targets.model import Target
from targets.projection.projected import projected
from targets.projection.required import Required, required_pace
from targets.projection.result import Projected
from targets.projection.words import (
    chance,
    kept_projection_text,
    likelihood,
    projection_text,
)

__all__ = [
    "Projected", "Required", "chance", "kept_projection_text", "likelihood", "project",
    "projected", "projection_text", "required_pace",
]  # fmt: skip


def project(indicator: Indicator, target: Target, series: Series) -> Projection | None:
    """Only the projection of `projected`; None where it gives a reason instead."""
    return projected(indicator, target, series).projection
