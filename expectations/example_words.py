"""A rule's example in words: what the form says, and what the rule says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expectations.declared import Declared, RelationRule
from expectations.examples import example_of
from expectations.group import CERTIFIES_RELATIONS, Group, judged
from expectations.rules import load_book
from expectations.speaking import findings_of
from targets.model import Plan

_PARTS = {"value": "", "numerator": "分子 ", "denominator": "分母 "}


def fires(rule: Declared, plan: Plan) -> tuple[str, ...]:
    """The sentences that `rule` says of its own example; of the certifying one, its relation's."""
    reports, context = example_of(rule, plan)
    group = judged(reports, context, load_book())
    said = [f for found in findings_of(group) for f in found]
    if isinstance(rule, RelationRule) or rule.measure != CERTIFIES_RELATIONS:
        return tuple(one.message for one in said if one.rule == rule.id)
    return tuple(one.message for one in said if one.rule in _related(group))


def _related(group: Group) -> set[str]:
    return set(group.related["relation"].to_list())


def story(rule: Declared, plan: Plan) -> str:
    """The example in words: what the form says, and what is on record."""
    given = rule.example
    forms = given.get("reports") or [given.get("rows", [])]
    _, context = example_of(rule, plan)
    names = {one.key: one.name for one in context.indicators.values()}
    areas = {one.code: one.name for one in plan.areas}
    told = ";另一表填报".join("、".join(_entry(r, names, areas) for r in rows) for rows in forms)
    past = "、".join(_held(entry, names, areas) for entry in given.get("past", ()))
    return f"例:{given.get('period', '2024-Q2')} 填报{told}" + (f";已报{past}。" if past else "。")


def _entry(row: Mapping[str, Any], names: Mapping[str, str], areas: Mapping[str, str]) -> str:
    name = names.get(row["indicator"], row["indicator"])
    where = f"({areas.get(str(row['area']), row['area'])})" if "area" in row else ""
    written = [
        f"{word}{_said(row[part])}"
        for part, word in _PARTS.items()
        if part in row and (row[part] is not None or part == "value")
    ]
    note = [f"说明“{row['note']}”"] if row.get("note") else []
    return f"“{name}”{where} " + ",".join([*written, *note])


def _held(entry: Mapping[str, Any], names: Mapping[str, str], areas: Mapping[str, str]) -> str:
    if "values" not in entry:
        return f"{entry['period']} {_entry(entry, names, areas)}"
    name = names.get(entry["indicator"], entry["indicator"])
    listed = "、".join(_said(value) for value in entry["values"])
    return f"“{name}”至 {entry.get('until', '2024-Q1')} 各期 {listed}"


def _said(value: object) -> str:
    return "空" if value is None else str(value)
