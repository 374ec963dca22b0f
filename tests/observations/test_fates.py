"""What became of each finding: closed only when what it was about was read and judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from observations.fates import Fate, Said, fates
from observations.finding import Finding, Severity

CELL = Finding(
    "cell.not_a_number", Severity.CRITICAL, "不是数", "只填数", "填报", "F5", "leakage", "150627"
)
JUDGED = replace(CELL, rule="Q301", severity=Severity.WARNING, cell="I5")
NOTE = replace(CELL, rule="cell.number_as_text", severity=Severity.INFO)
WHOLE = Finding("form.heading.missing", Severity.CRITICAL, "缺列")


def said(*found: Finding, answer: str = "") -> list[Said]:
    return [Said(one, str(n), answer) for n, one in enumerate(found)]


def test_what_is_found_again_is_open_what_is_not_is_closed_and_the_rest_is_new():
    other = replace(CELL, indicator="green")
    told = fates(said(CELL, JUDGED), said(CELL, other))
    assert told.now == (Fate.OPEN, Fate.NEW)
    assert [(one.finding.rule, fate) for one, fate in told.gone] == [("Q301", Fate.UNSEEN)]
    assert fates(said(CELL), ()).gone[0][1] is Fate.CLOSED
    assert [one.id for one in fates(said(CELL), ()).closed] == ["0"]


def test_what_joins_several_rows_is_not_closed_while_one_of_them_is_unread():
    joined = replace(JUDGED, rule="Q811", indicator="green")
    assert [fate for _, fate in fates(said(joined), said(CELL)).gone] == [Fate.UNSEEN]
    assert [fate for _, fate in fates(said(joined), said(NOTE)).gone] == [Fate.CLOSED]


def test_a_row_may_move_but_another_column_is_another_problem():
    assert fates(said(CELL), said(replace(CELL, cell="F9"))).now == (Fate.OPEN,)
    told = fates(said(CELL), said(replace(CELL, cell="H5")))
    assert (told.now, [fate for _, fate in told.gone]) == ((Fate.NEW,), [Fate.CLOSED])


def test_under_a_new_edition_the_column_proves_nothing():
    assert fates(said(CELL), said(replace(CELL, cell="H5")), moved=True).now == (Fate.OPEN,)


def test_two_of_one_kind_and_then_one_is_one_open_and_one_closed():
    twice = said(replace(WHOLE, cell=""), replace(WHOLE, cell=""))
    told = fates(twice, twice[:1])
    assert (told.now, [fate for _, fate in told.gone]) == ((Fate.OPEN,), [Fate.CLOSED])


@pytest.mark.parametrize("rule", ["file.damaged", "form.unknown", "form.heading.unknown"])
def test_a_form_that_was_not_read_to_its_cells_closes_none_of_them(rule):
    broken = Finding(rule, Severity.CRITICAL, "读不到单元格")
    told = fates(said(CELL, JUDGED), said(broken))
    assert [fate for _, fate in told.gone] == [Fate.UNSEEN, Fate.UNSEEN]
    assert told.closed == ()


def test_an_earlier_stage_that_is_passed_is_closed_whatever_comes_later():
    unknown = Finding("form.unknown", Severity.CRITICAL, "认不出")
    assert [fate for _, fate in fates(said(unknown), said(WHOLE)).gone] == [Fate.CLOSED]
    assert [fate for _, fate in fates(said(WHOLE), said(unknown)).gone] == [Fate.UNSEEN]


def test_a_row_that_was_not_read_is_not_judged_by_the_rules_on_values():
    told = fates(said(JUDGED), said(CELL))
    assert [fate for _, fate in told.gone] == [Fate.UNSEEN]
    elsewhere = replace(CELL, indicator="green")
    assert [fate for _, fate in fates(said(JUDGED), said(elsewhere)).gone] == [Fate.CLOSED]


def test_a_missing_row_closes_nothing_about_it():
    missing = replace(CELL, rule="row.missing", cell="")
    assert [fate for _, fate in fates(said(CELL), said(missing)).gone] == [Fate.UNSEEN]


def test_what_the_office_explained_is_answered_but_not_what_it_explained_of_another_value():
    assert fates((), said(JUDGED, answer="属实")).now == (Fate.ANSWERED,)
    assert fates(said(JUDGED, answer="属实"), said(JUDGED)).now == (Fate.OPEN,)


def test_mere_notes_are_not_counted_as_corrected():
    assert fates(said(NOTE), ()).closed == ()
