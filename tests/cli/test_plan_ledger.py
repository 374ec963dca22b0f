"""A mid-term adjustment by commands alone, as docs/target-ledger.md tells it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from desk.accounts import add_post, operator
from desk.handle import open_desk
from desk.plans import Loaded
from desk.settings import Settings
from desk.setup import start
from flows.cli import run
from flows.cli.catalogue import SENTENCES
from observations.identity import Actor, Role
from targets.adjustments import ADJUSTABLE
from targets.editions import DEFINITIONS, ENTRUSTED, MEMBERS, SETTINGS, SETTLED
from targets.show import FIELD_LABELS
from tests.cli.test_command_line import CITYPLAN
from tests.targets.adjusted import SEWAGE, TEXT, write
from tests.targets.plans import TINY, copy_of, spoil

ROOT = Path(__file__).parents[2]
ASKER, SECOND = "市政科经办人", "市政科负责人"
DOCUMENT = (ROOT / "docs" / "target-ledger.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", DOCUMENT, re.DOTALL)


def test_the_example_of_the_document_runs_and_says_what_it_shows(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "tests" / "targets" / "tiny_plan")
    env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
    env["PATH"] = f"{CITYPLAN.parent}:{env['PATH']}"
    (script,) = blocks("sh")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path, env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (shown,) = blocks("text")
    lines = done.stdout.splitlines()
    for line in shown.splitlines():
        assert line in lines, line
    assert "T2 污水处理率 85  预期性" in done.stdout
    assert "T2 污水处理率 80%以上  预期性" in done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real installation of the tiny plan, its adjustment written and not yet loaded."""
    folder = tmp_path_factory.mktemp("ledger")
    plan = copy_of(TINY, folder)
    settings = Settings(home=folder / "home", plan=plan)
    start(settings, "real")
    desk = open_desk(settings)
    for post in (ASKER, SECOND):
        add_post(desk, operator(), Actor(post, frozenset({Role.DESK})))
    desk.ledger.close()
    write(plan / "adjustments.yaml", {"adjustments": [SEWAGE]})
    (plan / "adjustments").mkdir()
    (plan / "adjustments" / "a1.txt").write_text(TEXT, encoding="utf-8")
    return folder


