"""All verdicts of a period at once, in columns: level, reason, trend, pace, gap and shares.

The same meaning as `targets.assess` for every target whose terms are `columnar`; the rest is named
by `left_over` and judged there, as is the sentence of any single verdict, on demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from observations.period import ReportingPeriod
from targets.columns_values import standing_values
from targets.pace import TOLERANCE, months_until
from targets.rulebook import Rule


@dataclass(frozen=True)
class Verdicts:
    """`table`: target_id, indicator, area, value, level, why_code, trend, expected, gap,
    achieved_share, expected_share, time_share; as in `Assessment`, null for None; in no order.

    `left_over`: ids of targets that only `targets.assess` can judge.
    """

    table: pl.DataFrame
    left_over: tuple[str, ...]


def assess_columns(
    values: pl.LazyFrame, promised: pl.DataFrame, period: ReportingPeriod, rule: Rule
) -> Verdicts:
    """A verdict for every columnar row of `promised` (`columns_terms.terms`) in `period`.

    `values`: indicator, area, period, value of approved observations, one row for each key and
    period, in any order; later ones than `period` are ignored.
    """
    met = standing_values(values, promised.filter("columnar"), period)
    open_ones = pl.col("whole") & pl.col("value").is_null()
    judged = _judged(met.filter(~open_ones), period, rule)
    other = pl.concat([promised.filter(~pl.col("columnar")), met.filter(open_ones)], how="diagonal")
    return Verdicts(judged, tuple(other.get_column("target_id")))


def _judged(met: pl.DataFrame, period: ReportingPeriod, rule: Rule) -> pl.DataFrame:
    day = pl.col("day").fill_null(months_until(period.end))
    gone = (day - pl.col("begins")).clip(lower_bound=0)
    share = pl.when(pl.col("months") > 0).then(gone / pl.col("months")).otherwise(1.0)
    steps = (
        {"time_share": share.clip(upper_bound=1.0), "due": day >= pl.col("deadline")},
        {"asked": pl.col("start") + (pl.col("goal") - pl.col("start")) * pl.col("time_share")},
        {"missing": _shortfall("value"), "allowed": _shortfall("asked")},
        {"is_met": pl.col("missing") <= _slack()},
        {"why_code": _reason(), "by_pace": pl.col("paced") & pl.col("way").is_not_null()},
        _numbers(),
        {"level": _level(rule), "trend": _trend()},
    )
    table = met.lazy()
    for step in steps:
        table = table.with_columns(**step)
    return table.select(*_KEPT).collect()


_KEPT = (
    "target_id", "indicator", "area", "value", "level", "why_code", "trend", "expected", "gap",
    "achieved_share", "expected_share", "time_share",
)  # fmt: skip


def _shortfall(name: str) -> pl.Expr:
    """Distance of a column from the nearer bound, as `pace.shortfall`."""
    return pl.max_horizontal(pl.col("low") - pl.col(name), pl.col(name) - pl.col("high"))


def _slack() -> pl.Expr:
    size = pl.max_horizontal(pl.col("value").abs(), pl.col("size"))
    return (TOLERANCE * size).clip(lower_bound=1e-12)


def _reason() -> pl.Expr:
    """The first question with an answer decides, in the order of `ruling`."""
    late = pl.when("due").then(pl.lit("milestone_missed")).otherwise(pl.lit("milestone_not_due"))
    unsaid = pl.when("paced").then(pl.lit("no_baseline")).otherwise(pl.lit("milestone_not_due"))
    return (
        pl.when(pl.col("value").is_null())
        .then(pl.lit("missing"))
        .when("pending")
        .then(pl.lit("definition_pending"))
        .when("is_met")
        .then(pl.lit("met"))
        .when("open_ended")
        .then(pl.lit("no_deadline"))
        .when("yes_no")
        .then(late)
        .when("kept")
        .then(pl.lit("fell_below"))
        .when("due")
        .then(pl.lit("deadline_missed"))
        .when(pl.col("paced") & pl.col("way").is_not_null())
        .then(pl.lit("pace"))
        .otherwise(unsaid)
    )


def _numbers() -> dict[str, pl.Expr]:
    """Expected value, gap and shares, by the pace or at the deadline by the goal."""
    overdue = pl.col("why_code") == "deadline_missed"
    told = pl.col("why_code").is_in(["met", "pace"]) & pl.col("by_pace")
    far = pl.col("missing") / pl.col("way")
    return {
        "expected": pl.when(overdue).then(_goal()).when(told).then(_mirrored()),
        "gap": pl.when(overdue)
        .then(pl.col("missing"))
        .when(told)
        .then(pl.col("missing") - pl.col("allowed")),
        "achieved_share": pl.when(overdue | told).then(1 - far),
        "expected_share": pl.when(overdue & pl.col("way").is_not_null())
        .then(1.0)
        .when(told)
        .then(1 - pl.col("allowed") / pl.col("way")),
    }


def _goal() -> pl.Expr:
    """The bound nearest to the value, as `pace.goal_for`."""
    low, high = pl.col("low"), pl.col("high")
    bounded = high.is_finite() & ((pl.col("value") > low) | low.is_infinite())
    return pl.when(bounded).then(high).otherwise(low)


def _mirrored() -> pl.Expr:
    """The pace value on the value's own side of an exact or range target."""
    value, asked = pl.col("value"), pl.col("asked")
    near = _goal()
    side = pl.when(value > near).then(1.0).otherwise(-1.0)
    same = pl.col("is_met") | ((value - near) * (asked - near) >= 0)
    return pl.when(same).then(asked).otherwise(near + side * pl.col("allowed"))


def _level(rule: Rule) -> pl.Expr:
    behind = 100 * (pl.col("expected_share") - pl.col("achieved_share"))
    last = rule.bands[-1].level
    paced, overdue = pl.lit(last), pl.lit(last)
    for band in reversed(rule.bands[:-1]):
        within = behind <= (band.within or 0.0) + 1e-7
        late = "behind" if band.level == "on_pace" else band.level
        paced = pl.when(within).then(pl.lit(band.level)).otherwise(paced)
        overdue = pl.when(within).then(pl.lit(late)).otherwise(overdue)
    overdue = pl.when(pl.col("way").is_null()).then(pl.lit("behind")).otherwise(overdue)
    code = pl.col("why_code")
    return (
        pl.when(code == "met")
        .then(pl.lit("met"))
        .when(code == "pace")
        .then(paced)
        .when(code == "deadline_missed")
        .then(overdue)
        .when(code == "fell_below")
        .then(pl.lit("behind"))
        .when(code == "milestone_missed")
        .then(pl.lit("far_behind"))
        .otherwise(pl.lit("not_assessable"))
    )


def _trend() -> pl.Expr:
    change = (pl.col("value") - pl.col("before")) * pl.col("rising")
    return (
        pl.when(change.is_null())
        .then(pl.lit("unknown"))
        .when(change.abs() < pl.col("flat"))
        .then(pl.lit("flat"))
        .when(change > 0)
        .then(pl.lit("improving"))
        .otherwise(pl.lit("worsening"))
    )
