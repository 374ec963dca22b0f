"""The indicator handbook says what the plan and the formulas say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from deploy import handbook
from deploy.handbook import PAGE, page
from targets import files
from targets.load import DEFAULT_PLAN, load_plan
from targets.national.catalogue import FORMULAS
from tests.targets.plans import TINY

PLAN = load_plan(DEFAULT_PLAN)
TEXT = PAGE.read_text("utf-8")


def entry(name: str) -> str:
    """What the handbook says about one indicator."""
    return TEXT.split(f"\n### {name}\n")[1].split("\n### ")[0]


def test_the_handbook_is_up_to_date() -> None:
    assert page(PLAN) == TEXT, "run make docs"


def test_every_indicator_target_and_formula_stands_in_it() -> None:
    assert [one.key for one in PLAN.indicators if f"`{one.key}`" not in TEXT] == []
    assert [one.id for one in PLAN.targets if f"{one.id}:" not in TEXT] == []
    assert [one.name for one in FORMULAS.values() if one.written not in TEXT] == []


def test_a_promise_made_twice_shows_both_lines() -> None:
    told = entry("公园绿地服务半径覆盖率")
    assert "**≥ 90%**" in told
    assert "**≥ 88.41%**" in told
    assert "约束性" in told


def test_what_nobody_defines_is_said_to_be_pending() -> None:
    pending = [one.name for one in PLAN.indicators if one.definition_pending and one.numerator]
    assert len(pending) == 3
    assert all("**口径待定**" in entry(name) for name in pending)
    assert "**口径待定**" not in entry("建成区绿地率")


def test_a_worked_example_is_followed_by_what_the_program_makes_of_it() -> None:
    assert "=6.9357(程序:6.9357%)" in entry("供水管网漏损率")
    shown = re.findall(r"=([0-9.]+)%?\(程序:([0-9.]+)%\)", TEXT)
    assert len(shown) >= 15
    for by_hand, by_program in shown:
        assert float(by_hand) == pytest.approx(float(by_program), abs=0.006)


def test_a_changed_definition_changes_the_page() -> None:
    first = PLAN.indicators[0]
    changed = replace(PLAN, indicators=(replace(first, remark="改过"), *PLAN.indicators[1:]))
    assert page(changed) != TEXT


def test_any_plan_has_a_handbook() -> None:
    tiny = load_plan(TINY)
    text = page(tiny)
    assert all(one.name in text for one in tiny.indicators)


def test_the_handbook_has_a_word_for_everything_a_target_may_say() -> None:
    assert set(handbook.FIELDS) == set(files.INFERABLE)
    assert set(handbook.COUNTINGS) == set(files.COUNTINGS)
