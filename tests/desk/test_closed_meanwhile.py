"""A word on a period between judging and recording counts: what is recorded after it obeys it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from briefings.form import Entry
from desk.bulk import deliver_bulk
from desk.closing import close_period, end_exception, grant_exception, open_period
from desk.demo.posts import DESK, add_posts
from desk.intake import Bench, judge_waiting, receive
from ledger import audit, findings, receipts
from ledger.entry import Granted
from observations.bulk.headings import Asked
from tests.desk.bulk_tables import rows, write
from tests.desk.hall import Q3, Hall

OFFICE = "housing"
KEY = ("leakage_rate", "150627")
READINGS = range(1, 6)
"""At which readings of its clock a delivery is interrupted: more than it makes until its end."""

RETURNED, ACCEPTED = ("returned", True), ("accepted", False)


@dataclass
class Interrupted:
    """The hall's clock, at whose `at`-th reading somebody else does `act`."""

    hall: Hall
    at: int
    act: Callable[[], None]
    readings: int = 0

    def __call__(self) -> datetime:
        self.readings += 1
        if self.readings == self.at:
            self.act()
        return self.hall.clock()


def last(hall: Hall, action: str) -> int:
    """Where the last act of this kind stands in the chain; 0 when there was none."""
    with hall.desk.ledger.read() as reading:
        return max((one.seq for one in audit.tail(reading) if one.action == action), default=0)


def state(hall: Hall, receipt: str) -> tuple[str, bool]:
    """The verdict, and whether the closing was its reason."""
    with hall.desk.ledger.read() as reading:
        row = receipts.get(reading, receipt)
        found = findings.of_receipt(reading, receipt)
    assert row is not None
    return row.state, "period.closed" in {one.finding.rule for one in found}


def test_a_bulk_delivery_recorded_after_the_closing_is_returned(hall: Hall) -> None:
    seen = set()
    for at in READINGS:
        clock = Interrupted(hall, at, lambda: close_period(hall.desk, DESK, Q3, "季报已汇总"))
        desk = replace(hall.desk, clock=clock)
        given = rows(5, shift=float(at))
        path = write(hall.folder / f"{at}.csv", given)
        made = deliver_bulk(desk, hall.bureau, path, Asked(OFFICE, rows=len(given)))
        if clock.readings < at:
            break
        late = last(hall, "bulk") > last(hall, "period.close")
        assert state(hall, made.receipt) == (RETURNED if late else ACCEPTED), at
        seen.add(late)
        open_period(hall.desk, DESK, Q3, "补报较多")
    assert True in seen


def test_a_form_recorded_after_its_exception_was_ended_is_returned(hall: Hall) -> None:
    """It came while the period was closed: only an exception that still holds lets it in."""
    add_posts(hall.desk)
    asker = hall.clerk(OFFICE).post
    granted = Granted(OFFICE, str(Q3), hall.desk.today(), "台风停电", asker)
    seen = set()
    for at in READINGS:
        close_period(hall.desk, DESK, Q3, "季报已汇总")
        path = hall.form(OFFICE, changes={KEY: Entry(numerator=60.0 + at, denominator=520.0)})
        came = receive(hall.desk, hall.clerk(OFFICE), path, path.name)
        grant_exception(hall.desk, DESK, granted)
        end = Interrupted(hall, at, lambda: end_exception(hall.desk, DESK, OFFICE, Q3, "已补报"))
        with Bench(replace(hall.desk, clock=end), name="worker") as bench:
            while judge_waiting(bench):
                pass
        if end.readings < at:
            break
        late = last(hall, "judge") > last(hall, "period.except.end")
        assert state(hall, came.id) == (RETURNED if late else ACCEPTED), at
        seen.add(late)
        open_period(hall.desk, DESK, Q3, "补报较多")
    assert True in seen
