"""In one batch as one by one: what came later is later, whatever number its receipt bears."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefings.form import Entry
from desk.differences import since_last
from desk.handle import SHANGHAI, system_clock
from desk.intake import Bench, judge_waiting, receive
from ledger import findings, receipts
from ledger.receipts import number_of
from observations.stations import SourceFile
from tests.desk.hall import Hall

OFFICE = "housing"
STILL = datetime(2024, 10, 14, 9, 0, tzinfo=SHANGHAI)


def number(path: Path) -> str:
    data = path.read_bytes()
    source = SourceFile(path.name, hashlib.sha256(data).hexdigest(), len(data), path, OFFICE)
    return number_of(source)


def notice(hall: Hall, beyond: str) -> Path:
    """A file that is no form of ours, whose receipt number sorts after `beyond`."""
    path = hall.folder / "会议通知.csv"
    for count in range(10_000):
        path.write_text(f"会议通知,第{count}号\n地点,会议室\n", "utf-8")
        if number(path) > beyond:
            return path
    raise AssertionError(beyond)


def test_a_form_judged_with_the_strange_file_before_it_closes_that_ones_findings(
    hall: Hall,
) -> None:
    desk, clerk = hall.desk, hall.clerk(OFFICE)
    form = hall.form(OFFICE)
    strange = notice(hall, number(form))
    first, second = (receive(desk, clerk, one, one.name) for one in (strange, form))
    assert first.id > second.id
    assert judge_waiting(hall.bench) == (first.id, second.id)
    told = since_last(desk, second.id)
    assert told is not None
    with desk.ledger.read() as reading:
        asked = findings.of_receipt(reading, first.id)
        still = findings.open_findings(reading, [OFFICE])
    assert {one.id for one in told.closed} == {one.id for one in asked}
    assert not {one.id for one in asked} & {one.id for one in still}


def test_of_files_received_at_one_moment_the_first_is_judged_first(hall: Hall) -> None:
    """A clock that stands still, as a demonstration's does, tells nothing of the order."""
    desk, clerk = replace(hall.desk, clock=lambda: STILL), hall.clerk(OFFICE)
    key = ("leakage_rate", "150627")
    forms = [
        hall.form(OFFICE, changes={key: Entry(numerator=part, denominator=520.0)})
        for part in (60.0, 61.0, 62.0)
    ]
    forms.sort(key=number, reverse=True)
    taken = [receive(desk, clerk, one, one.name) for one in forms]
    leased = receipts.lease(desk.ledger, "worker", 10, 60.0, desk.now())
    assert [one.receipt.id for one in leased] == [one.id for one in taken]


def test_what_a_dead_worker_held_is_taken_over_though_the_simulated_clock_stands_still(
    hall: Hall,
) -> None:
    """A lease ends by the machine's clock: with a simulated one it would never end."""
    desk, clerk = replace(hall.desk, clock=lambda: STILL), hall.clerk(OFFICE)
    form = hall.form(OFFICE)
    receipt = receive(desk, clerk, form, form.name)
    assert [one.receipt.id for one in receipts.lease(desk.ledger, "dead", 1, 0.2, system_clock())]
    time.sleep(0.3)
    with Bench(desk) as bench:
        assert judge_waiting(bench) == (receipt.id,)
