"""Alerts from opening to closing, through the real intake, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from briefings.form import Entry
from desk.answer import answer
from desk.approve import approve, send_back
from desk.delivery import recheck_receipt
from desk.demo.series import entry_for
from desk.intake import judge_waiting, receive
from ledger import alert_log, audit, findings
from ledger.alert_log import AlertState, NewAlert, open_alerts
from ledger.tables.reports import findings as found_table
from observations.errors import Refused
from observations.identity import SYSTEM
from targets.layouts import layout_for
from tests.desk.hall import Q3, Hall

OFFICE = "housing"


def keys(hall: Hall) -> list[tuple[str, str]]:
    """Keys of entered rows, in the order of the form."""
    layout = layout_for(hall.desk.plan, OFFICE, Q3)
    return [row.key for row in layout.rows if not row.computed]


def wrong(hall: Hall, *words: str) -> Path:
    """A form whose first cells say words instead of numbers."""
    entries = dict(zip(keys(hall), (Entry(value=word) for word in words), strict=False))
    return hall.form(OFFICE, changes=entries)


def lives(hall: Hall, kind: str = "bad_data") -> list[AlertState]:
    with hall.desk.ledger.read() as reading:
        return list(alert_log.alerts(reading, kinds=[kind]))


def told(one: AlertState) -> list[tuple[str, str]]:
    return [(step.step, step.evidence) for step in one.steps]


def send(hall: Hall, path: Path) -> str:
    hall.clock.moment += timedelta(hours=1)
    return hall.hand_in(path, hall.clerk(OFFICE)).id


def test_many_wrong_cells_of_one_rule_are_one_alert_with_their_places(hall: Hall) -> None:
    receipt = send(hall, wrong(hall, "三千", "待定"))
    (one,) = lives(hall)
    alert = one.alert
    assert (alert.office, alert.period, alert.rule) == (OFFICE, "2024-Q3", "cell.not_a_number")
    assert (alert.severity, alert.body["count"], one.state) == ("critical", 2, "opened")
    assert [place["value"] for place in alert.body["places"]] == ["三千", "待定"]
    assert alert.body["path"] == f"/receipts/{receipt}"
    assert alert.due == date(2024, 10, 16)
    assert "2024-10-16前(2个工作日);问住建局调度岗位" in alert.body["runbook"]
    with hall.desk.ledger.read() as reading:
        found = alert_log.alerts(reading)[0]
        assert len(found.facts) == 1, "the fact that was told stands behind it"
    assert audit.verify(hall.desk.ledger) == ()


def test_a_returned_form_is_closed_by_the_accepted_one_that_replaces_it(hall: Hall) -> None:
    first = send(hall, wrong(hall, "三千"))
    second = send(hall, wrong(hall, "四千"))
    (still,) = lives(hall)
    assert (still.state, told(still)) == ("opened", [("opened", ""), ("noted", second)])
    third = send(hall, hall.form(OFFICE))
    (end,) = lives(hall)
    assert told(end)[2:] == [("corrected", third), ("verified", third), ("closed", third)]
    assert end.alert.body["receipt"] == first
    fourth = send(hall, wrong(hall, "五千"))
    assert [(one.round, one.state) for one in lives(hall)] == [(1, "closed"), (2, "opened")]
    assert lives(hall)[1].alert.body["receipt"] == fourth


def test_a_returned_file_without_the_finding_corrects_and_does_not_verify(one_hall: Hall) -> None:
    hall = one_hall
    send(hall, wrong(hall, "三千"))
    negative = hall.form(OFFICE, changes={keys(hall)[0]: Entry(value=-5)})
    second = send(hall, negative)
    states = {one.alert.rule: one for one in lives(hall)}
    corrected = states.pop("cell.not_a_number")
    assert told(corrected)[1:] == [("corrected", second)]
    assert {one.state for one in states.values()} == {"opened"}
    third = send(hall, wrong(hall, "四千"))
    again = {one.alert.rule: one for one in lives(hall)}["cell.not_a_number"]
    assert (again.state, told(again)[-1]) == ("opened", ("opened", third))


def doubted(hall: Hall) -> Path:
    """A form that repeats every number of the quarter before."""
    plan, before = hall.desk.plan, Q3.previous()
    copied = {
        row.key: entry_for(plan, plan.indicator(row.indicator), row.area, before)
        for row in layout_for(plan, OFFICE, Q3).rows
    }
    send(hall, hall.form(OFFICE, before))
    return hall.form(OFFICE, changes=copied)


def waiting_doubts(hall: Hall, receipt: str) -> list[findings.FindingRow]:
    with hall.desk.ledger.read() as reading:
        rows = findings.of_receipt(reading, receipt)
    return [row for row in rows if row.finding.severity == "warning" and not row.answer]


def test_a_doubted_value_that_was_explained_is_closed_by_the_approval_with_its_reason(
    hall: Hall,
) -> None:
    receipt = send(hall, doubted(hall))
    assert {one.state for one in lives(hall)} == {"opened"}
    assert {one.alert.severity for one in lives(hall)} == {"warning"}
    for row in waiting_doubts(hall, receipt):
        answer(hall.desk, hall.clerk(OFFICE), row.id, "三季度集中完工,见竣工台账")
    assert {one.state for one in lives(hall)} == {"acknowledged"}
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    approve(hall.desk, hall.bureau, OFFICE, Q3)
    ends = [one.steps[-1] for one in lives(hall)]
    assert {end.step for end in ends} == {"closed"}
    assert {end.text for end in ends} == {"审定认可,属实:三季度集中完工,见竣工台账"}


def test_one_explained_place_of_two_is_no_answer_to_the_alert(one_hall: Hall) -> None:
    """The other still climbs: the explanation is of that value, not of the rule."""
    hall = one_hall
    (first,) = waiting_doubts(hall, send(hall, doubted(hall)))
    with hall.desk.ledger.write(SYSTEM, hall.desk.now(), "test.second") as unit:
        row = unit.connection.execute(select(found_table).where(found_table.c.rule == "Q604")).one()
        more = {name: value for name, value in row._mapping.items() if name not in ("id", "unit")}
        unit.add(found_table, [more | {"cell": "D99", "value": "2"}])
    second = next(r for r in waiting_doubts(hall, first.receipt) if r.id != first.id)
    answer(hall.desk, hall.clerk(OFFICE), first.id, "三季度集中完工,见竣工台账")
    assert {one.state for one in lives(hall)} == {"opened"}
    answer(hall.desk, hall.clerk(OFFICE), second.id, "另一处也已核对原始台账")
    assert {one.state for one in lives(hall)} == {"acknowledged"}


def test_a_doubted_value_that_was_corrected_waits_for_the_approval(one_hall: Hall) -> None:
    hall = one_hall
    send(hall, doubted(hall))
    second = send(hall, hall.form(OFFICE))
    for one in lives(hall):
        assert told(one)[1:] == [("corrected", second), ("verified", second)]
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    assert {one.state for one in lives(hall)} == {"verified"}
    approve(hall.desk, hall.bureau, OFFICE, Q3)
    assert {one.state for one in lives(hall)} == {"closed"}


def test_a_returned_file_moves_no_doubt_about_values_in_the_record(one_hall: Hall) -> None:
    hall = one_hall
    send(hall, doubted(hall))
    before = [told(one) for one in lives(hall)]
    send(hall, wrong(hall, "三千"))
    now = [told(one) for one in lives(hall) if one.alert.severity == "warning"]
    assert now == before


def test_an_older_file_judged_again_moves_nothing(one_hall: Hall) -> None:
    hall = one_hall
    first = send(hall, wrong(hall, "三千"))
    send(hall, hall.form(OFFICE))
    before = [told(one) for one in lives(hall)]
    recheck_receipt(hall.desk, hall.bureau, first)
    assert [told(one) for one in lives(hall)] == before


def test_two_files_judged_together_leave_what_the_later_one_says(one_hall: Hall) -> None:
    hall = one_hall
    clerk = hall.clerk(OFFICE)
    for path in (wrong(hall, "三千"), hall.form(OFFICE)):
        receive(hall.desk, clerk, path, path.name)
    judge_waiting(hall.bench)
    assert {one.state for one in lives(hall)} <= {"closed"}


def test_forms_of_one_office_judged_together_close_its_broken_file_once(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk(OFFICE)
    broken = hall.folder / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    send(hall, broken)
    forms = [hall.form(OFFICE, period) for period in (Q3.previous(), Q3)]
    again = hall.folder / "又坏.xlsx"
    again.write_bytes(b"PK\x03\x04 nothing at all")
    for path in (again, *forms):
        receive(hall.desk, clerk, path, path.name)
    judge_waiting(hall.bench)
    assert [step for step, _ in told(lives(hall)[0])][-3:] == ["corrected", "verified", "closed"]
    assert {one.state for one in lives(hall)} == {"closed"}


def test_a_file_that_is_no_form_is_closed_by_the_next_form_of_its_sender(one_hall: Hall) -> None:
    hall = one_hall
    broken = hall.folder / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    send(hall, broken)
    (one,) = lives(hall)
    assert (one.alert.office, one.alert.period, one.state) == (OFFICE, "", "opened")
    accepted = send(hall, hall.form(OFFICE))
    assert told(lives(hall)[0])[-1] == ("closed", accepted)


def test_what_a_person_sent_back_is_open_until_a_new_form_is_approved(one_hall: Hall) -> None:
    hall = one_hall
    send(hall, hall.form(OFFICE))
    send_back(hall.desk, hall.bureau, OFFICE, Q3, "漏了第四季度工程款")
    (one,) = lives(hall)
    assert (one.alert.title, one.state) == ("报送被退回", "opened")
    assert one.alert.body["lines"] == ["退回理由:漏了第四季度工程款"]
    second = send(hall, hall.form(OFFICE, changes={keys(hall)[0]: Entry(value=61)}))
    mine = [one for one in lives(hall) if one.alert.rule == "sent_back"]
    assert told(mine[0])[1:] == [("corrected", second), ("verified", second)]
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
    approve(hall.desk, hall.bureau, OFFICE, Q3)
    mine = [one for one in lives(hall) if one.alert.rule == "sent_back"]
    assert mine[0].state == "closed"


def test_a_missing_form_is_another_kind_and_closed_by_an_accepted_one(hall: Hall) -> None:
    with hall.desk.ledger.write(SYSTEM, hall.desk.now(), "watch") as unit:
        new = NewAlert("no_data", OFFICE, "2024-Q3", "", "form", "warning", "报表逾期未报", {})
        open_alerts(unit, [new, NewAlert(**vars(new) | {"period": "2024-Q2"})])
    send(hall, wrong(hall, "三千"))
    assert {one.state for one in lives(hall, "no_data")} == {"opened"}
    accepted = send(hall, hall.form(OFFICE))
    by_period = {one.alert.period: one for one in lives(hall, "no_data")}
    assert told(by_period["2024-Q3"])[-1] == ("closed", accepted)
    assert by_period["2024-Q2"].state == "opened"


def test_a_closed_alert_takes_no_further_step(one_hall: Hall) -> None:
    hall = one_hall
    send(hall, wrong(hall, "三千"))
    send(hall, hall.form(OFFICE))
    (one,) = lives(hall)
    with (
        pytest.raises(Refused, match="已关闭"),
        hall.desk.ledger.write(SYSTEM, hall.desk.now(), "x") as unit,
    ):
        alert_log.take_step(unit, one.id, "noted")
