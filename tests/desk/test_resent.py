"""The same bytes sent again: what they are told, and when they are judged anew."""

from __future__ import annotations

import pytest

from desk.delivery import ingest_files, recheck_receipt
from desk.demo.posts import DESK
from desk.intake import receive
from ledger import receipts
from observations.stations import Receipt
from tests.desk.hall import Hall
from tests.desk.test_history import shelved, water
from tests.observations.tables.made import WATER

TABLE_OFFICE = "municipal-utilities"


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
