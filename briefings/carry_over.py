"""转入下一规划期: what a final evaluation suggests for each target, by rules that are printed.

A suggestion follows from the outcome, the attribute and the record alone; who decides is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from briefings.draft import Draft, paragraphs
from briefings.paper import Block, Column, Line, Table, TableRow, say
from briefings.rows import Row
from briefings.sentences import names
from targets.assessment import Belief

_LIST = (
    Column("序号", 9, "center"),
    Column("目标", 46),
    Column("属性", 13, "center"),
    Column("结论", 17, "center"),
    Column("实测值", 20, "right"),
    Column("目标值", 17, "right"),
    Column("建议", 34),
)


@dataclass(frozen=True)
class Rule:
    """A kind of suggestion: the short word of the list, the sentence, and when it applies."""

    word: str
    told: str
    applies: Callable[[Row], bool]


def _outcome(row: Row) -> str:
    return row.assessment.outcome


RULES = (
    Rule(
        "先定口径、期限",
        "口径、基期或期限未定、没有判定的",
        lambda row: _outcome(row) == "not_judged",
    ),
    Rule("先补实测值", "没有审定的实测值的", lambda row: _outcome(row) == "missing"),
    Rule(
        "先核实数据",
        "所用数值存疑、尚未核实的",
        lambda row: row.assessment.belief is Belief.DOUBTED,
    ),
    Rule(
        "结转,重定节点",
        "未完成的约束性指标",
        lambda row: _outcome(row) == "not_done" and row.target.binding == "binding",
    ),
    Rule(
        "结转,重定目标值",
        "未达预期的预期性指标",
        lambda row: _outcome(row) == "not_done" and row.target.binding == "indicative",
    ),
    Rule(
        "结转,重定期限",
        "未完成的事项和节点",
        lambda row: _outcome(row) == "not_done" and row.indicator.kind == "yes",
    ),
    Rule(
        "由牵头单位提出续办意见",
        "未达到的正文定量目标",
        lambda row: _outcome(row) == "not_done",
    ),
    Rule("不再列入", "已完成的事项和节点", lambda row: row.indicator.kind == "yes"),
    Rule("转为常规工作", "按期开展的工作", lambda row: bool(row.target.cadence)),
    Rule("列为保持类,续作监测", "已达到的定量目标", lambda _: True),
)
"""Asked in this order; the first that applies is the suggestion."""


def rule_of(row: Row) -> Rule:
    """The suggestion for one target."""
    return next(rule for rule in RULES if rule.applies(row))


def carry_over(draft: Draft) -> tuple[Block, ...]:
    """The suggestions counted by rule, and the annex that lists them."""
    rows = draft.card.rows
    if not rows:
        return ()
    opening = (
        "下列建议按评估结果和登记情况逐条对照得出,是否列入、目标值如何确定,由领导小组研究决定;"
    )
    lines = [say(f"{opening}逐项清单见附件{draft.annexes['carry']}。")]
    number = count(1)
    for rule in RULES:
        mine = [row for row in rows if rule_of(row) is rule]
        if mine:
            lines.append(_told(draft, rule, mine, next(number)))
    return paragraphs(lines)


def _told(draft: Draft, rule: Rule, rows: Sequence[Row], number: int) -> Line:
    counted = draft.book.count(f"建议{rule.word}", rows)
    return say(f"{number}.{rule.told}", counted, f"项,建议{rule.word}:{names(rows)}。")


def carry_blocks(draft: Draft) -> tuple[Block, ...]:
    """The annex: every target with its outcome and the suggestion, in the order of the rules."""
    rows, number = [], count(1)
    for rule in RULES:
        mine = [row for row in draft.card.rows if rule_of(row) is rule]
        if mine:
            rows.append(TableRow((say(rule.told),), group=True))
            rows += [TableRow(_cells(draft, row, rule, next(number))) for row in mine]
    note = "注:建议由规则逐条得出,自上而下取第一条适用的;不代替论证。"
    return (Table("", _LIST, tuple(rows), say(note)),)


def _cells(draft: Draft, row: Row, rule: Rule, number: int) -> tuple[Line, ...]:
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
