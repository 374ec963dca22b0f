"""The file that adds to the working-day calendar: strict, in force once loaded, never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from chinese_calendar import constants

from desk.calendar_file import Arranged, CalendarFile, read_calendar
from desk.calendar_load import ACTION, calendar_at, known_at, loaded_calendar
from desk.calendar_now import calendar_of
from desk.demo.posts import DESK
from desk.handle import Desk, open_desk
from desk.settings import Settings
from desk.setup import start
from ledger import audit
from ledger.audited import links_of
from observations.calendar import WorkingDays
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.two_posts import a_desk, load_calendar

SECOND = a_desk("住建局复核岗")
WHOLE = """\
years:
  - year: 2031
    document: 国办发明电〔2030〕9号
    holidays: [2030-12-31 至 2031-01-01, 2031-01-23 至 2031-01-29, 2031-04-05,
               2031-05-01 至 2031-05-03, 2031-06-24, 2031-10-01 至 2031-10-07]
    workdays: [2031-01-18, 2031-10-11]
days:
  - day: 2031-08-08
    working: false
    document: 内政办发〔2031〕3号
    reason: 地方放假
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "calendar.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_year_not_published_yet_is_counted_by_the_file(tmp_path: Path) -> None:
    calendar = read_calendar(written(tmp_path, WHOLE)).working_days()
    assert calendar.covered(2031) and not WorkingDays().covered(2031)
    assert calendar.add(date(2031, 9, 30), 4) == date(2031, 10, 11)  # 8、9、10,11(周六上班)
    assert WorkingDays().add(date(2031, 9, 30), 4) == date(2031, 10, 6)  # by weekdays alone
    assert not calendar.is_working_day(date(2030, 12, 31))  # the notice of the year after
    assert not calendar.is_working_day(date(2031, 8, 8))
    assert calendar.is_working_day(date(2024, 2, 4))  # what is published stays


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("years:", "jahre:", "calendar.yaml 第2行 jahre:不认识的字段"),
        ("year: 2031", "year: 1031", "第2行 years[1].year:1031 不是可用的年份"),
        ("    document: 国办发明电〔2030〕9号\n", "", "第2行 years[1]:缺少字段 document"),
        ("2031-04-05", "2031-04-31", "holidays[3]:“2031-04-31”不是日期"),
        ("2031-04-05", "清明", "第4行 years[1].holidays[3]:“清明”不是日期"),
        ("2031-04-05", "2031-04-05 至 2031-04-04", "首尾颠倒或超过 15 天"),
        ("2031-04-05", "2031-04-05 至 2031-05-20", "首尾颠倒或超过 15 天"),
        ("2031-04-05", "2031-01-01", "holidays[3]:2031-01-01 写了两次"),
        ("2031-04-05", "2032-04-05", "2032-04-05 不在 2031 年"),
        ("2031-10-01 至", "2031-10-02 至", "缺少法定节假日 2031-10-01"),
        ("[2031-01-18,", "[2031-01-25,", "workdays[1]:2031-01-25 既放假又上班"),
        ("2031-10-11]", "2031-10-10]", "第6行 years[1].workdays[2]:2031-10-10 本来就是工作日"),
        ("working: false", "working: 休", "days[1].working:写作“休”,应为 true 或 false"),
        ("    reason: 地方放假\n", "", "第8行 days[1]:缺少字段 reason"),
        ("    reason: 地方放假\n", "    reason: 地方放假\n    why: x\n", "why"),
        ("working: false", "working: &a false", "不允许锚点"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_a_cure(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in WHOLE
    with pytest.raises(UserError) as raised:
        read_calendar(written(tmp_path, WHOLE.replace(old, new)))
    assert told in raised.value.what and raised.value.cure


def test_a_mistake_of_its_shape_leads_to_the_page_on_calendars_not_to_that_on_plans(
    tmp_path: Path,
) -> None:
    for text in ("years:\n  - 2031\n", "years: " + "[" * 40 + "]" * 40 + "\n"):
        with pytest.raises(UserError) as raised:
            read_calendar(written(tmp_path, text))
        assert "docs/deadlines.md" in raised.value.cure
        assert "plan-as-data" not in str(raised.value)


def test_a_day_or_year_given_twice_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    years, days = WHOLE.split("days:\n")
    for text in (years + years.removeprefix("years:\n"), WHOLE + days, "years: []\n", "- 1\n"):
        with pytest.raises(UserError, match=r"calendar\.yaml"):
            read_calendar(written(tmp_path, text))
    written(tmp_path, "").write_bytes("years: 年".encode("gbk"))
    with pytest.raises(UserError, match="UTF-8"):
        read_calendar(tmp_path / "calendar.yaml")


def test_days_off_less_days_paid_back_are_the_statutory_days_and_else_a_person_is_told() -> None:
    for year, wanted in ((2023, 11), (2024, 11), (2025, 13), (2026, 13)):
        holidays = tuple(day for day in constants.holidays if day.year == year)
        workdays = tuple(day for day in constants.workdays if day.year == year)
        one = Arranged(year, "通知", holidays, workdays)
        assert one.net == wanted
        (same,) = CalendarFile("", (one,), ()).notes()
        assert same == f"{year}年的安排系统已有,与本文件一致"
        sum_, other = CalendarFile("", (replace(one, workdays=workdays[1:]),), ()).notes()
        assert f"为 {wanted + 1} 天,法定节假日为 {wanted} 天" in sum_
        assert f"在 {workdays[0]} 不同,以本文件为准" in other


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    settings = Settings(home=tmp_path_factory.mktemp("calendar") / "home")
    start(settings, "demo")
    return open_desk(settings)


def test_a_loaded_file_is_in_force_at_once_and_audited_by_its_hash(
    desk: Desk, tmp_path: Path
) -> None:
    assert not desk.calendar.covered(2031)
    before = desk.ledger.head()
    path = written(tmp_path, WHOLE)
    clerk = Actor("甲", frozenset({Role.CLERK}), frozenset({"housing"}))
    with pytest.raises(Refused, match="不能提请改动"):
        load_calendar(desk, clerk, SECOND, path)
    found = load_calendar(desk, DESK, SECOND, path)
    with pytest.raises(Refused, match="正在使用"):
        load_calendar(desk, DESK, SECOND, path)
    assert desk.calendar.covered(2031)  # what runs already counts by it
    again = open_desk(desk.settings)
    assert again.calendar.covered(2031) and again.calendar.version == found.version
    with again.ledger.read() as reading:
        (link,) = links_of(reading, ACTION)
        loaded = loaded_calendar(reading)
    assert link.subject == f"{found.version} 2031 提请:{DESK.post}"
    assert loaded is not None and (loaded.version, loaded.post) == (found.version, SECOND.post)
    assert audit.verify(again.ledger) == ()

    second = load_calendar(
        again, DESK, SECOND, written(tmp_path, WHOLE.replace("2031-08-08", "2031-08-09"))
    )
    newest = open_desk(desk.settings)
    heads = (before, link.seq, newest.ledger.head())
    versions = []
    for head in heads:
        with newest.ledger.read(head) as reading:
            versions.append(calendar_at(newest, reading).version)
    assert versions == ["", found.version, second.version]  # any day is counted as it was


def test_what_runs_follows_the_file_and_keeps_the_last_good_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "calendar.yaml"
    now = calendar_of(path)
    assert now() == WorkingDays()
    path.write_text(WHOLE, "utf-8")
    good = now()
    assert good.covered(2031) and now() is good  # not read again
    path.write_text("years:\n  - year: 2031\n", "utf-8")
    assert [now(), now()] == [good, good]
    assert caplog.text.count("calendar.yaml 第2行") == 1 and "暂按此前" in caplog.text
    path.write_text(WHOLE.replace("2031-08-08", "2031-08-09"), "utf-8")
    assert not now().is_working_day(date(2031, 8, 9))
    path.unlink()
    assert not now().covered(2031)


def test_what_must_agree_counts_by_one_calendar_whatever_is_loaded_meanwhile(desk: Desk) -> None:
    with desk.ledger.read() as reading:
        one = known_at(desk, reading)
    before = one.calendar
    path = desk.settings.calendar_path
    text = path.read_text("utf-8")
    path.write_text(text.replace("2031-08-09", "2031-08-12"), "utf-8")
    assert one.calendar is before and desk.calendar != before
    path.write_text(text, "utf-8")


def test_a_broken_file_stops_the_start_with_its_line(desk: Desk) -> None:
    own = replace_file(desk, "years:\n  - year: 2031\n")
    with pytest.raises(UserError, match="第2行"):
        open_desk(own)


def replace_file(desk: Desk, text: str) -> Settings:
    """The settings with CITYPLAN_CALENDAR naming a file of this text."""
    path = desk.settings.home / "own.yaml"
    path.write_text(text, "utf-8")
    return desk.settings.model_copy(update={"calendar": path})


def test_a_file_put_in_place_by_hand_counts_and_is_not_taken_for_a_loaded_one(desk: Desk) -> None:
    by_hand = open_desk(replace_file(desk, WHOLE.replace("地方放假", "厂庆")))
    with by_hand.ledger.read() as reading:
        loaded = loaded_calendar(reading)
        assert calendar_at(by_hand, reading) == by_hand.calendar
    assert by_hand.calendar.covered(2031)
    assert loaded is not None and loaded.version != by_hand.calendar.version
    own = by_hand.settings.calendar_path
    assert load_calendar(by_hand, DESK, SECOND, own).version == by_hand.calendar.version
    with by_hand.ledger.read() as reading:
        now = loaded_calendar(reading)
    assert now is not None and now.version == by_hand.calendar.version


def test_the_example_of_the_handbook_is_a_calendar_file(tmp_path: Path) -> None:
    handbook = Path(__file__).resolve().parents[2] / "docs" / "deadlines.md"
    example = handbook.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    found = read_calendar(written(tmp_path, example))
    assert [one.year for one in found.years] == [2031]
    assert [str(one.day) for one in found.days] == ["2031-08-08"] and found.notes() == ()
