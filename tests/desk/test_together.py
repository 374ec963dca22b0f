"""A form and a third party's table of one office and period are one submission: approved as one."""

from __future__ import annotations

import pytest

from desk.approve import approve, submission
from desk.demo.posts import DESK
from ledger import revisions
from observations.errors import Refused
from observations.period import ReportingPeriod
from tests.desk.hall import Hall
from tests.desk.test_history import another_desk, shelved, water
from tests.observations.tables.made import WATER

OFFICE, PERIOD = "housing", ReportingPeriod.parse("2024-Q1")


def published(hall: Hall) -> set[str]:
    """Receipts that brought what is published of the office."""
    with hall.desk.ledger.read() as reading:
        frame = revisions.as_of(reading, periods=(str(PERIOD),))
    return set(frame.filter(frame["form_office"] == OFFICE)["receipt"])


def test_a_table_after_the_approval_waits_for_its_own_and_is_published_with_it(hall: Hall) -> None:
    shelved(hall, WATER.replace("office: municipal-utilities", f"office: {OFFICE}"))
    form = hall.hand_in(hall.form(OFFICE, PERIOD), hall.clerk(OFFICE))
    reviewed = approve(hall.desk, hall.reviewer(OFFICE), OFFICE, PERIOD)
    shown = submission(hall.desk, OFFICE, PERIOD).seq
    assert reviewed.receipts == (form.id,)
    approve(hall.desk, DESK, OFFICE, PERIOD)
    assert published(hall) == {form.id}
    table = hall.hand_in(water(hall), hall.clerk(OFFICE))
    assert (form.state, table.state) == ("accepted", "accepted")
    assert submission(hall.desk, OFFICE, PERIOD).state == "waiting"
    assert published(hall) == {form.id}
    with pytest.raises(Refused, match="又有新的报送"):
        approve(hall.desk, hall.reviewer(OFFICE), OFFICE, PERIOD, seen=shown)
    approve(hall.desk, hall.reviewer(OFFICE), OFFICE, PERIOD)
    both = approve(hall.desk, another_desk(hall), OFFICE, PERIOD)
    assert both.receipts == (form.id, table.id)
    assert published(hall) == {form.id, table.id}
