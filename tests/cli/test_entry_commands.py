"""Closing, exceptions, deputies, withdrawal and the trail, by commands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_command_line import LEAKAGE, Shell, form

DESK, CLERK, REVIEWER = "城管科调度", "供水科经办人", "供水科负责人"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("entry") / "home")
    assert shell.run("init").returncode == 0
    posts = (
        (CLERK, ("clerk", "--office", "housing")),
        (REVIEWER, ("reviewer", "--office", "housing")),
        (DESK, ("desk",)),
    )
    for post, rights in posts:
        assert shell.run("user", "add", post, "--role", *rights).returncode == 0
    return shell


def test_from_a_closing_to_a_withdrawal(shell: Shell, tmp_path: Path) -> None:
    code, closed = shell.document(
        "period", "close", "2024-Q3", "--reason", "季报已汇总", "--as", DESK
    )
    assert (code, closed) == (0, {"period": "2024-Q3", "state": "closed"})
    path = form(shell, tmp_path, {})
    code, late = shell.document("ingest", path, "--as", CLERK)
    assert (code, late["receipts"][0]["findings"][0]["rule"]) == (1, "period.closed")

    asked = ("--until", "2999-12-31", "--asked-by", CLERK, "--reason", "台账补录", "--as", DESK)
    assert shell.run("period", "except", "housing", "2024-Q3", *asked).returncode == 0
    code, listed = shell.document("period", "list")
    (row,) = listed["periods"]
    assert (code, row["closing"]["period"]) == (0, "2024-Q3")
    assert [one["office"] for one in row["exceptions"]] == ["housing"]
    code, taken = shell.document("ingest", path, "--as", CLERK)
    assert (code, taken["receipts"][0]["status"]) == (0, "accepted")

    gone = ("--office", "housing", "--reason", "水表故障", "--as", CLERK)
    code, done = shell.document("withdraw", *LEAKAGE, "2024-Q3", *gone)
    assert (code, done["receipts"][0]["status"]) == (0, "accepted")
    assert shell.run("withdraw", *LEAKAGE, "2024-Q3", *gone).returncode == 1
    assert shell.run("unapprove", "housing", "2024-Q3", "--text", "x", "--as", DESK).returncode == 1

    code, trail = shell.document("trail", "housing", "2024-Q3", "--as", CLERK)
    titles = [one["title"] for one in trail["steps"]]
    assert titles == [
        "关账", "送交", "核验:退回", "准许例外", "核验:受理", "送交", "撤回核验:受理",
    ]  # fmt: skip
    assert code == 0


def test_a_deputy_is_named_listed_and_ended(shell: Shell) -> None:
    pair = ("user", "deputy", REVIEWER, CLERK)
    code, named = shell.document(
        *pair, "--from", "2000-01-01", "--to", "2999-12-31", "--reason", "年休假"
    )
    assert (code, named["state"]) == (0, "named")
    _, listed = shell.document("user", "deputies")
    assert [(one["post"], one["deputy"]) for one in listed["deputies"]] == [(REVIEWER, CLERK)]
    missing = shell.run(*pair)
    assert (missing.returncode, "起止日期" in missing.stderr) == (2, True)
    wrong = shell.run(*pair, "--from", "明天", "--to", "2999-12-31")
    assert (wrong.returncode, "无法识别" in wrong.stderr) == (2, True)
    code, ended = shell.document(*pair, "--end")
    assert (code, ended["state"]) == (0, "ended")
    assert shell.document("user", "deputies")[1] == {"deputies": []}
