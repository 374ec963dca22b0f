"""`cityplan cases`: a case's whole way on the command line, and every refusal in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.accounts import add_post
from desk.demo.posts import ADMIN
from flows.cli import run
from observations.identity import Actor, Role
from tests.desk.hall import Hall

VERIFIER = "住建局核验岗"
OPEN = (
    *("cases", "open", "instruction", "housing", "背街小巷照明"),
    *("--reason", "群众反映集中", "--field", "instruction=限期修复"),
    *("--field", "leader_post=领导小组岗"),
)  # fmt: skip
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(
    one_hall: Hall, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command in this process: exit code, standard output, standard error."""
    desk = one_hall.desk
    add_post(desk, ADMIN, Actor(VERIFIER, frozenset({Role.DESK})), "yanshi-2023-2025")
    monkeypatch.setenv("CITYPLAN_HOME", str(desk.settings.home))

    def run_on(*words: str, day: str = "2024-10-14") -> tuple[int, str, str]:
        monkeypatch.setenv("CITYPLAN_NOW", f"{day}T10:00:00")
        code = run(list(words))
        out = capsys.readouterr()
        return code, out.out, out.err

    return run_on


def test_a_case_goes_its_whole_way_on_the_command_line(call: Call) -> None:
    code, out, _ = call(*OPEN)
    assert code == 0
    assert "请住房和城乡建设局于10月21日前(5个工作日)办理回复" in out
    code, listed, _ = call("cases", "list", "--json")
    (row,) = json.loads(listed)["cases"]
    number = row["number"]
    assert (row["standing"], row["due"], row["colour"]) == ("待签收", "2024-10-21", "")
    assert call("cases", "act", number, "签收")[0] == 0
    longer = ("--reason", "待料", "--days", "2", "--progress", "已修 12 盏")
    assert call("cases", "act", number, "延期", *longer)[1] == (
        "已记入:延期;现在:办理中  时限 2024-10-23\n"
    )
    answered = call(
        "cases", "act", number, "answer", "--reason", "已修复", "--evidence", "报告 1 号"
    )
    assert answered[:2] == (0, "已记入:回复;现在:待核验  时限 2024-10-17\n")
    code, _, told = call("cases", "verify", number, "--reason", "属实", "--evidence", "现场记录")
    assert (code, "不能自己核验" in told) == (1, True)
    mine = ("--reason", "属实", "--evidence", "现场记录", "--as", VERIFIER)
    assert call("cases", "verify", number, *mine)[0] == 0
    code, out, _ = call("cases", "close", number, "--reason", "已修复", "--json", "--as", VERIFIER)
    assert (code, json.loads(out)["standing"]) == (0, "已销号")
    code, out, _ = call("cases", "show", number, "--json")
    shown = json.loads(out)
    assert [one["step"] for one in shown["events"]] == [
        "交办", "签收", "延期", "回复", "核验", "销号",
    ]  # fmt: skip
    assert shown["may"] == ["回头看", "重开"]
    assert len(shown["events"][3]["evidence_sha256"]) == 64
    assert "证据:报告 1 号" in call("cases", "show", number)[1]


def test_a_past_days_list_is_given_and_the_colour_has_its_words(call: Call) -> None:
    call(*OPEN)
    assert call("cases", "list", "--on", "2024-10-13", day="2024-10-22")[1] == "没有督办事项\n"
    late = call("cases", "list", day="2024-10-22")[1]
    assert "时限 2024-10-21  红:逾期未办结" in late
    assert "蓝:临近时限" in call("cases", "list", "--on", "2024-10-18", day="2024-10-22")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*OPEN, "--field", "x"), "“x”写法不对;写成 名称=内容"),
        ((*OPEN, "--due", "明天"), "明天"),
        (("cases", "act", "2099-01", "签收"), "没有督办事项“2099-01”"),
        (("cases", "act", "2024-01", "盖章"), "没有“盖章”这一步;可用:签收"),
        (("cases", "close", "2024-01", "--reason", "完成"), "没有督办事项“2024-01”"),
        ((*OPEN, "--file", "不在这里.pdf"), "不在这里.pdf"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    call: Call, words: tuple[str, ...], told: str
) -> None:
    code, _, error = call(*words)
    assert code in (1, 2)
    assert told in error
    assert "Traceback" not in error
    assert json.loads(call("cases", "list", "--json")[1])["cases"] == []


def test_the_three_lists_and_what_is_to_be_said_on_a_day_are_told(call: Call) -> None:
    call(*OPEN)
    made = json.loads(call("cases", "lists", "--json")[1])["lists"]
    assert [len(entries) for entries in made.values()] == [1, 0, 1]
    assert "问题清单(1 项)\n  1. 背街小巷照明:批示内容“限期修复”" in call("cases", "lists")[1]
    assert call("cases", "told", "--on", "2024-10-17")[1] == (
        "2024-01  背街小巷照明  承办单位:还有 2 个工作日到期\n"
    )
    assert "领导岗位:承办单位逾期 5 个工作日未办" in call("cases", "told", day="2024-10-28")[1]
    assert call("cases", "told", day="2024-10-27")[1].startswith("2024-10-27 没有要提醒")


def test_the_lists_are_written_out_and_taken_in_and_the_rates_have_their_rule(
    call: Call, tmp_path: Path
) -> None:
    call(*OPEN)
    book, plain = tmp_path / "清单.xlsx", tmp_path / "清单.json"
    assert call("cases", "export", str(book))[1] == f"已写出 1 件:{book}\n"
    assert call("cases", "export", str(plain))[0] == 0
    (row,) = json.loads(plain.read_text("utf-8"))["任务清单"]
    assert (row["事项"], row["办结时限"]) == ("背街小巷照明", "2024-10-21")
    code, out, _ = call("cases", "import", str(book))
    assert (code, "新交办 0 件,并入 0 件,已有 1 件不重复交办" in out) == (0, True)
    code, _, told = call("cases", "export", str(tmp_path / "清单.doc"))
    assert (code, "不会写" in told) == (2, True)
    late = call("cases", "rates", "--json", day="2024-10-22")[1]
    total = json.loads(late)["total"]
    assert total["answered"] == {"numerator": 0, "denominator": 1, "value": 0.0}
    assert (total["in_time"]["value"], total["requests"]) == (None, 1)
    code, out, _ = call("cases", "rates", "--period", "2024-Q4", "--on", "2024-10-15",
                        day="2024-10-22")  # fmt: skip
    assert "按期签收率 0.0%(0/1),按期回复率 无" in out
    assert "按期回复率 = 不晚于时限回复的件次 ÷ 回复时限" in out
    code, _, told = call("cases", "rates", "--period", "2025-Q1", day="2024-10-22")
    assert (code, "2025年第一季度到 2024-10-22 还没有开始" in told) == (1, True)
