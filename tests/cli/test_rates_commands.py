"""`cityplan rates|exempt|calendar`, as a script and as a person call them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desk.accounts import add_post
from desk.demo.posts import ADMIN, DESK, PASSWORD
from desk.handle import SHANGHAI, open_desk
from desk.settings import Settings
from desk.setup import start
from flows.cli import run

CALENDAR = """\
years:
  - year: 2031
    document: 国办发明电〔2030〕9号
    holidays: [2031-01-01, 2031-01-23 至 2031-01-29, 2031-04-05, 2031-05-01 至 2031-05-03,
               2031-06-24, 2031-10-01 至 2031-10-07]
    workdays: [2031-01-18, 2031-10-11]
"""


class Said:
    """Commands of one installation, run in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def text(self, *words: str) -> tuple[int, str]:
        code = run(list(words))
        out = self.capsys.readouterr()
        return code, out.out + (out.err if code else "")

    def document(self, *words: str) -> tuple[int, Any]:
        code, out = run([*words, "--json"]), self.capsys.readouterr()
        return code, json.loads(out.out)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo installation that began on the 14th of October 2024."""
    folder = tmp_path_factory.mktemp("rates") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_NOW", "2024-10-14T09:00")
        start(Settings(home=folder), "demo", _fixed)
        desk = open_desk(Settings(home=folder))
        add_post(desk, ADMIN, DESK, PASSWORD)
        desk.ledger.close()
    return folder


def _fixed() -> datetime:
    return datetime(2024, 10, 14, 9, tzinfo=SHANGHAI)


@pytest.fixture
def said(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    monkeypatch.setenv("CITYPLAN_HOME", str(home))
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-22T09:00")
    return Said(capsys)


def test_a_form_is_excused_listed_and_asked_again(said: Said) -> None:
    why = ("--reason", "机构改革并入住建局")
    code, done = said.document("exempt", "add", "sanitation", "2024-Q3", "--closed", *why)
    assert (code, done["state"]) == (0, "closed")
    code, listed = said.document("exempt", "list")
    (row,) = listed["exemptions"]
    assert (row["office"], row["period"], row["decision"]) == ("sanitation", "2024-Q3", "closed")
    code, text = said.text("exempt", "list")
    assert code == 0 and "单位未设立或已撤并" in text and "机构改革并入住建局" in text
    assert text.startswith("城乡环卫中心  2024年第三季度  ")
    code, again = said.text("exempt", "add", "sanitation", "2024-Q3", "--closed", *why)
    assert code == 1 and "已经免报" in again and "Traceback" not in again

    code, found = said.document("rates", "2024-Q3")
    counts = {name: found["total"][name] for name in ("asked", "closed", "expected", "received")}
    assert counts == {"asked": 6, "closed": 1, "expected": 5, "received": 0}

    code, ended = said.document("exempt", "end", "sanitation", "2024-Q3", "--reason", "推迟")
    assert (code, ended["state"]) == (0, "ended")
    assert said.document("exempt", "list")[1] == {"exemptions": []}
    assert said.document("rates", "2024-Q3")[1]["total"]["expected"] == 6


def test_rates_come_with_numerators_denominators_and_the_rule(said: Said) -> None:
    code, found = said.document("rates", "2024-Q3", "--office", "housing")
    assert code == 0
    assert found["total"]["timeliness"] == {"numerator": 0, "denominator": 1, "value": 0.0}
    assert found["total"]["quality"] == {"numerator": 0, "denominator": 0, "value": None}
    assert found["rule"]["name"] == "reporting-rates 1" and "应报=" in found["rule"]["text"]
    (office,), (form,) = found["offices"], found["forms"]
    assert office["late_in_a_row"] == {"forms": 1, "working_days": 2}
    assert (form["due"], form["outcome"], form["days_late"]) == ("2024-10-18", "absent", 2)
    assert found["periods"][0]["period"] == "2024-Q3"

    code, text = said.text("rates", "2024-Q3")
    lines = text.splitlines()
    head = "单位 原应报 应报 已报 未到 按时 合格 报送率 及时率 合格率 连续逾期"
    assert code == 0 and lines[0].split() == head.split()
    assert "0.0%" in lines[1] and "—" in lines[1] and "1期2个工作日" in lines[1]
    assert lines[-1].startswith("口径(reporting-rates 1)")
    code, english = said.text("rates", "2024-Q3", "--lang", "en")
    assert "completeness" in english and "late in a row" in english

    everything = said.document("rates")[1]
    assert everything["total"]["before"] == 25 and everything["period"] is None
    assert said.text("rates", "2031-Q1")[1] == "截至2024-10-22,没有到期的报表\n"
    assert said.text("rates", "--office", "nobody")[0] == 1
    assert said.text("rates", "2024-13")[0] == 1


def test_a_calendar_file_is_checked_loaded_and_shown(said: Said, tmp_path: Path) -> None:
    file = tmp_path / "放假安排.yaml"
    file.write_text(CALENDAR, "utf-8")
    assert "放假安排未公布" in said.text("calendar", "show", "2031")[1]
    code, checked = said.document("calendar", "check", str(file))
    assert code == 0 and checked["years"][0]["year"] == 2031
    assert said.document("calendar", "show", "2031")[1]["source"] == "unknown"
    code, asked = said.document("calendar", "load", str(file))
    assert (code, asked["version"]) == (0, checked["version"])
    assert "2031-01-18 改为上班" in asked["changes"]
    assert said.document("calendar", "show", "2031")[1]["source"] == "unknown"
    assert said.text("change", "approve", asked["proposal"], "--as", DESK.post)[0] == 0
    code, shown = said.document("calendar", "show", "2031")
    assert (shown["source"], shown["version"]) == ("file", checked["version"])
    assert shown["loaded"]["version"] == checked["version"]
    assert shown["workdays"] == ["2031-01-18", "2031-10-11"]
    text = said.text("calendar", "show", "2031")[1]
    assert "调休上班 01-18 10-11" in text and "载入" in text

    file.write_text(CALENDAR.replace("2031-10-11", "2031-10-10"), "utf-8")
    code, broken = said.text("calendar", "check", str(file))
    assert (
        code == 1 and "放假安排.yaml 第6行 years[1].workdays[2]:2031-10-10 本来就是工作日" in broken
    )
    assert said.text("calendar", "load", str(tmp_path / "无.yaml"))[0] == 1
    assert said.text("calendar", "show", "31")[0] == 2


def test_a_published_year_is_shown_with_its_swaps(said: Said) -> None:
    shown = said.document("calendar", "show", "2024")[1]
    assert (shown["source"], shown["working_days"]) == ("official", 251)
    assert {"2024-02-04", "2024-09-29", "2024-10-12"} <= set(shown["workdays"])


def test_the_day_s_watch_is_one_command_and_says_each_thing_once(said: Said) -> None:
    late = "逾期:住房和城乡建设局 2024年第三季度 报表逾期未报"
    assert "没有未关闭的预警" in said.text("alerts", "list")[1]
    code, text = said.text("watch")
    assert code == 0 and late in text and "升级 0 条,送出消息" in text
    assert "报表逾期未报" in said.text("alerts", "list")[1]
    code, again = said.document("watch")
    assert (code, again["late"], again["reminded"]) == (0, [], [])
    assert "没有新的逾期和提醒" in said.text("watch")[1]


def test_on_a_day_off_the_watch_waits(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-26T09:00")
    code, text = said.text("watch")
    assert code == 0 and "今天不是工作日" in text