class Line:
    """Commands on that installation, in this process: the same entry as `cityplan`'s."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def call(self, *words: str | Path) -> tuple[int, str]:
        self.capsys.readouterr()
        return run([str(word) for word in words]), self.capsys.readouterr().out

    def document(self, *words: str | Path) -> tuple[int, Any]:
        code, out = self.call(*words, "--json")
        return code, json.loads(out)


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Line:
    monkeypatch.setenv("CITYPLAN_HOME", str(home / "home"))
    monkeypatch.setenv("CITYPLAN_PLAN", str(home / "plan"))
    return Line(capsys)


def test_an_edition_is_loaded_shown_and_told(shell: Line) -> None:
    code, refused = shell.document("plan", "load")
    assert (code, refused["error"]["what"]) == (1, "须写明理由")
    asked = ("plan", "load", "--reason", "按旗政府文件调整", "--as", ASKER)
    code, done = shell.document(*asked)
    assert (code, set(done)) == (0, {*Loaded.__dataclass_fields__, "proposal", "kind", "title"})
    assert (done["kept"], done["first"], done["effective"]) == (False, False, "2026-10-01")
    assert [(c["field"], c["old"], c["new"]) for c in done["changes"]] == [
        ("value", "85", "80"),
        ("printed", "85", "80%以上"),
    ]
    assert len(shell.document("plan", "history", "T2")[1]["versions"]) == 1
    assert shell.call("change", "approve", done["proposal"], "--as", SECOND)[0] == 0
    code, again = shell.call(*asked, "--lang", "en")
    assert (code, "nothing changed" in again) == (0, True)

    code, told = shell.document("plan", "history", "T2")
    assert code == 0
    assert [one["field"] for one in told["versions"]] == ["first", "value", "printed"]
    made = told["versions"][1]
    assert made["clause"] == SEWAGE["quote"]
    assert (made["document"], made["approved_by"]) == ("青政发〔2026〕31号", "青石旗人民政府")
    assert made["loaded_at"] > told["versions"][0]["loaded_at"]
    code, lost = shell.document("plan", "history", "T77")
    assert (code, "都没有" in lost["error"]["what"]) == (1, True)

    loaded_first = told["versions"][0]["loaded_at"]
    for options, value, version in (
        (("--in-force", "2026-09-30"), 85.0, "2026版"),
        (("--in-force", "2026-10-01"), 80.0, "2026-10-01 青政发〔2026〕31号调整"),
        (("--as-of", loaded_first, "--in-force", "2027-01-01"), 85.0, "2026版"),
        (("--as-of", "2999-01-01"), 80.0, "2026-10-01 青政发〔2026〕31号调整"),
    ):
        code, shown = shell.document("plan", "show", *options)
        (target,) = (t for t in shown["targets"] if t["id"] == "T2")
        assert (code, target["value"], target["version"]) == (0, value, version), options
    assert shell.call("plan", "show", "--in-force", "明天")[0] == 2
    assert "期中调整 2 处" in shell.call("plan", "show", "--as-of", "2999-01-01")[1]


def test_a_number_changed_in_the_file_is_refused_with_its_cure(
    shell: Line, home: Path, tmp_path: Path
) -> None:
    plan = copy_of(home / "plan", tmp_path)
    spoil(plan, "plan.txt", "百分之九十以上", "百分之九十五以上")
    spoil(plan, "targets.yaml", "printed: 百分之九十以上", "printed: 百分之九十五以上")
    spoil(plan, "targets.yaml", "达到百分之九十以上", "达到百分之九十五以上")
    spoil(plan, "targets.yaml", "value: 90", "value: 95")
    assert shell.call("plan", "check", "--plan", plan)[0] == 0
    words = ("plan", "load", "--plan", plan, "--reason", "按旗政府文件调整")
    code, refused = shell.document(*words)
    assert code == 1
    assert refused["error"]["what"] == ("目标 P1 的目标值由“90”变为“95”,没有调整记录,不能载入")
    assert "adjustments.yaml" in refused["error"]["cure"]


def test_milestones_and_baselines_are_entered_and_listed(shell: Line, tmp_path: Path) -> None:
    code, kept = shell.document("milestone", "set", "T2", "2026", "78", "--source", "分解表")
    assert (code, kept["value"], kept["version"], kept["demo"]) == (0, 78.0, 1, False)
    table = tmp_path / "分解.csv"
    table.write_text("目标,期,值,来源\nT2,2026,79,更正\nT1,2026,88,分解表\n", encoding="utf-8")
    code, done = shell.document("milestone", "import", table)
    assert (code, done) == (0, {"imported": 2})
    code, listed = shell.document("milestone", "list")
    assert [(m["target"], m["value"], m["version"]) for m in listed["milestones"]] == [
        ("T1", 88.0, 1),
        ("T2", 79.0, 2),
    ]
    code, every = shell.document("milestone", "list", "--history", "--target", "T2")
    assert [m["source"] for m in every["milestones"]] == ["分解表", "更正"]
    assert every["milestones"][0]["post"]
    code, wrong = shell.document("milestone", "set", "T2", "2031", "78", "--source", "分解表")
    assert (code, "不在方案期首" in wrong["error"]["what"]) == (1, True)

    base = ("baseline", "set", "sewage_rate", "999901", "2025")
    for value in ("70", "71"):
        assert shell.call(*base, value, "--source", "年报")[0] == 0
    code, listed = shell.document("baseline", "list")
    assert [(b["value"], b["version"]) for b in listed["baselines"]] == [(71.0, 2)]
    code, every = shell.document("baseline", "list", "--history")
    assert [b["value"] for b in every["baselines"]] == [70.0, 71.0]
    assert shell.call("ledger", "verify")[0] == 0


def test_what_was_entered_by_mistake_is_taken_back_and_still_told(shell: Line) -> None:
    base = ("toilet_coverage", "999901")
    for place in (
        ("milestone", "set", "P1", "2027-Q1", "88"),
        ("baseline", "set", *base, "2025", "40"),
    ):
        assert shell.call(*place, "--source", "分解表")[0] == 0
    code, out = shell.call("milestone", "withdraw", "P1", "2027-Q1", "--reason", "录错了期")
    assert (code, out.strip()) == (0, "已撤回目标 P1 到 2027-Q1 的节点值 88.0(第1版):录错了期")
    code, wrong = shell.document("milestone", "withdraw", "P1", "2027-Q1", "--reason", "再来")
    assert (code, wrong["error"]["what"]) == (1, "目标 P1 没有 2027-Q1 的节点值")
    assert shell.call("milestone", "list", "--target", "P1")[1].strip() == "没有节点值"
    code, every = shell.document("milestone", "list", "--target", "P1", "--history")
    (row,) = every["milestones"]
    assert (row["value"], row["withdrawn"]["reason"]) == (88.0, "录错了期")
    assert row["withdrawn"]["post"] and row["withdrawn"]["at"]
    assert "  已撤回:录错了期  " in shell.call("milestone", "list", "--history")[1]
    gone = ("baseline", "withdraw", *base, "--reason", "录错了地区")
    assert shell.call(*gone)[0] == 0
    assert shell.call(*gone)[0] == 1
    listed = shell.document("baseline", "list")[1]["baselines"]
    assert ("toilet_coverage", 40.0) not in {(b["indicator"], b["value"]) for b in listed}
    assert shell.call("milestone", "withdraw", "P1", "2027", "--reason", " ")[0] == 1
    assert shell.call("ledger", "verify")[0] == 0


def test_every_field_an_edition_may_change_has_its_words() -> None:
    fields = (*ADJUSTABLE, *ENTRUSTED, *SETTINGS, *DEFINITIONS, MEMBERS)
    fields = (*fields, "open_ended", "added", "withdrawn", "first")
    assert [name for name in fields if f"field.{name}" not in SENTENCES] == []
    named = (*fields[:-1], *SETTLED, "adjustment")
    assert [name for name in named if name not in FIELD_LABELS] == []
