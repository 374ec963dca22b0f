"""附件“考核结果”: what every office scores, item by item, by the rule printed beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefings.draft import Draft
from briefings.numerals import full_date
from briefings.paper import Block, Column, Line, Paragraph, Table, TableRow, say, verbatim
from targets.score_rule import ScoreRule
from targets.score_words import printed
from targets.scores import ItemScore, OfficeScore

_RANKING = (
    Column("名次", 14, "center"),
    Column("单位", 48),
    Column("得分", 22, "right"),
    Column("等次", 20, "center"),
    Column("得(分)", 26, "right"),
    Column("可得(分)", 26, "right"),
)
_UNIT = Column("单位", 30)
_ITEM_WIDTH = 14
_WITHOUT = (Column("单位", 56), Column("为什么不参评", 100))
_RULE = (
    Column("条款", 18, "center"),
    Column("考核项", 34),
    Column("分值", 14, "right"),
    Column("依据", 90),
)
_OBJECTIONS = (
    Column("编号", 18, "center"),
    Column("单位", 44),
    Column("考核项", 34),
    Column("事项", 40),
    Column("办理", 20, "center"),
)


@dataclass(frozen=True)
class ObjectionLine:
    """An objection as a paper lists it: no reasons, for nobody's name may stand there."""

    key: str
    office: str
    item: str
    label: str
    state: str


@dataclass(frozen=True)
class ScoreSheet:
    """The scores of the paper's period; `until`: the last day for objections."""

    rule: ScoreRule
    found: tuple[OfficeScore, ...]
    until: date
    objections: tuple[ObjectionLine, ...] = ()


def score_blocks(draft: Draft) -> tuple[Block, ...]:
    """The annex; nothing without scores."""
    sheet = draft.card.context.scores
    if sheet is None:
        return ()
    ranked = [one for one in sheet.found if one.score is not None]
    without = [one for one in sheet.found if one.score is None]
    blocks: list[Block] = [Paragraph(_told(draft, sheet)), _ranking(draft, sheet, ranked)]
    blocks += [_items(draft, sheet, ranked)] if ranked else []
    blocks += [_without(draft, without)] if without else []
    blocks += [_objections(draft, sheet)] if sheet.objections else []
    return (*blocks, _rule(sheet))


def _told(draft: Draft, sheet: ScoreSheet) -> Line:
    ranked = [one for one in sheet.found if one.score is not None]
    waiting = sum(one.state == "待办理" for one in sheet.objections)
    cite = draft.book.share
    over = "已满" if draft.dated > sheet.until else "未满,得分以异议办完为准"
    return say(
        f"{draft.card.period.label}参评单位",
        cite("参评单位个数", str(len(ranked)), "有足够内容可计的单位"),
        "个,不参评",
        cite("不参评单位个数", str(len(sheet.found) - len(ranked)), "原因逐个列在下表"),
        f"个。异议期到{full_date(sheet.until)},{over};待办理的异议",
        cite("待办理的考核异议件数", str(waiting), "见下表,没有表的没有异议"),
        "件。不可评估、没有到期的不计,可得分相应减少。",
    )


def _ranking(draft: Draft, sheet: ScoreSheet, ranked: list[OfficeScore]) -> Table:
    rows = tuple(TableRow(_place(draft, one)) for one in ranked)
    note = say(
        "注:得分=得÷可得×100,按 GB/T 8170 修约;同分并列,其后名次顺延。计分规则",
        verbatim(sheet.rule.id),
        "。",
    )
    return Table("考核得分", _RANKING, rows, note)


def _place(draft: Draft, one: OfficeScore) -> tuple[Line, ...]:
    name, cite = draft.office(one.office), draft.book.share
    how = f"{printed(one.got)}÷{printed(one.possible)}×100" + (
        f",{one.ceiling}" if one.ceiling else ""
    )
    return (
        say(cite(f"{name}考核名次", str(one.rank), "按得分由高到低")),
        say(name),
        say(cite(f"{name}考核得分", str(one.score), how)),
        say(one.band),
        say(cite(f"{name}考核所得", printed(one.got), "各考核项所得之和")),
        say(cite(f"{name}考核可得", printed(one.possible), "有内容可计的考核项分值之和")),
    )


def _items(draft: Draft, sheet: ScoreSheet, ranked: list[OfficeScore]) -> Table:
    columns = tuple(
        Column(f"{one.label}({one.points})", _ITEM_WIDTH, "right") for one in sheet.rule.items
    )
    rows = tuple(
        TableRow((say(draft.office(one.office)), *(_amount(draft, one, i) for i in one.items)))
        for one in ranked
    )
    note = say(
        "注:表头括号里是分值;写“—”的没有可计的,不算失分。每一分的来历见考核页和单位的考核明细。"
    )
    return Table("各考核项所得", (_UNIT, *columns), rows, note)


def _amount(draft: Draft, office: OfficeScore, one: ItemScore) -> Line:
    if not one.counted:
        return say("—")
    name, how = draft.office(office.office), f"{len(one.counted)} 项可计,{one.item.clause}"
    return say(draft.book.share(f"{name}考核{one.item.label}", printed(one.got), how))


def _without(draft: Draft, offices: list[OfficeScore]) -> Table:
    rows = tuple(TableRow((say(draft.office(one.office)), say(one.why_not))) for one in offices)
    return Table("不参评的单位", _WITHOUT, rows)


def _objections(draft: Draft, sheet: ScoreSheet) -> Table:
    rows = tuple(
        TableRow(
            (
                say(verbatim(one.key)),
                say(draft.office(one.office)),
                say(one.item),
                say(one.label),
                say(one.state),
            )
        )
        for one in sheet.objections
    )
    return Table("考核异议", _OBJECTIONS, rows)


def _rule(sheet: ScoreSheet) -> Table:
    rows = tuple(
        TableRow((say(one.clause), say(one.label), say(str(one.points)), say(one.source)))
        for one in sheet.rule.items
    )
    share = sheet.rule.share
    note = say(f"注:牵头单位权重 {share.lead}%,配合单位权重 {share.cooperating}%。")
    return Table("计分规则", _RULE, rows, note)
