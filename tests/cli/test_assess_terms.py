"""`cityplan assess` on other terms: told, never kept; the final evaluation sums itself up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desk.settings import Settings
from flows.cli import run
from ledger import runs
from ledger.opening import open_ledger


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation made by `cityplan init`, in this process."""
    folder = tmp_path_factory.mktemp("terms") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITYPLAN_HOME", str(folder))
        assert run(["init", "--json"]) == 0
    return folder


@pytest.fixture
def told(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("CITYPLAN_HOME", str(home))

    def call(*words: str) -> tuple[int, str, str]:
        code = run(["assess", *words])
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


def kept(home: Path) -> int:
    with open_ledger(Settings(home=home).url) as ledger, ledger.read() as reading:
        return len(runs.runs(reading))


def test_a_final_evaluation_counts_every_target_once_and_keeps_nothing(home, told) -> None:
    before = kept(home)
    code, out, _ = told("2025-Q4", "--final", "--json")
    document = json.loads(out)
    assert code == 0
    found = document["final"]["tallies"]
    names = ("done", "not_done", "missing", "not_judged")
    counted = [one for tally in found for name in names for one in tally[name]]
    assert sorted(counted) == sorted(a["target_id"] for a in document["assessments"])
    assert document["terms"]["final"] is True
    assert "缺报" in document["final"]["text"]
    assert kept(home) == before


def test_the_tallies_stand_under_the_verdicts_in_either_language(told) -> None:
    _, out, _ = told("2025-Q4", "--final")
    assert "约束性15项:完成0项,未完成0项,缺报" in out
    code, out, _ = told("2025-Q4", "--final", "--lang", "en")
    assert code == 0
    assert "Final evaluation, binding: 0 met, 0 not met, " in out


def test_another_rule_and_origin_are_named_in_the_document(home, told) -> None:
    before = kept(home)
    words = ("2024-Q3", "--rule", "ouhai-2020", "--pace-origin", "2023-11-06", "--json")
    code, out, _ = told(*words)
    document = json.loads(out)
    assert code == 0
    assert document["rule_version"] == "ouhai-2020-1"
    assert document["terms"]["pace_origin"] == "2023-11-06"
    assert {a["rule_version"] for a in document["assessments"]} == {"ouhai-2020-1"}
    assert kept(home) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2024-Q3", "--final"), "不是方案的最后一期"),
        (("2024-Q3", "--rule", "suqian-2025"), "不能判水平"),
        (("2024-Q3", "--rule", "beijing"), "没有评估规则"),
        (("2024-Q3", "--pace-origin", "2019-01-01"), "不在方案期"),
        (("2024-Q3", "--pace-origin", "昨天"), "昨天"),
    ],
)
def test_a_mistake_is_said_with_its_cure(told, words, said) -> None:
    code, _, err = told(*words)
    assert code in (1, 2)
    assert said in err
    assert "Traceback" not in err
