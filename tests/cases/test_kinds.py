"""Kinds and colours are files with published schemas; a wrong one is refused with its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from cases import colours, kinds, rate_rule
from cases.colours import load_colours
from cases.events import Part, Step
from cases.kinds import load_kind, load_kinds
from observations.errors import UserError
from observations.yamlfile import read_yaml

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas"
FILES = [("case-kind", path) for path in sorted(kinds.FOLDER.glob("*.yaml"))]
FILES += [("case-colours", path) for path in sorted(colours.FOLDER.glob("*.yaml"))]
FILES += [("case-rates", path) for path in sorted(rate_rule.FOLDER.glob("*.yaml"))]


def valid(name: str, content: object) -> bool:
    schema = json.loads((PUBLISHED / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return bool(jsonschema.Draft202012Validator(schema).is_valid(content))


@pytest.mark.parametrize(("name", "path"), FILES, ids=[path.stem for _, path in FILES])
def test_our_own_file_validates_against_the_published_schema(name: str, path: Path) -> None:
    assert valid(name, read_yaml(path).value)


def test_every_kind_is_coloured_by_a_rule_there_is_and_may_be_closed_by_a_leader() -> None:
    assert {one.id for one in load_kinds()} == {
        "lagging-target", "missing-report", "bad-data", "rectification", "instruction",
        "inspection", "cppcc-proposal", "npc-suggestion", "opinion", "opinion-study",
    }  # fmt: skip
    for kind in load_kinds():
        assert load_colours(kind.colours).rows
        assert Part.LEADER in kind.who(Step.CLOSE)
        assert Part.OFFICE not in kind.who(Step.CLOSE) | kind.who(Step.VERIFY)
        assert all(one.quote and one.source for one in kind.basis)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: 督查整改", "nmae: 督查整改", "nmae:不认识的字段"),
        ("  close: [desk, leader]", "  close: [mayor]", "第36行 steps.close[1]:只能取规定的词"),
        ("answer: 5", "answer: 0", "days.answer:写法不对"),
        ("on: verification", "on: hope", "closes.on:只能取规定的词"),
        ("opens: {by: people}", "opens: {by: missing_form}", "只能凭其后的数据销号"),
        ("  extend: [desk]\n", "", "可以延期的,steps 要有 extend"),
    ],
)
def test_a_wrong_kind_is_refused_with_its_line_and_what_is_wrong(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = (kinds.FOLDER / "rectification.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "rectification.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(UserError) as mistake:
        load_kind("rectification", tmp_path)
    assert "rectification.yaml 第" in mistake.value.what
    assert told in mistake.value.what
    assert mistake.value.cure


def test_a_kind_nobody_wrote_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match="没有督办类型“lagging”;改成 bad-data、cppcc-proposal"):
        load_kind("lagging")


def test_a_colour_without_words_is_no_rule(tmp_path: Path) -> None:
    text = (colours.FOLDER / "suqian-2025.yaml").read_text("utf-8")
    wrong = text.replace("text: 逾期未办结", 'text: ""')
    (tmp_path / "suqian-2025.yaml").write_text(wrong, "utf-8")
    assert wrong != text
    assert not valid("case-colours", read_yaml(tmp_path / "suqian-2025.yaml").value)
    with pytest.raises(UserError, match=r"suqian-2025\.yaml 第8行 rows\[1\]\.text"):
        load_colours("suqian-2025", tmp_path)


def test_every_kind_says_its_fields_deadlines_extension_reminders_escalation_and_look_back() -> (
    None
):
    for kind in load_kinds():
        assert kind.answer_fields, kind.id  # what an answer tells, whoever opened the case
        assert {*kind.steps} == {step.name.lower() for step in Step}
        assert (kind.days.sign, kind.days.object) == (1, 1)
        assert (kind.extend.times, kind.extend.days) == (1, 55 if kind.letters else 5)
        assert kind.who(Step.EXTEND) == {Part.DESK}
        assert kind.reminders.before and kind.reminders.on_day and kind.reminders.after
        assert [one.to for one in kind.escalate] == ["desk", "leader"]
        assert kind.review and kind.days.look_back >= 40


def test_a_past_day_keeps_the_colours_of_the_rule_that_was_in_force_then(tmp_path: Path) -> None:
    first = (colours.FOLDER / "suqian-2025.yaml").read_text("utf-8")
    second = first.replace("version: 1", "version: 2\nsince: 2026-01-01").replace("红", "橙")
    (tmp_path / "suqian-2025.v1.yaml").write_text(first, "utf-8")
    (tmp_path / "suqian-2025.yaml").write_text(second, "utf-8")
    told = {
        day: load_colours("suqian-2025", tmp_path, day=day)
        for day in (None, date(2025, 12, 31), date(2026, 1, 1))
    }
    assert [(one.id, one.rows[0].colour) for one in told.values()] == [
        ("suqian-2025-2", "橙"), ("suqian-2025-1", "红"), ("suqian-2025-2", "橙"),
    ]  # fmt: skip


def test_a_second_version_without_its_first_day_is_refused(tmp_path: Path) -> None:
    first = (colours.FOLDER / "suqian-2025.yaml").read_text("utf-8")
    (tmp_path / "suqian-2025.v1.yaml").write_text(first, "utf-8")
    second = first.replace("version: 1", "version: 2")
    (tmp_path / "suqian-2025.yaml").write_text(second, "utf-8")
    with pytest.raises(UserError, match="第 2 版的启用日期不晚于第 1 版") as mistake:
        load_colours("suqian-2025", tmp_path)
    assert "since" in mistake.value.cure
