"""Every rule fires on its own example, and the page of rules is what the declarations say."""

from __future__ import annotations

import re

import pytest

from deploy.rules_doc import PAGE, page, sections
from expectations.examples import shown, without_example
from expectations.relations import RELATIONS
from expectations.rules import Declared, load_book
from targets.load import DEFAULT_PLAN, load_plan

PLAN = load_plan(DEFAULT_PLAN)
DECLARED = load_book().declared


def test_no_rule_is_without_an_example() -> None:
    assert without_example() == ()


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """The page's section of each rule: its example judged, and what the rule says of it."""
    return sections(PLAN)


@pytest.mark.parametrize("rule", DECLARED, ids=lambda rule: rule.id)
def test_a_rule_fires_on_its_own_example(rule: Declared, told: dict[str, str]) -> None:
    (said,) = (line for line in told[rule.id].splitlines() if line.startswith("> "))
    assert not re.search(r"\{|\}|nan|None", said)


def test_great_expectations_certifies_an_example_of_each_kind() -> None:
    for rule_id in ("Q404", "Q821", "Q841"):
        (rule,) = (one for one in DECLARED if one.id == rule_id)
        assert rule_id in {one.rule for one in shown(rule, PLAN)}


def test_every_relation_function_is_declared_and_every_declared_one_is_a_function() -> None:
    assert {one.relation for one in load_book().relations} == set(RELATIONS)


def test_the_page_of_rules_is_up_to_date(told: dict[str, str]) -> None:
    text = PAGE.read_text("utf-8")
    assert page(text, told) == text, "run `python -m deploy.rules_doc`"
    assert all(f"### {rule.id} {rule.name}\n" in text for rule in DECLARED)
    assert all(rule.cure in text for rule in DECLARED)
