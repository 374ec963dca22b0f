"""数据质量 as people see it: marks by period, what is open, whose it is."""

from __future__ import annotations

from datetime import datetime

import pytest

from briefings.form import Entry
from desk import views
from desk.handle import SHANGHAI
from desk.views import QualityView
from observations.finding import Severity
from tests.desk.hall import Q3, Hall, approved

GOOD, BAD = "sanitation", "housing"
LEAKAGE = ("leakage_rate", "150627")


def fared(view: QualityView, office: str) -> tuple[str, ...]:
    return next(row.marks for row in view.fared if row.office == office)


@pytest.fixture
def reported(one_hall: Hall) -> Hall:
    """One office's form is good, one's comes back; the others' are missing past their day."""
    approved(one_hall, GOOD)
    sent = one_hall.form(BAD, changes={LEAKAGE: Entry(value=0.12)})
    assert one_hall.hand_in(sent, one_hall.clerk(BAD)).state == "returned"
    one_hall.clock.moment = datetime(2024, 11, 5, 9, 0, tzinfo=SHANGHAI)
    return one_hall


def test_each_office_has_its_mark_and_the_worst_comes_first(reported: Hall) -> None:
    view = views.quality(reported.desk, reported.bureau, Q3)
    assert view.period == Q3
    assert view.periods == (Q3,), "earlier periods were due before this installation began"
    assert fared(view, GOOD)[-1] == "good"
    assert fared(view, BAD)[-1] == "failed"
    assert view.fared[-1].office == GOOD
    assert {row.marks[-1] for row in view.fared} == {"good", "failed", "absent"}
    rate = view.rates.completeness
    assert (rate.numerator, rate.denominator) == (1, len(view.fared))


def test_a_form_that_is_not_due_yet_is_not_called_missing(one_hall: Hall) -> None:
    approved(one_hall, GOOD)
    sent = one_hall.form(BAD, changes={LEAKAGE: Entry(value=0.12)})
    assert one_hall.hand_in(sent, one_hall.clerk(BAD)).state == "returned"
    view = views.quality(one_hall.desk, one_hall.bureau, Q3)
    assert view.rates.expected == 0 and view.rates.pending
    assert (fared(view, GOOD), fared(view, BAD)) == (("good",), ("failed",))
    assert {row.marks[-1] for row in view.fared} == {"good", "failed", "waiting"}


def test_an_open_finding_leads_to_its_cell_and_counts_for_its_rule(reported: Hall) -> None:
    view = views.quality(reported.desk, reported.bureau, Q3)
    slip = next(one for one in view.problems if one.rule == "Q301")
    assert (slip.severity, slip.office) == (Severity.CRITICAL, "住房和城乡建设局")
    assert slip.cell.startswith("I")
    assert slip.receipt
    counted = next(one for one in view.rules if one.rule == "Q301")
    assert (counted.count, counted.offices) == (1, 1)
    assert counted.meaning == "数值的单位不得写错"


def test_an_office_sees_its_own_quality_alone(reported: Hall) -> None:
    view = views.quality(reported.desk, reported.clerk(GOOD), Q3)
    assert [row.office for row in view.fared] == [GOOD]
    assert (view.problems, view.rules, view.alerts) == ((), (), ())
    assert (view.rates.expected, view.rates.received) == (1, 1)


def test_a_corrected_form_is_late_but_good_and_nothing_stays_open(reported: Hall) -> None:
    row = reported.hand_in(reported.form(BAD), reported.clerk(BAD))
    assert row.state == "accepted"
    view = views.quality(reported.desk, reported.clerk(BAD), Q3)
    assert fared(view, BAD)[-1] == "late"
    assert view.problems == ()
    assert view.fared[0].days_late > 0


def test_without_a_period_the_newest_of_the_most_frequent_is_shown(reported: Hall) -> None:
    view = views.quality(reported.desk, reported.bureau)
    assert view.period == Q3
    assert view.latest == (Q3,)
