"""What follows what: two at once, late judging, recheck, corrections in place, withdrawals."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl

from briefings.form import Entry
from desk.approve import approve
from desk.corrections import Change, correct, withdraw
from desk.delivery import recheck_receipt
from desk.demo.posts import DESK
from desk.demo.series import entry_for
from desk.intake import Bench, judge_waiting, receive
from desk.judging import judge_group
from ledger import approvals, findings, receipts, revisions
from ledger.receipts import ReceiptRow
from observations.identity import Actor
from targets.layouts import layout_for
from tests.desk.hall import Q3, Hall, approved

OFFICE = "housing"
KEY = ("leakage_rate", "150627")
OTHER_HAND = "供水科负责人"


def second_hand(hall: Hall) -> Actor:
    return replace(hall.clerk(OFFICE), post=OTHER_HAND)


def leakage(part: float) -> dict[tuple[str, str], Entry]:
    return {KEY: Entry(numerator=part, denominator=520.0)}


def row_of(hall: Hall, receipt: str) -> ReceiptRow:
    with hall.desk.ledger.read() as reading:
        found = receipts.get(reading, receipt)
    assert found is not None
    return found


def numerators(hall: Hall) -> list[float | None]:
    """Every vintage of the key's numerator, oldest first."""
    with hall.desk.ledger.read() as reading:
        return list(
            revisions.history(reading, *KEY).filter(pl.col("period") == str(Q3))["numerator"]
        )


def standing(hall: Hall) -> list[float | None]:
    with hall.desk.ledger.read() as reading:
        now = revisions.current(reading, (str(Q3),))
    mine = now.filter((pl.col("indicator") == KEY[0]) & (pl.col("area") == KEY[1]))
    return list(mine["numerator"])


def test_two_posts_at_once_the_first_wins_and_the_second_gets_both_values(hall: Hall) -> None:
    first = hall.form(OFFICE, changes=leakage(60.0))
    second = hall.form(OFFICE, changes=leakage(62.0))
    one = receive(hall.desk, hall.clerk(OFFICE), first, first.name)
    two = receive(hall.desk, second_hand(hall), second, second.name)
    while judge_waiting(hall.bench):
        pass
    assert (row_of(hall, one.id).state, row_of(hall, two.id).state) == ("accepted", "returned")
    assert standing(hall) == [60.0]
    with hall.desk.ledger.read() as reading:
        (told,) = findings.of_receipt(reading, two.id)
    said = told.finding
    assert (said.rule, said.indicator, said.area) == ("revision.at_once", *KEY)
    assert said.cell
    for part in ("11.54", "11.92", one.id, two.id, hall.clerk(OFFICE).post, OTHER_HAND):
        assert part in said.message, (part, said.message)


def test_the_same_post_s_later_file_is_a_revision_and_equal_values_are_no_conflict(
    one_hall: Hall,
) -> None:
    hall = one_hall
    taken = [
        receive(hall.desk, who, path, path.name)
        for who, path in (
            (hall.clerk(OFFICE), hall.form(OFFICE, changes=leakage(60.0))),
            (hall.clerk(OFFICE), hall.form(OFFICE, changes=leakage(62.0))),
            (second_hand(hall), hall.form(OFFICE, changes=leakage(62.0))),
        )
    ]
    while judge_waiting(hall.bench):
        pass
    assert [row_of(hall, one.id).state for one in taken[:2]] == ["accepted", "accepted"]
    assert numerators(hall) == [60.0, 62.0]


def test_what_came_after_the_verdict_is_a_revision_whoever_sends_it(one_hall: Hall) -> None:
    one_hall.hand_in(one_hall.form(OFFICE, changes=leakage(60.0)), one_hall.clerk(OFFICE))
    later = one_hall.hand_in(one_hall.form(OFFICE, changes=leakage(62.0)), second_hand(one_hall))
    assert (later.state, numerators(one_hall)) == ("accepted", [60.0, 62.0])


def judged_late_first(hall: Hall, late_sender: Actor) -> tuple[ReceiptRow, ReceiptRow]:
    """60 is received before 62; the worker that holds 60 is slower than the one with 62."""
    desk = hall.desk
    held = []
    for sender, part in ((hall.clerk(OFFICE), 60.0), (late_sender, 62.0)):
        path = hall.form(OFFICE, changes=leakage(part))
        receive(desk, sender, path, path.name)
        held += receipts.lease(desk.ledger, f"worker-{part}", 1, 60.0, desk.now())
    for leased in reversed(held):
        assert judge_group(desk, [(leased, hall.bench.understand(leased))], DESK)
    early, late = (row_of(hall, leased.receipt.id) for leased in held)
    return early, late


def test_the_order_of_receiving_decides_not_the_order_of_judging(hall: Hall) -> None:
    early, late = judged_late_first(hall, hall.clerk(OFFICE))
    assert (early.state, early.changed, late.state) == ("accepted", 0, "accepted")
    assert numerators(hall) == [62.0]


def test_of_two_posts_at_once_the_one_with_a_verdict_stands(one_hall: Hall) -> None:
    early, late = judged_late_first(one_hall, second_hand(one_hall))
    assert (early.state, late.state) == ("returned", "accepted")
    assert numerators(one_hall) == [62.0]


