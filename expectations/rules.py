"""Rules as people write them: `rules/*.yaml` read strictly into one book."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from expectations.declared import (
    Declared,
    Dimension,
    Kind,
    Parameters,
    RelationRule,
    Rule,
    mapping,
    read_relation,
    read_rule,
)
from observations.errors import UserError

__all__ = [
    "FOLDER",
    "Declared",
    "Dimension",
    "Kind",
    "Parameters",
    "RelationRule",
    "Rule",
    "RuleBook",
    "cure_of",
    "load_book",
    "load_rules",
    "meaning_of",
    "suite_version",
]

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class RuleBook:
    """All rules and relations with the parameters of the measures.

    `version` is a hash of the content.
    """

    rules: tuple[Rule, ...]
    relations: tuple[RelationRule, ...] = ()
    parameters: Mapping[str, Parameters] = field(default_factory=dict)
    version: str = ""

    def rule(self, rule_id: str) -> Declared:
        """The rule or relation with this id; KeyError when there is none."""
        for rule in self.declared:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    @property
    def declared(self) -> tuple[Declared, ...]:
        """Everything that can be said of a form: the rules, then the relations, by id."""
        return (*self.rules, *self.relations)


@cache
def load_book(folder: Path = FOLDER) -> RuleBook:
    """Every rule in `folder`; raises `UserError` naming file and entry for a malformed one."""
    rules: list[Rule] = []
    relations: list[RelationRule] = []
    parameters: dict[str, Parameters] = {}
    for path in sorted(folder.glob("*.yaml")):
        place = f"质量规则 {path.name}"
        content = mapping(yaml.safe_load(path.read_text(encoding="utf-8")), place)
        rules.extend(read_rule(entry, path.name) for entry in content.pop("rules", ()))
        relations.extend(read_relation(entry, path.name) for entry in content.pop("relations", ()))
        parameters.update(content.pop("measures", {}))
        _nothing_left(content, path.name)
    _check_references(rules, relations, parameters)
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    related = tuple(sorted(relations, key=lambda relation: relation.id))
    return RuleBook(ordered, related, parameters, _version(folder))


def load_rules() -> tuple[Rule, ...]:
    """The rules in force, by id."""
    return load_book().rules


def cure_of(rule_id: str) -> str:
    """How to put right what a rule or relation found (怎样改); empty for a stranger's rule."""
    return {one.id: one.cure for one in load_book().declared}.get(rule_id, "")


def meaning_of(rule_id: str) -> str:
    """What a rule or relation asks, in one sentence; empty for a stranger's rule."""
    return {one.id: one.name for one in load_book().declared}.get(rule_id, "")


def suite_version(book: RuleBook | None = None) -> str:
    """The version that a judgement is stored with: `rules-` and twelve hex digits."""
    return (book or load_book()).version


_ENTRIES = ("rules", "relations")


def _version(folder: Path) -> str:
    content = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.yaml"))]
    for one in (entry for file in content for kind in _ENTRIES for entry in file.get(kind, ())):
        one.pop("example", None)  # an example shows the rule and changes nothing of it
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return "rules-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _nothing_left(content: Mapping[str, Any], place: str) -> None:
    if content:
        raise UserError(f"{place} 有不认识的部分:{'、'.join(sorted(content))}", cure="删去或改正")


def _check_references(
    rules: Sequence[Rule], relations: Sequence[RelationRule], parameters: Mapping[str, Parameters]
) -> None:
    declared: list[Declared] = [*rules, *relations]
    ids = [one.id for one in declared]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise UserError(f"质量规则编号重复:{'、'.join(twice)}", cure="改用新的编号")
    for one in declared:
        strangers = sorted(set(one.yields_to) - set(ids))
        if strangers:
            raise UserError(
                f"规则 {one.id} 让位于不存在的规则:{'、'.join(strangers)}", cure="改正编号"
            )
    for rule in rules:
        if rule.measure and rule.measure not in parameters:
            raise UserError(
                f"规则 {rule.id} 的度量 {rule.measure} 没有声明", cure="在 measures 中声明"
            )
