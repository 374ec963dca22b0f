"""What the history of one part of a fraction tells: stock or flow, its usual step, its digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from expectations.statistics.robust import FEWEST, Column, Rows, counted, deviations, means, medians

Truth = NDArray[np.bool_]
_DIGITS = 15  # of a float that are exact


def factor(value: Rows, base: Rows) -> Rows:
    """ln(value / base), without unit: 0.1 is about 10 %; NaN unless both are positive numbers."""
    fits = (value > 0) & (base > 0) & np.isfinite(value) & np.isfinite(base)
    above, below = np.where(fits, value, 1.0), np.where(fits, base, 1.0)
    return np.where(fits, np.log(above) - np.log(below), np.nan)


def known_first(before: Rows) -> Rows:
    """The rows without their gaps: known values in their order, NaN behind them."""
    order = np.argsort(np.isnan(before), axis=1, kind="stable")
    ordered: Rows = np.take_along_axis(before, order, axis=1)
    return ordered


def largest(rows: Rows) -> Column:
    """The largest size in each row; 0 of a row without values."""
    most: Column = np.where(np.isfinite(rows), np.abs(rows), 0.0).max(axis=1, initial=0.0)
    return most


def factors_of(before: Rows) -> Rows:
    """Ln x(t) / x(t−1) of neighbouring values, newest first."""
    return factor(before[:, :-1], before[:, 1:])


def stock_limit(before: Rows, floor: float, times: float, widening: float) -> Column:
    """How far ln(x / last) of a part may go by its own history (gaps left out); without unit.

    max(`floor`, 1 / √last, largest change so far · `times` · (1 + `widening` / changes)). A part
    that hardly ever moved is a stock and its limit narrow; flows and samples widen it themselves.
    """
    changes = factors_of(before)
    many = np.maximum(counted(changes), 1)
    last = before[:, 0]
    pieces = 1.0 / np.sqrt(np.where(last > 0, last, 1.0))
    own = largest(changes) * times * (1.0 + widening / many)
    return np.maximum(np.maximum(floor, pieces), own)


def repeats(before: Rows, step: Column, lag: int = 1) -> Column:
    """The chance that a series prints the number of `lag` periods before; 1 if too short to say.

    With z of n changes over `lag` periods 0: (z + ½) / (n + 1). With none: the lesser of that and
    step / (√(2π) · s) · (1 + m² / (n − 1) / w²)^(−n/2), no less than Student's density of no
    change at all, one step wide: m the median of these changes, w the larger of their robust and
    their standard deviation, s their deviation or that of one period's changes where smaller.
    Needs four changes; of fewer than six s counts half, being unsteady.
    """
    changes = before[:, :-lag] - before[:, lag:]
    many, still = counted(changes), (changes == 0).sum(axis=1)
    share = (still + 0.5) / (many + 1.0)
    spread = np.fmin(_steady(changes), _steady(before[:, :-1] - before[:, 1:]))
    dense = step / (np.sqrt(2 * np.pi) * np.where(spread > 0, spread, 1.0)) * _tail(changes)
    moving = (still == 0) & (spread > 0)
    chance = np.where(moving, np.minimum(share, dense), share)
    return np.where(many >= 4, chance, 1.0)


def _steady(changes: Rows) -> Column:
    """Their deviation, halved where fewer than FEWEST make it unsteady."""
    halved: Column = deviations(changes) * np.where(counted(changes) < FEWEST, 0.5, 1.0)
    return halved


def _tail(changes: Rows) -> Column:
    """Student's density of a change of 0 as a share of its peak; 1 where nothing is known."""
    many = counted(changes).astype(np.float64)
    mean = means(changes)
    wide = np.fmax(deviations(changes), np.sqrt(means((changes - mean[:, None]) ** 2)))
    far = np.where(wide > 0, medians(changes) / np.where(wide > 0, wide, 1.0), 0.0)
    tail: Column = (1.0 + far**2 / np.maximum(many - 1.0, 1.0)) ** (-many / 2)
    return np.where(many > 1, tail, 1.0)


def distance(value: Column, before: Rows, season: int) -> Column:
    """|value − the nearest of: last value, last and usual step, last year's| in its unit."""
    last = before[:, 0]
    ways = [last, last + medians(before[:, :-1] - before[:, 1:])]
    if before.shape[1] >= season:
        ways.append(before[:, season - 1])
    away = np.abs(np.stack([value - way for way in ways]))
    nearest: Column = np.where(np.isfinite(away), away, np.inf).min(axis=0)
    return nearest


def turned_back(value: Column, step: Column) -> list[Column]:
    """`value` with two neighbouring digits exchanged, one column a place; NaN where nothing is.

    Exchanging digits a, b at the places p + 1 and p adds (b − a) · 9 · 10^p. The first digit
    never becomes 0.
    """
    whole = np.round(np.abs(np.nan_to_num(value)) / step)
    found = []
    for place in range(_DIGITS - 1):
        low = np.floor(whole / 10.0**place) % 10
        high = np.floor(whole / 10.0 ** (place + 1)) % 10
        first = whole < 10.0 ** (place + 2)  # nothing stands before the higher of the two
        some = (whole >= 10.0 ** (place + 1)) & (low != high) & ~(first & (low == 0))
        other = (whole + (low - high) * 9 * 10.0**place) * step
        found.append(np.where(some & np.isfinite(value), other, np.nan))
    return found
