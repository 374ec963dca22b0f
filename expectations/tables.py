"""The rules as the table that `docs/quality-rules.md` prints."""

from __future__ import annotations

from expectations.rules import Declared, RuleBook

START, END = "<!-- rules:start -->", "<!-- rules:end -->"


def rules_table(book: RuleBook) -> str:
    """Markdown: one row a rule and relation, between the two marks."""
    head = ("编号", "规则", "维度", "结果", "有说明时", "让位于", "怎样改")
    lines = [_line(head), _line(("---",) * len(head)), *(_line(_row(r)) for r in book.declared)]
    return "\n".join((START, *lines, END))


def _row(rule: Declared) -> tuple[str, ...]:
    explained = rule.explained.label if rule.explained else "不变"
    yields = "、".join(rule.yields_to) or "—"
    return (
        rule.id, rule.name, rule.dimension, rule.severity.label, explained, yields, rule.cure,
    )  # fmt: skip


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
