"""Values that jump at a year's end and fall back in the period after."""

from __future__ import annotations

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.rows import nothing, sides
from expectations.relations.series import Series, each_series, failing, histories
from expectations.statistics.chances import FEWEST as FEWEST_CASES
from expectations.statistics.chances import at_least
from expectations.statistics.robust import Column, Rows, counted, medians, widened
from expectations.statistics.seasons import peak_score, peaked
from expectations.statistics.surprise import changes_of


def peaks(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """A year's first rows after a last period that stood out: up before it and down after it.

    The peak in modified z of the series' other changes exceeds `limit` (widened for short
    histories), it is `least` points of a rate or per cent of other values, of counts `pieces` or
    more, and no earlier year ended with half such a peak: that would be its season.
    """
    del context
    return each_series(frame, past, lambda series: _peaks(series, parameters))


def _peaks(series: Series, parameters: Parameters) -> pl.DataFrame:
    value, before = series.flows()
    height, score = _peak(series, value, before)
    known = counted(changes_of(before)).astype(np.float64)
    points = series.true(pl.col("kind") == "rate")
    least = np.where(points, 1.0, np.abs(before[:, 0]) / 100) * float(parameters["least"])
    counts = series.true(pl.col("kind") == "count")
    least = np.where(counts, np.maximum(least, parameters["pieces"]), least)
    limit = widened(parameters["limit"], known, parameters["widening"])
    where = (score > limit) & (score <= parameters["below"] * limit) & (height > least)
    words = {
        "left": before[:, 0],
        "right": value,
        "gap": score,
        "allowance": limit,
        "score": np.round(score, 1),
        "limit": np.round(limit, 1),
        "risen": _away(before, 0, 1),
        "fallen": np.round(np.abs(before[:, 0] - value), 4),
        "year_end": before[:, 0],
    }
    return failing(series, where, words)


def _away(before: Rows, one: int, other: int) -> Column:
    if before.shape[1] <= other:
        return np.full(before.shape[0], np.nan)
    away = np.abs(before[:, one] - before[:, other])
    return np.asarray(np.round(away, 4), dtype=np.float64)


def _peak(series: Series, value: Column, before: Rows) -> tuple[Column, Column]:
    """Height and score of the peak at the year's end just past; NaN where it is no peak."""
    nothing_known = np.full(value.shape, np.nan)
    if before.shape[1] < 3 or series.season == 1:
        return nothing_known, nothing_known
    rising = series.true(pl.col("direction") == "up")
    peak = peaked(before[:, 1], before[:, 0], value, rising)
    score = peak_score(peak, changes_of(before)[:, 1:])
    asked = (series.place == 0) & (peak > 0) & ~_seasonal(series, before, peak, rising)
    asked &= ~series.true(pl.col("cumulative") | (pl.col("kind") == "yes"))
    return np.where(asked, peak, np.nan), np.where(asked, score, np.nan)


def _seasonal(series: Series, before: Rows, peak: Column, rising: np.ndarray) -> np.ndarray:
    """An earlier year ended with a peak of half the height or more."""
    found = np.zeros(peak.shape, dtype=bool)
    for start in range(series.season, before.shape[1] - 1, series.season):
        earlier = peaked(before[:, start + 1], before[:, start], before[:, start - 1], rising)
        found |= np.nan_to_num(earlier, nan=-1.0) >= peak / 2
    return found


def pooled_peaks(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Reports of which too many indicators peaked at the year's end, one row a report.

    Three exchangeable values have the middle one on top once in three times; the exact binomial
    of eight indicators or more, one-sided `level`. Only peaks above a usual change count, and
    none that earlier years show too, so that the test says too little rather than too much.
    """
    del context
    parts = [_counted(series) for series in histories(frame, past)]
    parts = [part for part in parts if part.height]
    if not parts:
        return nothing()
    found = [
        _said(part, parameters)
        for part in pl.concat(parts).sort("row").partition_by("report", maintain_order=True)
    ]
    found = [one for one in found if one.height]
    return sides(pl.concat(found), "peaks", "peaks_of", "chance") if found else nothing()


def _counted(series: Series) -> pl.DataFrame:
    value, before = series.flows()
    peak, _ = _peak(series, value, before)
    usual = medians(np.abs(changes_of(before)))
    rows = series.rows.select("row", "report", "sheet", "cell", "area", "period")
    told = rows.with_columns(pl.Series("peaked", peak > usual))
    known = (series.place == 0) & (before.shape[1] >= 3) & (series.season > 1)
    settled = series.true(pl.col("cumulative") | (pl.col("kind") == "yes"))
    return told.filter(pl.Series(known & ~settled))


def _said(part: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    members = part.filter("peaked")
    chance = at_least(members.height, part.height, 1 / 3)
    if part.height < FEWEST_CASES or chance >= parameters["level"]:
        return part.clear()
    return members.head(1).select("row", "report", "sheet", "cell", "area", "period").with_columns(
        pl.lit(pl.Series([members["row"].to_list()])).alias("members"),
        pl.lit(value=True).alias("alone"),
        pl.lit(-float(np.log10(chance))).alias("gap"),
        pl.lit(-float(np.log10(parameters["level"]))).alias("allowance"),
        pl.lit(float(members.height)).alias("peaks"),
        pl.lit(float(part.height)).alias("peaks_of"),
        pl.lit(f"{chance * 100:.2g}").alias("chance"),
    )  # fmt: skip
