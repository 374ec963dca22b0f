"""The same line for every area of a level."""

from __future__ import annotations

from datetime import date
from random import Random

import polars as pl

from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Measured
from targets.columns import assess_columns
from targets.columns_terms import terms
from targets.load import DEFAULT_PLAN, load_plan
from targets.rulebook import judging_rule
from targets.siblings import line_of, lines_everywhere, siblings

PLAN = load_plan(DEFAULT_PLAN)
EVERYWHERE = lines_everywhere(PLAN)
Q3 = ReportingPeriod.parse("2024-Q3")


def test_each_of_the_twenty_lines_of_the_table_holds_for_each_of_the_nine_areas() -> None:
    table = [one for one in PLAN.targets if one.source == "table"]
    assert len(siblings(PLAN, PLAN.area)) == 9
    assert len(EVERYWHERE.targets) == 9 * len(table) == 180
    assert {line_of(one.id) for one in EVERYWHERE.targets} == {one.id for one in table}
    assert len({one.id for one in EVERYWHERE.targets}) == 180


def test_what_the_city_promises_of_itself_is_no_line_for_another_city() -> None:
    assert all(EVERYWHERE.area_of(one.area).level == "旗区" for one in EVERYWHERE.targets)


def test_nine_areas_judged_in_columns_stand_where_one_by_one_they_stand() -> None:
    draw = Random(7)
    measured = []
    for target in EVERYWHERE.targets:
        indicator = EVERYWHERE.indicator(target.indicator)
        for back in range(4):
            when = ReportingPeriod.containing(Q3.end, indicator.frequency).shift(-back - 1)
            value = round(target.value * draw.uniform(0.5, 1.3), 2)
            place = (target.indicator, target.area, str(when))
            measured.append(Measured(*place, value, f"{target.id}/{back}", "R1", "表", "A1"))
    period = Q3.previous()
    rule = judging_rule(EVERYWHERE.rule)
    values = pl.LazyFrame(
        [(one.indicator, one.area, one.period, one.value) for one in measured],
        schema=["indicator", "area", "period", "value"],
        orient="row",
    )
    found = assess_columns(values, terms(EVERYWHERE, [], rule=rule), period, rule)
    today = date(2024, 7, 20)
    one_by_one = {one.target_id: one for one in assess(
        EVERYWHERE, measured, [], period, today=today
    )}  # fmt: skip
    assert found.table.height > 100
    for row in found.table.iter_rows(named=True):
        verdict = one_by_one[row["target_id"]]
        assert (row["level"], row["why_code"], row["value"]) == (
            verdict.level, verdict.why_code, verdict.value,
        )  # fmt: skip
