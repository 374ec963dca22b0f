"""Rules as people write them: `rules/*.yaml` read strictly into frozen types."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from observations.errors import UserError
from observations.finding import Severity

Kind = Literal["present", "equal", "at_most", "at_least", "between", "in_set", "unique"]
Dimension = Literal["完整性", "准确性", "一致性", "唯一性", "连贯性", "时效性"]
Scope = Literal["row", "report"]
Place = Literal["value", "numerator", "denominator"]
Relation = Literal["equal", "at_most", "at_least"]
Parameters = Mapping[str, Any]

FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True)
class Rule:
    """One rule, declared once: `kind` says how `column` stands to `other`, `values` or bounds.

    The same declaration becomes a Polars mask (`masks`) and a Great Expectations expectation
    (`gx`). A row whose columns are empty is outside the rule: measures leave a column
    empty where the rule does not apply, so no row conditions are needed. `explained` is the
    severity of a row with an explanation in 说明. A finding gives way to those named in
    `yields_to` on the same row; the failing rows are counted all the same.
    """

    id: str
    name: str
    severity: Severity
    dimension: Dimension
    kind: Kind
    column: str
    message: str
    expected: str
    cure: str
    other: str = ""
    values: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    low_excluded: bool = False
    high_excluded: bool = False
    measure: str = ""
    explained: Severity | None = None
    yields_to: tuple[str, ...] = ()
    scope: Scope = "row"
    place: Place = "value"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the rule reads."""
        return (self.column, self.other) if self.other else (self.column,)


@dataclass(frozen=True)
class Term:
    """One term of an identity: `of` / `per` × `times`; `optional` counts 0 when absent."""

    of: str
    per: str = ""
    times: float = 1.0
    optional: bool = False


@dataclass(frozen=True)
class Identity:
    """Two sums of terms and how they must stand; tolerance from the printed precision.

    `within_share` (a fraction of the larger side) replaces the tolerance where given.
    """

    id: str
    name: str
    severity: Severity
    relation: Relation
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    message: str
    within_share: float | None = None


@dataclass(frozen=True)
class RuleBook:
    """All rules with the parameters of their measures; `version` is a hash of the content."""

    rules: tuple[Rule, ...]
    identities: tuple[Identity, ...] = ()
    parameters: Mapping[str, Parameters] = field(default_factory=dict)
    version: str = ""

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; KeyError when there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


@cache
def load_book(folder: Path = FOLDER) -> RuleBook:
    """Every rule in `folder`; raises `UserError` naming file and entry for a malformed one."""
    rules: list[Rule] = []
    identities: list[Identity] = []
    parameters: dict[str, Parameters] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = _mapping(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
        rules.extend(_rule(entry, path.name) for entry in content.pop("rules", ()))
        identities.extend(_identity(entry, path.name) for entry in content.pop("identities", ()))
        parameters.update(content.pop("measures", {}))
        _nothing_left(content, path.name)
    _check_references(rules, identities, parameters)
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    return RuleBook(ordered, tuple(identities), parameters, _version(folder))


def load_rules() -> tuple[Rule, ...]:
    """The rules in force, by id."""
    return load_book().rules


def cure_of(rule_id: str) -> str:
    """How to put right what a rule or identity found (怎样改); empty for a stranger's rule."""
    book = load_book()
    known = {rule.id: rule.cure for rule in book.rules}
    related = next((rule.cure for rule in book.rules if rule.measure == "identities"), "")
    return known.get(rule_id) or (related if rule_id in {i.id for i in book.identities} else "")


def meaning_of(rule_id: str) -> str:
    """What a rule or identity asks, in one sentence; empty for a stranger's rule."""
    book = load_book()
    names = {rule.id: rule.name for rule in book.rules}
    return (names | {one.id: one.name for one in book.identities}).get(rule_id, "")


def suite_version(book: RuleBook | None = None) -> str:
    """The version that a judgement is stored with: `rules-` and twelve hex digits."""
    return (book or load_book()).version


def _version(folder: Path) -> str:
    content = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.yaml"))]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return "rules-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _rule(entry: object, file: str) -> Rule:
    given = _mapping(entry, file)
    place = f"{file} 的规则 {given.get('id', '(无编号)')}"
    _known_fields(given, Rule, place)
    for name, allowed in _CLOSED.items():
        _member(given, name, allowed, place)
    given["severity"] = Severity(given["severity"])
    if given.get("explained") is not None:
        given["explained"] = Severity(given["explained"])
    for name in ("values", "yields_to"):
        given[name] = tuple(given.get(name, ()))
    return Rule(**given)


def _identity(entry: object, file: str) -> Identity:
    given = _mapping(entry, file)
    place = f"{file} 的恒等式 {given.get('id', '(无编号)')}"
    _known_fields(given, Identity, place)
    _member(given, "severity", tuple(Severity), place)
    _member(given, "relation", get_args(Relation), place)
    given["severity"] = Severity(given["severity"])
    for side in ("left", "right"):
        given[side] = tuple(_term(term, place) for term in given[side])
    return Identity(**given)


def _term(entry: object, place: str) -> Term:
    given = _mapping(entry, place)
    _known_fields(given, Term, place)
    return Term(**given)


_CLOSED: dict[str, tuple[str, ...]] = {
    "severity": tuple(Severity),
    "explained": tuple(Severity),
    "kind": get_args(Kind),
    "dimension": get_args(Dimension),
    "scope": get_args(Scope),
    "place": get_args(Place),
}


def _mapping(entry: object, place: str) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise UserError(f"质量规则 {place} 不是键值结构", cure="按 rules.schema.json 书写")
    return dict(entry)


def _known_fields(given: Mapping[str, Any], kind: type, place: str) -> None:
    declared = {f.name: f for f in fields(kind)}
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise UserError(f"{place} 有不认识的字段:{'、'.join(unknown)}", cure="删去或改正")
    required = {name for name, f in declared.items() if f.default is MISSING}
    missing = sorted(required - given.keys())
    if missing:
        raise UserError(f"{place} 缺少字段:{'、'.join(missing)}", cure="补齐")


def _nothing_left(content: Mapping[str, Any], place: str) -> None:
    if content:
        raise UserError(f"{place} 有不认识的部分:{'、'.join(sorted(content))}", cure="删去或改正")


def _member(given: Mapping[str, Any], name: str, allowed: Iterable[str], place: str) -> None:
    value = given.get(name)
    if value is not None and value not in allowed:
        raise UserError(f"{place} 的 {name} 写了“{value}”", cure=f"可用:{'、'.join(allowed)}")


def _check_references(
    rules: list[Rule], identities: list[Identity], parameters: Mapping[str, Parameters]
) -> None:
    ids = [rule.id for rule in rules] + [identity.id for identity in identities]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise UserError(f"质量规则编号重复:{'、'.join(twice)}", cure="改用新的编号")
    for rule in rules:
        strangers = sorted(set(rule.yields_to) - set(ids))
        if strangers:
            raise UserError(
                f"规则 {rule.id} 让位于不存在的规则:{'、'.join(strangers)}", cure="改正编号"
            )
        if rule.measure and rule.measure not in parameters:
            raise UserError(
                f"规则 {rule.id} 的度量 {rule.measure} 没有声明", cure="在 measures 中声明"
            )
