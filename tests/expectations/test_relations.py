"""Relations between rows and with the record, as a civil servant would work them by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.check import CheckContext, check
from expectations.group import judged
from expectations.rules import load_book
from observations.finding import Severity
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from observations.stations import CheckedReport, Interpreted, Verdict
from tests.expectations.forms import INDICATORS, Q, context, report, row

GREEN = Indicator("green", "绿地面积", "公顷", "amount", "up", Q)
COVER = Indicator(
    "cover", "绿地率", "%", "rate", "up", Q, numerator="绿地", denominator="建成区面积",
    numerator_unit="公顷", denominator_unit="公顷", hard_min=0, hard_max=100, aggregation="ratio",
)  # fmt: skip
TOILETS = Indicator(
    "toilets", "公厕密度", "座/平方公里", "density", "up", Q, scale=1, numerator="公厕座数",
    denominator="建成区面积", numerator_unit="座", denominator_unit="平方公里", hard_min=0,
)  # fmt: skip
KNOWN = INDICATORS | {one.key: one for one in (GREEN, COVER, TOILETS)}
WHOLE, PARTS = "1506", ("150601", "150602", "150603")
NAMES = {WHOLE: "全市", **{code: f"旗区{n}" for n, code in enumerate(PARTS, start=1)}}


def history(key: str, *values: float | None, until: str = "2024-Q1", **more: object) -> list[dict]:
    """Values on record, oldest first, the last of the period `until`."""
    last = ReportingPeriod.parse(until)
    return [
        row(key, value, period=str(last.shift(-back)), **more)
        for back, value in enumerate(reversed(values))
    ]


def around(*held: dict, **more: object) -> CheckContext:
    past = pl.DataFrame(list(held), schema_overrides={"value": pl.Float64}) if held else None
    known = context(past, indicators=KNOWN, parts={WHOLE: PARTS}, area_names=NAMES)
    return replace(known, past=pl.DataFrame() if past is None else past, **more)


def said(given: Interpreted, about: CheckContext) -> list[tuple[str, str]]:
    return [(one.rule, str(one.severity)) for one in judged_one(given, about).findings]


def judged_one(given: Interpreted, about: CheckContext) -> CheckedReport:
    return check([given], about)[0]


def towns(key: str, whole: float | None, *parts: float | None, **more: object) -> Interpreted:
    areas = zip((WHOLE, *PARTS), (whole, *parts), strict=False)
    return report(*(row(key, value, area=area, **more) for area, value in areas))


@pytest.mark.parametrize(
    ("key", "whole", "parts", "expected"),
    [
        ("parks", 10, (3, 4, 3), []),
        ("parks", 10, (3, 4), []),
        ("parks", 10, (3, 4, 4), [("Q821", "critical")]),
        ("parks", 6, (3, 4), [("Q821", "critical")]),
        ("parks", 10, (3, 4, 2), [("Q822", "warning")]),
        ("green", 10.01, (3.34, 3.33, 3.34), []),
        ("green", 10.01, (3.35, 3.34, 3.34), []),
        ("green", 10.01, (3.35, 3.35, 3.34), [("Q821", "critical")]),
        ("green", 10.05, (3.35, 3.35, 3.34), []),
        ("green", 10.07, (3.35, 3.35, 3.34), [("Q822", "warning")]),
        ("sweeping", 92.0, (90, 93, 91), []),
        ("sweeping", 93.0, (90, 93, 91), []),
        ("sweeping", 94.5, (90, 93, 91), [("Q823", "warning")]),
        ("sweeping", 94.5, (90, 93), []),
    ],
)
def test_parts_are_summed_and_rates_lie_between_their_parts(
    key: str, whole: float, parts: tuple[float, ...], expected: list[tuple[str, str]]
) -> None:
    """The half of the last printed digit of every number is allowed, no more."""
    assert said(towns(key, whole, *parts), around()) == expected


def test_parts_are_those_of_the_period() -> None:
    two, given = {WHOLE: PARTS[:2]}, towns("parks", 10, 3, 4)
    period = given.batch["period"][0]
    assert said(given, around(dated={"2023-Q4": two})) == []
    assert said(given, around(dated={period: two})) == [("Q822", "warning")]


def test_a_sum_against_the_record_is_doubted_and_never_returned() -> None:
    held = [row("parks", 9, area=WHOLE)]
    parts = report(*(row("parks", n, area=area) for n, area in zip((3, 4, 4), PARTS, strict=True)))
    (found,) = judged_one(parts, around(*held)).findings
    assert (found.rule, found.severity) == ("Q821", Severity.WARNING)
    assert "已知 3 个组成地区之和 11,大于全市的 9,多 2" in found.message


def test_numerators_and_denominators_add_up_where_the_plan_says_they_do() -> None:
    parts = [(40.0, 400, 1000), (40.0, 200, 500), (40.0, 200, 500)]
    rows = [
        row("cover", value, numerator=top, denominator=bottom, area=area)
        for area, (value, top, bottom) in zip(PARTS, parts, strict=True)
    ]
    good = row("cover", 40.0, numerator=800, denominator=2000, area=WHOLE)
    assert said(report(good, *rows), around()) == []
    less = row("cover", 40.0, numerator=760, denominator=1900, area=WHOLE)
    assert said(report(less, *rows), around()) == [("Q821", "critical")] * 2


def test_one_built_up_area_stands_behind_rates_in_hectares_and_in_square_kilometres() -> None:
    cover = report(row("cover", 40.0, numerator=1720, denominator=4300))
    equal = report(row("toilets", 3.0, numerator=129, denominator=43), name="公厕季报.xlsx")
    assert [c.findings for c in check([cover, equal], around())] == [(), ()]
    other = report(row("toilets", 3.0, numerator=141, denominator=47), name="公厕季报.xlsx")
    both = check([cover, other], around())
    assert [[f.rule for f in c.findings] for c in both] == [["Q824"], ["Q824"]]
    assert (
        "填报 47 平方公里,其他指标或已报的同一分母折合 43 平方公里" in both[1].findings[0].message
    )
    assert [c.verdict for c in both] == [Verdict.ACCEPTED] * 2


def test_the_odd_one_of_three_denominators_is_named_alone() -> None:
    held = [row("cover", 40.0, numerator=1720, denominator=4300)]
    third = replace(COVER, key="shade", name="遮荫率")
    about = replace(around(*held), indicators=KNOWN | {"shade": third})
    rows = report(
        row("toilets", 3.0, numerator=141, denominator=47),
        row("shade", 10.0, numerator=430, denominator=4300),
    )
    assert [(f.rule, f.indicator) for f in judged_one(rows, about).findings] == [
        ("Q824", "toilets")
    ]


@pytest.mark.parametrize(
    ("value", "top", "bottom", "expected"),
    [
        (9.1, 47.32, 520, []),
        (9.1, 520, 47.32, [("Q831", "critical")]),
        (47.32, 9.1, 520, [("Q831", "critical")]),
        (520, 47.32, 9.1, [("Q403", "critical")]),
        (9.6, 47.32, 520, [("Q404", "critical")]),
    ],
)
def test_columns_that_changed_places_are_named(
    value: float, top: float, bottom: float, expected: list[tuple[str, str]]
) -> None:
    told = report(row("leakage", value, numerator=top, denominator=bottom))
    assert said(told, around()) == expected


def test_parts_crossed_against_the_record_return_the_form_unless_explained() -> None:
    held = history("chargers", 0.4, numerator=400.0, denominator=1000.0)
    crossed = row("chargers", 2.475, numerator=1010.0, denominator=408.0)
    assert ("Q832", "critical") in said(report(crossed), around(*held))
    told = crossed | {"note": "统计口径核对无误,车辆减少"}
    assert ("Q832", "warning") in said(report(told), around(*held))
    straight = row("chargers", 0.404, numerator=408.0, denominator=1010.0)
    assert said(report(straight), around(*held)) == []


def test_two_rows_that_hold_each_others_numbers_are_doubted_once_together() -> None:
    held = [*history("sweeping", 91, 91.6, 92.3, 92.9), *history("sorting", 60, 61, 61.5, 62.3)]
    (found,) = judged_one(
        report(row("sweeping", 62.9), row("sorting", 93.4)), around(*held)
    ).findings
    assert (found.rule, found.severity) == ("Q833", Severity.WARNING)
    assert found.message.endswith("疑似两行填反(本表 I5、I6)")
    one_moved = report(row("sweeping", 62.9), row("sorting", 62.8))
    assert "Q833" not in dict(said(one_moved, around(*held)))


def test_a_form_of_another_period_is_named_with_that_period() -> None:
    keys = ("leakage", "sweeping", "sorting")
    series = ((9.3, 9.1, 8.8), (91.0, 91.6, 92.3), (60.2, 61.0, 61.5))
    held = [one for key, values in zip(keys, series, strict=True) for one in history(key, *values)]
    old = report(*(row(key, values[0]) for key, values in zip(keys, series, strict=True)))
    (found,) = judged_one(old, around(*held)).findings
    assert (found.rule, found.severity, found.cell) == ("Q841", Severity.CRITICAL, "")
    assert "与2023年第三季度已报的完全相同" in found.message
    two = report(*(row(key, values[0]) for key, values in zip(keys[:2], series, strict=False)))
    assert "Q841" not in dict(said(two, around(*held)))


def test_constant_values_are_no_other_period() -> None:
    keys = ("leakage", "sweeping", "sorting")
    held = [one for key in keys for one in history(key, 61.5, 61.5, 61.5)]
    assert "Q841" not in dict(said(report(*(row(key, 61.5) for key in keys)), around(*held)))


def test_a_denominator_may_move_with_its_numerator_or_as_it_always_did() -> None:
    held = history("leakage", 9.1, numerator=47.32, denominator=520.0)
    wider = row("leakage", 7.6, numerator=47.4, denominator=624.0)
    assert said(report(wider), around(*held)) == [("Q851", "warning")]
    both = row("leakage", 9.1, numerator=56.78, denominator=624.0)
    assert said(report(both), around(*held)) == []
    swings = [
        row("leakage", 9.1, numerator=47.32, denominator=bottom, period=period)
        for bottom, period in ((600.0, "2023-Q3"), (450.0, "2023-Q4"), (520.0, "2024-Q1"))
    ]
    assert "Q851" not in dict(said(report(wider), around(*swings)))


def test_nothing_is_compared_across_a_change_of_definition() -> None:
    changed = replace(KNOWN["sweeping"], redefined=date(2024, 4, 1))
    about = around(*history("sweeping", 90.0, 91.0))
    assert said(report(row("sweeping", 60.0)), about) == [("Q602", "warning")]
    renewed = replace(about, indicators=KNOWN | {"sweeping": changed})
    assert said(report(row("sweeping", 60.0)), renewed) == [("Q853", "info")]


LAND = [
    ("公顷", 1720.0, 17.25, "平方公里", 1725.0),
    ("公顷", 1720.0, 17_250_000.0, "平方米", 1725.0),
    ("公顷", 1720.0, 25_875.0, "亩", 1725.0),
    ("平方公里", 43.0, 4310.0, "公顷", 43.1),
    ("平方公里", 43.0, 43_100_000.0, "平方米", 43.1),
    ("平方公里", 43.0, 64_650.0, "亩", 43.1),
    ("平方米", 52_000.0, 5.2, "公顷", 52_000.0),
    ("平方米", 52_000.0, 78.3, "亩", 52_200.0),
]


@pytest.mark.parametrize(("unit", "before", "written", "taken_for", "meant"), LAND)
def test_one_unit_of_area_written_for_another_is_named_with_what_was_meant(
    unit: str, before: float, written: float, taken_for: str, meant: float
) -> None:
    land = replace(GREEN, unit=unit)
    about = replace(around(*history("green", before)), indicators=KNOWN | {"green": land})
    (found,) = judged_one(report(row("green", written)), about).findings
    assert (found.rule, found.severity) == ("Q301", Severity.CRITICAL)
    assert f"疑似以“{taken_for}”为单位的写法,单位为 {unit},应填 {meant:g}" in found.message


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(1, 1e6, allow_nan=False), min_size=3, max_size=3),
    st.floats(0, 1e5),
    st.integers(0, 2),
)
def test_parts_fail_exactly_when_their_sum_is_beyond_what_printing_allows(
    parts: list[float], off: float, decimals: int
) -> None:
    shown = [round(value, decimals) for value in parts]
    whole = round(sum(shown) - off, decimals)
    rows = [
        row("green", value, area=area, decimals=decimals)
        for area, value in zip((WHOLE, *PARTS), (whole, *shown), strict=True)
    ]
    group = judged([report(*rows)], around(), load_book())
    half = 0.5 * 10**-decimals
    beyond = sum(shown) - whole > 4 * half + 1e-6 * sum(shown)
    within = sum(shown) - whole < 4 * half - 1e-6
    named = "Q821" in group.related["relation"].to_list()
    assert named if beyond else True
    assert not named if within else True


def test_a_year_end_form_is_compared_with_years_alone() -> None:
    yearly = replace(KNOWN["sweeping"], frequency=Frequency.YEAR)
    held = [row("sweeping", 90.0, period="2023"), row("sweeping", 60.0, period="2024-Q1")]
    about = replace(around(*held), indicators=KNOWN | {"sweeping": yearly})
    told = report(row("sweeping", 91.0, period="2024"))
    assert [rule for rule, _ in said(told, replace(about, today=date(2025, 1, 10)))] == []


def test_a_thing_done_is_no_jump_however_long_it_was_not() -> None:
    held = history("film", 0, 0, 0, 0, 0, 0, 0, 0)
    assert said(report(row("film", 1)), around(*held)) == []
