"""The door and the bench: once and only once, whatever comes."""

from dataclasses import replace

import openpyxl
import pytest

from briefings.form import Entry
from briefings.scorecard import Scorecard
from desk import views
from desk.answer import answer
from desk.approve import approve, send_back
from desk.assess import assess_period
from desk.baselines import set_baseline
from desk.deadlines import due_forms, watch_deadlines
from desk.delivery import ingest_files
from desk.demo.posts import DESK
from desk.demo.series import entry_for
from desk.intake import judge_waiting, receive
from ledger import facts, findings, receipts, revisions
from ledger.runs import latest_run
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from observations.spool import archived
from targets.assessment import Baseline
from targets.layouts import layout_for
from tests.desk.hall import Q3, Hall, approved

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


def test_a_note_added_later_is_kept_and_a_sent_back_form_is_not_taken_unchanged(
    one_hall: Hall,
) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    path = one_hall.form(OFFICE)
    one_hall.hand_in(path, clerk)
    send_back(desk, DESK, OFFICE, Q3, "请补充说明")
    (again,) = ingest_files(desk, clerk, [path])
    assert (again.status, again.first_status) == ("duplicate", "returned")
    assert "请补充说明" in again.findings[-1].message
    with desk.ledger.read() as reading:
        before = revisions.current(reading, (str(Q3),)).row(0, named=True)
    key = (before["indicator"], before["area"])
    parts = {"numerator": before["numerator"], "denominator": before["denominator"]}
    entry = Entry(**parts, note="抽查一千处")
    (told,) = ingest_files(desk, clerk, [one_hall.form(OFFICE, changes={key: entry})])
    assert told.status == "accepted"
    with desk.ledger.read() as reading:
        assert revisions.history(reading, *key)["note"].to_list() == ["", "抽查一千处"]


