"""Every finding of every kind is told to programs whole: rule, place, what, meaning and cure."""

from __future__ import annotations

import pytest

from briefings.form import Entry
from desk.delivery import outcome_of
from desk.demo.posts import DESK
from desk.told import shown
from expectations.rules import load_book
from observations.finding import Finding, Severity
from observations.signals import SIGNALS
from tests.desk.hall import Hall

BOOK = load_book()
RULES = (*SIGNALS, *(rule.id for rule in BOOK.declared))


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_of_any_rule_says_what_it_means_and_what_to_do(rule: str) -> None:
    told = shown("", Finding(rule, Severity.WARNING, "《表》:有一处不对"))
    assert told.meaning
    assert told.meaning != told.message
    assert told.cure
    assert told.expected
    assert told.observed


def test_a_place_is_sheet_cell_and_row() -> None:
    found = Finding("Q102", Severity.WARNING, "空缺", "本期值", "填报", "I12", "parks")
    told = shown("7", found)
    assert (told.sheet, told.cell, told.row, told.observed) == ("填报", "I12", 12, "空")
    document = Finding(
        "form.field", Severity.CRITICAL, "缺少", sheet="JSON", cell="values[3].value"
    )
    assert shown("", document).row is None


def test_the_document_of_a_returned_form_is_whole(one_hall: Hall) -> None:
    key = ("leakage_rate", "150627")
    office = next(
        one.office for one in one_hall.desk.plan.reporting if (one.indicator, one.area) == key
    )
    wrong = one_hall.form(office, changes={key: Entry(numerator=9_000, denominator=520)})
    row = one_hall.hand_in(wrong, one_hall.clerk(office))
    outcome = outcome_of(one_hall.desk, DESK, row.id)
    assert outcome is not None
    (found,) = [one for one in outcome.findings if one.rule == "Q403"]
    assert (found.severity, found.sheet, found.value) == ("critical", "填报", "9000")
    assert found.row == int(found.cell[1:])
    assert found.expected == "分子不大于 520"
    assert found.meaning == "占比类指标的分子不得大于分母"
    assert found.cure == "核对分子、分母是否填反或单位不同"
