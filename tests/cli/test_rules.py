"""`cityplan rules`: what is asked of a form, how loud, and who made it so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import run

ASKED = ("--as", "供水科调度", "--reason", "三季度集中更换水表")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / "home"
    posts = ("供水科调度", "城管科调度")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_HOME", str(folder))
        assert run(["init", "--json"]) == 0
        for post in posts:
            assert run(["user", "add", post, "--role", "desk", "--json"]) == 0
    return folder


@pytest.fixture
def told(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("CITYPLAN_HOME", str(home))

    def call(*words: str) -> tuple[int, str]:
        code = run([*(() if words[0] == "change" else ("rules",)), *words])
        out = capsys.readouterr()
        return code, out.out + out.err

    return call


def test_rules_are_listed_shown_set_and_remembered(told) -> None:
    code, out = told("list", "--json")
    listed = json.loads(out)
    assert code == 0
    assert {"Q201", "Q602", "Q811"} <= {one["id"] for one in listed["rules"]}
    set_it = ("set", "Q602", "--severity", "info", "--until", "2999-01-01", *ASKED)
    code, out = told(*set_it)
    assert (code, "最长调低一年" in out) == (1, True)
    code, out = told("set", "Q202", "--severity", "critical", *ASKED, "--json")
    asked = json.loads(out)
    assert (code, asked["asked_by"], asked["until"]) == (0, "供水科调度", None)
    assert "第1版" not in told("show", "Q202")[1]
    assert told("change", "approve", asked["proposal"], "--as", "城管科调度")[0] == 0
    code, out = told("show", "Q202")
    assert code == 0
    assert "第1版:退回" in out and "供水科调度 提出,城管科调度 批准" in out
    code, out = told("list")
    assert "Q202  存疑  本期值应在通常的范围内;现为 退回(全部指标,不限期)" in out
    code, out = told("history", "--lang", "en")
    assert "Q202 all indicators version 1: critical" in out
    code, out = told("list", "--json")
    assert json.loads(out)["suite"].startswith(listed["suite"] + "+")


def test_an_indicator_is_named_as_people_name_it(told) -> None:
    set_it = ("set", "Q302", "--severity", "critical", *ASKED)
    code, out = told(*set_it, "--indicator", "供水管网漏损率", "--json")
    assert (code, json.loads(out)["indicator"]) == (0, "leakage_rate")
    code, out = told(*set_it, "--indicator", "供水管网漏失率")
    assert (code, "是不是 供水管网漏损率" in out) == (1, True)
    code, out = told(*set_it, "--indicator", "没有的")
    assert (code, "用 cityplan plan show 查指标名称" in out) == (1, True)


def test_a_rule_is_shown_with_its_example_in_words_and_what_it_says_of_it(told) -> None:
    code, out = told("show", "Q301")
    assert code == 0 and "{" not in out and "[" not in out
    assert "例:2024-Q2 填报“道路机械化清扫率” 0.923" in out
    assert "这时说:《例表》2024-Q2,I5:“道路机械化清扫率”填报 0.923,疑似小数写法" in out


def test_who_asks_does_not_approve(told) -> None:
    code, out = told("set", "Q203", "--severity", "critical", *ASKED, "--json")
    key = json.loads(out)["proposal"]
    code, out = told("change", "approve", key, "--as", "供水科调度")
    assert (code, "提请改动的岗位不能自己批准" in out) == (1, True)
    assert told("show", "Q999")[0] == 1
