"""What was known then is told again exactly, whatever has happened since."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from desk import views
from desk.approve import approve, unapprove
from desk.assess import assess_period, what_was_known
from desk.corrections import Change, correct, withdraw
from desk.delivery import recheck_receipt
from desk.demo.posts import DESK
from desk.handle import SHANGHAI
from desk.plans import as_it_stood
from desk.publish import write_as_of
from ledger import findings, receipts
from tests.desk.hall import Q3, Hall, approved

OFFICE = "housing"
KEY = ("leakage_rate", "150627")


def on(hall: Hall, month: int, day: int) -> datetime:
    hall.clock.moment = datetime(2024, month, day, 9, 0, tzinfo=SHANGHAI)
    return hall.clock.moment.replace(hour=20)


def told(hall: Hall, moment: datetime) -> tuple[object, ...]:
    """What is downstream as of `moment`: verdicts, the page's card, receipts, findings."""
    desk = hall.desk
    run = what_was_known(desk, Q3, moment)
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        kept = receipts.listing(reading)
        found = [one for row in kept for one in findings.of_receipt(reading, row.id)]
        asked = findings.doubts(reading)
    card = views.overview(as_it_stood(desk, moment), DESK, Q3, desk.ledger.head_at(moment))
    return asdict(run), kept, found, asked, card


def test_everything_downstream_is_as_it_was(one_hall: Hall) -> None:
    hall = one_hall
    desk, clerk = hall.desk, hall.clerk(OFFICE)
    moments = [on(hall, 10, 14)]
    first = approved(hall, OFFICE)
    assess_period(desk, DESK, Q3)
    then = [told(hall, moments[0])]

    moments.append(on(hall, 10, 20))
    change = Change(*KEY, numerator=61.0, denominator=520.0)
    correct(desk, clerk, (OFFICE, Q3), [change], "分子更正为台账数")
    for post in (hall.reviewer(OFFICE), DESK):
        approve(desk, post, OFFICE, Q3)
    assess_period(desk, DESK, Q3)
    then.append(told(hall, moments[1]))

    moments.append(on(hall, 11, 5))
    unapprove(desk, DESK, OFFICE, Q3, "口径有误")
    assess_period(desk, DESK, Q3)
    then.append(told(hall, moments[2]))

    on(hall, 12, 20)
    withdraw(desk, clerk, (OFFICE, Q3), [KEY], "水表故障,数据作废")
    recheck_receipt(desk, DESK, first.id)
    for post in (hall.reviewer(OFFICE), DESK):
        approve(desk, post, OFFICE, Q3)
    assess_period(desk, DESK, Q3)
    for number, moment in enumerate(moments):
        again = told(hall, moment)
        for was, now in zip(then[number], again, strict=True):
            assert now == was, moment
    values = [_leakage(one[0]) for one in then]
    assert values[0] == values[2] != values[1]
    assert _leakage(asdict(what_was_known(desk, Q3, desk.now()))) is None


def _leakage(run: object) -> float | None:
    assert isinstance(run, dict)
    return next(a["value"] for a in run["assessments"] if a["indicator"] == KEY[0])


def test_a_paper_of_a_past_day_counts_lateness_to_that_day(one_hall: Hall, tmp_path: Path) -> None:
    moment = on(one_hall, 10, 30)
    approved(one_hall, OFFICE)
    before = paper(one_hall, moment, tmp_path / "before")
    on(one_hall, 12, 9)
    assert paper(one_hall, moment, tmp_path / "after") == before


def paper(hall: Hall, moment: datetime, folder: Path) -> str:
    files = write_as_of(hall.desk, Q3, moment, folder)
    return next(path for path in files if path.name == "briefing.json").read_text("utf-8")
