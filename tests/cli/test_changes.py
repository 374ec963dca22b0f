"""One post alone changes neither rule, calendar nor plan by command; two do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.accounts import add_post, operator
from desk.calendar_load import loaded_calendar
from desk.handle import Desk, open_desk
from desk.plan_history import target_steps
from desk.rule_settings import versions
from desk.settings import Settings
from desk.setup import start
from flows.cli import run
from observations.identity import Actor, Role
from tests.targets.adjusted import SEWAGE, TEXT, write
from tests.targets.plans import TINY, copy_of

ASKER, SECOND = "市政科经办人", "市政科负责人"
CALENDAR = """days:
  - {day: 2027-03-05, working: false, document: 青政办发〔2027〕3号, reason: 全旗停电检修}
"""
REASON = ("--reason", "按旗政府文件办理")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A real installation of the tiny plan with two posts; an adjustment is not yet loaded."""
    folder = tmp_path_factory.mktemp("changes")
    settings = Settings(home=folder / "home", plan=copy_of(TINY, folder))
    start(settings, "real")
    write(settings.plan / "adjustments.yaml", {"adjustments": [SEWAGE]})
    (settings.plan / "adjustments").mkdir()
    (settings.plan / "adjustments" / "a1.txt").write_text(TEXT, encoding="utf-8")
    found = open_desk(settings)
    for post, role in ((ASKER, Role.DESK), (SECOND, Role.DESK), ("系统管理岗", Role.ADMIN)):
        add_post(found, operator(), Actor(post, frozenset({role})))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_HOME", str(settings.home))
        patch.setenv("CITYPLAN_PLAN", str(settings.plan))
        yield found
    found.ledger.close()


def in_force(desk: Desk) -> tuple[int, bool, int]:
    """Rules set, whether a calendar file counts, steps of the target the adjustment changes."""
    with desk.ledger.read() as reading:
        loaded = loaded_calendar(reading)
    return len(versions(desk)), loaded is not None, len(target_steps(desk, "T2"))


def test_one_post_alone_changes_nothing_by_command_and_two_do(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    file = tmp_path / "日历.yaml"
    file.write_text(CALENDAR, "utf-8")
    lines = (
        ("rules", "set", "Q202", "--severity", "critical", *REASON),
        ("calendar", "load", str(file)),
        ("plan", "load", *REASON),
    )
    before = in_force(desk)
    keys = []
    for line in lines:
        code, asked = call(*line, "--as", ASKER)
        keys.append(asked["proposal"])
        code_again, again = call(*line, "--as", SECOND)
        assert (code, code_again) == (0, 1) and "等候批准" in again["error"]["what"]
        for post, why in ((ASKER, "不能自己批准"), ("系统管理岗", "没有调度")):
            code, refused = call("change", "approve", keys[-1], "--as", post)
            assert code == 1 and why in refused["error"]["what"]
    assert before == in_force(desk) == (0, False, 1)
    listed = call("change", "list")[1]["changes"]
    assert {(one["proposal"], one["asked_by"]) for one in listed} == {(k, ASKER) for k in keys}
    assert run(["change", "list", "--lang", "en"]) == 0
    assert capsys.readouterr().out.count("waits for another desk post") == 3

    for key in keys:
        assert call("change", "approve", key, "--as", SECOND)[1]["state"] == "approved"
    assert in_force(desk) == (1, True, 3)
    assert call("change", "list")[1] == {"changes": []}
    assert {one["decided"]["by"] for one in call("change", "list", "--all")[1]["changes"]} == {
        SECOND
    }
    assert call("change", "approve", keys[0], "--as", SECOND)[0] == 1


def test_who_asked_takes_it_back_with_a_reason(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "日历.yaml"
    file.write_text(CALENDAR.replace("2027-03-05", "2027-03-08"), "utf-8")
    before = in_force(desk)
    assert run(["calendar", "load", str(file), "--as", ASKER]) == 0
    told = capsys.readouterr().out
    assert "2027-03-08 改为放假" in told and "尚未生效" in told
    assert run(["change", "list"]) == 0
    key = capsys.readouterr().out.split()[0]
    assert f"cityplan change approve {key} --as" in told
    assert run(["change", "decline", key, "--reason", "文号写错", "--as", ASKER]) == 1
    assert run(["change", "decline", key, "--reason", "文号写错了", "--as", ASKER]) == 0
    assert "已撤回" in capsys.readouterr().out
    assert in_force(desk) == before