def test_a_doubt_that_is_answered_is_no_doubt_any_more(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    for period, share in ((Q3.previous(), 1.0), (Q3, 0.3)):
        one_hall.hand_in(one_hall.form(OFFICE, period, _shrunk(one_hall, period, share)), clerk)
        approve(desk, one_hall.reviewer(OFFICE), OFFICE, period)
        approve(desk, DESK, OFFICE, period)
    doubted = [a for a in assess_period(desk, DESK, Q3).assessments if a.belief == "doubted"]
    assert doubted
    with desk.ledger.read() as reading:
        open_ones = findings.open_findings(reading, [OFFICE])
    for one in open_ones:
        answer(desk, clerk, one.id, "设备集中检修,台账可查")
    after = {a.target_id: a.belief for a in assess_period(desk, DESK, Q3).assessments}
    assert {after[a.target_id] for a in doubted} == {"demo"}


def test_a_copy_of_the_last_form_leaves_its_values_in_doubt_until_explained(
    one_hall: Hall,
) -> None:
    desk, plan, clerk = one_hall.desk, one_hall.desk.plan, one_hall.clerk("housing")
    for period in (Q3.previous(), Q3):
        rows = layout_for(plan, "housing", period).rows
        told = {
            row.key: entry_for(plan, plan.indicator(row.indicator), row.area, Q3.previous())
            for row in rows
        }
        receipt = one_hall.hand_in(one_hall.form("housing", period, told), clerk)
    with desk.ledger.read() as reading:
        found = findings.of_receipt(reading, receipt.id)
    assert [one.finding.indicator for one in found if one.finding.rule == "Q604"] == [""]
    view = views.receipt(desk, clerk, receipt.id)
    assert view is not None
    assert any(value.doubted for value in view.values)
    for one in found:
        if one.finding.severity == "warning":
            answer(desk, clerk, one.id, "与台账逐项核对无误,确与上期相同")
    settled = views.receipt(desk, clerk, receipt.id)
    assert settled is not None
    assert not any(value.doubted for value in settled.values)


def _shrunk(hall: Hall, period: ReportingPeriod, share: float) -> dict[tuple[str, str], Entry]:
    """Every computed value of the form as a share of what the demo would report."""
    plan, changed = hall.desk.plan, {}
    for row in layout_for(plan, OFFICE, period).rows:
        entry = entry_for(plan, plan.indicator(row.indicator), row.area, period)
        if row.computed:
            less = round(float(entry.numerator or 0) * share)
            changed[row.key] = Entry(numerator=less, denominator=entry.denominator)
    return changed


def test_a_period_outside_the_plan_or_not_over_gets_no_verdict(one_hall: Hall) -> None:
    desk = one_hall.desk
    for written, said in (("2030-Q1", "不在方案期内"), ("2024-Q4", "还没有结束")):
        with pytest.raises(UserError, match=said):
            assess_period(desk, DESK, ReportingPeriod.parse(written))


def test_another_plan_is_not_judged_into_this_ledger(one_hall: Hall) -> None:
    other = replace(one_hall.desk.plan, id="other", version="x", title="另一个方案")
    with pytest.raises(Refused, match="另一个方案"):
        assess_period(replace(one_hall.desk, plan=other), DESK, Q3)


def test_a_baseline_that_is_no_number_is_refused(one_hall: Hall) -> None:
    with pytest.raises(UserError, match="不是数"):
        given = Baseline("leakage_rate", "150627", "2022", float("nan"), "年报")
        set_baseline(one_hall.desk, DESK, given)


def test_a_value_put_back_is_the_verdict_shown(one_hall: Hall) -> None:
    desk = one_hall.desk
    one_hall.hand_in(one_hall.form("housing"), one_hall.clerk("housing"))
    approve(desk, one_hall.reviewer("housing"), "housing", Q3)
    approve(desk, DESK, "housing", Q3)
    shown = []
    for number in (13.2, 20.0, 13.2):
        set_baseline(desk, DESK, Baseline("leakage_rate", "150627", "2022", number, "年报"))
        assess_period(desk, DESK, Q3)
        with desk.ledger.read() as reading:
            run = latest_run(reading, str(Q3))
        assert run is not None
        shown.append(next(a.baseline for a in run.assessments if a.indicator == "leakage_rate"))
    assert shown == [13.2, 20.0, 13.2]


def test_a_returned_form_of_another_office_stays_with_its_sender(one_hall: Hall) -> None:
    row = one_hall.hand_in(one_hall.form("housing"), one_hall.clerk(OFFICE))
    assert (row.state, row.office) == ("returned", OFFICE)
    assert views.receipt(one_hall.desk, one_hall.clerk(OFFICE), row.id) is not None
    assert views.receipt(one_hall.desk, one_hall.clerk("housing"), row.id) is None


def test_a_file_that_breaks_our_program_is_refused_and_holds_up_no_other(one_hall: Hall) -> None:
    desk = one_hall.desk
    broken = one_hall.form(OFFICE)
    good = one_hall.form("organization")
    taken = [
        receive(desk, one_hall.clerk(office), path, path.name)
        for office, path in ((OFFICE, broken), ("organization", good))
    ]
    archived(desk.settings.spool_dir, taken[0].source.sha256).unlink()
    while judge_waiting(one_hall.bench):
        pass
    with desk.ledger.read() as reading:
        states = [receipts.get(reading, one.id).state for one in taken]
    assert states == ["refused", "accepted"]


def test_a_correction_after_the_due_date_leaves_the_office_punctual_and_names_what_was_published(
    one_hall: Hall,
) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk("housing")
    key = ("leakage_rate", "150627")
    approved(one_hall, "housing", Q3.previous())
    assess_period(desk, DESK, Q3.previous())
    approved(one_hall, "housing")
    one_hall.clock.moment = one_hall.clock.moment.replace(month=11, day=20)
    for part in (61.0, 58.5):  # the first of the two is never approved
        entry = Entry(numerator=part, denominator=520.0)
        one_hall.hand_in(one_hall.form("housing", changes={key: entry}), clerk)
    before = {r.indicator: r.before for r in _card(one_hall).context.revised}
    assert key[0] not in before
    approve(desk, one_hall.reviewer("housing"), "housing", Q3)
    approve(desk, DESK, "housing", Q3)
    assess_period(desk, DESK, Q3)
    card = _card(one_hall)
    assert card.context.punctuality is not None
    late = [one.office for one in card.context.punctuality.late]
    assert "housing" not in late


def _card(hall: Hall) -> Scorecard:
    assess_period(hall.desk, DESK, Q3)
    card = views.overview(hall.desk, DESK, Q3)
    assert card is not None
    return card
