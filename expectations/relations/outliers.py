"""Values that their own history makes unlikely: sudden changes, odd levels, odd seasons."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.messages import number
from expectations.relations.rows import nothing
from expectations.relations.series import Series, Truth, each_series, failing
from expectations.statistics.parts import factor, largest
from expectations.statistics.robust import (
    Column,
    Rows,
    counted,
    enough,
    means,
    medians,
    modified_z,
    widened,
    z_scores,
)
from expectations.statistics.seasons import points_changed, share_changed
from expectations.statistics.surprise import Surprise, against_recent, against_season

_POINTS = ("rate", "ratio")


def jumps(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose value is away from all that its history makes likely (`statistics.surprise`).

    `limit` and `widening` of the modified z, `beyond`: how many times the greatest change so
    far, `least` by kind (points of a rate, else a share of the value before), `pieces`: the
    least of a count, `running`: limit and beyond for running totals, `yearly`: the factor by
    which what a count of the year brought is off at least, `explained`: how many times `least`
    a change must be to be spoken of beside the office's explanation.
    """
    del context
    return each_series(frame, past, lambda series: _jumps(series, parameters))


def _jumps(series: Series, parameters: Parameters) -> pl.DataFrame:
    value, before = series.flows()
    before = _bridged(before)
    floor = _floor(series, before)
    given = (value, before, series.season, floor)
    tests = (against_recent(*given), against_season(*given))
    limits = [_limit(series, one, parameters) for one in tests]
    told = np.where(series.true(pl.col("explained")), float(parameters["explained"]), 1.0)
    least = _least(series, before, parameters) * told
    anew = series.true(pl.col("year_to_date"))
    found = [
        (one.score > limit) & ~(anew & _alike(value, one, parameters["yearly"]))
        & (one.away > _beyond(series, parameters) * one.largest)
        & (one.away > least)
        for one, limit in zip(tests, limits, strict=True)
    ]  # fmt: skip
    chosen = found[0]
    words = {
        name: np.where(chosen, one, other)
        for name, one, other in (
            *((n, getattr(tests[0], n), getattr(tests[1], n)) for n in _SAID),
            ("allowance", limits[0], limits[1]),
        )
    }
    where = found[0] | found[1]
    few = series.only(where)  # the words of a message cost more than finding the rows they are for
    said = {name: column[where] for name, column in words.items()}
    return failing(few, where[where], _told(few, value[where], said))


def _bridged(before: Rows) -> Rows:
    """The value before stands for a period just before that was left out, and for that alone."""
    if before.shape[1] < 2:
        return before
    bridged = before.copy()
    bridged[:, 0] = np.where(np.isnan(before[:, 0]), before[:, 1], before[:, 0])
    return bridged


_SAID = ("low", "high", "away", "spread", "unit", "score", "known")


def _alike(value: Column, one: Surprise, times: float) -> Truth:
    """True where a likely value next to it is less than `times` as much, or that part of it."""
    low, high = np.abs(factor(value, one.low)), np.abs(factor(value, one.high))
    return np.asarray(np.fmin(low, high) < np.log(times))


def _told(series: Series, value: Column, found: dict[str, Column]) -> dict[str, Any]:
    low, high = found["low"], found["high"]
    above = np.isinf(high) | (value - low <= high - value)
    spreads = zip(found["spread"], found["unit"], strict=True)
    return {
        "left": value,
        "right": np.where(above, low, high),
        "gap": found["score"],
        "allowance": found["allowance"],
        "side": list(np.where(above, "高", "低")),
        "away": np.round(found["away"], 4),
        "usual_spread": [_spread(*both) for both in spreads],
        "divisor": _short(found["unit"]),
        "score": np.round(found["score"], 1),
        "limit": np.round(found["allowance"], 1),
        "known": found["known"],
        "brought": brought(series, value),
    }


def _spread(spread: float, unit: float) -> str:
    """The deviation of the changes; of changes that never differed, what stands for it."""
    shown = number(float(_short(np.array([spread if spread > 0 else unit]))[0]))
    return shown if spread > 0 else f"0(历来变动都相同),以 {shown} 代"


def brought(series: Series, flow: Column) -> list[str]:
    """`(本期新增 12)` beside a running total, nothing beside other values."""
    running = series.true(pl.col("cumulative") | pl.col("year_to_date"))
    both = zip(running, flow, strict=True)
    return [f"(本期新增 {number(one)})" if counts else "" for counts, one in both]


def _short(numbers: Column) -> Column:
    """Rounded to four significant digits, as far as a message needs them."""
    size = np.where(numbers > 0, np.floor(np.log10(np.where(numbers > 0, numbers, 1.0))), 0.0)
    scale = 10.0 ** (3 - size)
    return np.round(numbers * scale) / scale


def _floor(series: Series, before: Rows) -> Column:
    """The least spread that makes sense: a printed step, or √n of counted pieces."""
    step = 10.0 ** -np.nan_to_num(series.column("unit_decimals"))
    pieces = np.sqrt(np.maximum(np.abs(np.nan_to_num(means(before))), 1.0))
    return np.where(series.true(pl.col("kind") == "count"), pieces, step)


def _limit(series: Series, one: Surprise, parameters: Parameters) -> Column:
    total = series.true(pl.col("cumulative"))
    limit = widened(parameters["limit"], np.nan_to_num(one.known), parameters["widening"])
    return np.where(total, float(parameters["running"]["limit"]), limit)


