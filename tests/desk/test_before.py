"""What a delivery is compared with: its sender's own last delivery of the same form."""

from __future__ import annotations

from desk.delivery import ingest_files
from desk.differences import difference, since_last
from ledger import findings
from ledger.findings import MISPLACED
from tests.desk.hall import Hall
from tests.desk.test_history import imported
from tests.desk.test_return_loop import rows, wrong_form

OFFICE, OTHER = "sanitation", "housing"


def rules(hall: Hall, receipt: str) -> set[str]:
    with hall.desk.ledger.read() as reading:
        return {one.finding.rule for one in findings.of_receipt(reading, receipt)}


def asked(hall: Hall, office: str) -> set[str]:
    with hall.desk.ledger.read() as reading:
        return {one.finding.rule for one in findings.open_findings(reading, [office])}


def test_a_form_of_another_office_is_no_last_time_of_ones_own(hall: Hall) -> None:
    """Its wrong cells are the other office's matter; that it was sent at all is put right."""
    clerk = hall.clerk(OFFICE)
    foreign = hall.hand_in(wrong_form(hall), clerk)
    assert foreign.state == "returned"
    assert {MISPLACED, "cell.not_a_number"} <= rules(hall, foreign.id)
    assert MISPLACED in asked(hall, OFFICE)
    (own,) = ingest_files(hall.desk, clerk, [hall.form(OFFICE)])
    assert own.status == "accepted"
    assert [one.rule for one in own.closed] == [MISPLACED]
    assert difference(hall.desk, own.receipt) is None
    assert asked(hall, OFFICE) == set()


def test_a_form_of_another_office_in_between_hides_nothing_of_ones_own(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk(OTHER)
    entered, computed = rows(hall)
    first = hall.hand_in(wrong_form(hall), clerk)
    foreign = hall.hand_in(hall.form(OFFICE), clerk)
    assert foreign.state == "returned"
    (own,) = ingest_files(hall.desk, clerk, [hall.form(OTHER)])
    told = since_last(hall.desk, own.receipt)
    assert told is not None
    corrected = {one.finding.indicator for one in told.closed if one.finding.indicator}
    assert corrected == {entered[0], computed[0]}
    assert MISPLACED in {one.rule for one in own.closed}
    values = difference(hall.desk, own.receipt)
    assert values is not None
    assert (values.before, values.before_state) == (first.id, "returned")


def test_another_office_s_form_sent_twice_is_compared_with_itself(one_hall: Hall) -> None:
    hall, clerk = one_hall, one_hall.clerk(OFFICE)
    hall.hand_in(wrong_form(hall), clerk)
    second = hall.hand_in(hall.form(OTHER), clerk)
    told = since_last(hall.desk, second.id)
    assert told is not None
    assert {one.finding.rule for one in told.closed} == {"cell.not_a_number"}
    assert len(told.gone) == len({one.id for one, _ in told.gone})


def yearbook_rows(years: tuple[float, ...], check: tuple[float, ...]) -> list[tuple[object, ...]]:
    others = ("建成区绿化覆盖率", "%", 38.2, 38.9, 39.5)
    return [("建成区绿地率", "%", *years), others, ("校验", None, *check)]


def test_of_a_table_of_several_years_each_year_is_compared(one_hall: Hall) -> None:
    """Against an accepted one the record, against a returned one the original read again."""
    hall = one_hall
    first = imported(hall)
    wrong = yearbook_rows((35.1, "35.6左右", 36.2), (73.3, 74.5, 75.7))
    returned = imported(hall, rows=wrong, name="年鉴二.xlsx")
    assert (first.status, returned.status) == ("accepted", "returned")
    right = yearbook_rows((35.1, 35.9, 36.4), (73.3, 74.8, 75.9))
    last = imported(hall, rows=right, name="年鉴三.xlsx")
    assert last.status == "accepted"
    against_returned = difference(hall.desk, last.receipt)
    assert against_returned is not None
    assert against_returned.before == returned.receipt
    told = [(r.indicator, r.period, r.before, r.now) for r in against_returned.rows]
    assert told == [
        ("green_space_rate", "2020", "—", "35.9%"),
        ("green_space_rate", "2021", "36.2%", "36.4%"),
    ]
    middle = imported(
        hall, rows=yearbook_rows((35.2, 35.9, 36.4), (73.4, 74.8, 75.9)), name="四.xlsx"
    )
    against_accepted = difference(hall.desk, middle.receipt)
    assert against_accepted is not None
    (row,) = against_accepted.rows
    assert (row.period, row.before, row.now, row.change) == (
        "2019",
        "35.1%",
        "35.2%",
        "+0.1个百分点",
    )
