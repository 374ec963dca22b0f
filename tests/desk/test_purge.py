"""Originals are destroyed only when nothing refers to them, and the record says so first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from briefings.form import Entry
from dashboards.address import Address
from dashboards.pages.receipt import render
from desk import files
from desk.attachments import Evidence, attach
from desk.custody import verify
from desk.delivery import recheck_receipt
from desk.handle import SHANGHAI
from desk.intake import receive
from desk.purge import purge
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.spool import archived
from tests.desk.hall import Q3, Hall, approved

ADMIN = Actor("系统管理员", frozenset({Role.ADMIN}))
OFFICE, KEY = "sanitation", ("public_toilet_density", "150627")
WHY = "档案保管期限表第三条"
WRONG = {KEY: Entry(numerator="许多", denominator=5)}  # type: ignore[arg-type]
LATER = datetime(2027, 12, 1, 9, 0, tzinfo=SHANGHAI)


def spooled(hall: Hall, sha256: str) -> bool:
    return archived(hall.desk.settings.spool_dir, sha256).exists()


def aged(hall: Hall) -> tuple[str, str]:
    """A returned form that a good one replaced, and the good one; both three years old."""
    bad = hall.hand_in(hall.form(OFFICE, changes=WRONG), hall.clerk(OFFICE))
    assert bad.state == "returned"
    good = approved(hall, OFFICE)
    hall.clock.moment = LATER
    return bad.id, good.id


def test_what_nothing_refers_to_is_destroyed_and_the_record_stays(hall: Hall) -> None:
    bad, good = aged(hall)
    shown = purge(hall.desk, ADMIN, LATER.date(), WHY, dry_run=True)
    assert [one.receipts for one in shown.destroyed] == [(bad,)]
    assert all(spooled(hall, one.sha256) for one in shown.destroyed)
    done = purge(hall.desk, ADMIN, LATER.date(), WHY)
    assert done == shown
    assert not spooled(hall, done.destroyed[0].sha256)
    assert [(one.receipt, one.reason) for one in done.kept] == [(good, "填报值由它而来")]
    assert verify(hall.desk)[0] == ()
    assert purge(hall.desk, ADMIN, LATER.date(), WHY).destroyed == ()


def test_a_destroyed_original_says_so_and_an_interrupted_run_is_ended_by_the_next(
    one_hall: Hall,
) -> None:
    desk, (bad, _) = one_hall.desk, aged(one_hall)
    done = purge(desk, ADMIN, LATER.date(), WHY)
    for ask in (files.original, files.return_sheet):
        with pytest.raises(UserError, match=r"已按期销毁.*第三条"):
            ask(desk, one_hall.bureau, bad)
    with pytest.raises(UserError, match="已按期销毁"):
        recheck_receipt(desk, one_hall.bureau, bad)
    assert "已按期销毁" in str(render(desk, one_hall.bureau, Address("/"), bad))
    left = archived(desk.settings.spool_dir, done.destroyed[0].sha256)
    left.write_bytes(b"as if the power had gone between the record and the bytes")
    (broken,) = verify(desk)[0]
    assert bad in broken.place
    assert "已登记销毁" in broken.reason
    purge(desk, ADMIN, LATER.date(), WHY)
    assert verify(desk)[0] == ()


def test_an_open_submission_and_its_findings_keep_their_original(one_hall: Hall) -> None:
    row = one_hall.hand_in(one_hall.form(OFFICE, changes=WRONG), one_hall.clerk(OFFICE))
    one_hall.clock.moment = LATER
    done = purge(one_hall.desk, ADMIN, LATER.date(), WHY)
    assert done.destroyed == ()
    (kept,) = done.kept
    assert (kept.receipt, kept.reason) == (
        row.id, "是未审定报送的最近一次来件、有未办结的问题",
    )  # fmt: skip


def test_evidence_and_what_waits_are_kept(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk(OFFICE)
    scan = b"%PDF-1.7 stamped"
    row = one_hall.hand_in(_written(one_hall, scan), clerk)
    assert row.state == "refused"
    attach(desk, clerk, (OFFICE, Q3), Evidence(scan, "盖章件.pdf"))
    approved(one_hall, OFFICE)
    waits = receive(desk, clerk, b"a,b\n1,2\n", "月报.csv")
    one_hall.clock.moment = LATER
    reasons = {one.receipt: one.reason for one in purge(desk, ADMIN, LATER.date(), WHY).kept}
    assert reasons[row.id] == "同时是佐证"
    assert reasons[waits.id] == "还没有核验完"


def _written(hall: Hall, data: bytes) -> Path:
    path = hall.folder / "scan.pdf"
    path.write_bytes(data)
    return path


def test_the_shortest_retention_holds_whatever_day_is_given(one_hall: Hall) -> None:
    one_hall.hand_in(one_hall.form(OFFICE, changes=WRONG), one_hall.clerk(OFFICE))
    approved(one_hall, OFFICE)
    one_hall.clock.moment = datetime(2026, 10, 1, tzinfo=SHANGHAI)
    done = purge(one_hall.desk, ADMIN, date(2026, 9, 30), WHY)
    assert done.destroyed == ()
    assert all("未满最短保存期" in one.reason for one in done.kept)
    assert purge(one_hall.desk, ADMIN, date(2024, 1, 1), WHY).kept == ()


def test_destroyed_bytes_that_their_own_office_sends_again_are_not_kept(hall: Hall) -> None:
    desk, (bad, _) = hall.desk, aged(hall)
    data = files.original(desk, hall.bureau, bad)
    assert data is not None
    (gone,) = purge(desk, ADMIN, LATER.date(), WHY).destroyed
    again = receive(desk, hall.clerk(OFFICE), data.data, data.name)
    assert (again.id, again.duplicate_of) == (bad, bad)
    assert not spooled(hall, gone.sha256)
    assert verify(desk)[0] == ()


def test_destroyed_bytes_that_another_sends_are_a_delivery_that_stays(hall: Hall) -> None:
    desk, (bad, _) = hall.desk, aged(hall)
    data = files.original(desk, hall.bureau, bad)
    assert data is not None
    purge(desk, ADMIN, LATER.date(), WHY)
    other = receive(desk, hall.bureau, data.data, data.name)
    assert other.id != bad
    hall.clock.moment = LATER.replace(year=2032)
    kept = {one.receipt: one.reason for one in purge(desk, ADMIN, date(2032, 1, 1), WHY).kept}
    assert "销毁后又送来" in kept[other.id]
    found = files.original(desk, hall.bureau, other.id)
    assert found is not None
    assert found.data == data.data
    assert verify(desk)[0] == ()


def test_bytes_that_come_while_they_are_destroyed_are_there_afterwards(one_hall: Hall) -> None:
    desk, clerk, scan = one_hall.desk, one_hall.clerk(OFFICE), b"%PDF-1.7 stamped"
    row = one_hall.hand_in(_written(one_hall, scan), clerk)
    approved(one_hall, OFFICE)
    one_hall.clock.moment = LATER

    def clock() -> datetime:
        """Read between the bytes and their record: meanwhile others destroy them."""
        purge(desk, ADMIN, LATER.date(), WHY)
        return one_hall.clock()

    attach(replace(desk, clock=clock), clerk, (OFFICE, Q3), Evidence(scan, "盖章件.pdf"))
    assert spooled(one_hall, row.source.sha256)
    assert verify(desk)[0] == ()


def test_only_an_administrator_destroys_and_says_why(one_hall: Hall) -> None:
    with pytest.raises(Refused):
        purge(one_hall.desk, one_hall.bureau, date(2024, 1, 1), WHY)
    with pytest.raises(UserError, match="理由"):
        purge(one_hall.desk, ADMIN, date(2024, 1, 1), "清理")
    with pytest.raises(UserError, match="还没有到"):
        purge(one_hall.desk, ADMIN, date(2030, 1, 1), WHY)
