"""Reminders of the third quarter of 2024, due on Friday the 18th of October."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from desk.accounts import add_post
from desk.asked import Asked
from desk.closing import close_period, grant_exception, open_period
from desk.deadlines import watch_deadlines
from desk.demo.posts import ADMIN, DESK, clerk
from desk.exemptions import Excused, exempt
from desk.handle import SHANGHAI
from desk.intake import receive
from desk.reminder_rule import SHIPPED
from desk.reminders import notice, remind, rule_of
from flows import preflight
from ledger.entry import Granted
from ledger.facts import AlertFact
from observations.calendar import WorkingDays
from observations.errors import Refused
from tests.desk import hall as halls
from tests.desk.hall import Q3, Hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    built = halls.build(tmp_path_factory.mktemp("reminders"), "")
    with built.bench:
        add_post(built.desk, ADMIN, clerk(built.desk, "sanitation"))
        yield built
    built.desk.ledger.close()


def morning(hall: Hall, day: str) -> list[AlertFact]:
    """What the day's run says, at half past eight: late forms first, then reminders."""
    hall.clock.moment = datetime.fromisoformat(f"{day}T08:30").replace(tzinfo=SHANGHAI)
    hall.clock.readings = 0
    if not hall.desk.calendar.is_working_day(hall.desk.today()):
        return list(remind(hall.desk, DESK))
    return [*watch_deadlines(hall.desk, DESK), *remind(hall.desk, DESK)]


def keys(told: list[AlertFact]) -> dict[str, int]:
    return dict(Counter(fact.key for fact in told))


def offices(told: list[AlertFact]) -> set[str]:
    return {str(fact.body["office"]) for fact in told}


def test_a_quarter_of_reminders_day_by_day(hall: Hall) -> None:
    assert keys(morning(hall, "2024-10-14")) == {}  # Monday, four working days before
    soon = morning(hall, "2024-10-15")
    assert keys(soon) == {"before-3": 6} and {fact.kind for fact in soon} == {"due"}
    assert keys(morning(hall, "2024-10-15")) == {}  # the flow runs again
    (azhen,) = (fact for fact in soon if fact.body["office"] == "azhen")
    assert azhen.body["lines"] == [
        "阿镇政府《2024年第三季度填报表》应于2024-10-18前报送,还有3个工作日。",
        "在“报送”页下载本期表、填好送交,没有要报的事项请填零报告;有疑问或不该由本单位报的,问住建局调度岗。",
    ]

    hall.hand_in(hall.form("azhen"), hall.clerk("azhen"))
    exempt(hall.desk, DESK, Excused("organization", Q3, "exempt", "本季无评选"))
    assert keys(morning(hall, "2024-10-16")) == {}
    today = morning(hall, "2024-10-18")
    assert keys(today) == {"after-0": 4} and not offices(today) & {"azhen", "organization"}
    assert today[0].body["title"] == "报表今日到期"
    for day in ("2024-10-19", "2024-10-20"):  # a weekend
        assert keys(morning(hall, day)) == {}
    monday = morning(hall, "2024-10-21")
    assert keys(monday) == {"overdue": 4} and {fact.kind for fact in monday} == {"late"}
    assert "已逾期1个工作日" in str(monday[0].body["lines"])
    assert keys(morning(hall, "2024-10-22")) == {}
    assert keys(morning(hall, "2024-10-23")) == {"after-3": 4}


def test_what_a_pause_has_passed_over_is_said_once_on_the_next_working_day(hall: Hall) -> None:
    assert keys(morning(hall, "2024-10-26")) == {}  # Saturday; the fifth day was Friday
    monday = morning(hall, "2024-10-28")
    assert keys(monday) == {"after-5": 4} and "已逾期6个工作日" in str(monday[0].body["lines"])
    for day in ("2024-10-29", "2024-10-31"):
        assert keys(morning(hall, day)) == {}
    assert keys(morning(hall, "2024-11-01")) == {"after-10": 4}  # from now on weekly


def test_nobody_is_reminded_of_what_may_not_be_sent_but_whoever_has_an_exception(
    hall: Hall,
) -> None:
    hall.clock.moment = datetime(2024, 11, 7, 9, tzinfo=SHANGHAI)
    close_period(hall.desk, DESK, Q3, "季报已汇总")
    asker = hall.clerk("sanitation").post
    until = date(2024, 11, 30)
    grant_exception(hall.desk, DESK, Granted("sanitation", str(Q3), until, "补报", asker))
    assert offices(morning(hall, "2024-11-08")) == {"sanitation"}
    open_period(hall.desk, DESK, Q3, "恢复受理")
    assert keys(morning(hall, "2024-11-15")) == {"after-20": 4}


def test_an_office_whose_file_waits_to_be_judged_is_not_called_late(hall: Hall) -> None:
    path = hall.form("housing")
    receive(hall.desk, hall.clerk("housing"), path, path.name)
    told = morning(hall, "2024-11-22")
    assert offices(told) == {"urban-management", "sanitation", "leading-group"}


def test_a_due_date_by_guessed_working_days_says_so(hall: Hall) -> None:
    unknown = hall.desk.counting_by(WorkingDays())
    form = Asked("sanitation", Q3, date(2031, 1, 15), "returned")
    first, came, _ = notice(unknown, form, "x").body["lines"]
    assert "当年放假安排未公布" in first and came == "已收到的一份被退回,须改正后重新送交。"


def test_an_installation_may_say_when_itself(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own: Path = hall.desk.settings.home / "reminders.yaml"
    own.write_text(SHIPPED.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    assert rule_of(hall.desk).version == 2
    own.write_text("version: 3\n", "utf-8")
    assert rule_of(hall.desk).version == 1  # nobody is left without a reminder
    assert "reminders.yaml 第1行" in caplog.text and "暂按随程序的规则催报" in caplog.text
    monkeypatch.setenv("CITYPLAN_HOME", str(hall.desk.settings.home))
    assert preflight.main("127.0.0.1") != 0  # and a start refuses it
    own.unlink()
    assert preflight.main("127.0.0.1") == 0


def test_only_the_desk_and_administrators_remind(hall: Hall) -> None:
    with pytest.raises(Refused, match="没有调度、管理权限"):
        remind(hall.desk, hall.clerk("azhen"))
