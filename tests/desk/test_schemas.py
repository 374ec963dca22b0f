"""The published schemas of an installation's own files, their readers and our files agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from alerts import rules, runbook
from alerts.rules import load_alerting
from alerts.runbook import load_runbook
from desk import reminder_rule
from desk.reminder_rule import load_reminders
from desk.schemas import json_schemas
from observations.errors import UserError
from targets.yamlfile import read_yaml

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas"
SHIPPED = {"alerting": rules.FILE, "reminders": reminder_rule.SHIPPED, "runbook": runbook.FILE}
READERS: dict[str, Any] = {
    "alerting": lambda path: load_alerting(path.parent),
    "reminders": load_reminders,
    "runbook": load_runbook,
}


def valid(name: str, content: object) -> bool:
    schema = json.loads((PUBLISHED / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return bool(jsonschema.Draft202012Validator(schema).is_valid(content))


def test_the_published_schemas_are_those_of_the_code() -> None:
    for name, schema in json_schemas().items():
        assert json.loads((PUBLISHED / name).read_text("utf-8")) == schema, (
            f"{name}: run python -m desk.schemas docs/schemas"
        )


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_our_own_file_validates(name: str) -> None:
    assert valid(name, read_yaml(SHIPPED[name]).value)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "alerting",
            'until: "08:30"',
            "until: 8:30",
            "第4行 quiet.until:写作“8:30”,应为两位的时刻",
        ),
        ("alerting", 'from: "18:00"', "from: 1080", "第3行 quiet.from:写作“1080”,应为文字"),
        ("alerting", "[critical]", "[loud]", "第5行 quiet.always:写作“['loud']”,只能取 critical"),
        (
            "alerting",
            "{after_working_days: 3,",
            "{after_working_days: 0,",
            "第10行 escalation[2].after_working_days:写作“0”,应为 1 至 60 的整数",
        ),
        (
            "alerting",
            "to: desk",
            "to: mayor",
            "第10行 escalation[2].to:写作“mayor”,只能取 reviewer",
        ),
        (
            "alerting",
            "longest: 50",
            "longest: 501",
            "第16行 digest.longest:写作“501”,应为 1 至 500",
        ),
        ("alerting", "digest:", "diary:", "diary:不认识的部分"),
        ("runbook", "days: 1", "days: 90", "第9行 runbook[1].days:写作“90”,应为 0 至 60 的整数"),
        ("runbook", "days: 1", "days: 一天", "第9行 runbook[1].days:写作“一天”,应为整数"),
        ("runbook", "[bad_data]", "[baddata]", "第6行 runbook[1].kinds:写作“['baddata']”,只能取"),
        ("runbook", "ask: 系统", "whom: 系统", "runbook[1].whom:不认识的字段"),
        ("runbook", "[一致性]", "[一致]", "dimensions:写作“['一致']”,只能取 完整性"),
        ("runbook", "    what: 不必", "    why: 不必", "why:不认识的字段"),
        ("reminders", "then_every: 5", "then_every: 0", "第7行 then_every:应为不小于 1 的整数"),
        ("reminders", "after: [1, 3, 5]", "after: [0, 1]", "第6行 after:应为由小到大"),
        ("reminders", "  how:", "  whom:", "texts:应正好有"),
        ("reminders", "version: 1", "colour: red", "colour:不认识的字段"),
    ],
)
def test_reader_and_schema_refuse_the_same_and_the_reader_says_where_and_how(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    text = SHIPPED[name].read_text("utf-8")
    assert old in text
    wrong = tmp_path / f"{name}.yaml"
    wrong.write_text(text.replace(old, new, 1), "utf-8")
    assert not valid(name, read_yaml(wrong).value)
    with pytest.raises(UserError) as mistake:
        READERS[name](wrong)
    assert mistake.value.what.startswith(f"{name}.yaml 第")
    assert told in mistake.value.what and mistake.value.cure
