"""Honest series of several processes, and forms of them: what the rules on series must let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from expectations.check import CheckContext
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from observations.stations import FormHeader, Interpreted
from tests.expectations.forms import context, record, report, row

Numbers = NDArray[np.float64]
Chance = np.random.Generator


@dataclass(frozen=True)
class Made:
    """One honest series, oldest first."""

    value: Numbers
    numerator: Numbers | None = None
    denominator: Numbers | None = None


def _shares(chance: Chance, level: Numbers, whole: float, growth: float = 0.0) -> Made:
    """Rates in percent of counted pieces, printed with two decimals."""
    wholes = np.round(whole * (1 + growth) ** np.arange(level.size))
    numerator = np.round(np.clip(level, 0, 100) / 100 * wholes)
    return Made(np.round(numerator / wholes * 100, 2), numerator, wholes)


def _season(chance: Chance, size: int, per_year: int) -> Numbers:
    turn = chance.uniform(0, 2 * np.pi)
    wave: Numbers = np.sin(2 * np.pi * np.arange(size) / per_year + turn)
    return wave


def noisy(chance: Chance, size: int, per_year: int) -> Made:
    level = chance.uniform(55, 90) + chance.normal(0, chance.uniform(0.2, 1.2), size)
    return _shares(chance, level, chance.integers(3_000, 90_000))


def sampled(chance: Chance, size: int, per_year: int) -> Made:
    people, share = int(chance.integers(300, 1_200)), chance.uniform(0.75, 0.97)
    yes = chance.binomial(people, share, size).astype(float)
    return Made(np.round(yes / people * 100, 2), yes, np.full(size, float(people)))


def climbing(chance: Chance, size: int, per_year: int) -> Made:
    pace = chance.uniform(2, 12) / per_year
    level = chance.uniform(40, 75) + pace * np.arange(size)
    return _shares(chance, level + chance.normal(0, 0.5, size), chance.integers(2_000, 60_000))


def falling(chance: Chance, size: int, per_year: int) -> Made:
    level = 8 + chance.uniform(4, 9) * 0.96 ** np.arange(size) + chance.normal(0, 0.35, size)
    return _shares(chance, level, chance.integers(8_000, 60_000), 0.004)


def ceiling(chance: Chance, size: int, per_year: int) -> Made:
    pace = chance.uniform(4, 16) / per_year
    level = chance.uniform(78, 96) + pace * np.arange(size) + chance.normal(0, 0.4, size)
    return _shares(chance, np.minimum(level, 100), chance.integers(900, 9_000))


def saturating(chance: Chance, size: int, per_year: int) -> Made:
    level = 100 - chance.uniform(8, 30) * 0.88 ** np.arange(size) + chance.normal(0, 0.25, size)
    return _shares(chance, level, chance.integers(1_500, 30_000))


def stepping(chance: Chance, size: int, per_year: int) -> Made:
    whole = int(chance.integers(40, 260))
    done = chance.integers(5, whole // 2) + np.cumsum(chance.poisson(1.1, size))
    done = np.minimum(done, whole).astype(float)
    return Made(np.round(done / whole * 100, 2), done, np.full(size, float(whole)))


def surveyed(chance: Chance, size: int, per_year: int) -> Made:
    years = np.arange(size) // per_year
    yearly = chance.uniform(36, 42) + np.cumsum(chance.uniform(0, 0.8, size // per_year + 2))
    return Made(np.round(yearly[years], 2))


def seasonal(chance: Chance, size: int, per_year: int) -> Made:
    wave = chance.uniform(1, 7) * _season(chance, size, per_year)
    level = chance.uniform(70, 88) + wave + chance.normal(0, chance.uniform(0.3, 0.9), size)
    return _shares(chance, level, chance.integers(4_000, 50_000))


def wandering(chance: Chance, size: int, per_year: int) -> Made:
    level = chance.uniform(50, 80) + np.cumsum(chance.normal(0, chance.uniform(0.3, 1.0), size))
    return _shares(chance, level, chance.integers(3_000, 60_000))


def handled(chance: Chance, size: int, per_year: int) -> Made:
    """Pieces of the period alone: cases handled, with season and more spread than Poisson."""
    wave = 1 + chance.uniform(0, 0.35) * _season(chance, size, per_year)
    mean = chance.uniform(30, 2_500) * wave * (1 + chance.uniform(-0.005, 0.01)) ** np.arange(size)
    spread = chance.lognormal(0, chance.uniform(0.03, 0.2), size)
    return Made(chance.poisson(mean * spread).astype(float))


def built(chance: Chance, size: int, per_year: int) -> Made:
    """A running total: mostly a few, now and then a batch."""
    grown = chance.poisson(chance.uniform(0.5, 12), size) + 15 * (chance.random(size) < 0.06)
    return Made(np.cumsum(grown).astype(float))


def this_year(chance: Chance, size: int, per_year: int) -> Made:
    """A total that begins anew each year; the first period of the series is a year's first."""
    wave = 1 + chance.uniform(0, 0.3) * _season(chance, size, per_year)
    pieces = chance.poisson(chance.uniform(10, 400) * wave)
    starts = np.arange(size) // per_year * per_year
    sums = np.cumsum(pieces)
    before = np.where(starts > 0, sums[starts - 1], 0)
    return Made((sums - before).astype(float))


