"""`cityplan alerts`: what must be put right, from the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desk.handle import system_clock
from flows.cli import run
from ledger import facts
from ledger.alert_log import NewAlert, open_alerts, stand_behind
from ledger.facts import AlertFact
from ledger.opening import open_ledger
from observations.identity import SYSTEM

POSTS = (("供水科经办人", "clerk", "--office", "housing"), ("城管科调度", "desk"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alerts") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_HOME", str(folder))
        assert run(["init", "--json"]) == 0
        for post, *rights in POSTS:
            assert run(["user", "add", post, "--role", *rights, "--json"]) == 0
    with open_ledger(f"sqlite:///{folder / 'cityplan.db'}") as ledger:
        for number in (1, 2):
            _raise(ledger, number)
    return folder


def _raise(ledger: Any, number: int) -> None:
    body = {"office": "housing", "period": "2024年第三季度", "lines": [f"D{number}4:未填"]}
    body |= {"runbook": "处理:逐格补填", "receipt": "R-1", "title": "漏填"}
    due = date(2024, 10, 16)
    new = NewAlert(
        "bad_data", "housing", "2024-Q3", f"Q20{number}", "f", "critical", "漏填", body, due
    )
    with ledger.write(SYSTEM, system_clock(), "judge") as unit:
        (fact,) = facts.store(unit, [AlertFact("quality", f"r{number}", "1", "critical", body)])
        (name,) = open_alerts(unit, [new])
        stand_behind(unit, [(name, fact)])


@pytest.fixture
def told(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("CITYPLAN_HOME", str(home))

    def call(*words: str) -> tuple[int, str]:
        code = run(["alerts", *words])
        out = capsys.readouterr()
        return code, out.out + out.err

    return call


def test_alerts_are_listed_shown_acknowledged_and_closed_with_a_reason(told, home: Path) -> None:
    code, out = told("list", "--json")
    first, second = json.loads(out)["alerts"]
    assert (code, first["state"], first["due"], first["late"]) == (0, "opened", "2024-10-16", True)
    code, out = told("ack", first["id"], "--reason", "在核对", "--as", "供水科经办人", "--json")
    assert (code, json.loads(out)["state"]) == (0, "acknowledged")
    code, out = told("close", first["id"], "--reason", "本期起不统计", "--as", "供水科经办人")
    assert (code, "没有调度权限" in out) == (1, True)
    assert told("close", first["id"], "--reason", "本期起不统计", "--as", "城管科调度")[0] == 0
    code, out = told("show", first["id"])
    for words in ("已关闭", "D14:未填", "处理:逐格补填", "城管科调度  本期起不统计", "在核对"):
        assert words in out
    code, out = told("show", first["id"], "--lang", "en")
    assert "acknowledged  供水科经办人" in out
    code, out = told("list", "--office", "housing", "--period", "2024-Q3")
    assert (code, first["id"] in out, second["id"] in out) == (0, False, True)
    code, out = told("list", "--closed", "--json")
    assert [one["id"] for one in json.loads(out)["alerts"]] == [first["id"]]
    code, out = told("show", "99-9")
    assert (code, "没有预警“99-9”" in out) == (1, True)


def test_the_digest_is_printed_and_sent(told, home: Path) -> None:
    code, out = told("digest", "--json", "--as", "城管科调度")
    digest = json.loads(out)["digest"]
    assert (code, digest["offices"][0]["office"]) == (0, "housing")
    code, out = told("digest", "--send", "--as", "城管科调度")
    assert code == 0
    assert "预警日报" in out and "送出消息" in out
    lines = (home / "alerts.jsonl").read_text("utf-8").splitlines()
    assert any(json.loads(line)["kind"] == "quality" for line in lines)
    assert told("digest", "--as", "供水科经办人")[0] == 1


def test_a_mistake_in_the_rules_is_named(told, home: Path) -> None:
    own = home / "alerting.yaml"
    own.write_text("digest: {at: 9点, longest: 5}", "utf-8")
    code, out = told("digest", "--as", "城管科调度")
    own.unlink()
    assert (code, "alerting.yaml 第1行 digest.at:写作“9点”" in out) == (1, True)
