"""The false-alarm budget: of honest forms of many processes at most 3 % carry any warning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from expectations.group import judged, rows_of, spoken
from expectations.rules import load_book
from observations.finding import Severity
from tests.expectations.series_kit import groups

BOOK = load_book()
OF_ALL, OF_SERIES = 0.03, 0.015
"""Of all rules together; of the rules on series alone, over many forms."""


def measured(seed: int, forms: int) -> Iterator[tuple[int, set[int], Counter[str]]]:
    """Per group: how many forms, which carry a warning, and warnings by rule."""
    for cases, known in groups(seed, forms):
        group = judged([one.form for one in cases], replace(known, today=date(2035, 1, 1)), BOOK)
        doubted = group.frame.filter(
            group.frame["row"].is_in(rows_of(group, Severity.WARNING).implode())
        )
        by_rule = Counter({
            rule.id: spoken(group, rule).filter(severity=Severity.WARNING.value).height
            for rule in BOOK.declared
        })  # fmt: skip
        yield len(cases), set(doubted["report"].to_list()), +by_rule


def rates(seed: int, forms: int) -> tuple[int, float, dict[str, float]]:
    """Forms, the share that carries any warning, and warnings by rule as a share of forms."""
    count, doubted, by_rule = 0, 0, Counter[str]()
    for many, found, said in measured(seed, forms):
        count, doubted, by_rule = count + many, doubted + len(found), by_rule + said
    return count, doubted / count, {rule: n / count for rule, n in sorted(by_rule.items())}


def test_few_of_five_hundred_honest_forms_carry_a_warning() -> None:
    count, share, by_rule = rates(20240601, 45)
    assert count == 540
    assert share <= OF_ALL, by_rule


@pytest.mark.campaign
def test_few_of_twenty_four_thousand_honest_forms_carry_a_warning() -> None:
    for seed in (1, 2, 3, 4, 5):
        _, share, by_rule = rates(seed, 400)
        assert share <= OF_ALL, by_rule
        assert sum(n for rule, n in by_rule.items() if rule.startswith("Q9")) <= OF_SERIES
