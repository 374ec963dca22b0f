"""`cityplan assess` on other terms: told, never kept; the final evaluation sums itself up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from desk.settings import Settings
from flows.cli import run
from flows.cli.rendering import run_text, target_names
from ledger import runs
from ledger.opening import open_ledger
from targets.assessment import Assessment, Belief, Level, Trend
from tests.targets.plans import real_plan


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


def test_targets_of_one_name_are_told_apart_by_number_area_and_tier() -> None:
    names = target_names(real_plan())
    assert names["T02"] == "公园绿地服务半径覆盖率(T02,伊金霍洛旗,市目标)"
    assert names["P04"] == "公园绿地服务半径覆盖率(P04,伊金霍洛旗,旗目标)"
    assert names["P02"] == "城市建成区绿地率"
    assert len(set(names.values())) == len(names)


def test_a_final_evaluation_says_whether_it_was_done_not_how_far_it_lags() -> None:
    one = Assessment(
        target_id="P02", indicator="green_space_rate", area="150627", period="2025-Q4",
        observed_period="2025", value=40.0, target=42.14, comparator=">=", level=Level.BEHIND,
        trend=Trend.FLAT, belief=Belief.SOUND, pace_model="linear", expected=None, gap=None,
        achieved_share=None, time_share=1.0, projection=None, required_pace=None,
        why="未达到:差 2.14", why_code="not_reached", outcome="not_done",
    )  # fmt: skip
    for outcome, word in (("not_done", "未达到"), ("done", "达到"), ("", "滞后")):
        run_ = SimpleNamespace(assessments=(replace(one, outcome=outcome),))
        told = run_text(real_plan(), run_).splitlines()
        assert told[0].startswith(f"{word}  持平  城市建成区绿地率:")
        assert told[1] == f"共1项:{word}1项"
