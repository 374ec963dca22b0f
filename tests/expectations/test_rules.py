"""The rules as data: strict at the door, published schema, printed table."""

from __future__ import annotations

import json
import string
from pathlib import Path

import jsonschema
import pytest
import yaml

from expectations.group import CERTIFIES_RELATIONS, MEASURES
from expectations.rules import (
    FOLDER,
    RuleBook,
    cure_of,
    load_book,
    load_rules,
    suite_version,
)
from observations.errors import UserError
from observations.finding import Severity

DOCS = Path(__file__).parents[2] / "docs"
GOOD = """
measures: {presence: {explanation_length: 4}}
rules:
  - {id: Q101, name: 有值, severity: warning, dimension: 完整性, kind: present, column: value,
     measure: presence, message: 空缺, expected: 有值, cure: 补填}
"""


def loaded(tmp_path: Path, text: str) -> RuleBook:
    (tmp_path / "rules.yaml").write_text(text, "utf-8")
    return load_book(tmp_path)


def test_every_rule_file_follows_the_published_schema() -> None:
    schema = json.loads((DOCS / "schemas" / "rules.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(FOLDER.glob("*.yaml"))
    assert len(files) >= 8
    for path in files:
        validator.validate(yaml.safe_load(path.read_text("utf-8")))


@pytest.mark.parametrize("spoilt", ["severity: loud", "kind: magic", "id: X1", "column: 值"])
def test_the_schema_refuses_what_it_must(spoilt: str) -> None:
    schema = json.loads((DOCS / "schemas" / "rules.schema.json").read_text("utf-8"))
    content = yaml.safe_load(GOOD)
    name, value = spoilt.split(": ")
    content["rules"][0][name] = value
    assert not jsonschema.Draft202012Validator(schema).is_valid(content)


def test_the_suite_stays_small_enough_for_one_run() -> None:
    assert len(load_rules()) <= 25


def test_a_rule_gives_way_only_to_one_at_least_as_loud() -> None:
    loudness = list(Severity)
    book = load_book()
    for rule in book.rules:
        for other in map(book.rule, rule.yields_to):
            assert loudness.index(other.severity) <= loudness.index(rule.severity), rule.id


def test_every_declared_measure_exists() -> None:
    assert set(load_book().parameters) == {*MEASURES, CERTIFIES_RELATIONS}


def test_messages_are_templates_without_positional_fields() -> None:
    book = load_book()
    for template in [r.message for r in book.declared]:
        fields = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
        assert all(fields), template


def test_every_rule_and_identity_has_a_cure_in_plain_words() -> None:
    book = load_book()
    cures = [cure_of(entry.id) for entry in book.declared]
    assert all(cures)
    assert not any("{" in cure for cure in cures)
    assert cure_of("cell.error") == ""


def test_the_version_changes_with_the_content_and_not_with_comments(tmp_path: Path) -> None:
    first = loaded(tmp_path, GOOD).version
    load_book.cache_clear()
    assert loaded(tmp_path, "# 注释\n" + GOOD).version == first
    load_book.cache_clear()
    assert loaded(tmp_path, GOOD.replace("warning", "info")).version != first
    assert suite_version().startswith("rules-")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("kind: present", "kind: magic", "rules.yaml 的规则 Q101 的 kind 写了“magic”"),
        ("severity: warning", "severity: loud", "severity"),
        ("cure: 补填", "cure: 补填, colour: red", "不认识的字段:colour"),
        (", cure: 补填", "", "缺少字段:cure"),
        ("measure: presence", "measure: absent", "度量 absent 没有声明"),
        ("cure: 补填", "cure: 补填, yields_to: [Q999]", "让位于不存在的规则:Q999"),
        ("measures:", "moods: {}\nmeasures:", "不认识的部分:moods"),
        ("  - {id", "  - {id: Q101, name: 又", None),
    ],
)
def test_a_malformed_rule_is_named_with_its_file(
    tmp_path: Path, before: str, after: str, said: str | None
) -> None:
    load_book.cache_clear()
    if said is None:
        twice = GOOD + GOOD.split("rules:\n")[1]
        before, after, said = GOOD, twice, "编号重复:Q101"
    with pytest.raises(UserError, match=said):
        loaded(tmp_path, GOOD.replace(before, after))
