"""A quarter of one installation's life, told under a zone and a clock that is wrong for a while."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.approve import approve
from desk.deadlines import watch_deadlines
from desk.handle import SHANGHAI, open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from ledger import audit, findings, receipts, revisions
from observations.identity import SYSTEM
from observations.period import ReportingPeriod
from tests.campaigns.faults.batches import form
from tests.desk.hall import Hall
from tests.desk.two_posts import issue_paper

QUARTER = ReportingPeriod.parse("2024-Q3")
MILLISECOND = timedelta(milliseconds=1)
BEGIN = datetime(2024, 7, 1, 9, 0, tzinfo=SHANGHAI)
MONTH_END = datetime(2024, 10, 31, 23, 59, 59, 999_000, tzinfo=SHANGHAI)
JUDGED = datetime(2024, 11, 3, 1, 30, tzinfo=SHANGHAI)
PUBLISHED = datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI)
SHIFTS = {
    "a right clock": timedelta(),
    "a day slow": timedelta(days=-1),
    "a year fast": timedelta(days=366),
    "an hour fast": timedelta(hours=1),
    "an hour slow": timedelta(hours=-1),
    "into the month before": MONTH_END - MILLISECOND - JUDGED,
}
ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
_MOMENTS = ("recorded_at",)


@dataclass
class StoryClock:
    """The machine's clock: moments in the zone the process lives in, wrong by `shift`."""

    moment: datetime = BEGIN
    shift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.fromtimestamp((self.moment + self.shift).timestamp(), UTC).astimezone()


def tell(home: Path, url: str, zone: str, shift: str) -> None:
    """Live through the story; what is stored then, and the papers' hashes, go to `told.json`."""
    os.environ["TZ"] = zone
    time.tzset()
    clock = StoryClock()
    settings = Settings(home=home, database_url=url)
    start(settings, "demo", clock)
    desk = replace(open_desk(settings), clock=clock)
    files = home / "files"
    files.mkdir()
    with Bench(desk, name="story") as bench:
        hall = Hall(desk, clock, bench, files)  # type: ignore[arg-type]
        told = _live(hall, clock, SHIFTS[shift])
    desk.ledger.close()
    (home / "told.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _live(hall: Hall, clock: StoryClock, shift: timedelta) -> dict[str, object]:
    desk = hall.desk
    due = desk.due(QUARTER)
    clock.moment = datetime(due.year, due.month, due.day, tzinfo=SHANGHAI) + timedelta(days=1)
    clock.moment -= MILLISECOND
    _deliver(hall, "housing")
    early = _late(hall)
    clock.moment += MILLISECOND
    late = _late(hall)
    clock.moment = MONTH_END
    _deliver(hall, "urban-management")
    clock.moment, clock.shift = JUDGED, shift
    while judge_waiting(hall.bench):
        pass
    clock.moment, clock.shift = PUBLISHED, timedelta()
    for office in ("housing", "urban-management"):
        approve(desk, hall.reviewer(office), office, QUARTER)
        approve(desk, hall.bureau, office, QUARTER)
    papers = issue_paper(desk, hall.bureau, QUARTER)
    return {"early": early, "late": late, "stored": _stored(hall), "papers": _hashes(papers)}


def _late(hall: Hall) -> list[str]:
    """Who is late with the quarter now."""
    told = [fact.subject for fact in watch_deadlines(hall.desk, SYSTEM)]
    return [subject for subject in told if subject.endswith(str(QUARTER))]


def _deliver(hall: Hall, office: str) -> None:
    path = form(hall, office, QUARTER, "月末报送")
    named = path.rename(path.with_name(f"{office}.xlsx"))
    receive(hall.desk, hall.clerk(office), named, named.name)


def _hashes(paths: tuple[Path, ...]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _stored(hall: Hall) -> dict[str, object]:
    """Values, findings, receipts and the order of events; the moments of a wrong clock are not."""
    with hall.desk.ledger.read() as reading:
        values = revisions.current(reading).drop(_MOMENTS).to_dicts()
        published = revisions.as_of(reading).drop(_MOMENTS).to_dicts()
        rows = receipts.listing(reading)
        found = [findings.of_receipt(reading, row.id) for row in rows]
        links = audit.tail(reading, 1000)
    ordered = [link.recorded_at for link in reversed(links)]
    return {
        "values": values,
        "published": published,
        "receipts": [(row.id, row.state, row.period, str(row.received_at)) for row in rows],
        "findings": [[repr(one.finding) for one in some] for some in found],
        "events": [(link.actor, link.action, link.subject, link.rows) for link in links],
        "in order": ordered == sorted(set(ordered)),
        "unbroken": audit.verify(hall.desk.ledger) == (),
    }
