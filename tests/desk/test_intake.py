"""The door and the bench: once and only once, whatever comes."""

import openpyxl
import pytest

from briefings.form import Entry
from desk.answer import answer
from desk.assess import assess_period
from desk.baselines import set_baseline
from desk.deadlines import due_forms, watch_deadlines
from desk.demo.posts import DESK
from desk.intake import receive
from ledger import facts, findings, receipts, revisions
from observations.errors import Refused, UserError
from targets.assessment import Baseline
from tests.desk.hall import Q3, Hall

OFFICE = "sanitation"


def test_the_same_bytes_get_the_same_receipt_and_no_second_value(hall: Hall) -> None:
    path = hall.form(OFFICE)
    first = hall.hand_in(path, hall.clerk(OFFICE))
    again = receive(hall.desk, hall.clerk(OFFICE), path, "改了名.xlsx")
    assert (again.id, again.duplicate_of) == (first.id, first.id)
    with hall.desk.ledger.read() as reading:
        assert len([r for r in receipts.listing(reading) if r.office == OFFICE]) == 1


def test_a_resaved_copy_is_a_duplicate_and_revises_nothing(hall: Hall) -> None:
    first = hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    path = hall.form(OFFICE)
    book = openpyxl.load_workbook(path)
    book.properties.keywords = "另存"
    book.save(path)
    copy = hall.hand_in(path, hall.clerk(OFFICE))
    assert (copy.state, copy.duplicate_of) == ("duplicate", first.id)
    with hall.desk.ledger.read() as reading:
        frame = revisions.current(reading, (str(Q3),))
    assert set(frame["action"]) == {"new"}


def test_a_corrected_value_is_a_revision_and_the_old_one_stays(hall: Hall) -> None:
    hall.hand_in(hall.form(OFFICE), hall.clerk(OFFICE))
    with hall.desk.ledger.read() as reading:
        before = revisions.current(reading, (str(Q3),)).row(0, named=True)
    key = (before["indicator"], before["area"])
    changed = Entry(numerator=(before["numerator"] or 0) + 1, denominator=before["denominator"])
    hall.hand_in(hall.form(OFFICE, changes={key: changed}), hall.clerk(OFFICE))
    with hall.desk.ledger.read() as reading:
        past = revisions.history(reading, *key)
    assert past["action"].to_list() == ["new", "revised"]
    assert past["value"][0] == before["value"]


def test_a_returned_form_brings_no_value_but_is_kept_with_its_findings(hall: Hall) -> None:
    with hall.desk.ledger.read() as reading:
        nothing = revisions.current(reading, (str(Q3),)).height
    path = hall.form(OFFICE, changes=_impossible(hall))
    row = hall.hand_in(path, hall.clerk(OFFICE))
    assert row.state == "returned"
    with hall.desk.ledger.read() as reading:
        assert findings.of_receipt(reading, row.id)
        assert revisions.current(reading, (str(Q3),)).height == nothing
        assert [f.fact.kind for f in facts.facts(reading)] == ["quality"]


def _impossible(hall: Hall) -> dict[tuple[str, str], Entry]:
    (reporting, *_) = hall.desk.plan.reported_by(OFFICE)
    return {(reporting.indicator, reporting.area): Entry(numerator=999_999, denominator=1)}


def test_a_form_not_come_is_told_once_however_often_the_clock_is_asked(hall: Hall) -> None:
    hall.clock.moment = hall.clock.moment.replace(day=25)
    first = watch_deadlines(hall.desk, DESK)
    assert first
    assert watch_deadlines(hall.desk, DESK) == ()
    late = [form for form in due_forms(hall.desk, hall.desk.today()) if form.state == "late"]
    assert len(late) == len(first)


def test_the_same_data_give_the_same_run_and_are_kept_once(hall: Hall) -> None:
    first = assess_period(hall.desk, DESK, Q3)
    head = hall.desk.ledger.head()
    assert assess_period(hall.desk, DESK, Q3) == first
    assert hall.desk.ledger.head() == head


def test_a_critical_finding_cannot_be_talked_away(one_hall: Hall) -> None:
    path = one_hall.form(OFFICE, changes=_impossible(one_hall))
    row = one_hall.hand_in(path, one_hall.clerk(OFFICE))
    with one_hall.desk.ledger.read() as reading:
        found = findings.of_receipt(reading, row.id)[0]
    with pytest.raises(Refused, match="退回"):
        answer(one_hall.desk, one_hall.clerk(OFFICE), found.id, "数据属实,见台账")
    with pytest.raises(UserError, match="没有问题编号"):
        answer(one_hall.desk, one_hall.clerk("housing"), found.id, "数据属实,见台账")


def test_a_baseline_outside_the_possible_is_refused(one_hall: Hall) -> None:
    with pytest.raises(UserError, match="超出"):
        set_baseline(one_hall.desk, DESK, Baseline("leakage_rate", "150627", "2022", 900, "年报"))
    with pytest.raises(UserError, match="没有指标"):
        set_baseline(one_hall.desk, DESK, Baseline("nothing", "150627", "2022", 9, "年报"))