def test_two_workers_at_one_key_lose_no_value_and_end(hall: Hall) -> None:
    """Two posts of several offices contradict each other; two workers judge one by one."""
    offices = [o for o in hall.desk.plan.reporting_offices if o != OFFICE][:3]
    sent: dict[str, str] = {}
    for office in offices:
        first = hall.clerk(office)
        for who, more in ((first, 0), (replace(first, post=f"{office}第二人"), 1)):
            path = hall.form(office, changes=_moved(hall, office, more))
            sent[receive(hall.desk, who, path, path.name).id] = office

    def work(name: str) -> None:
        with Bench(hall.desk, name=name) as bench:
            while judge_waiting(bench, limit=1):
                pass

    workers = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
        assert not worker.is_alive()
    for office in offices:
        rows = [row_of(hall, one) for one in sent if sent[one] == office]
        assert sorted(row.state for row in rows) == ["accepted", "returned"], office
        won = next(row for row in rows if row.state == "accepted")
        with hall.desk.ledger.read() as reading:
            brought = revisions.of_receipt(reading, won.id)
            lost = [f.finding.rule for row in rows for f in findings.of_receipt(reading, row.id)]
        assert won.changed == brought.height > 0
        assert "revision.at_once" in lost


def _moved(hall: Hall, office: str, more: int) -> dict[tuple[str, str], Entry]:
    """One computed value of the form, a little different for each hand."""
    plan = hall.desk.plan
    row = next(row for row in layout_for(plan, office, Q3).rows if row.computed)
    entry = entry_for(plan, plan.indicator(row.indicator), row.area, Q3)
    return {row.key: Entry(numerator=(entry.numerator or 0) + more, denominator=entry.denominator)}


def test_a_recheck_never_brings_an_older_value_back(one_hall: Hall) -> None:
    hall = one_hall
    first = hall.hand_in(hall.form(OFFICE, changes=leakage(60.0)), hall.clerk(OFFICE))
    hall.hand_in(hall.form(OFFICE, changes=leakage(62.0)), hall.clerk(OFFICE))
    for post in (hall.reviewer(OFFICE), DESK):
        approve(hall.desk, post, OFFICE, Q3)
    again = recheck_receipt(hall.desk, DESK, first.id)
    assert again.status == "accepted"
    assert (standing(hall), numerators(hall)) == ([62.0], [60.0, 62.0])
    with hall.desk.ledger.read() as reading:
        row = approvals.submission(reading, OFFICE, str(Q3))
    assert row is not None
    assert row.state == "approved"


def test_a_recheck_of_a_returned_file_leaves_what_came_after_it(one_hall: Hall) -> None:
    hall = one_hall
    wrong = {KEY: Entry(numerator=59.28, denominator=520.0, value=0.114)}
    bad = hall.hand_in(hall.form(OFFICE, changes=wrong), hall.clerk(OFFICE))
    assert bad.state == "returned"
    hall.hand_in(hall.form(OFFICE, changes=leakage(62.0)), hall.clerk(OFFICE))
    assert recheck_receipt(hall.desk, DESK, bad.id).status == "returned"
    assert numerators(hall) == [62.0]


def test_a_repetition_stays_one_when_it_is_judged_again(one_hall: Hall) -> None:
    hall = one_hall
    first = hall.hand_in(hall.form(OFFICE, changes=leakage(60.0)), hall.clerk(OFFICE))
    copy = hall.form(OFFICE, changes=leakage(60.0))
    again = hall.hand_in(_resaved(copy), hall.clerk(OFFICE))
    assert (again.state, again.duplicate_of) == ("duplicate", first.id)
    hall.hand_in(hall.form(OFFICE, changes=leakage(62.0)), hall.clerk(OFFICE))
    assert recheck_receipt(hall.desk, DESK, again.id).status == "duplicate"
    assert numerators(hall) == [60.0, 62.0]


def _resaved(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    book.properties.keywords = "另存"
    book.save(path)
    return path


def test_a_correction_in_place_revises_one_value_and_waits_for_approval(one_hall: Hall) -> None:
    hall = one_hall
    approved(hall, OFFICE)
    before = standing(hall)
    change = Change(*KEY, numerator=61.0, denominator=520.0)
    done = correct(hall.desk, hall.clerk(OFFICE), (OFFICE, Q3), [change], "分子更正为水司台账数")
    assert done.status == "accepted", done.findings
    assert (numerators(hall), standing(hall)) == ([*before, 61.0], [61.0])
    with hall.desk.ledger.read() as reading:
        row = approvals.submission(reading, OFFICE, str(Q3))
        published = revisions.as_of(reading)
    assert row is not None
    assert row.state == "waiting"
    assert set(_of_key(published)["numerator"]) == set(before)


def _of_key(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(
        (pl.col("indicator") == KEY[0]) & (pl.col("area") == KEY[1]) & (pl.col("period") == str(Q3))
    )


def test_a_withdrawal_is_a_revision_and_an_older_file_does_not_undo_it(hall: Hall) -> None:
    first = approved(hall, OFFICE)
    done = withdraw(hall.desk, hall.clerk(OFFICE), (OFFICE, Q3), [KEY], "水表故障,数据作废")
    assert done.status == "accepted", done.findings
    assert standing(hall) == []
    with hall.desk.ledger.read() as reading:
        past = revisions.history(reading, *KEY).filter(pl.col("period") == str(Q3))
        assert _of_key(revisions.as_of(reading)).height == 1
    assert past["action"].to_list() == ["new", "withdrawn"]
    assert past["previous"][1] == past["revision"][0]
    recheck_receipt(hall.desk, DESK, first.id)
    assert standing(hall) == []
    for post in (hall.reviewer(OFFICE), DESK):
        approve(hall.desk, post, OFFICE, Q3)
    with hall.desk.ledger.read() as reading:
        assert _of_key(revisions.as_of(reading)).is_empty()
