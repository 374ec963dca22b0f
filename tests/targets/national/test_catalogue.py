"""Every formula of the catalogue gives what its worked examples say."""

from __future__ import annotations

import inspect

import pytest

from targets.load import DEFAULT_PLAN, load_plan
from targets.national.catalogue import FORMULAS
from targets.national.checks import DefinitionPendingError
from targets.national.formula import REQUIRED

EXAMPLES = [
    pytest.param(formula, example, id=f"{formula.name}-{n}")
    for formula in FORMULAS.values()
    for n, example in enumerate(formula.examples)
]
ARC = 1.1e-4  # of a circle's area, what a polygon of 256 sides lacks
PLAN = load_plan(DEFAULT_PLAN)


@pytest.mark.parametrize(("formula", "example"), EXAMPLES)
def test_the_example_worked_by_hand_comes_out(formula, example) -> None:
    result = formula.derive(example.inputs)
    for name, expected in example.results.items():
        got = getattr(result, name)
        if isinstance(expected, float):
            assert got == pytest.approx(expected, abs=0.005, rel=ARC if formula.maps else 0)
        else:
            assert got == expected


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_the_inputs_are_exactly_what_the_function_takes(formula) -> None:
    parameters = inspect.signature(formula.function).parameters
    assert [one.name for one in formula.inputs] != []
    assert {one.name for one in formula.inputs} == set(parameters)
    for one in formula.inputs:
        default = parameters[one.name].default
        required = default is inspect.Parameter.empty
        assert required == (one.default is REQUIRED) or one.default == "", one.name
        if not required:
            assert default == one.default


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_every_formula_names_its_standard_its_example_and_its_first_output(formula) -> None:
    assert formula.standard
    assert formula.written
    assert formula.examples
    assert all(example.working for example in formula.examples)
    assert formula.outputs[0].name in formula.examples[0].results


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("waste-resource-rate", "k_kitchen"),
        ("waste-resource-rate", "source"),
        ("charger-ratio", "pile_factors"),
        ("charger-ratio", "vehicle_factors"),
        ("charger-ratio", "source"),
    ],
)
def test_what_no_national_text_defines_is_not_computed_without_a_source(name, left_out) -> None:
    formula = FORMULAS[name]
    given = {key: value for key, value in formula.examples[0].inputs.items() if key != left_out}
    with pytest.raises(DefinitionPendingError, match="口径待定"):
        formula.derive(given)


def test_every_derivation_of_the_plan_is_in_the_catalogue_and_its_unit_is_the_formulas() -> None:
    derived = {one.key: one for one in PLAN.indicators if one.derivation}
    assert len(derived) >= 20
    for one in derived.values():
        unit = FORMULAS[one.derivation].outputs[0].unit
        assert unit == ("" if one.kind == "ratio" else one.unit), one.key


def test_an_indicator_nobody_defines_stays_pending() -> None:
    undefined = {one.key for one in PLAN.indicators if one.confidence == "未找到国家定义"}
    assert undefined == {
        "charger_vehicle_ratio",
        "muck_supervision_rate",
        "community_service_coverage",
    }
    assert all(PLAN.indicator(key).definition_pending for key in undefined)
