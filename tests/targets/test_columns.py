"""Verdicts in columns mean what verdicts one by one mean, on plans and values drawn at random."""

from dataclasses import replace
from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from observations.identity import Area
from observations.period import Frequency, ReportingPeriod
from targets.assess import assess
from targets.assessment import Baseline, Measured
from targets.columns import assess_columns
from targets.columns_terms import TERMS, terms
from targets.rulebook import judging_rule
from tests.targets.small import LEAKAGE, TARGET, plan_of

TODAY = date(2026, 1, 20)
PERIODS = [ReportingPeriod.parse("2022-Q1").shift(n) for n in range(18)]
YEARS = [ReportingPeriod.parse(str(year)) for year in range(2020, 2026)]
MONTHS = [ReportingPeriod.parse("2023-01").shift(n) for n in range(36)]
AREAS = (Area("150627", "甲旗", "旗区"), Area("150628", "乙镇", "旗区"))
SHARES = ("expected", "gap", "achieved_share", "expected_share", "time_share")
WORDS = ("level", "why_code", "trend")


def an_indicator(draw: Random, key: str):
    kind = draw.choice(["rate", "rate", "amount", "ratio", "yes", "count"])
    return replace(
        LEAKAGE,
        key=key,
        kind=kind,
        hard_min=None,
        hard_max=None,
        direction=draw.choice(["up", "down"]),
        decimals=draw.choice([0, 1, 2]),
        frequency=draw.choice([Frequency.QUARTER, Frequency.QUARTER, Frequency.YEAR]),
        definition_pending=draw.random() < 0.1,
        year_to_date=kind == "count" and draw.random() < 0.3,
    )


def a_target(draw: Random, number: int, indicator):
    comparator = draw.choice([">=", "<=", "=", "range"])
    if indicator.kind == "yes":
        comparator = "yes"
    value = 1.0 if comparator == "yes" else draw.choice([0.0, 9.0, -3.0, 70.0])
    return replace(
        TARGET,
        id=f"t{number}",
        indicator=indicator.key,
        area=draw.choice(AREAS).code,
        comparator=comparator,
        value=value,
        value_max=value + draw.choice([0.0, 5.0]) if comparator == "range" else None,
        deadline=draw.choice([date(2024, 6, 30), date(2025, 12, 31), date(2025, 10, 15)]),
        keep=draw.random() < 0.15,
        open_ended=draw.random() < 0.1,
        cadence=draw.choice(["", "", "", "", "year"]),
        pace=draw.choice(["", "", "", "met", "compound"]),
    )


def a_value(draw: Random, target, indicator):
    if indicator.kind == "yes":
        return float(draw.random() < 0.4)
    around = draw.choice([0.0, 1.0, 1e-13, draw.uniform(-30, 30)])
    return round(target.value + around, indicator.decimals)


def a_case(seed: int):
    """A plan of eight targets, two areas, values with gaps in three frequencies, baselines."""
    draw = Random(seed)
    indicators = tuple(an_indicator(draw, f"i{n}") for n in range(8))
    targets = tuple(a_target(draw, n, one) for n, one in enumerate(indicators))
    plan = replace(plan_of(), areas=AREAS, indicators=indicators, targets=targets)
    measured, baselines = [], []
    for target, indicator in zip(targets, indicators, strict=True):
        yearly = indicator.frequency is Frequency.YEAR
        when = YEARS if yearly else PERIODS + (MONTHS if draw.random() < 0.2 else [])
        for period in when:
            if draw.random() < 0.75:
                value = a_value(draw, target, indicator) if draw.random() < 0.95 else None
                measured.append(
                    Measured(indicator.key, target.area, str(period), value, "r", "R", "s", "c")
                )
        if draw.random() < 0.8:
            begun = a_value(draw, target, indicator) + draw.choice([0.0, 7.0, -7.0])
            year = draw.choice(["2021", "2022", "2023"])
            baselines.append(Baseline(indicator.key, target.area, year, begun, "年报"))
    draw.shuffle(measured)
    return plan, measured, baselines


def a_rule(points):
    book = judging_rule("yinchuan-2025")
    near, far, beyond = book.bands
    near, far = (
        band.model_copy(update={"within": within})
        for band, within in zip((near, far), points, strict=True)
    )
    return book.model_copy(update={"bands": (near, far, beyond)})


def frame(measured) -> pl.LazyFrame:
    rows = [(one.indicator, one.area, one.period, one.value) for one in measured]
    schema = {"indicator": pl.String, "area": pl.String, "period": pl.String, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").lazy()


@given(
    seed=st.integers(0, 10**9),
    period=st.sampled_from(["2024-Q2", "2024-Q4", "2025-Q3", "2025-Q4", "2024", "2024-06"]),
    points=st.sampled_from([(10.0, 30.0), (0.0, 5.0)]),
)
@example(seed=1, period="2025-Q4", points=(10.0, 30.0))  # a deadline on the period's last day
@settings(max_examples=50, deadline=None)
def test_columns_say_what_the_engine_says(seed, period, points):
    plan, measured, baselines = a_case(seed)
    asked, book = ReportingPeriod.parse(period), a_rule(points)
    found = assess_columns(frame(measured), terms(plan, baselines, rule=book), asked, book)
    one_by_one = assess(plan, measured, baselines, asked, today=TODAY, rule=book)
    theirs = {one.target_id: one for one in one_by_one}
    rows = {row["target_id"]: row for row in found.table.iter_rows(named=True)}
    assert rows.keys() | set(found.left_over) == theirs.keys()
    assert not rows.keys() & set(found.left_over)
    for target_id, row in rows.items():
        other = theirs[target_id]
        assert [row[name] for name in WORDS] == [str(getattr(other, n)) for n in WORDS], target_id
        assert row["value"] == other.value
        for name in SHARES:
            assert row[name] == pytest.approx(getattr(other, name), abs=1e-9), (target_id, name)


def test_most_targets_of_a_random_plan_are_judged_in_columns():
    judged = left = 0
    for seed in range(40):
        plan, measured, baselines = a_case(seed)
        book = judging_rule("yinchuan-2025")
        promised = terms(plan, baselines, rule=book)
        assert promised.schema == TERMS
        found = assess_columns(frame(measured), promised, PERIODS[11], book)
        judged, left = judged + len(found.table), left + len(found.left_over)
    assert judged > left > 0


def test_an_area_with_parts_and_no_value_of_its_own_is_left_to_the_engine():
    city = Area("150600", "市", "市")
    town = Area("150627", "旗", "旗区", parent="150600")
    promise = replace(TARGET, area="150600")
    plan = replace(plan_of(LEAKAGE, promise), areas=(city, town))
    book = judging_rule("")
    empty = frame([])
    found = assess_columns(empty, terms(plan, (), rule=book), PERIODS[11], book)
    assert (found.left_over, len(found.table)) == (("city-09-leakage",), 0)
