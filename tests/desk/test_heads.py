"""The daily head: first moment of the day, once, never overwritten, checked by `verify`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from desk import head_files, heads
from desk.alerting import deliver_alerts
from desk.custody import verify
from desk.demo.posts import ADMIN, DESK
from desk.handle import SHANGHAI
from ledger import audit
from ledger.audit import ChainHead
from ledger.chain import FIRST
from observations.errors import Refused
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
    assert ["重建" in one.reason for one in verify(one_hall.desk)[0]] == [True, False]
    assert "与 heads.txt 的一行不同" in verify(one_hall.desk)[0][1].reason
    path.write_text("?", "utf-8")
    (unreadable,) = verify(one_hall.desk)[0]
    assert unreadable.place == f"链头文件 {path.name}"
    assert unreadable.reason.startswith("读不出")


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


@pytest.fixture
def a_week(one_hall: Hall) -> Hall:
    """Five days' files, of a ledger that grew between."""
    for n in range(1, 6):
        at(one_hall, MONDAY + timedelta(days=n))
        heads.export_due(one_hall.desk)
        with one_hall.desk.ledger.write(DESK, one_hall.desk.now(), "note", str(n)):
            pass
    assert verify(one_hall.desk)[0] == ()
    return one_hall


def rewrite(hall: Hall, name: str, change: Callable[[str], str]) -> None:
    path = hall.desk.settings.heads_dir / name
    path.chmod(0o600)
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def unlink(hall: Hall, *names: str) -> None:
    for name in names:
        (hall.desk.settings.heads_dir / name).unlink()


def zeroed(_text: str) -> str:
    return heads.written_head(ChainHead(0, FIRST, None))


def without(day: str) -> Callable[[str], str]:
    return lambda text: "".join(one for one in text.splitlines(True) if day not in one[:10])


def a_head_before_the_first_link(hall: Hall) -> None:
    for name in ("2024-10-17.json", "heads.txt"):
        rewrite(hall, name, zeroed if "json" in name else without("2024-10-17"))


def two_days_gone_from_everywhere(hall: Hall) -> None:
    unlink(hall, "2024-10-16.json", "2024-10-17.json")
    rewrite(hall, "heads.txt", lambda text: without("2024-10-16")(without("2024-10-17")(text)))


def another_day_s_head(hall: Hall) -> None:
    other = (hall.desk.settings.heads_dir / "2024-10-15.json").read_text("utf-8")
    rewrite(hall, "2024-10-18.json", lambda _: other)


def a_later_day_s_head(hall: Hall) -> None:
    other = (hall.desk.settings.heads_dir / "2024-10-19.json").read_text("utf-8")
    rewrite(hall, "2024-10-16.json", lambda _: other)


WRONG = [
    (a_head_before_the_first_link, ["没有这一天", "等于没有核对"]),
    (two_days_gone_from_everywhere, ["2024-10-16 至 2024-10-17 缺"]),
    (another_day_s_head, ["的一行不同", "小于前一天的"]),
    (a_later_day_s_head, ["的一行不同", "不早于当日零点"]),
    (lambda hall: unlink(hall, "2024-10-15.json"), ["2024-10-15.json:heads.txt 有这一天"]),
    (lambda hall: unlink(hall, "2024-10-19.json"), ["2024-10-19.json:heads.txt 有这一天"]),
    (lambda hall: rewrite(hall, "heads.txt", without("2024-10-17")), ["没有这一天"]),
    (lambda hall: rewrite(hall, "heads.txt", lambda _: "?"), ["heads.txt:读不出"]),
]


@pytest.mark.parametrize(("tamper", "told"), WRONG)
def test_whatever_is_wrong_with_the_files_is_named_with_its_cure(
    a_week: Hall, tamper: Callable[[Hall], None], told: list[str]
) -> None:
    tamper(a_week)
    for found in (verify(a_week.desk)[0], head_files.checked(a_week.desk)[1]):
        said = [f"{one.place}:{one.reason}" for one in found]
        assert len(said) == len(told)
        for words, one in zip(told, said, strict=True):
            assert words in one
            assert "恢复" in one or "--fill" in one


def test_days_left_out_are_filled_on_request_from_the_lines_or_the_chain_and_on_record(
    a_week: Hall,
) -> None:
    desk, before = a_week.desk, files(a_week)
    two_days_gone_from_everywhere(a_week)
    unlink(a_week, "2024-10-15.json")
    with pytest.raises(Refused, match="没有管理权限"):
        head_files.fill(desk, DESK)
    assert [str(day) for day in head_files.fill(desk, ADMIN)] == [
        "2024-10-15", "2024-10-16", "2024-10-17",
    ]  # fmt: skip
    assert files(a_week) == before
    assert verify(desk)[0] == ()
    assert head_files.fill(desk, ADMIN) == ()
    with desk.ledger.read() as reading:
        last = audit.tail(reading, 1)[0]
    assert (last.action, last.actor) == ("head.fill", ADMIN.post)
    assert "2024-10-16" in last.subject


def test_a_head_kept_elsewhere_that_would_agree_with_any_chain_is_named(a_week: Hall) -> None:
    path = a_week.folder / "kept.json"
    path.write_text(zeroed(""), "utf-8")
    (broken,) = verify(a_week.desk, path)[0]
    assert "等于没有核对" in broken.reason
