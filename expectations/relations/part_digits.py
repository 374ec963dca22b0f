"""Parts of a fraction two neighbouring digits of which were exchanged."""

from __future__ import annotations

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.messages import number
from expectations.relations.rows import nothing
from expectations.relations.series import Series, each_series, failing
from expectations.statistics.digits import step_of
from expectations.statistics.parts import distance, known_first, largest, turned_back
from expectations.statistics.robust import Rows, counted, widened

_PARTS = {"numerator": "分子", "denominator": "分母"}


def digits_turned(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows a part of which fits its history when two neighbouring digits are exchanged.

    After `known` earlier values. As it is written, the part is farther than `beyond` times its
    largest change (widened for few), and than the share `least`, from every usual way on
    (`distance`); exchanged it is within its largest change and `better` times nearer.
    """
    del context
    return each_series(frame, past, lambda series: _turned(series, parameters))


def _turned(series: Series, parameters: Parameters) -> pl.DataFrame:
    found = [_turned_part(series, part, parameters) for part in _PARTS]
    found = [one for one in found if not one.is_empty()]
    return pl.concat(found).unique("row", keep="first", maintain_order=True) if found else nothing()


def _turned_part(series: Series, part: str, parameters: Parameters) -> pl.DataFrame:
    value, rows = series.column(part), _before(series, part)
    step = step_of(np.column_stack([value, rows]), np.full(value.shape, _DECIMALS))
    away, usual = distance(value, rows, series.season), largest(rows[:, :-1] - rows[:, 1:])
    tried = np.stack([np.full(value.shape, np.nan), *turned_back(value, step)])
    left = np.stack([distance(one, rows, series.season) for one in tried])
    best = left.argmin(axis=0)
    line = np.arange(value.size)
    back, near = tried[best, line], left[best, line]
    many = np.maximum(counted(rows) - 1.0, 1.0)
    limit = widened(parameters["beyond"], many, parameters["widening"]) * usual
    far = (away > limit) & (away > parameters["least"] * np.abs(rows[:, 0]))
    fits = (near <= usual) & (near * parameters["better"] <= away) & (step < away)
    where = series.true(pl.col("has_parts")) & (counted(rows) >= parameters["known"]) & far & fits
    words = {
        "left": value,
        "right": np.nan_to_num(back),
        "gap": away,
        "allowance": limit,
        "turned_part": [_PARTS[part]] * value.size,
        "turned": [number(one) for one in np.nan_to_num(back)],
        "last_part": [number(one) for one in np.nan_to_num(rows[:, 0])],
        "away": [number(one, 3) for one in np.nan_to_num(away, posinf=0.0)],
        "near": [number(one, 3) for one in np.nan_to_num(near, posinf=0.0)],
        "usual": [number(one, 3) for one in usual],
    }
    return failing(series, where, words)


_DECIMALS = 4.0  # parts are printed with no more


def _before(series: Series, part: str) -> Rows:
    return known_first(series.numerators if part == "numerator" else series.denominators)
