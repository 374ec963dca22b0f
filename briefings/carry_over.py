"""转入下一规划期: what a final evaluation suggests for each target, by rules that are printed.

A suggestion follows from the outcome, the attribute and the record alone; who decides is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from briefings.carry_rules import CarryRow, load_carry_rules
from briefings.draft import Draft, paragraphs
from briefings.paper import Block, Column, Line, Table, TableRow, say
from briefings.rows import Row
from briefings.sentences import names

_LIST = (
    Column("序号", 9, "center"),
    Column("目标", 46),
    Column("属性", 13, "center"),
    Column("结论", 17, "center"),
    Column("实测值", 20, "right"),
    Column("目标值", 17, "right"),
    Column("建议", 34),
)


def carry_over(draft: Draft) -> tuple[Block, ...]:
    """The suggestions counted by rule, and the annex that lists them."""
    rows = draft.card.rows
    if not rows:
        return ()
    opening = (
        "下列建议按评估结果和登记情况逐条对照得出,是否列入、目标值如何确定,由领导小组研究决定;"
    )
    lines = [say(f"{opening}逐项清单见附件{draft.annexes['carry']}。")]
    number, rules = count(1), load_carry_rules()
    for rule in rules.rows:
        mine = [row for row in rows if rules.of(row) is rule]
        if mine:
            lines.append(_told(draft, rule, mine, next(number)))
    return paragraphs(lines)


def _told(draft: Draft, rule: CarryRow, rows: Sequence[Row], number: int) -> Line:
    counted = draft.book.count(f"建议{rule.word}", rows)
    return say(f"{number}.{rule.told}", counted, f"项,建议{rule.word}:{names(rows)}。")


def carry_blocks(draft: Draft) -> tuple[Block, ...]:
    """The annex: every target with its outcome and the suggestion, in the order of the rules."""
    rows, number, rules = [], count(1), load_carry_rules()
    for rule in rules.rows:
        mine = [row for row in draft.card.rows if rules.of(row) is rule]
        if mine:
            rows.append(TableRow((say(rule.told),), group=True))
            rows += [TableRow(_cells(draft, row, rule, next(number))) for row in mine]
    note = f"注:建议由规则{rules.id}逐条得出,自上而下取第一条适用的;不代替论证。"
    return (Table("", _LIST, tuple(rows), say(note)),)


def _cells(draft: Draft, row: Row, rule: CarryRow, number: int) -> tuple[Line, ...]:
    book = draft.book
    return (
        say(str(number)),
        say(f"{row.name}({row.target.tier})"),
        say(row.binding),
        say(draft.verdict(row)),
        say(book.value(row)),
        say(book.goal(row)),
        say(rule.word),
    )
