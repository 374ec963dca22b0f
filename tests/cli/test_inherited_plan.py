"""A town's plan that inherits its banner's and its city's, from the start to the verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefings.form import Entry, write_form
from desk.files import filled
from desk.handle import open_desk
from desk.settings import Settings
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.cli.test_command_line import Shell
from tests.targets.levels import T1, levels
from tests.targets.plans import spoil

Q3 = ReportingPeriod.parse("2026-Q3")
TOWN = "999901100"
CLERK, REVIEWER, DESK = "镇经办人", "镇负责人", "镇调度"
LINEAGE = (
    "承自《示例市村镇提升方案(2026—2028年)(演示)》(示政发〔2026〕1号)目标 T1,"
    "原值 ≥ 90%(2028年底),本级 ≥ 92%(2027年底);另定依据 青政发〔2026〕12号,青镇发〔2026〕3号"
)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return levels(tmp_path_factory.mktemp("levels"))


@pytest.fixture(scope="module")
def shell(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A real installation of the town's plan, with its own posts."""
    shell = Shell(tmp_path_factory.mktemp("town") / "home")
    shell.env["CITYPLAN_PLAN"] = str(plans / "town")
    assert shell.run("init").returncode == 0
    for post, *rights in (
        (CLERK, "clerk", "--office", "farm-desk"),
        (REVIEWER, "reviewer", "--office", "farm-desk"),
        (DESK, "desk"),
    ):
        assert shell.run("user", "add", post, "--role", *rights).returncode == 0
    return shell


def filled_form(shell: Shell, plans: Path, into: Path) -> Path:
    """The form of `cityplan form` as the town's clerk fills it in."""
    desk = open_desk(Settings(home=shell.home, plan=plans / "town"))
    layout = layout_for(desk.plan, "farm-desk", Q3)
    entries = {
        ("toilet_coverage", TOWN): Entry(numerator=870.0, denominator=1000.0),
        ("pocket_parks", TOWN): Entry(value=0.0),
    }
    assert {row.key for row in layout.rows} == set(entries)
    write_form(layout, filled(desk, layout, Q3, entries), into)
    desk.ledger.close()
    return into


def test_from_the_form_to_the_verdict_that_tells_whence_its_target_comes(
    shell: Shell, plans: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "空表.xlsx"
    assert shell.run("form", "farm-desk", "2026-Q3", "-o", empty).returncode == 0
    path = filled_form(shell, plans, tmp_path / "填报.xlsx")
    code, taken = shell.document("ingest", path, "--as", CLERK)
    assert (code, taken["receipts"][0]["status"]) == (0, "accepted"), taken
    for post in (REVIEWER, DESK):
        assert shell.run("approve", "farm-desk", "2026-Q3", "--as", post).returncode == 0
    base = ("baseline", "set", "toilet_coverage", TOWN, "2025", "80", "--source", "统计")
    assert shell.run(*base).returncode == 0
    done = shell.run("assess", "2026-Q3")
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert LINEAGE in told[next(n for n, line in enumerate(told) if "户厕普及率" in line) + 1]
    _, run = shell.document("assess", "2026-Q3")
    (verdict,) = (one for one in run["assessments"] if one["target_id"] == T1)
    assert (verdict["target"], verdict["value"], verdict["area"]) == (92, 87, TOWN)
    english = shell.run("assess", "2026-Q3", "--lang", "en").stdout
    assert "T1: ≥ 90%" in english and "inherited from" in english
    code, brief = shell.document("brief", "2026-Q3", "-o", tmp_path / "brief", "--as", DESK)
    (page,) = (Path(one) for one in brief["files"] if one.endswith(".html"))
    assert code == 0 and "承自《示例市村镇提升方案" in page.read_text("utf-8")


def test_the_city_s_change_is_a_new_edition_and_the_same_files_are_none(
    shell: Shell, plans: Path, tmp_path: Path
) -> None:
    code, again = shell.document("plan", "load", "--as", DESK)
    assert (code, again["kept"]) == (0, False)
    spoil(plans, "city/plan.txt", "持续提升", "不断提升")
    code, loaded = shell.document("plan", "load", "--as", DESK)
    assert (code, loaded["kept"], loaded["changes"]) == (0, True, [])
    assert loaded["version"] != again["version"]
    spoil(plans, "city/targets.yaml", "handed_down: 镇", "counting: cumulative")
    refused = shell.run("plan", "load", "--as", DESK)
    assert refused.returncode == 1 and "目标 T4-999900 的撤销" in refused.stderr
