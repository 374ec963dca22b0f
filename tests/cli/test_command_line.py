"""The command line as a user's script calls it: real processes, exit codes, JSON keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from briefings.form import Entry, write_form
from desk.demo.series import entry_for
from desk.files import filled
from desk.handle import open_desk
from desk.settings import Settings
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.cli import forked
from tests.observations import files

CITYPLAN = Path(sys.executable).with_name("cityplan")
Q3 = ReportingPeriod.parse("2024-Q3")
LEAKAGE = ("leakage_rate", "150627")
FINDING_KEYS = {
    "id", "rule", "severity", "sheet", "cell", "indicator", "value", "expected", "message",
    "area", "period", "row", "observed", "meaning", "cure",
}  # fmt: skip
ASSESSMENT_KEYS = {
    "target_id", "indicator", "area", "value", "target", "comparator", "level", "trend",
    "belief", "pace_model", "expected", "gap", "achieved_share", "time_share", "projection",
    "required_pace", "why", "why_code", "flips",
}  # fmt: skip


class Shell:
    """An installation of its own and a way to call commands on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
        self.env["CITYPLAN_HOME"] = str(home)

    def run(self, *words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
        return forked.run([str(word) for word in words], self.env | env)

    def start(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """The same from the very file that users start."""
        command = [str(CITYPLAN), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=self.env)

    def document(self, *words: str | Path) -> tuple[int, Any]:
        """Exit code and the one JSON document on standard output."""
        done = self.run(*words, "--json")
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A real start, as `cityplan init` makes it, with the posts of two offices."""
    shell = Shell(tmp_path_factory.mktemp("real") / "home")
    done = shell.start("init", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["password"]
    for post, role, office in (
        ("供水科经办人", "clerk", "housing"),
        ("供水科负责人", "reviewer", "housing"),
    ):
        assert shell.run("user", "add", post, "--role", role, "--office", office).returncode == 0
    assert shell.run("user", "add", "城管科调度", "--role", "desk").returncode == 0
    return shell


def form(shell: Shell, folder: Path, changes: dict[tuple[str, str], Entry]) -> Path:
    """The housing bureau's form as an office would fill it, with `changes`."""
    desk = open_desk(Settings(home=shell.home))
    layout = layout_for(desk.plan, "housing", Q3)
    entries = {
        row.key: entry_for(desk.plan, desk.plan.indicator(row.indicator), row.area, Q3)
        for row in layout.rows
    }
    path = folder / "填报.xlsx"
    write_form(layout, filled(desk, layout, Q3, entries | changes), path)
    desk.ledger.close()
    return path


def test_a_second_start_changes_nothing_and_shows_no_password(shell: Shell) -> None:
    code, again = shell.document("init")
    assert (code, again["password"]) == (0, None)


def test_a_simulated_clock_never_meets_real_data(shell: Shell) -> None:
    done = shell.run("cases", "list", CITYPLAN_NOW="2024-10-01T09:00:00")
    assert done.returncode == 1
    assert "CITYPLAN_NOW 只能用于演示库" in done.stderr


def test_a_weak_secret_refuses_to_start_with_one_line(shell: Shell) -> None:
    done = shell.run("cases", "list", CITYPLAN_SECRET_KEY="changeme")
    assert done.returncode == 1
    assert "CITYPLAN_SECRET_KEY" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_from_an_empty_form_to_a_paper_by_commands_alone(shell: Shell, tmp_path: Path) -> None:
    empty = tmp_path / "空表.xlsx"
    assert shell.run("form", "housing", "2024-Q3", "-o", empty).returncode == 0
    assert empty.stat().st_size > 5_000

    wrong = form(shell, tmp_path, {LEAKAGE: Entry(numerator=59.28, denominator=520.0, value=0.114)})
    code, document = shell.document("ingest", wrong, "--as", "供水科经办人")
    (receipt,) = document["receipts"]
    assert (code, receipt["status"]) == (1, "returned")
    assert set(receipt["findings"][0]) == FINDING_KEYS
    found = next(f for f in receipt["findings"] if f["indicator"] == LEAKAGE[0])
    assert found["cell"]
    assert "填报 0.114" in found["message"]
    assert Path(receipt["return_sheet"]).exists()

    right = form(shell, tmp_path, {LEAKAGE: Entry(numerator=59.28, denominator=520.0)})
    code, document = shell.document("ingest", right, "--as", "供水科经办人")
    accepted = document["receipts"][0]
    assert (code, accepted["status"]) == (0, "accepted")
    assert {"id", "rule", "cell", "message"} == set(accepted["closed"][0])
    code, told = shell.document("receipts", "diff", accepted["receipt"], "--as", "供水科经办人")
    assert (code, told["before"], told["before_status"]) == (0, receipt["receipt"], "returned")
    assert {one["id"] for one in told["closed"]} == {one["id"] for one in accepted["closed"]}
    assert LEAKAGE[0] in {one["indicator"] for one in told["changes"]}
    first = shell.run("receipts", "diff", receipt["receipt"], "--as", "供水科经办人")
    assert "没有可比的报送" in first.stdout
    code, document = shell.document("ingest", right, "--as", "供水科经办人")
    again = document["receipts"][0]
    assert (code, again["status"], again["first_status"]) == (0, "duplicate", "accepted")

    refused = shell.run("approve", "housing", "2024-Q3", "--as", "供水科经办人")
    assert refused.returncode == 1
    assert "送交人" in refused.stderr
    for post in ("供水科负责人", "城管科调度"):
        assert shell.run("approve", "housing", "2024-Q3", "--as", post).returncode == 0

    base = ("baseline", "set", *LEAKAGE, "2022", "13.2", "--source", "2022年年报")
    assert shell.run(*base).returncode == 0
    code, run = shell.document("assess", "2024-Q3")
    assert code == 0
    assert {"period", "as_of", "head", "rule_version", "assessments"} <= set(run)
    leakage = [a for a in run["assessments"] if a["indicator"] == LEAKAGE[0]]
    assert set(leakage[0]) >= ASSESSMENT_KEYS
    assert [a["level"] for a in leakage] == ["behind", "behind"]
    assert leakage[0]["belief"] == "sound"

    code, listed = shell.document("cases", "list")
    assert code == 0
    assert any(c["indicator"] == LEAKAGE[0] for c in listed["cases"])
    code, written = shell.document("brief", "2024-Q3", "-o", tmp_path / "通报")
    assert code == 0
    formats = {".docx", ".pdf", ".html", ".xlsx", ".json"}
    assert {Path(name).suffix for name in written["files"]} == formats
    assert shell.run("ledger", "verify").returncode == 0


def test_the_record_can_be_judged_as_it_was_known_before(shell: Shell) -> None:
    code, run = shell.document("assess", "2024-Q3", "--as-of", "2020-01-01")
    assert code == 0
    assert {a["level"] for a in run["assessments"]} == {"not_assessable"}


BAD = {
    "空文件.xlsx": lambda: b"",
    "宏.xlsm": files.macro,
    "炸弹.xlsx": files.bomb,
    "远角.xlsx": files.far_corner,
    "别的表.xlsx": files.plain,
    "二进制.xlsb": files.binary_workbook,
    "外部链接.xlsx": files.external_link,
    "国标码.csv": lambda: "序号,指标,本期值\n1,某项没有的指标,九十\n".encode("gb18030"),
}


def test_each_bad_file_gets_its_chinese_finding_and_the_good_one_beside_it_is_read(
    shell: Shell, tmp_path: Path
) -> None:
    paths = []
    for name, made in BAD.items():
        path = tmp_path / name
        path.write_bytes(made())
        paths.append(path)
    text = form(shell, tmp_path, {("pocket_parks", "150627"): Entry(value="七八个吧")})
    code, document = shell.document("ingest", *paths, text)
    assert code == 1
    *refused, typed = document["receipts"]
    for receipt in refused:
        assert receipt["status"] in ("refused", "returned"), receipt["file"]
        assert receipt["findings"], receipt["file"]
        first = receipt["findings"][0]
        assert first["rule"]
        assert any("\u4e00" <= c <= "\u9fff" for c in first["message"])
    assert typed["status"] == "returned"
    found = next(f for f in typed["findings"] if f["indicator"] == "pocket_parks")
    assert (found["severity"], found["value"]) == ("critical", "七八个吧")
    assert found["cell"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nonsense",), 2, "没有命令"),
        (("form", "housing"), 2, "缺少"),
        (("ingest", "没有这个文件.xlsx"), 2, "没有文件"),
        (("form", "nobody", "2024-Q3", "-o", "x.xlsx"), 1, "没有单位"),
        (("form", "housing", "2024-13", "-o", "x.xlsx"), 1, "月份"),
        (("assess", "去年"), 1, "无法识别"),
        (("approve", "housing", "2023-Q4", "--as", "没有的岗"), 1, "没有岗位"),
        (("cases", "show", "2099-01"), 1, "没有督办事项"),
        (("ledger", "verify", "--head", "没有.json"), 1, "链头文件"),
        (("plan", "check", "--plan", "/nowhere"), 1, "方案"),
        (("--lang", "fr", "plan", "check"), 2, "不支持的语言"),
    ],
)
def test_a_mistake_gets_one_clear_chinese_line_and_its_exit_code(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    done = shell.run(*words)
    assert "Traceback" not in done.stderr
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_settings_never_show_a_secret(shell: Shell) -> None:
    secret = "correct horse battery staple 0123456789"
    address = "postgresql://u:geheim@ss@127.0.0.1/db"
    done = shell.run("settings", CITYPLAN_SECRET_KEY=secret, CITYPLAN_DATABASE_URL=address)
    assert done.returncode == 0
    assert secret not in done.stdout + done.stderr
    assert "geheim" not in done.stdout and "ss@" not in done.stdout


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://u:geheim@127.0.0.1:1/db?application_name=geheim", 3),
        ("postgresql://u:geheim@127.0.0.1:port/db", 1),
        ("postgresql://u:geheim@ss@127.0.0.1/db", 1),
        ("geheim", 1),
    ],
)
def test_a_start_on_a_database_that_is_not_there_is_one_line_without_its_password(
    shell: Shell, tmp_path: Path, address: str, code: int
) -> None:
    home = tmp_path / "new"
    done = shell.run("init", CITYPLAN_HOME=str(home), CITYPLAN_DATABASE_URL=address)
    assert done.returncode == code
    assert len(done.stderr.strip().splitlines()) == 1
    assert "geheim" not in done.stdout + done.stderr


