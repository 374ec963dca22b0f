"""The part of `docs/rules.md` that comes from the declarations: every rule with its example.

`python -m deploy.rules_doc` rewrites it between its two marks. What a rule says of its example
is no prose: the example is judged by the rules in force and the sentence printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from expectations.declared import Declared
from expectations.example_words import fires, story
from expectations.rules import load_book
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->\n"


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


def _section(rule: Declared, plan: Plan) -> str:
    explained = f",有说明时{rule.explained.label}" if rule.explained else ""
    lines = [
        f"### {rule.id} {rule.name}",
        "",
        f"{rule.dimension} · {rule.severity.label}{explained}。{story(rule, plan)}",
        "",
        *(f"> {sentence}" for sentence in fires(rule, plan)[:1]),
        "",
        f"怎样改:{rule.cure}。",
        "",
    ]
    return "\n".join(lines)


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
