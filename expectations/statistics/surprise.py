"""How far a value lies outside everything its own series makes likely.

A series in movement makes level statistics useless: a rate that climbs is always its own
outlier. So a value is compared with every honest way it could have come about (standing still,
going on as usual, last year's season, last year's step, a level of the last year carried on), and
what counts is the distance to the nearest of them, in modified z of the series' own changes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from expectations.statistics.robust import FEWEST, Column, Rows, counted, deviations, medians

FEWEST_LEVELS = 4
_NEVER_MOVED = 0.1
_NOISE = 1e-12  # a spread below this share of the value is rounding of binary fractions


@dataclass(frozen=True)
class Surprise:
    """How surprising one value of each series is; NaN where the series is too short to say.

    `low` and `high`: the likely values next to it; `away`: the distance to the nearer, in the
    series' unit, 0 among them; `spread`: MAD / 0.6745 of the changes compared (MeanAD / 0.7979
    where the MAD is 0), 0 where they never differed; `unit`: the spread, no less than the floor,
    and where it is 0 no less than √level and a tenth of the level either: who never moved, or
    always by the same, may begin to; `score`: away / unit; `largest`: the greatest such change
    so far; `known`: how many of them there are.
    """

    low: Column
    high: Column
    away: Column
    spread: Column
    unit: Column
    score: Column
    largest: Column
    known: Column


def changes_of(before: Rows, apart: int = 1) -> Rows:
    """x(t) − x(t−apart), newest first; NaN beside a gap."""
    return before[:, :-apart] - before[:, apart:]


def against_recent(value: Column, before: Rows, season: int, floor: Column) -> Surprise:
    """Against the last year: its steps and seasons, and every level it had; unit: its changes.

    Levels are carried on by the median change a period, so that a series that climbs does not
    fall back by a year unnoticed.

    `before` is newest first, `season` periods a year; `floor`: the least unit that makes sense
    (a printed step, √n of a count). Needs six known changes and the period just before.
    """
    changes = changes_of(before)
    within = before[:, : max(season, FEWEST_LEVELS)]
    within = within + medians(changes)[:, None] * np.arange(within.shape[1])[None, :]
    lowest = np.where(np.isfinite(within), within, np.inf).min(axis=1, initial=np.inf)
    highest = np.where(np.isfinite(within), within, -np.inf).max(axis=1, initial=-np.inf)
    spans = [*_steps(before, changes, season), (lowest, highest)]
    return _surprise(value, spans, changes, _floors(before, floor))


def against_season(value: Column, before: Rows, season: int, floor: Column) -> Surprise:
    """Against the steps and seasons alone; unit: the changes from year to year.

    Finds what lies within a year's range and yet out of season. Needs six known changes over a
    year, and the period just before.
    """
    spans = _steps(before, changes_of(before), season)
    return _surprise(value, spans, changes_of(before, season), _floors(before, floor))


def _floors(before: Rows, floor: Column) -> tuple[Column, Column]:
    """The least unit of changes that differ, and of those that never did; NaN without a last."""
    ready = np.where(np.isfinite(before[:, 0]), 1.0, np.nan)
    level = np.abs(np.nan_to_num(medians(before)))
    never = np.maximum(floor, np.maximum(np.sqrt(level), _NEVER_MOVED * level))
    return floor * ready, never * ready


def _surprise(
    value: Column,
    spans: list[tuple[Column, Column]],
    changes: Rows,
    floors: tuple[Column, Column],
) -> Surprise:
    low, high, away = _nearest(value, spans)
    spread = deviations(changes)
    spread = np.where(spread > _NOISE * np.abs(value), spread, 0.0)
    unit = np.where(spread > 0, np.maximum(spread, floors[0]), floors[1])
    known, ready = counted(changes), np.isfinite(floors[0])
    score = away / unit
    largest = np.where(np.isfinite(changes), np.abs(changes), 0.0).max(axis=1, initial=0.0)
    found = (low, high, away, spread, unit, score, largest, known.astype(np.float64))
    return Surprise(*(np.where(ready & (known >= FEWEST), one, np.nan) for one in found))


def _column(rows: Rows, place: int) -> Column:
    if place < rows.shape[1]:
        return rows[:, place]
    return np.full(rows.shape[0], np.nan)


def _steps(before: Rows, changes: Rows, season: int) -> list[tuple[Column, Column]]:
    """Spans an honest next value may lie in; NaN where one has no basis.

    From the last value to the usual step on; last year's and the usual yearly step; the last
    value and last year's step.
    """
    last, year = before[:, 0], _column(before, season - 1)
    risen = medians(changes_of(before, season))
    usual = np.where(np.isfinite(risen), risen, 0.0)
    stepped = last + _column(changes, season - 1)
    return [
        (last, last + medians(changes)),
        (year + usual, year + usual),
        (stepped, stepped),
    ]


def _nearest(value: Column, spans: list[tuple[Column, Column]]) -> tuple[Column, Column, Column]:
    """The likely values next below and above, and how far the nearer is away."""
    low, high = np.full(value.shape, -np.inf), np.full(value.shape, np.inf)
    inside = np.zeros(value.shape, dtype=bool)
    for one, other in spans:
        least, most = np.fmin(one, other), np.fmax(one, other)
        inside |= (least <= value) & (value <= most)
        low = np.where(most <= value, np.fmax(low, most), low)
        high = np.where(least >= value, np.fmin(high, least), high)
    away = np.where(inside, 0.0, np.fmin(value - low, high - value))
    return low, high, away