def test_a_real_home_is_never_made_a_demo(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(shell.home, copy)
    done = shell.run("demo", "--home", copy, "--fresh", "--no-serve")
    assert done.returncode == 1
    assert "正式库" in done.stderr
    assert (copy / "cityplan.db").exists()


def test_a_real_start_takes_baselines_and_past_forms_along(tmp_path: Path, shell: Shell) -> None:
    table = tmp_path / "基期.csv"
    table.write_text(
        "指标,地区,基期,基期值,来源\n供水管网漏损率,伊金霍洛旗,2022,13.2,年报\n", encoding="utf-8"
    )
    past = tmp_path / "历史"
    past.mkdir()
    form(shell, past, {})
    fresh = Shell(tmp_path / "fresh")
    code, done = fresh.document("init", "--baselines", table, "--history", past)
    assert code == 0
    assert (done["baselines"], done["accepted"], done["delivered"]) == (1, 1, 1)
    assert done["published"] == 30


def test_evidence_heads_and_destroyed_originals_by_command(shell: Shell, tmp_path: Path) -> None:
    scan = tmp_path / "盖章件.pdf"
    scan.write_bytes(b"%PDF-1.7 x")
    code, row = shell.document("attach", "housing", "2024-Q3", scan, "--text", "盖章")
    assert (code, row["attached"]["media"]) == (0, "pdf")
    assert shell.run("attach", "housing", "2024-Q3", tmp_path / "none.pdf").returncode == 1
    code, head = shell.document("ledger", "head")
    assert (code, set(head)) == (0, {"seq", "hash", "recorded_at", "broken"})
    kept = tmp_path / "head.json"
    assert shell.run("ledger", "head", "-o", kept).returncode == 0
    assert shell.run("ledger", "verify", "--head", kept).returncode == 0
    why = ("--reason", "档案保管期限表第三条")
    code, done = shell.document("originals", "purge", "--before", "2024-01-01", *why, "--dry-run")
    assert (code, done) == (0, {"dry_run": True, "destroyed": [], "kept": []})
    assert shell.run("originals", "purge", "--before", "去年", *why).returncode == 2
    as_clerk = ("--as", "供水科经办人")
    assert (
        shell.run("originals", "purge", "--before", "2024-01-01", *why, *as_clerk).returncode == 1
    )