def per_head(chance: Chance, size: int, per_year: int) -> Made:
    level = chance.uniform(12, 60) * (1 + chance.uniform(0.001, 0.01)) ** np.arange(size)
    return Made(np.round(level + chance.normal(0, 0.12, size), 2))


def ratio(chance: Chance, size: int, per_year: int) -> Made:
    cars = 700 + np.cumsum(chance.poisson(25, size)).astype(float)
    piles = 180 + np.cumsum(chance.poisson(10, size)).astype(float)
    return Made(np.round(piles / cars, 4), piles, cars)


def density(chance: Chance, size: int, per_year: int) -> Made:
    toilets = 90 + np.cumsum(chance.poisson(0.8, size)).astype(float)
    area = np.full(size, round(float(chance.uniform(25, 40)), 2))
    return Made(np.round(toilets / area, 2), toilets, area)


def heavy(chance: Chance, size: int, per_year: int) -> Made:
    """Mostly quiet, now and then a strong week: tails of Student's t with four degrees."""
    level = chance.uniform(60, 90) + chance.uniform(0.3, 1.0) * chance.standard_t(4, size)
    return _shares(chance, level, chance.integers(3_000, 60_000))


def shifting(chance: Chance, size: int, per_year: int) -> Made:
    """A new plant or street now and then moves the level for good."""
    shifts = (chance.random(size) < 0.05) * chance.uniform(-3, 7, size)
    level = chance.uniform(45, 70) + np.cumsum(shifts) + chance.normal(0, 0.6, size)
    return _shares(chance, level, chance.integers(3_000, 60_000))


def estimated(chance: Chance, size: int, per_year: int) -> Made:
    """An office that always gives whole percents, many of them fives."""
    level = chance.uniform(60, 85) + 0.5 * np.arange(size) + chance.normal(0, 2, size)
    whole = np.where(chance.random(size) < 0.4, 5 * np.round(level / 5), np.round(level))
    return Made(np.minimum(whole, 100.0))


def rare(chance: Chance, size: int, per_year: int) -> Made:
    """Few pieces a period."""
    return Made(chance.poisson(chance.uniform(1, 15), size).astype(float))


def carted(chance: Chance, size: int, per_year: int) -> Made:
    """Tonnes carted away in the period, growing, with a season."""
    wave = 1 + chance.uniform(0, 0.25) * _season(chance, size, per_year)
    mean = chance.uniform(80, 900) * wave * (1 + chance.uniform(-0.003, 0.012)) ** np.arange(size)
    return Made(np.round(mean * chance.lognormal(0, chance.uniform(0.02, 0.12), size), 2))


