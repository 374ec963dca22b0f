"""The part of `docs/rules.md` that comes from the declarations: every rule with its example.

`python -m deploy.rules_doc` rewrites it between its two marks. What a rule says of its example
is no prose: the example is judged by the rules in force and the sentence printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from expectations.declared import Declared, RelationRule
from expectations.examples import example_of
from expectations.group import CERTIFIES_RELATIONS, Group, judged
from expectations.rules import load_book
from expectations.speaking import findings_of
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->\n"
_PARTS = {"value": "", "numerator": "分子 ", "denominator": "分母 "}


def page(text: str, sections: Mapping[str, str]) -> str:
    """`text` with the part between the marks made new."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + "\n" + rules(sections) + "\n" + END + after


def rules(sections: Mapping[str, str]) -> str:
    """The table of all rules, then the section of each by its number."""
    declared = sorted(load_book().declared, key=lambda rule: rule.id)
    head = ("编号", "规则", "维度", "结果", "有说明时", "让位于")
    table = "\n".join([_line(head), _line(("---",) * len(head)), *(_row(r) for r in declared)])
    return "\n".join([table, "", *(sections[rule.id] for rule in declared)])


def sections(plan: Plan) -> dict[str, str]:
    """What the page says of each rule, by its number: every example is judged for it."""
    return {rule.id: _section(rule, plan) for rule in load_book().declared}


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


def _section(rule: Declared, plan: Plan) -> str:
    explained = f",有说明时{rule.explained.label}" if rule.explained else ""
    lines = [
        f"### {rule.id} {rule.name}",
        "",
        f"{rule.dimension} · {rule.severity.label}{explained}。{_story(rule, plan)}",
        "",
        *(f"> {sentence}" for sentence in fires(rule, plan)[:1]),
        "",
        f"怎样改:{rule.cure}。",
        "",
    ]
    return "\n".join(lines)


def _story(rule: Declared, plan: Plan) -> str:
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


def _row(rule: Declared) -> str:
    explained = rule.explained.label if rule.explained else "不变"
    yields = "、".join(rule.yields_to) or "—"
    cells = (rule.id, rule.name, rule.dimension, rule.severity.label, explained, yields)
    return _line(cells)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_escaped(cells)) + " |"


def _escaped(cells: Iterable[str]) -> Iterable[str]:
    return (cell.replace("|", "\\|") for cell in cells)


if __name__ == "__main__":
    made = sections(load_plan(DEFAULT_PLAN))
    PAGE.write_text(page(PAGE.read_text("utf-8"), made), "utf-8")
    sys.stdout.write(f"{PAGE.name}:{len(load_book().declared)} 条\n")
