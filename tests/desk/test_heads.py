"""The daily head: first moment of the day, once, never overwritten, checked by `verify`."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from desk import heads
from desk.alerting import deliver_alerts
from desk.custody import verify
from desk.handle import SHANGHAI
from tests.desk import hall as halls
from tests.desk.hall import Hall, approved

MONDAY = date(2024, 10, 14)


def at(hall: Hall, day: date, hour: int = 9) -> None:
    hall.clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def files(hall: Hall) -> dict[str, str]:
    return {p.name: p.read_text("utf-8") for p in hall.desk.settings.heads_dir.glob("*")}


def test_a_day_s_file_holds_the_chain_s_end_at_its_first_moment(hall: Hall) -> None:
    assert heads.export_due(hall.desk) == ()  # nothing was recorded before today
    end = hall.desk.ledger.head()
    at(hall, MONDAY + timedelta(days=1), hour=8)
    approved(hall, "sanitation")
    assert heads.export_due(hall.desk) == (MONDAY + timedelta(days=1),)
    told = json.loads(files(hall)["2024-10-15.json"])
    assert told["seq"] == end < hall.desk.ledger.head()
    assert verify(hall.desk)[0] == ()


def test_late_twice_and_after_a_pause_the_files_are_the_same(
    one_hall: Hall, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = halls.build(tmp_path_factory.mktemp("other"), "")
    days = [MONDAY + timedelta(days=n) for n in range(1, 5)]
    for day in days:  # one installation runs every day, early and late
        at(other, day, hour=0)
        heads.export_due(other.desk)
        at(other, day, hour=23)
        assert heads.export_due(other.desk) == ()
        assert heads.export_due(other.desk) == ()
    at(one_hall, days[0], hour=20)
    heads.export_due(one_hall.desk)
    at(one_hall, days[-1], hour=12)  # the other one slept three days
    assert heads.export_due(one_hall.desk) == tuple(days[1:])
    for kept in (files(other), files(one_hall)):
        seqs = [json.loads(text)["seq"] for name, text in sorted(kept.items()) if "json" in name]
        assert seqs == [seqs[0]] * 4
        assert kept["heads.txt"].splitlines() == [f"{day} {kept[f'{day}.json']}" for day in days]
    other.desk.ledger.close()


def test_a_file_is_never_overwritten_and_one_that_lies_is_reported(one_hall: Hall) -> None:
    day = MONDAY + timedelta(days=1)
    at(one_hall, day)
    heads.export_due(one_hall.desk)
    path = one_hall.desk.settings.heads_dir / f"{day}.json"
    assert path.stat().st_mode & 0o777 == 0o444
    said = path.read_text("utf-8")
    path.chmod(0o600)
    path.write_text(said.replace('"hash": "', '"hash": "f'), "utf-8")
    assert heads.export_due(one_hall.desk) == ()
    (broken,) = verify(one_hall.desk)[0]
    assert "重建" in broken.reason
    path.write_text("?", "utf-8")
    assert [(one.place, one.reason) for one in verify(one_hall.desk)[0]] == [
        (f"链头文件 {path.name}", "读不出")
    ]


def test_the_file_of_lines_can_be_checked_against_from_elsewhere(one_hall: Hall) -> None:
    for n in (1, 2):
        at(one_hall, MONDAY + timedelta(days=n))
        heads.export_due(one_hall.desk)
    lines = one_hall.desk.settings.heads_dir / "heads.txt"
    elsewhere = one_hall.folder / "copied.txt"
    elsewhere.write_text(lines.read_text("utf-8"), "utf-8")
    assert len(heads.read_heads(elsewhere)) == 2
    assert verify(one_hall.desk, elsewhere)[0] == ()
    elsewhere.write_text(lines.read_text("utf-8").replace('"hash": "', '"hash": "f'), "utf-8")
    assert verify(one_hall.desk, elsewhere)[0] != ()


@pytest.mark.parametrize("send", ["true", "false"])
def test_the_head_goes_through_the_alert_channels_when_asked_and_once(
    tmp_path_factory: pytest.TempPathFactory, send: str
) -> None:
    hall = halls.build(tmp_path_factory.mktemp("hall"), "", send_heads=send)
    at(hall, MONDAY + timedelta(days=1))
    for _ in range(2):
        heads.export_due(hall.desk)
        deliver_alerts(hall.desk)
    said = hall.desk.settings.home / "alerts.jsonl"
    told = said.read_text("utf-8").count("审计链头 2024-10-15") if said.exists() else 0
    assert told == (1 if send == "true" else 0)
    hall.desk.ledger.close()
