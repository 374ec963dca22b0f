"""Values from raw quantities: both leakage rates kept, a reported one before a derived one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.assess import assess
from targets.assessment import Assessment, Baseline, Measured
from targets.deriving import derivations
from targets.load import DEFAULT_PLAN, load_plan
from targets.national.leakage import leakage

PLAN = load_plan(DEFAULT_PLAN)
BANNER, Q3 = "150627", ReportingPeriod.parse("2024-Q3")
# The first worked example of the field handbook: R_WL 13.00, R_BL 6.9357.
QUANTITIES = {
    "water_supplied": ("2024-Q3", 1000.0),
    "water_billed": ("2024-Q3", 870.0),
    "water_household_share": ("2024-Q3", 0.5),
    "water_mains_length": ("2023", 75.0),
    "water_pressure": ("2024-Q3", 0.45),
    "frost_depth": ("2023", 1.5),
}


def reported(**other: float | None) -> list[Measured]:
    """The six quantities; `other` replaces a value, None leaves one out."""
    values = {key: (when, other.get(key, value)) for key, (when, value) in QUANTITIES.items()}
    return [
        Measured(key, BANNER, when, value, f"rev-{key}", "R1", "水平衡表", "B2")
        for key, (when, value) in values.items()
        if value is not None
    ]


def declared(value: float) -> Measured:
    return Measured("leakage_rate", BANNER, "2024-Q3", value, "rev-own", "R2", "填报", "I5")


def verdicts(measured: list[Measured]) -> list[Assessment]:
    base = Baseline("leakage_rate", BANNER, "2022", 12.0, "年报")
    found = assess(PLAN, measured, [base], Q3, today=date(2024, 10, 20))
    return [one for one in found if one.indicator == "leakage_rate"]


def test_six_quantities_give_both_rates_as_worked_by_hand() -> None:
    found = derivations(PLAN, reported())
    assert {one.indicator: one.value for one in found.values} == {
        "leakage_rate": 6.94, "gross_leakage_rate": 13.0,
    }  # fmt: skip
    for one in found.values:
        assert one.lineage == tuple(f"rev-{key}" for key in QUANTITIES)
        assert "供水总量 Qs1000" in one.why


def test_the_derived_rate_is_judged_with_the_quantities_it_came_from() -> None:
    for verdict in verdicts(reported()):
        assert (verdict.value, verdict.level) == (6.94, "met")
        assert set(verdict.lineage) == {f"rev-{key}" for key in QUANTITIES}
        assert [one.code for one in verdict.caveats] == ["derived"]


def test_a_declared_rate_is_the_one_compared_and_the_difference_is_said() -> None:
    for verdict in verdicts([*reported(), declared(9.5)]):
        assert (verdict.value, verdict.lineage) == (9.5, ("rev-own",))
        (said,) = (one.text for one in verdict.caveats if one.code == "parts_disagree")
        assert "填报9.5%" in said
        assert "得6.94%" in said


def test_a_declared_rate_that_agrees_in_its_printed_decimals_is_not_questioned() -> None:
    whole = replace(declared(6.9), decimals=1)
    for verdict in verdicts([*reported(), whole]):
        assert verdict.value == 6.9
        assert verdict.caveats == ()


@pytest.mark.parametrize("absent", QUANTITIES)
def test_one_quantity_missing_gives_no_rate_and_no_guess(absent: str) -> None:
    assert derivations(PLAN, reported(**{absent: None})).values == ()
    assert {one.why_code for one in verdicts(reported(**{absent: None}))} == {"missing"}


def test_quantities_that_cannot_be_are_told_and_give_nothing() -> None:
    found = derivations(PLAN, reported(water_billed=1200.0))
    assert found.values == ()
    assert "不能由原始量推算" in found.notes["leakage_rate", BANNER, "2024-Q3"]


def test_a_yearly_quantity_too_old_to_stand_gives_no_rate() -> None:
    old = [replace(one, period="2020") if one.indicator == "frost_depth" else one
           for one in reported()]  # fmt: skip
    assert derivations(PLAN, old).values == ()


def hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(100 * low, 100 * high).map(lambda n: n / 100)


@given(
    supplied=hundredths(100, 5000), share=hundredths(0, 1), sold=st.floats(0.5, 1),
    length=hundredths(1, 500), pressure=hundredths(0, 2), frost=hundredths(0, 3),
)  # fmt: skip
def test_the_stored_rates_are_the_standard_s_rounded_as_printed(
    supplied: float, share: float, sold: float, length: float, pressure: float, frost: float
) -> None:
    found = derivations(PLAN, reported(
        water_supplied=supplied, water_billed=supplied * sold, water_household_share=share,
        water_mains_length=length, water_pressure=pressure, frost_depth=frost,
    ))  # fmt: skip
    known = leakage(
        supplied_wan_m3=supplied, billed_wan_m3=supplied * sold, household_share=share,
        length_km=length, pressure_mpa=pressure, frost_m=frost,
    )  # fmt: skip
    values = {one.indicator: one.value for one in found.values}
    assert abs(values["leakage_rate"] - known.r_bl) <= 0.005 + 1e-9
    assert abs(values["gross_leakage_rate"] - known.r_wl) <= 0.005 + 1e-9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("supplied_wan_m3=water_supplied", "supplied=water_supplied", "不是公式 leakage 的输入"),
        ("frost_m=frost_depth", "frost_m=nothing", "指标“nothing”没有定义"),
        (", frost_m=frost_depth", "", "不是公式 leakage 的输入"),
    ],
)
def test_wrong_inputs_are_told_with_file_and_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    copytree(DEFAULT_PLAN, tmp_path / "plan")
    path = tmp_path / "plan" / "indicators" / "4-safety.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(UserError, match=said) as error:
        load_plan(tmp_path / "plan")
    assert "4-safety.yaml" in error.value.what
