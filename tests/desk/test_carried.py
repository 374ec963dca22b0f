"""An answer is carried on for the same doubt alone: same value, same limit, same value before."""

from __future__ import annotations

from dataclasses import replace

from briefings.form import Entry
from desk.answer import answer
from desk.corrections import Change, correct
from desk.delivery import recheck_receipt
from desk.demo.posts import DESK
from desk.differences import since_last
from ledger import findings
from ledger.answered import asked
from ledger.findings import FindingRow
from observations.fates import Fate
from observations.finding import Finding, Severity
from tests.desk.hall import Q3, Hall
from tests.desk.test_history import shelved, water
from tests.observations.tables.made import ROWS, WATER

OFFICE = "housing"
KEY = ("leakage_rate", "150627")
WHY = "设备集中检修,台账可查"


def leakage(part: float) -> dict[tuple[str, str], Entry]:
    return {KEY: Entry(numerator=part, denominator=520.0)}


def doubts(hall: Hall, receipt: str, rule: str = "Q602") -> list[FindingRow]:
    with hall.desk.ledger.read() as reading:
        found = findings.of_receipt(reading, receipt)
    return [one for one in found if one.finding.rule == rule]


def leaping(hall: Hall) -> tuple[str, FindingRow]:
    """A form whose leakage jumps from the quarter before: its receipt and the doubt."""
    hall.hand_in(hall.form(OFFICE, Q3.previous(), leakage(50.0)), hall.clerk(OFFICE))
    row = hall.hand_in(hall.form(OFFICE, changes=leakage(150.0)), hall.clerk(OFFICE))
    (doubt,) = [one for one in doubts(hall, row.id) if one.finding.indicator == KEY[0]]
    return row.id, doubt


def test_another_value_before_is_another_doubt(hall: Hall) -> None:
    """The office explained a leap from 9.62; now it leaps from 5.77, which nobody explained."""
    receipt, doubt = leaping(hall)
    answer(hall.desk, hall.clerk(OFFICE), doubt.id, WHY)
    before = Change(*KEY, numerator=30.0, denominator=520.0)
    which = (OFFICE, Q3.previous())
    assert correct(hall.desk, hall.clerk(OFFICE), which, [before], "分子更正").status == "accepted"
    recheck_receipt(hall.desk, DESK, receipt)
    (again,) = [one for one in doubts(hall, receipt) if one.finding.indicator == KEY[0]]
    for name in ("value", "expected"):
        assert getattr(again.finding, name) == getattr(doubt.finding, name)
    assert again.answer == ""
    with hall.desk.ledger.read() as reading:
        still = findings.open_findings(reading, [OFFICE])
    assert again.id in {one.id for one in still}


def test_the_same_value_against_the_same_one_before_is_asked_no_more(one_hall: Hall) -> None:
    hall = one_hall
    receipt, doubt = leaping(hall)
    answer(hall.desk, hall.clerk(OFFICE), doubt.id, WHY)
    recheck_receipt(hall.desk, DESK, receipt)
    other = {**leakage(150.0), ("pocket_parks", "150627"): Entry(value=13)}
    later = hall.hand_in(hall.form(OFFICE, changes=other), hall.clerk(OFFICE))
    for one in (receipt, later.id):
        (again,) = [f for f in doubts(hall, one) if f.finding.indicator == KEY[0]]
        assert again.answer == WHY


def test_a_value_found_wanting_anew_is_not_shown_as_answered(one_hall: Hall) -> None:
    hall = one_hall
    _, doubt = leaping(hall)
    answer(hall.desk, hall.clerk(OFFICE), doubt.id, WHY)
    later = hall.hand_in(hall.form(OFFICE, changes=leakage(160.0)), hall.clerk(OFFICE))
    told = since_last(hall.desk, later.id)
    assert told is not None
    with hall.desk.ledger.read() as reading:
        found = findings.of_receipt(reading, later.id)
    fates = dict(zip((one.finding.rule for one in found), told.now, strict=True))
    assert fates["Q602"] is Fate.OPEN


def test_what_was_said_of_a_whole_table_holds_for_its_values_alone(one_hall: Hall) -> None:
    hall = one_hall
    shelved(hall, WATER[: WATER.index("totals:")])
    rows = [*ROWS[:2], ROWS[3]]
    first = hall.hand_in(water(hall, rows=rows), hall.bureau)
    (unproven,) = doubts(hall, first.id, "total.unproven")
    answer(hall.desk, hall.bureau, unproven.id, "纸质台账已逐行核对")
    recheck_receipt(hall.desk, DESK, first.id)
    (same,) = doubts(hall, first.id, "total.unproven")
    assert same.answer
    changed = [(*rows[0][:-1], "含乡村"), *rows[1:]]
    second = hall.hand_in(water(hall, rows=changed, name="二.xlsx"), hall.bureau)
    assert (second.state, second.changed > 0) == ("accepted", True)
    (other,) = doubts(hall, second.id, "total.unproven")
    assert other.answer == ""


def test_a_doubt_is_known_again_in_another_cell_of_another_file() -> None:
    said = "“漏损率”本期 28.85,2024年第二季度 11.54,变动 17.31 个百分点,超过通常的 5"
    one = Finding(
        "Q602", Severity.WARNING, f"《三季报12》2024-Q3,I14:{said}", "不超过 5", "填报", "I14",
        *KEY, "2024-Q3", "28.85",
    )  # fmt: skip
    moved = replace(one, message=f"《三季报(改13)》2024-Q3,values[3].value:{said}")
    moved = replace(moved, cell="values[3].value")
    assert asked(moved) == asked(one)
    assert asked(replace(one, message=one.message.replace("11.54", "5.77"))) != asked(one)
    assert asked(replace(one, expected="不超过 8")) != asked(one)
