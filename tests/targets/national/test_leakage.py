"""供水管网漏损率 by CJJ 92-2016 (2018): cases that a hand can follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from targets.national import checks
from targets.national.leakage import grade, leakage, region

USUAL = {
    "supplied_wan_m3": 1000.0,
    "billed_wan_m3": 870.0,
    "household_share": 0.5,
    "length_km": 75.0,
    "pressure_mpa": 0.45,
    "frost_m": 1.5,
}
#    Qs    Qa   r    L    P     D      R_WL   R1   R2      R3   R4   R_BL
CASES = """
   1000   870  0.5  75   0.45  1.5    13.00  4.0  0.5643  0.5  1.0  6.9357
   1000   870  0.5  30   0.30  1.0    13.00  4.0  -3.0    0.0  0.0  12.00
   1000   900  0    69.3 0.35  1.4    10.00  0.0  0.0     0.0  0.0  10.00
   1000   900  1    300  0.76  2.0    10.00  8.0  3.0     2.0  1.0  -4.00
   1000  1000  1    300  0.76  2.0     0.00  8.0  3.0     2.0  1.0  -14.00
    500   440  0.25 36   0.60  0       12.00 2.0  0.2673  1.0  0.0  8.7327
   1000   880  0    99.6 0.30  0       12.00 0.0  2.9997  0.0  0.0  9.0003
   1000   880  0    99.7 0.30  0       12.00 0.0  3.0     0.0  0.0  9.00
   1000   880  0    39.0 0.30  0       12.00 0.0  -2.9997 0.0  0.0  14.9997
   1000   880  0    38.9 0.30  0       12.00 0.0  -3.0    0.0  0.0  15.00
"""
TABLE = [tuple(map(float, row.split())) for row in CASES.strip().splitlines()]


@pytest.mark.parametrize("row", TABLE)
def test_the_table_worked_by_hand(row: tuple[float, ...]) -> None:
    result = leakage(**dict(zip(USUAL, row[:6], strict=True)))
    got = (result.r_wl, result.r1, result.r2, result.r3, result.r4, result.r_bl)
    assert got == pytest.approx(row[6:], abs=1e-9)
    assert result.rn == pytest.approx(sum(row[7:11]), abs=1e-9)
    assert result.r_wl - result.rn == result.r_bl


@pytest.mark.parametrize(
    ("pressure", "points"),
    [(0, 0), (0.35, 0), (0.3500001, 0.5), (0.55, 0.5), (0.5500001, 1), (0.75, 1), (0.7500001, 2)],
)
def test_a_pressure_band_is_open_below_and_closed_above(pressure: float, points: float) -> None:
    assert leakage(**USUAL | {"pressure_mpa": pressure}).r3 == points


@pytest.mark.parametrize(("frost", "points"), [(0, 0), (1.4, 0), (1.4000001, 1), (3, 1)])
def test_frost_counts_only_deeper_than_one_metre_forty(frost: float, points: float) -> None:
    assert leakage(**USUAL | {"frost_m": frost}).r4 == points


@pytest.mark.parametrize(
    ("rate", "name"),
    [(9, "一级"), (10, "一级"), (10.01, "二级"), (12, "二级"), (12.01, "未达二级")],
)
def test_grades_hold_to_ten_and_twelve_percent_inclusive(rate: float, name: str) -> None:
    assert grade(rate) == name


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"billed_wan_m3": 1000.01}, "漏损水量不会是负数"),
        ({"supplied_wan_m3": 0, "billed_wan_m3": 0}, "不能作分母"),
        ({"household_share": 50}, "50% 写 0.5"),
        ({"pressure_mpa": 450}, "单位是兆帕"),
        ({"frost_m": 150}, "单位是米"),
        ({"length_km": 0}, "单位供水量管长 L/Qs 为 0"),
        ({"length_km": 75_000}, "75 公里不写 75000"),
        ({"supplied_wan_m3": 1e7, "billed_wan_m3": 8.7e6}, "1000 万立方米不写 10000000"),
        ({"supplied_wan_m3": 0.1, "billed_wan_m3": 0.087}, "应在 0.0001 到 20 之间"),
        ({"billed_wan_m3": 0.087}, "两个量都用万立方米"),
        ({"supplied_wan_m3": 1e300, "billed_wan_m3": 1}, "大得不可能"),
        ({"household_share": 5e-324}, "小得不可能"),
        ({"supplied_wan_m3": float("nan")}, "不是一个数"),
        ({"billed_wan_m3": -1}, "应不小于 0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field_and_a_cure(wrong, said: str) -> None:
    with pytest.raises(UserError) as refused:
        leakage(**USUAL | wrong)
    assert said in str(refused.value)
    assert refused.value.cure


def test_a_region_weighs_its_networks_by_supply_and_not_the_mean_of_the_rates() -> None:
    together = region(r_bl_pct=[6.9357, 12.0], supplied_wan_m3=[1000, 500])
    assert together.r_bl == pytest.approx((6.9357 * 1000 + 12 * 500) / 1500)
    assert together.r_bl != pytest.approx((6.9357 + 12) / 2)


@pytest.mark.parametrize(
    ("rates", "supplies"),
    [
        ([], []), ([9.0], [1, 2]), ([9.0], [0]), ([101.0], [1]), ([-15.0], [1]),
        ([0.069357, 0.12], [1000, 500]),  # fractions
    ],
)  # fmt: skip
def test_a_region_without_networks_or_with_impossible_ones_is_refused(rates, supplies) -> None:
    with pytest.raises(UserError):
        region(r_bl_pct=rates, supplied_wan_m3=supplies)


def possible(value: float) -> bool:
    """Zero, or no smaller than anything that is measured."""
    return value == 0 or value >= checks.SMALLEST


quantities = st.fixed_dictionaries(
    {
        "supplied_wan_m3": st.floats(1, 1e5),
        "household_share": st.floats(0, 1).filter(possible),
        "length_km": st.floats(0.0002, 19),
        "pressure_mpa": st.floats(0, 3).filter(possible),
        "frost_m": st.floats(0, 10).filter(possible),
    }
).map(lambda given: given | {"length_km": given["length_km"] * given["supplied_wan_m3"]})


@given(quantities, st.floats(0.002, 1) | st.just(0.0), st.floats(0.001, 1000))
def test_the_rate_stays_within_its_corrections_and_knows_no_unit_of_size(given, share, scale):
    billed = given["supplied_wan_m3"] * share
    result = leakage(**given, billed_wan_m3=billed)
    assert -3 <= result.rn <= 14
    assert -14 <= result.r_bl <= 103
    sizes = ("supplied_wan_m3", "length_km")
    larger = {key: value * (scale if key in sizes else 1) for key, value in given.items()}
    again = leakage(**larger, billed_wan_m3=billed * scale)
    assert again.r_bl == pytest.approx(result.r_bl, abs=1e-6)
