"""Rules and relations as declared: frozen types and their strict reading from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, get_args

from observations.errors import UserError
from observations.finding import Severity

Kind = Literal["present", "equal", "at_most", "at_least", "between", "in_set", "unique"]
Dimension = Literal["完整性", "准确性", "一致性", "唯一性", "连贯性", "时效性"]
Scope = Literal["row", "report"]
Place = Literal["value", "numerator", "denominator"]
Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One rule, declared once: `kind` says how `column` stands to `other`, `values` or bounds.

    The same declaration becomes a Polars mask (`masks`) and a Great Expectations expectation
    (`gx`). A row whose columns are empty is outside the rule: measures leave a column
    empty where the rule does not apply, so no row conditions are needed. `explained` is the
    severity of a row with an explanation in 说明. A finding gives way to those named in
    `yields_to` on the same row; the failing rows are counted all the same. `example`: the
    smallest form that breaks the rule (`expectations.examples`).
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
    example: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the rule reads."""
        return (self.column, self.other) if self.other else (self.column,)


@dataclass(frozen=True)
class RelationRule:
    """One relation between rows, or between a row and its history, declared once.

    `relation` names the function of `expectations.relations.RELATIONS` that finds its rows and
    `parameters` are what it is given. Every row found says how far two sides are apart and how
    far they may be; ONE expectation certifies the rows of all relations. `across`: the severity
    where the rows come from several forms or from the record, for then nobody knows which is
    wrong; a critical one becomes a warning where it is not given. `explained` counts when every
    row that takes part has an explanation. A row is not spoken of where a rule or relation in
    `yields_to` fails on any row that takes part. With `history` it is asked only where
    histories are compared (`CheckContext.histories`), never of bulk deliveries.
    """

    id: str
    name: str
    severity: Severity
    dimension: Dimension
    relation: str
    message: str
    expected: str
    cure: str
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    explained: Severity | None = None
    across: Severity | None = None
    yields_to: tuple[str, ...] = ()
    scope: Scope = "row"
    place: Place = "value"
    history: bool = False
    example: Mapping[str, Any] = field(default_factory=dict, hash=False)


Declared = Rule | RelationRule


def read_rule(entry: object, file: str) -> Rule:
    """A row rule; `UserError` naming file and id where it is not written as the schema says."""
    return Rule(**_given(entry, f"{file} 的规则", Rule))


def read_relation(entry: object, file: str) -> RelationRule:
    """A relation, as strictly."""
    return RelationRule(**_given(entry, f"{file} 的关系", RelationRule))


def _given(entry: object, where: str, kind: type) -> dict[str, Any]:
    given = mapping(entry, where)
    place = f"{where} {given.get('id', '(无编号)')}"
    known_fields(given, kind, place)
    for name, allowed in _CLOSED.items():
        member(given, name, allowed, place)
    for name in ("severity", "explained", "across"):
        if given.get(name) is not None:
            given[name] = Severity(given[name])
    for name in ("values", "yields_to"):
        if name in given:
            given[name] = tuple(given[name])
    return given


_CLOSED: dict[str, tuple[str, ...]] = {
    "severity": tuple(Severity),
    "explained": tuple(Severity),
    "across": tuple(Severity),
    "kind": get_args(Kind),
    "dimension": get_args(Dimension),
    "scope": get_args(Scope),
    "place": get_args(Place),
}


def mapping(entry: object, place: str) -> dict[str, Any]:
    """A copy of a YAML mapping; `UserError` for anything else."""
    if not isinstance(entry, dict):
        raise UserError(f"质量规则 {place} 不是键值结构", cure="按 rules.schema.json 书写")
    return dict(entry)


def known_fields(given: Mapping[str, Any], kind: type, place: str) -> None:
    """`UserError` unless `given` has the fields of the dataclass `kind`, and no others."""
    declared = {f.name: f for f in fields(kind)}
    unknown = sorted(given.keys() - declared.keys())
    if unknown:
        raise UserError(f"{place} 有不认识的字段:{'、'.join(unknown)}", cure="删去或改正")
    required = {n for n, f in declared.items() if f.default is f.default_factory is MISSING}
    missing = sorted(required - given.keys())
    if missing:
        raise UserError(f"{place} 缺少字段:{'、'.join(missing)}", cure="补齐")


def member(given: Mapping[str, Any], name: str, allowed: Iterable[str], place: str) -> None:
    """`UserError` where a field is given that is none of `allowed`."""
    value = given.get(name)
    if value is not None and value not in allowed:
        raise UserError(f"{place} 的 {name} 写了“{value}”", cure=f"可用:{'、'.join(allowed)}")