Process = Callable[[Chance, int, int], Made]
PROCESSES: tuple[tuple[Process, dict[str, Any]], ...] = (
    (noisy, {}),
    (sampled, {}),
    (climbing, {}),
    (falling, {"direction": "down"}),
    (ceiling, {}),
    (saturating, {}),
    (stepping, {}),
    (surveyed, {"numerator": "", "denominator": ""}),
    (seasonal, {}),
    (wandering, {}),
    (handled, {"kind": "count", "unit": "件", "decimals": 0, "hard_max": None}),
    (built, {"kind": "count", "unit": "个", "decimals": 0, "hard_max": None, "cumulative": True}),
    (this_year, {"kind": "count", "unit": "件", "decimals": 0, "hard_max": None,
                 "year_to_date": True}),
    (per_head, {"kind": "amount", "unit": "平方米/人", "hard_max": 1000.0,
                "numerator": "", "denominator": ""}),
    (ratio, {"kind": "ratio", "unit": "比值", "decimals": 4, "scale": 1.0}),
    (heavy, {}),
    (shifting, {}),
    (estimated, {"numerator": "", "denominator": ""}),
    (rare, {"kind": "count", "unit": "起", "decimals": 0, "hard_max": None}),
    (carted, {"kind": "amount", "unit": "吨", "hard_max": None,
              "numerator": "", "denominator": ""}),
    (density, {"kind": "density", "unit": "座/平方公里", "scale": 1.0, "hard_max": 100.0}),
)  # fmt: skip


def _indicator(key: str, name: str, frequency: Frequency, more: dict[str, Any]) -> Indicator:
    base = Indicator(
        key, name, "%", "rate", "up", frequency, numerator=f"{name}分子",
        denominator=f"{name}分母", hard_min=0.0, hard_max=100.0,
    )  # fmt: skip
    parts = {"numerator": "", "denominator": ""} if more.get("kind") == "count" else {}
    return replace(base, **{**more, **parts})


def definitions_of(frequency: Frequency) -> dict[str, Indicator]:
    """One indicator a process, by the process's name."""
    named = (
        (make.__name__, f"指标{place}", more) for place, (make, more) in enumerate(PROCESSES, 1)
    )
    return {key: _indicator(key, name, frequency, more) for key, name, more in named}


@dataclass(frozen=True)
class Case:
    """One office's honest form and all it reported before."""

    form: Interpreted
    past: list[dict[str, Any]]


def written(key: str, made: Made, place: int, **where: Any) -> dict[str, Any]:
    """The row of one period, as a workbook keeps its numbers."""
    parts = {
        name: None if part is None else float(part[place])
        for name, part in (("numerator", made.numerator), ("denominator", made.denominator))
    }
    value = float(made.value[place])
    printed = np.format_float_positional(value, trim="-")
    decimals = len(printed.partition(".")[2])
    return row(key, value, printed=printed, decimals=decimals, **parts, **where)


def clean_case(chance: Chance, number: int, frequency: Frequency, known: int) -> Case:
    """A form of eight indicators after `known` periods of history."""
    per_year = 12 // frequency.months
    first = ReportingPeriod(2019, frequency, 1)
    area, office = f"{150000 + number}", f"office{number}"
    chosen = chance.choice(len(PROCESSES), 8, replace=False)
    rows: list[list[dict[str, Any]]] = [[] for _ in range(known + 1)]
    for index in sorted(chosen):
        make, _ = PROCESSES[index]
        made = make(chance, known + 1, per_year)
        for step in range(known + 1):
            where = {"area": area, "period": str(first.shift(step)), "office": office}
            rows[step].append(written(make.__name__, made, step, **where))
    header = FormHeader("clean", "e1", office, str(first.shift(known)))
    form = report(*rows[-1], name=f"{office}.xlsx", header=header)
    return Case(form, [one for some in rows[:-1] for one in some])


def group_of(cases: list[Case], frequency: Frequency, **more: Any) -> CheckContext:
    """The context of a group of cases that stand at the same period."""
    past = [one for case in cases for one in case.past]
    return context(record(*past) if past else None, indicators=definitions_of(frequency), **more)


def groups(seed: int, forms: int) -> Iterator[tuple[list[Case], CheckContext]]:
    """Groups of clean forms at several lengths of history, monthly and quarterly."""
    chance = np.random.default_rng(seed)
    for frequency, lengths in ((Frequency.QUARTER, (0, 1, 4, 7, 13, 18)),
                               (Frequency.MONTH, (2, 5, 11, 17, 25, 39))):  # fmt: skip
        for known in lengths:
            cases = [clean_case(chance, n, frequency, known) for n in range(forms)]
            yield cases, group_of(cases, frequency)
