"""The rules as the table that `docs/quality-rules.md` prints."""

from __future__ import annotations

from expectations.rules import Identity, Rule, RuleBook

START, END = "<!-- rules:start -->", "<!-- rules:end -->"


def rules_table(book: RuleBook) -> str:
    """Markdown: one row a rule and identity, between the two marks."""
    head = ("编号", "规则", "维度", "结果", "有说明时", "让位于", "怎样改")
    rows = [_rule(rule) for rule in book.rules]
    rows += [_identity(identity, book) for identity in book.identities]
    lines = [_line(head), _line(("---",) * len(head)), *(_line(row) for row in rows)]
    return "\n".join((START, *lines, END))


def _rule(rule: Rule) -> tuple[str, ...]:
    explained = rule.explained.label if rule.explained else "不变"
    yields = "、".join(rule.yields_to) or "—"
    return (
        rule.id, rule.name, rule.dimension, rule.severity.label, explained, yields, rule.cure,
    )  # fmt: skip


def _identity(identity: Identity, book: RuleBook) -> tuple[str, ...]:
    parent = next(rule for rule in book.rules if rule.measure == "identities")
    return (
        identity.id, identity.name, parent.dimension, identity.severity.label, "不变", "—",
        parent.cure,
    )  # fmt: skip


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