def _beyond(series: Series, parameters: Parameters) -> Column:
    total = series.true(pl.col("cumulative"))
    return np.where(total, float(parameters["running"]["beyond"]), float(parameters["beyond"]))


def _least(series: Series, before: Rows, parameters: Parameters) -> Column:
    """The least distance worth a word: points of a rate, a share of the usual value else."""
    table = parameters["least"]
    least = np.array([float(table.get(kind, np.nan)) for kind in series.rows["kind"]])
    level = np.abs(np.nan_to_num(means(before)))
    pieces = np.where(series.true(pl.col("kind") == "count"), parameters["pieces"], 0.0)
    points = series.true(pl.col("kind") == "rate")
    return np.where(points, least, np.maximum(least * level, pieces))


def levels(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows whose value has |M| > `limit` (widened) among all of its series, both tails.

    It also has z = |v − mean| / sd of at least `z` and is `least` away from the median, so that
    a very steady series is not named for a trifle. More than five values before it. Running
    totals are judged by what they add. Not what the office explains, nor what was half so
    already in the period before.
    """
    del context
    return each_series(frame, past, lambda series: _levels(series, parameters))


def _levels(series: Series, parameters: Parameters) -> pl.DataFrame:
    value, before = series.flows()
    sample = np.column_stack([value, before])
    modified, plain = np.abs(modified_z(sample)[:, 0]), z_scores(sample)[:, 0]
    known = counted(before).astype(np.float64)
    limit = widened(parameters["limit"], known, parameters["widening"])
    where = enough(before) & (modified > limit) & (plain >= parameters["z"])
    where &= ~series.true(pl.col("explained"))
    away = np.abs(value - medians(before))
    where &= away > _least(series, before, parameters)
    where &= ~(np.abs(value - before[:, 0]) < away / 2)
    words = {
        "gap": modified,
        "allowance": limit,
        "left": value,
        "score": np.round(modified, 1),
        "brought": brought(series, value),
        "z": np.round(plain, 1),
        "mean": _short(np.abs(means(sample))) * np.sign(means(sample)),
        "known": known,
        "limit": np.round(limit, 1),
    }
    return failing(series, where, words)


def seasons(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Rows that differ from the same period of last year: `share` of counts and amounts.

    Counts also by more than `chance` times √(both together): few pieces vary that much anyway.

    Rates differ by more than `points`, ratios by more than `ratio`. Not named: what the series'
    own changes from year to year make usual (M ≤ 3.5 of six or more; of counts and amounts, as
    factors, `shown` times the largest of three or more), what was half so already in the period
    before, and what the office explains.
    """
    del context
    return each_series(frame, past, lambda series: _seasons(series, parameters))


def _seasons(series: Series, parameters: Parameters) -> pl.DataFrame:
    value, before = series.flows()
    if before.shape[1] < series.season:
        return nothing()
    last_year = before[:, series.season - 1]
    rate, ratio = (series.true(pl.col("kind") == kind) for kind in _POINTS)
    points = np.abs(points_changed(value, last_year))
    share = np.abs(share_changed(value, last_year))
    gap = np.where(rate | ratio, points, share)
    other = np.where(ratio, float(parameters["ratio"]), float(parameters["share"]))
    allowance = np.where(rate, float(parameters["points"]), other)
    usual = against_season(value, before, series.season, _floor(series, before)).score <= 3.5
    counted_out = series.true(pl.col("cumulative") | (pl.col("kind") == "yes"))
    where = (gap > allowance) & ~usual & ~counted_out & _new(value, before, series.season)
    pieces = series.true(pl.col("kind") == "count")
    scatter = parameters["chance"] * np.sqrt(np.abs(value) + np.abs(last_year))
    where &= ~pieces | (np.abs(value - last_year) > scatter)
    where &= rate | ratio | ~_shown(value, before, series.season, float(parameters["shown"]))
    where &= ~series.true(pl.col("explained"))
    words = {
        "gap": gap,
        "allowance": allowance,
        "left": value,
        "right": last_year,
        "last_year": last_year,
        "changed": list(_changed(rate | ratio, value, last_year)),
        "within": list(_within(rate | ratio, allowance)),
    }
    return failing(series, where, words)


def _shown(value: Column, before: Rows, season: int, times: float) -> Truth:
    """The factor from last year is no more than `times` (of its logarithm) one shown before."""
    yearly = factor(before[:, :-season], before[:, season:])
    moved = np.abs(factor(value, before[:, season - 1]))
    return np.asarray((counted(yearly) >= 3) & (moved <= times * largest(yearly)))


def _new(value: Column, before: Rows, season: int) -> Truth:
    """At least half of the change from last year came about in this period."""
    whole = value - before[:, season - 1]
    unknown = np.full(value.shape, np.nan)
    older = before[:, season] if before.shape[1] > season else unknown
    already = before[:, 0] - np.where(np.isfinite(older), older, before[:, season - 1])
    return np.asarray(np.abs(whole - already) >= np.abs(whole) / 2)


def _changed(points: Truth, value: Column, last_year: Column) -> list[str]:
    moved = zip(points, value - last_year, share_changed(value, last_year), strict=True)
    return [f"{p:+.2f}" if by_points else f"{s:+.0%}" for by_points, p, s in moved]


def _within(points: Truth, allowance: Column) -> list[str]:
    both = zip(points, allowance, strict=True)
    return [f"±{a:g}" if by_points else f"±{a:.0%}" for by_points, a in both]
