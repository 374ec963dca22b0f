"""A layout from draft to use, on the command line."""

from __future__ import annotations

import json
import re

import pytest

from flows.cli import run
from tests.desk.test_history import YEARBOOK, YEARS
from tests.observations.tables.made import WATER, book


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """`call(words…)` → exit code and JSON document, on an installation of its own."""
    monkeypatch.setenv("CITYPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CITYPLAN_DATABASE_URL", raising=False)

    def calling(*words):
        code = run([*map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return calling


def confirmed(text):
    """What a person makes of the draft."""
    kept = [line for line in text.splitlines() if not line.strip().startswith("question:")]
    text = "\n".join(kept) + "\n"
    text = re.sub(r"^questions:\n(  - .*\n)+", "", text, flags=re.MULTILINE)
    return text.replace("id: todo", "id: water").replace("gross_leakage_rate", "leakage_rate")


def test_a_draft_is_written_confirmed_checked_and_listed(call, tmp_path):
    table, draft = tmp_path / "供水.xlsx", tmp_path / "water.yaml"
    table.write_bytes(book())
    assert call("layout", "draft", table, "-o", draft)[0] == 0
    code, said = call("layout", "check", draft)
    assert code == 1
    assert "没有确认" in said["error"]["what"]
    folder = tmp_path / "home" / "layouts"
    folder.mkdir(parents=True)
    (folder / "water.yaml").write_text(confirmed(draft.read_text("utf-8")), "utf-8")
    code, said = call("layout", "check", folder / "water.yaml")
    assert (code, said["layout"]) == (0, "water@2024")
    code, said = call("layout", "list")
    assert (code, [one["layout"] for one in said["layouts"]]) == (0, ["water@2024"])


def test_a_draft_never_writes_over_a_file(call, tmp_path):
    table, draft = tmp_path / "供水.xlsx", tmp_path / "water.yaml"
    table.write_bytes(book())
    draft.write_text(WATER, "utf-8")
    code, said = call("layout", "draft", table, "-o", draft)
    assert (code, draft.read_text("utf-8")) == (1, WATER)
    assert "已存在" in said["error"]["what"]


def test_without_a_place_the_draft_is_printed(call, tmp_path):
    table = tmp_path / "供水.xlsx"
    table.write_bytes(book())
    code, said = call("layout", "draft", table, "--sheet", "供水")
    assert code == 0
    assert "shape: areas" in said["layout"]


def test_a_layout_that_is_wrong_is_listed_with_its_mistake(call, tmp_path):
    folder = tmp_path / "home" / "layouts"
    folder.mkdir(parents=True)
    (folder / "坏.yaml").write_text(WATER.replace("shape: areas", "shape: round"), "utf-8")
    code, said = call("layout", "list")
    assert code == 1
    assert said["layouts"] == []
    assert "坏.yaml 第7行 shape" in said["problems"][0]["what"]


def test_a_real_start_takes_past_years_along_and_more_come_later(call, tmp_path):
    folder, past = tmp_path / "home" / "layouts", tmp_path / "past"
    folder.mkdir(parents=True)
    past.mkdir()
    (folder / "yearbook.yaml").write_text(YEARBOOK, "utf-8")
    rows = [("建成区绿地率", "%", 35.1, 35.6, 36.2), ("校验", None, 35.1, 35.6, 36.2)]
    title = "伊金霍洛旗城建统计年鉴"
    (past / "年鉴.xlsx").write_bytes(book(rows, title=title, headings=YEARS, merged=()))
    code, said = call("init", "--history", past)
    assert (code, said["accepted"], said["delivered"]) == (0, 1, 1)
    earlier = [("指标名称", "计量单位", "2016年", "2017年", "2018年")]
    more = tmp_path / "旧年鉴.xlsx"
    more.write_bytes(book(rows, title=title, headings=earlier, merged=()))
    code, said = call("history", "import", more, "--layout", "yearbook")
    assert code == 0
    assert said["receipts"][0]["status"] == "accepted"
    assert "table.history" in {f["rule"] for f in said["receipts"][0]["findings"]}
    code, said = call("history", "import", more, "--layout", "nothing")
    assert (code, "可用:yearbook@1" in said["error"]["cure"]) == (1, True)
