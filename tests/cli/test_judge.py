"""`cityplan judge` as a script calls it: files in, one JSON document out, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli import forked

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "judge.md"
KEYS = {
    "series", "status", "score", "progress_value", "base_value", "base_period",
    "current_value", "current_period", "why", "why_code",
}  # fmt: skip
TABLE = """series,period,value,base_period,target,target_period,direction,limit,target_max
供水管网漏损率,2022,12.9,2022,9,2025,down,,
供水管网漏损率,2024-Q2,11.4,,,,,,
绿地率,2024,42.5,2022,40,2025,up,100,
"""


def run(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
    env["CITYPLAN_HOME"] = str(home / "var")
    return forked.run(["judge", *map(str, words)], env, home)


def document(*words: str | Path, home: Path) -> Any:
    done = run(*words, "--json", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_same_table_is_read_in_any_encoding_offices_send(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "序列.csv"
    path.write_text(TABLE, encoding=encoding)
    told = document(path, "--rule", "linear", home=tmp_path)
    assert (told["rule"], told["rule_version"]) == ("linear", "linear-1")
    assert (told["thresholds"], told["levels"][0]) == ([10, 30], "met")
    leakage, green = told["verdicts"]
    assert set(leakage) == KEYS
    assert (leakage["series"], leakage["status"]) == ("供水管网漏损率", "behind")
    assert leakage["score"] == pytest.approx((1.5 / 3.9 - 0.5) * 100, abs=1e-9)
    assert (green["status"], green["base_value"]) == ("met", None)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["序列.csv"]  # no installation is made


def test_people_get_a_sentence_for_each_series_in_either_language(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TABLE, encoding="utf-8")
    chinese = run(path, "--rule", "open-sdg", home=tmp_path)
    assert (chinese.returncode, chinese.stdout.count("\n")) == (0, 3)
    assert "规则 open-sdg-2.4,2个序列" in chinese.stdout
    english = run(path, "--rule", "met", "--lang", "en", home=tmp_path)
    assert english.stdout.startswith("Rule met-1, 2 series")


def test_mistakes_end_with_one_line_and_their_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TABLE.replace("11.4", "11.4%"), encoding="utf-8")
    wrong = run(path, "--rule", "met", home=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "《a.csv》第3行 value 列:“11.4%”读不懂" in wrong.stderr
    unknown = run(path, "--rule", "growth", home=tmp_path)
    assert unknown.returncode == 2
    assert "可用:open-sdg、linear、step、met" in unknown.stderr
    setting = tmp_path / "设置.yaml"
    setting.write_text("name: x\nlevel: [a]\n", encoding="utf-8")
    refused = run(path, "--rule", "met", "--config", setting, home=tmp_path)
    assert (refused.returncode, "设置.yaml 第2行 level" in refused.stderr) == (1, True)
    for name, content in (("图.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 64), ("空.csv", b"")):
        (tmp_path / name).write_bytes(content)
        bad = run(tmp_path / name, "--rule", "met", home=tmp_path)
        assert (bad.returncode, "Traceback" in bad.stderr, name in bad.stderr) == (1, False, True)
        assert "填报" not in bad.stderr and "csv 表" in bad.stderr  # no advice on forms
    missing = run("没有.csv", "--rule", "met", home=tmp_path)
    assert (missing.returncode, "读不到文件" in missing.stderr) == (1, True)


def blocks(kind: str) -> list[str]:
    """The guide's code blocks of a kind, in order."""
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def test_the_guide_s_example_prints_what_the_guide_says(tmp_path: Path) -> None:
    (tmp_path / "序列.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (tmp_path / "设置.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    expected = blocks("text")
    for command, printed in zip(blocks("sh"), expected, strict=True):
        words = command.split()[2:]
        done = run(*words, home=tmp_path)
        assert (done.returncode, done.stdout) == (0, printed), done.stderr
