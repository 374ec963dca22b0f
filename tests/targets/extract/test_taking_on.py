"""A draft can be taken on: what `plan extract` reads, `plan check` understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from targets.check import check_plan
from targets.extract.folder import plan_folder
from targets.extract.read import extract
from targets.load import load_plan
from targets.model import Plan
from targets.problem import Problem
from tests.targets.extract.score import TEXTS
from tests.targets.extract.test_layouts_of_offices import HEAD, YEARS

NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))


def taken_on(raw: str, folder: Path, old: str = "", new: str = "") -> tuple[Plan, list[Problem]]:
    """The draft's folder loaded and checked, `old` in its plan.txt replaced first."""
    for file, content in plan_folder(extract(raw)).items():
        changed = content.replace(old, new, 1) if file == "plan.txt" and old else content
        (folder / file).write_text(changed, "utf-8")
    plan = load_plan(folder)
    return plan, list(check_plan(plan))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_of_a_draft_is_only_what_a_person_has_to_settle(tmp_path, name):
    raw = (TEXTS / f"{name}.txt").read_text("utf-8")
    plan, problems = taken_on(raw, tmp_path)
    guessed = {f"plan.yaml {field}" for field in extract(raw).head.guessed}
    late = {f"目标 {t.id}" for t in plan.targets if t.deadline > plan.end}
    allowed = {"照抄": guessed, "期限": late}
    rest = [p for p in problems if p.place not in allowed.get(p.kind, set()) and p.kind != "数字"]
    assert rest == []


def test_few_numbers_of_all_plans_are_left_without_a_target_or_a_reason(tmp_path):
    left = 0
    for name in NAMES:
        folder = tmp_path / name
        folder.mkdir()
        _, problems = taken_on((TEXTS / f"{name}.txt").read_text("utf-8"), folder)
        left += sum(p.kind == "数字" for p in problems)
    assert left <= 2 * len(NAMES)  # changes, baselines, conditions: asked about


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("\t40\t", "\t43\t", "指标值印作“43”"),
        ("不低于55", "不低于58", "指标值印作“不低于58”"),
        ("\t31\t", "\t33\t", "引文"),  # the baseline, which an exception keeps
        ("社区食堂覆盖率（%）", "社区食堂覆盖率（‰）", "单位印作“‰”"),
        ("约束性", "预期性", "指标属性印作“预期性”"),
    ],
)
def test_any_cell_of_a_table_of_years_changed_in_the_text_is_told(tmp_path, old, new, told):
    assert not [p for p in taken_on(HEAD + YEARS, tmp_path)[1] if p.kind == "指标表"]
    _, problems = taken_on(HEAD + YEARS, tmp_path, old, new)
    assert any(told in p.text for p in problems), problems


@pytest.mark.parametrize(
    ("clause", "changed"),
    [
        ("（县教育局牵头，县财政局配合）", "（县体育局牵头，县财政局配合）"),
        ("〔县教育局、县财政局〕", "〔县教育局、县审计局〕"),
        (
            "【牵头单位：县教育局；责任单位：县财政局】",
            "【牵头单位：县教育局；责任单位：县审计局】",
        ),
    ],
)
def test_another_office_in_the_text_is_told_whatever_the_wording(tmp_path, clause, changed):
    raw = f"{HEAD}（一）扩大供给。新增学位320个。{clause}\n"
    assert {p.kind for p in taken_on(raw, tmp_path)[1]} <= {"照抄"}
    _, problems = taken_on(raw, tmp_path, clause, changed)
    assert "单位" in {p.kind for p in problems}


def test_full_coverage_and_shares_in_words_are_values(tmp_path):
    raw = f"{HEAD}到2026年，社区食堂实现全覆盖，清洁车辆占比不低于七成。\n"
    plan, problems = taken_on(raw, tmp_path)
    assert [t.value for t in plan.targets] == [100, 70]
    assert {p.kind for p in problems} <= {"照抄"}
