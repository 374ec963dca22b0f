"""`cityplan paper`: the way of a briefing on the command line, by two posts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run
from tests.dashboards import town as halls

PARAGRAPHS = "- {part: problems, text: 智能水表年底换装完成, office: housing}\n"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> halls.Town:
    built = halls.build(tmp_path_factory.mktemp("papers"))
    built.desk.ledger.close()
    return built


def test_a_briefing_goes_from_draft_to_issue_and_tells_what_changed_since(
    hall: halls.Town,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CITYPLAN_HOME", str(hall.desk.settings.home))
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-21T09:00")

    def command(*words: str, who: str = "desk") -> tuple[int, Any]:
        code = run(["paper", *words, "--as", hall.posts[who].post, "--json"])
        return code, json.loads(capsys.readouterr().out)

    def text(*words: str) -> str:
        assert run(["paper", *words, "--as", hall.posts["desk"].post]) == 0
        return capsys.readouterr().out

    assert "还没有经起草" in text("list")
    assert command("show", "2024-Q3")[0] == 1
    assert command("draft", "2024-Q3") == (0, {"draft": "2024-Q3-1"})
    (tmp_path / "补充.yaml").write_text(PARAGRAPHS, "utf-8")
    _, edited = command("edit", "2024-Q3", str(tmp_path / "补充.yaml"))
    assert "智能水表" in text("show", "2024-Q3")
    code, refused = command("approve", "2024-Q3", "--seen", edited["sha256"])
    assert (code, "不能自己批准" in refused["error"]["what"]) == (1, True)
    why = ("--seen", edited["sha256"], "--reason", "写明依据")
    assert command("decline", "2024-Q3", *why, who="leader")[0] == 0
    _, shown = command("show", "2024-Q3", "-o", str(tmp_path / "稿"), who="leader")
    assert (shown["declined"], shown["sha256"]) == ("写明依据", edited["sha256"])
    assert {Path(one).suffix for one in shown["files"]} >= {".docx", ".html", ".xlsx", ".json"}
    assert command("approve", "2024-Q3", "--seen", edited["sha256"], who="leader")[0] == 0
    _, issued = command("issue", "2024-Q3")
    assert (issued["year"], issued["number"]) == (2024, 1)
    words = [line.split()[3] for line in text("list").splitlines()]
    assert words == ["已起草", "已修改", "已退回", "已批准", "已印发"]
    assert command("changes", issued["paper"]) == (0, {"changes": []})
    assert command("changes", "2024-Q3-nothing")[0] == 1


def test_an_office_gets_a_sheet_about_nothing_but_its_own_targets(
    hall: halls.Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYPLAN_HOME", str(hall.desk.settings.home))
    post = hall.posts[f"clerk:{hall.office}"].post
    order = ["paper", "office", "2024-Q3", hall.office, "-o", str(tmp_path), "--as", post]
    assert run(order) == 0
    (kept,) = [one for one in tmp_path.iterdir() if one.suffix == ".json"]
    name = hall.desk.office_names[hall.office]
    assert kept.name == f"单位反馈单_{name}_2024-Q3.json"
    document = json.loads(kept.read_text("utf-8"))
    assert document["addressee"].startswith(name)
    own = {one.id for one in hall.desk.plan.targets if hall.office in one.leads} | {
        target.id
        for row in hall.desk.plan.reporting
        for target in hall.desk.plan.targets
        if row.office == hall.office
        and (row.indicator, row.area) == (target.indicator, target.area)
    }
    assert {one for entry in document["lineage"] for one in entry["targets"]} == own
    requests = document["sections"][-1]["blocks"]
    assert requests and all(f"请{name}于" in one["spans"][1]["text"] for one in requests)
    other = ["paper", "office", "2024-Q3", hall.other, "-o", str(tmp_path), "--as", post]
    assert run(other) == 1
