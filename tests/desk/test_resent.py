"""The same bytes sent again: what they are told, and when they are judged anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.form import Entry
from dashboards.components import receipts as receipt_parts
from desk import views
from desk.approve import approve, send_back
from desk.closing import close_period, open_period
from desk.corrections import withdraw
from desk.delivery import ingest_files, outcome_of, recheck_receipt
from desk.demo.posts import DESK
from desk.intake import receive
from desk.reinstate import reinstate
from flows.cli.rendering import outcome_text
from flows.inbox import batches
from flows.ingest import take_in
from ledger import approvals, receipts, revisions
from observations.errors import Refused, UserError
from observations.stations import Receipt
from tests.desk.hall import Q3, Hall
from tests.desk.test_history import shelved, water
from tests.desk.test_order import _resaved as resaved
from tests.observations.tables.made import WATER

OFFICE = "housing"
KEY, PARKS = ("leakage_rate", "150627"), ("pocket_parks", "150627")


def resent(hall: Hall, first: str) -> Receipt:
    receipt = receive(hall.desk, hall.bureau, water(hall), "供水.xlsx")
    assert receipt.id == first
    return receipt


# for want of a layout


def test_a_file_nobody_knew_is_taken_when_it_is_sent_again_after_its_layout(hall: Hall) -> None:
    first = hall.hand_in(water(hall), hall.bureau)
    assert first.state == "refused"
    shelved(hall, WATER)
    again = hall.hand_in(water(hall), hall.bureau)
    assert (again.id, again.state) == (first.id, "accepted")
    assert resent(hall, first.id).duplicate_of == first.id


def test_a_recheck_takes_it_too(one_hall: Hall) -> None:
    hall = one_hall
    first = hall.hand_in(water(hall), hall.bureau)
    shelved(hall, WATER)
    assert recheck_receipt(hall.desk, DESK, first.id).status == "accepted"


def test_without_a_layout_it_is_refused_again_with_the_same_words(one_hall: Hall) -> None:
    hall = one_hall
    (first,) = ingest_files(hall.desk, hall.bureau, [water(hall)])
    (again,) = ingest_files(hall.desk, hall.bureau, [water(hall)])
    assert (again.receipt, again.status) == (first.receipt, "refused")
    assert [one.message for one in again.findings] == [one.message for one in first.findings]
    with hall.desk.ledger.read() as reading:
        assert len(receipts.listing(reading)) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"表样.yaml": WATER, "又.yaml": WATER.replace("water-quarter", "supply")}, {}),
        ({"表样.yaml": WATER + 'until: "2023-Q4"\n'}, {"表样.yaml": WATER}),
        ({"表样.yaml": WATER.replace("- {heading: 备注, role: note}", "")}, {"表样.yaml": WATER}),
    ],
    ids=["two layouts", "a period it does not serve", "a column it does not know"],
)
def test_a_layout_that_is_mended_takes_what_it_sent_back(
    one_hall: Hall, before: dict[str, str], after: dict[str, str]
) -> None:
    hall = one_hall
    for name, text in before.items():
        shelved(hall, text, name)
    first = hall.hand_in(water(hall), hall.bureau)
    assert first.state in ("returned", "refused")
    for name in before.keys() - after.keys() - {"表样.yaml"}:
        (hall.desk.settings.home / "layouts" / name).unlink()
    for name, text in after.items():
        shelved(hall, text, name)
    again = hall.hand_in(water(hall), hall.bureau)
    assert (again.id, again.state) == (first.id, "accepted")


# A, B, A


def leakage(part: float) -> dict[tuple[str, str], Entry]:
    return {KEY: Entry(numerator=part, denominator=520.0)}


def forms(hall: Hall) -> tuple[Path, Path]:
    """The form as first sent, and with two values corrected."""
    corrected = {**leakage(62.0), PARKS: Entry(value=15)}
    return hall.form(OFFICE, changes=leakage(60.0)), hall.form(OFFICE, changes=corrected)


def numerators(hall: Hall) -> list[float | None]:
    with hall.desk.ledger.read() as reading:
        past = revisions.history(reading, *KEY)
    return past.filter(past["period"] == str(Q3))["numerator"].to_list()


def test_the_first_form_sent_again_after_its_correction_is_told_whose_values_stand(
    hall: Hall,
) -> None:
    desk, clerk = hall.desk, hall.clerk(OFFICE)
    first, second = forms(hall)
    (a,) = ingest_files(desk, clerk, [first])
    (still,) = ingest_files(desk, clerk, [first])
    assert (still.status, still.in_force, still.superseded_by) == ("duplicate", True, ())
    (b,) = ingest_files(desk, clerk, [second])
    (again,) = ingest_files(desk, clerk, [first])
    assert (again.receipt, again.status, again.first_status) == (a.receipt, "duplicate", "accepted")
    (later,) = again.superseded_by
    assert (later.receipt, later.changed, later.received_by) == (b.receipt, 2, clerk.post)
    assert not again.in_force
    (told,) = (one for one in again.findings if one.rule == "submission.superseded")
    for said in (a.receipt, b.receipt, "2 个值", f"receipts reinstate {a.receipt}"):
        assert said in told.message
        assert said in outcome_text(again)
    assert numerators(hall) == [60.0, 62.0]
    looked_up = outcome_of(desk, clerk, a.receipt)
    assert looked_up is not None
    assert looked_up.superseded_by == (later,)
    view = views.receipt(desk, clerk, a.receipt)
    assert view is not None
    assert b.receipt in str(receipt_parts.receipt(view))
    standing = views.receipt(desk, clerk, b.receipt)
    assert standing is not None
    assert standing.superseded == ""


def test_the_first_values_come_back_as_a_submission_that_names_both(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    first, second = forms(one_hall)
    a, b = (ingest_files(desk, clerk, [one])[0] for one in (first, second))
    for post in (one_hall.reviewer(OFFICE), DESK):
        approve(desk, post, OFFICE, Q3)
    with pytest.raises(UserError, match="理由"):
        reinstate(desk, clerk, a.receipt, "错")
    with pytest.raises(UserError, match="没有回执"):
        reinstate(desk, one_hall.clerk("sanitation"), a.receipt, "乙表口径有误")
    with pytest.raises(Refused, match="没有被改过"):
        reinstate(desk, clerk, b.receipt, "乙表口径有误")
    done = reinstate(desk, clerk, a.receipt, "乙表口径有误")
    assert (done.status, done.accepted) == ("accepted", 2)
    assert numerators(one_hall) == [60.0, 62.0, 60.0]
    with desk.ledger.read() as reading:
        brought = revisions.of_receipt(reading, done.receipt)
        state = approvals.submission(reading, OFFICE, str(Q3))
    assert set(brought["action"]) == {"revised"}
    for said in ("乙表口径有误", a.receipt, b.receipt):
        assert all(said in note for note in brought["note"])
    assert state is not None
    assert state.state == "waiting"
    (again, other) = ingest_files(desk, clerk, [first, second])
    assert again.in_force
    assert [one.receipt for one in other.superseded_by] == [done.receipt]
    with pytest.raises(Refused, match="没有被改过"):
        reinstate(desk, clerk, a.receipt, "再来一次")


def test_another_numerator_and_denominator_under_the_same_rate_are_other_values(
    one_hall: Hall,
) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    first = one_hall.form(OFFICE, changes={KEY: Entry(numerator=60.0, denominator=520.0)})
    doubled = one_hall.form(OFFICE, changes={KEY: Entry(numerator=120.0, denominator=1040.0)})
    ingest_files(desk, clerk, [first])
    (later,) = ingest_files(desk, clerk, [doubled])
    (again,) = ingest_files(desk, clerk, [first])
    assert [(one.receipt, one.changed) for one in again.superseded_by] == [(later.receipt, 1)]


def test_a_withdrawal_and_a_resaved_copy_count_too(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    first, _ = forms(one_hall)
    ingest_files(desk, clerk, [first])
    copy = resaved(one_hall.form(OFFICE, changes=leakage(60.0)))
    assert ingest_files(desk, clerk, [copy])[0].in_force
    gone = withdraw(desk, clerk, (OFFICE, Q3), [KEY], "水表故障,数据作废")
    for path in (first, copy):
        (again,) = ingest_files(desk, clerk, [path])
        assert [(one.receipt, one.changed) for one in again.superseded_by] == [(gone.receipt, 1)]


def test_a_table_of_others_is_put_in_force_again_by_sending_it_anew(one_hall: Hall) -> None:
    hall = one_hall
    shelved(hall, WATER)
    first = water(hall)
    rows = [
        (1, "阿镇", 120.5, 102425, 85, ""),
        (2, "札萨克镇", 30.25, 24200, 80, ""),
        ("合计", None, 150.75, 126625, None, None),
    ]
    corrected = water(hall, rows, "更正.xlsx")
    a, b = (ingest_files(hall.desk, hall.bureau, [one])[0] for one in (first, corrected))
    assert (a.status, b.status) == ("accepted", "accepted"), b.findings
    (again,) = ingest_files(hall.desk, hall.bureau, [first])
    assert [one.receipt for one in again.superseded_by] == [b.receipt]
    assert "另存一份" in again.findings[-1].message
    with pytest.raises(Refused, match="不是表样填报的数"):
        reinstate(hall.desk, hall.bureau, a.receipt, "更正有误")


def test_an_inbox_shows_that_an_old_file_put_nothing_in_force(one_hall: Hall) -> None:
    first, second = forms(one_hall)
    for one in (first, second):
        ingest_files(one_hall.desk, one_hall.bureau, [one])
    inbox = one_hall.desk.settings.home / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "旧表.xlsx").write_bytes(first.read_bytes())
    for batch in batches(inbox, 0.0):
        take_in(one_hall.desk, batch)
    assert [path.suffix for path in (inbox / "returned").iterdir()] == [".xlsx"]


# recheck


def test_a_recheck_says_what_came_of_it(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    first, second = forms(one_hall)
    (a,) = ingest_files(desk, clerk, [first])
    same = recheck_receipt(desk, DESK, a.receipt)
    assert (same.status, same.rechecked, same.in_force) == ("accepted", "unchanged", True)
    assert "已受理" in outcome_text(same)
    assert "结果不变" in outcome_text(same)
    send_back(desk, DESK, OFFICE, Q3, "请核对分母")
    back = recheck_receipt(desk, DESK, a.receipt)
    assert (back.first_status, back.rechecked, back.in_force) == ("returned", "unchanged", False)
    said = outcome_text(back)
    assert "已被退回" in said
    assert "已受理" not in said
    assert "请核对分母" in said
    close_period(desk, DESK, Q3, "季报已汇总")
    (late,) = ingest_files(desk, clerk, [second])
    assert late.status == "returned"
    open_period(desk, DESK, Q3, "补报较多")
    moved = recheck_receipt(desk, DESK, late.receipt)
    assert (moved.status, moved.rechecked, moved.in_force) == ("accepted", "changed", True)
