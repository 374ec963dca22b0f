"""The demonstration's days: the schedule's watch every morning, as in life."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from desk.day_watch import DayWatched, watch_day
from desk.demo.clock import ReplayClock
from desk.demo.posts import DESK
from desk.demo.replay import play_days
from desk.demo.script import Chapter, chapters
from desk.handle import SHANGHAI, Desk, open_desk
from desk.intake import Bench
from desk.settings import Settings
from desk.setup import start
from ledger.alert_log import AlertState, alerts
from ledger.audit import tail

OFFICE = "urban-management"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The second quarter of 2024 as the demonstration plays it, with one office's form only."""
    settings = Settings(home=tmp_path_factory.mktemp("days") / "home")
    clock = ReplayClock(datetime(2024, 6, 20, 9, tzinfo=SHANGHAI))
    start(settings, "demo", clock)
    desk = replace(open_desk(settings), clock=clock)
    with Bench(desk, name="replay") as bench:
        play_days(bench, clock, quarter(desk))
    yield desk
    desk.ledger.close()


def quarter(desk: Desk) -> Chapter:
    (told,) = (one for one in chapters(desk) if str(one.period) == "2024-Q2")
    return replace(told, deliveries=tuple(d for d in told.deliveries if d.office == OFFICE))


def life(desk: Desk, office: str) -> AlertState:
    with desk.ledger.read() as reading:
        (found,) = alerts(reading, offices=[office])
    return found


def test_an_office_that_takes_note_is_carried_no_further_and_closes_with_its_form(
    desk: Desk,
) -> None:
    steps = [(one.step, str(one.at)[:10]) for one in life(desk, OFFICE).steps]
    assert steps == [
        ("opened", "2024-07-15"),  # Monday: due on Friday the 12th
        ("escalated", "2024-07-16"),
        ("acknowledged", "2024-07-17"),
        ("closed", "2024-07-22"),
    ]
    assert life(desk, OFFICE).steps[2].text == "街道数据尚未汇总完,三日内报送"


def test_the_others_are_carried_to_reviewer_desk_and_leader_and_stay_open(desk: Desk) -> None:
    other = life(desk, "sanitation")
    assert (other.state, other.alert.due) == ("opened", date(2024, 7, 12))
    assert [one.step for one in other.steps] == ["opened", *["escalated"] * 3]


def test_the_file_of_messages_tells_reminders_lateness_escalations_and_digests(desk: Desk) -> None:
    lines = (desk.settings.home / "alerts.jsonl").read_text("utf-8").splitlines()
    kinds = Counter(json.loads(line)["kind"] for line in lines)
    assert {"due", "late", "escalation", "digest"} <= kinds.keys()
    assert kinds["digest"] == 8  # Monday the 15th to Wednesday the 24th: as long as one is open


def test_a_second_watch_of_the_day_and_one_of_a_day_off_say_and_write_nothing(desk: Desk) -> None:
    clock = desk.clock
    assert isinstance(clock, ReplayClock)
    with desk.ledger.read() as reading:
        (before,) = tail(reading, 1)
    last = clock.moment.replace(hour=18)
    for day in (last, last.replace(day=27)):  # a Saturday
        clock.moment = day
        assert watch_day(desk, DESK) == DayWatched()
    with desk.ledger.read() as reading:
        assert tail(reading, 1) == (before,)
