"""Reported rows beside their own history, as arrays: what the relations on series compare."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from expectations.context import HISTORY
from expectations.relations.rows import nothing, of_each
from expectations.statistics.robust import Column, Rows
from expectations.statistics.sawtooth import flows_of

Truth = NDArray[np.bool_]
_MONTH = 30.4375  # days of a mean month: exact enough to count forty periods
_LARGEST = 1e15  # what is larger, or no number at all, tells nothing of a series
_SERIES = ("indicator", "area", "period_months")
_BEFORE = ("value", "numerator", "denominator", "decimals")


@dataclass(frozen=True)
class Series:
    """Rows of one frequency that have a value and a history, and that history.

    `rows`: the rows of the long frame, one a line. `value`: what they report. `before`: the
    values of earlier periods, newest first, NaN where a period has none; `numerators`,
    `denominators` and `decimals` likewise. `season`: periods a year. `place`: how many periods
    of its year lie before the one reported, 0 for a year's first.
    """

    rows: pl.DataFrame
    season: int
    place: NDArray[np.int64]
    value: Column
    before: Rows
    numerators: Rows
    denominators: Rows
    decimals: Rows

    def column(self, name: str) -> Column:
        """A numeric column of the rows; NaN where empty or beyond all measure."""
        return _numbers(self.rows[name])

    def true(self, expression: pl.Expr) -> Truth:
        """Where an expression over the rows holds; an empty answer is no."""
        found = self.rows.select(expression.fill_null(value=False).alias("found"))["found"]
        return found.to_numpy().astype(np.bool_)

    def only(self, where: Truth) -> Series:
        """The series of some rows; periods stay where they are."""
        grids = (self.before, self.numerators, self.denominators, self.decimals)
        rows = self.rows.filter(pl.Series(where))
        kept = (grid[where] for grid in grids)
        return Series(rows, self.season, self.place[where], self.value[where], *kept)

    def flows(self) -> tuple[Column, Rows]:
        """What each period brought: differences of running totals, the values themselves else."""
        total = self.true(pl.col("cumulative"))
        yearly = self.true(pl.col("year_to_date"))
        whole = np.column_stack([self.value, self.before])
        flows = flows_of(whole, self.place, self.season, total, yearly)
        return flows[:, 0], flows[:, 1:]


def each_series(
    frame: pl.DataFrame,
    past: pl.DataFrame,
    found: Callable[[Series], pl.DataFrame],
) -> pl.DataFrame:
    """What `found` says of the series of every frequency, together."""
    said = [found(series) for series in histories(frame, past)]
    said = [rows for rows in said if not rows.is_empty()]
    return pl.concat(said, how="diagonal_relaxed") if said else nothing()


def failing(series: Series, where: Truth, words: Mapping[str, Any]) -> pl.DataFrame:
    """The rows where something was found, as relation rows; `words` go into message and sides.

    `left`, `right`, `gap` and `allowance` are sides; every other name is a word of the message.
    """
    if not where.any():
        return nothing()
    columns = [pl.Series(name, np.asarray(values)) for name, values in words.items()]
    told = series.rows.with_columns(columns).filter(pl.Series(where))
    return of_each(told, *(name for name in words if name not in _SIDES))


_SIDES = ("left", "right", "gap", "allowance")


class _Last(threading.local):
    """The last long frame whose histories were laid out in this thread: every relation asks."""

    frame: Callable[[], pl.DataFrame | None] = staticmethod(lambda: None)
    past: Callable[[], pl.DataFrame | None] = staticmethod(lambda: None)
    laid: tuple[Series, ...] = ()


_last = _Last()


def histories(frame: pl.DataFrame, past: pl.DataFrame) -> tuple[Series, ...]:
    """The rows of `frame` that have a value and at least one earlier value in `past`.

    One `Series` a frequency; at most HISTORY periods back. Frames are never changed in place,
    so the answer for the very same two frames is kept while they live.
    """
    if _last.frame() is frame and _last.past() is past:
        return _last.laid
    laid = _laid_out(frame, past)
    _last.frame, _last.past, _last.laid = weakref.ref(frame, _forget), weakref.ref(past), laid
    return laid


def _forget(gone: weakref.ref[pl.DataFrame]) -> None:
    if _last.frame is gone:
        _last.laid = ()


def _laid_out(frame: pl.DataFrame, past: pl.DataFrame) -> tuple[Series, ...]:
    asked = frame.filter(pl.col("value").abs() < _LARGEST, pl.col("period_months") > 0)
    held = past.filter(pl.col("value").abs() < _LARGEST)
    if asked.is_empty() or held.is_empty():
        return ()
    lags = _lags(asked, held)
    rows = asked.filter(pl.col("row").is_in(lags["row"].unique().implode()))
    return tuple(
        _series(part, lags, months) for (months,), part in _by_frequency(rows) if part.height
    )


def _by_frequency(rows: pl.DataFrame) -> list[tuple[tuple[int, ...], pl.DataFrame]]:
    parts = rows.partition_by("period_months", as_dict=True, maintain_order=True)
    return [((int(months[0]),), part) for months, part in parts.items()]


def _lags(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """One line a row and earlier period: `row`, `lag` (1: the period before) and its numbers."""
    ends = pl.col("period_end").alias("held_end")
    history = held.select(*_SERIES, ends, *_BEFORE)
    pairs = asked.select("row", *_SERIES, "period_end", "redefined").join(history, on=list(_SERIES))
    span = (pl.col("period_end") - pl.col("held_end")) / (pl.col("period_months") * _MONTH)
    redefined = (pl.col("held_end") < pl.col("redefined")) & (
        pl.col("period_end") >= pl.col("redefined")
    )
    return pairs.with_columns(span.round().cast(pl.Int64).alias("lag")).filter(
        pl.col("lag").is_between(1, HISTORY), ~redefined.fill_null(value=False)
    )


def _series(rows: pl.DataFrame, lags: pl.DataFrame, months: int) -> Series:
    lines = rows.select("row").with_row_index("line")
    cells = lags.join(lines, on="row", how="inner")
    line, lag = cells["line"].to_numpy(), cells["lag"].to_numpy() - 1
    width = int(lag.max(initial=0)) + 1

    def laid(name: str) -> Rows:
        grid = np.full((rows.height, width), np.nan)
        grid[line, lag] = _numbers(cells[name])
        return grid

    first = pl.from_epoch((pl.col("period_start") - _EPOCH).cast(pl.Int32), time_unit="d")
    place = rows.select((first.dt.month() - 1).cast(pl.Int64) // months).to_series()
    value = rows["value"].to_numpy().astype(np.float64)
    grids = (laid(name) for name in _BEFORE)
    return Series(rows, 12 // months, place.to_numpy().astype(np.int64), value, *grids)


def _numbers(column: pl.Series) -> Column:
    found = column.cast(pl.Float64).fill_null(np.nan).to_numpy().astype(np.float64)
    return np.where(np.abs(found) < _LARGEST, found, np.nan)


_EPOCH = 719_163.0  # the proleptic day number of 1970-01-01
