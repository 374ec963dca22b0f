"""Whole forms handed in again: every value and both its parts are those of one earlier period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log10, prod
from typing import Any

import numpy as np
import polars as pl

from expectations.context import CheckContext
from expectations.declared import Parameters
from expectations.relations.rows import nothing, sides
from expectations.relations.series import Series, Truth, histories
from expectations.statistics.digits import step_of
from expectations.statistics.parts import repeats
from expectations.statistics.robust import Rows
from observations.period import ReportingPeriod

_FEWEST_PAIRS = 3  # of earlier forms, to say that forms never repeat
_DECIMALS = 4.0  # parts are printed with no more
_LEAST = 1e-12  # a chance below is told as this
_FACTS = ("row", "report", "area", "period", "sheet", "cell")


def form_repeated(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Reports all of whose rows are those of the period just before, one row a report.

    No two forms in succession were ever equal on record, and that the numbers come twice by
    chance is less likely than `below` (`statistics.parts.repeats` of every value or of its two
    parts, multiplied). Running totals and 是/否 must repeat too but prove nothing.
    """
    del context
    return _repeated(frame, past, range(1, 2), parameters)


def form_of_before(
    frame: pl.DataFrame, past: pl.DataFrame, parameters: Parameters, context: CheckContext
) -> pl.DataFrame:
    """Reports all of whose rows are those of one period before the last, one row a report.

    As `form_repeated`, of forms that are not the last one's again; no two forms that are not
    neighbours were ever equal on record, and the chance is that of equalling this period or any
    other that is no likelier.
    """
    del context
    widest = max((one.before.shape[1] for one in histories(frame, past)), default=0)
    return _repeated(frame, past, range(2, widest + 1), parameters)


@dataclass(frozen=True)
class _Row:
    """A row of a report beside its history; lags count from 1, the period just before.

    `numbers`: value, numerator and denominator, one line each; this period first, then by lag.
    `chances`: of the same numbers again, by lag.
    """

    facts: Mapping[str, Any]
    numbers: Rows
    chances: Mapping[int, float]

    def known(self, lag: int) -> bool:
        return lag < self.numbers.shape[1] and bool(np.isfinite(self.numbers[0, lag]))

    def same(self, one: int, other: int) -> bool:
        """Whether two known periods have the same numbers; 0 is the one reported."""
        a, b = self.numbers[:, one], self.numbers[:, other]
        return bool(((a == b) | (np.isnan(a) & np.isnan(b))).all())


def _repeated(
    frame: pl.DataFrame, past: pl.DataFrame, lags: range, parameters: Parameters
) -> pl.DataFrame:
    asked = frame.filter(pl.col("value").is_not_null() & ~pl.col("history"))
    many = dict(asked.group_by("report").len().iter_rows())
    alike = [(series, _alike(series, lags)) for series in histories(frame, past)]
    some = [series.rows["report"].filter(pl.Series(where)) for series, where in alike]
    counts = pl.concat(some).value_counts() if some else pl.DataFrame({"report": [], "count": []})
    whole = {report for report, count in counts.iter_rows() if count == many.get(report)}
    reports: dict[int, list[_Row]] = defaultdict(list)
    for series, where in alike if whole else ():
        for row in _rows(series, where & series.true(pl.col("report").is_in(sorted(whole))), lags):
            reports[row.facts["report"]].append(row)
    told = [_told(rows, lags, parameters["below"]) for rows in reports.values()]
    return _sides([one for one in told if one])


def _parts(series: Series) -> tuple[Rows, ...]:
    """Value, numerator and denominator: this period's in the first column, then by lag."""
    return (
        np.column_stack([series.value, series.before]),
        np.column_stack([series.column("numerator"), series.numerators]),
        np.column_stack([series.column("denominator"), series.denominators]),
    )


def _alike(series: Series, lags: range) -> Truth:
    """Rows whose numbers are those of at least one of the lags."""
    older = slice(lags.start, min(lags.stop, series.before.shape[1] + 1))
    same = [
        (part[:, older] == part[:, :1]) | (np.isnan(part[:, older]) & np.isnan(part[:, :1]))
        for part in _parts(series)
    ]
    found: Truth = np.logical_and.reduce(same).any(axis=1)
    return found


def _rows(series: Series, where: Truth, lags: range) -> Iterator[_Row]:
    if not where.any():
        return
    some = series.only(where)
    numbers = np.stack(_parts(some), axis=1)
    chances = _chances(some, range(lags.start, min(lags.stop, numbers.shape[2])))
    for at, facts in enumerate(some.rows.select(_FACTS).iter_rows(named=True)):
        yield _Row(facts, numbers[at], {lag: float(of[at]) for lag, of in chances.items()})


def _chances(series: Series, lags: range) -> dict[int, Rows]:
    """By lag, the chance of each row's repetition: of the value, or of its two parts."""
    mute = series.true(pl.col("cumulative") | (pl.col("kind") == "yes"))
    shares = series.true(pl.col("has_parts")) & np.isfinite(series.column("numerator"))
    parts = [
        (whole[:, 1:], step_of(whole, np.full(mute.shape, _DECIMALS))) for whole in _parts(series)
    ]

    def chance(lag: int) -> Rows:
        value, *fraction = (repeats(before, step, lag) for before, step in parts)
        told = np.where(shares, 1.0, value)  # a share follows from its parts
        together: Rows = np.where(mute, 1.0, told * np.prod(np.stack(fraction), axis=0))
        return together

    return {lag: chance(lag) for lag in lags}


def _told(rows: Sequence[_Row], lags: range, below: float) -> dict[str, Any]:
    """What is said of a report, if its rows are those of one of the lags and hardly by chance."""
    tried = [lag for lag in lags if all(row.known(lag) for row in rows)]
    equal = [lag for lag in tried if all(row.same(0, lag) for row in rows)]
    last_again = lags.start > 1 and all(row.known(1) and row.same(0, 1) for row in rows)
    if not equal or last_again or not _never_before(rows, lags):
        return {}
    chances = {lag: prod(row.chances[lag] for row in rows) for lag in tried}
    lag = min(equal, key=chances.__getitem__)
    chance = max(sum(one for one in chances.values() if one <= chances[lag]), _LEAST)
    if chance >= below:
        return {}
    first = min(rows, key=lambda row: int(row.facts["row"]))
    period = ReportingPeriod.parse(first.facts["period"]).shift(-lag)
    return {
        **first.facts,
        "members": sorted(row.facts["row"] for row in rows),
        "gap": -log10(chance),
        "allowance": -log10(below),
        "chance": f"{chance * 100:.2g}",
        "same_rows": float(len(rows)),
        "repeated_label": period.label,
    }


def _never_before(rows: Sequence[_Row], lags: range) -> bool:
    """True when no two earlier forms, as far apart as the lags, were equal; of three or more.

    Rows that one of the two lacks are left out.
    """
    widest = max(row.numbers.shape[1] for row in rows)
    pairs = [pair for pair in combinations(range(1, widest), 2) if pair[1] - pair[0] in lags]
    both = [[row for row in rows if row.known(one) and row.known(two)] for one, two in pairs]
    compared = [(pair, some) for pair, some in zip(pairs, both, strict=True) if some]
    return len(compared) >= _FEWEST_PAIRS and not any(
        all(row.same(*pair) for row in some) for pair, some in compared
    )


def _sides(told: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    if not told:
        return nothing()
    rows = pl.DataFrame(list(told)).sort("row").with_columns(pl.lit(value=True).alias("alone"))
    return sides(rows, "chance", "same_rows", "repeated_label")
