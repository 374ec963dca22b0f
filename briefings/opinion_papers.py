"""审查表, 办理情况报告, 优秀意见建议: what the region asks to be written of citizens' opinions.

What is not public is counted and never told; nothing here is about a person, for the desk's own
words (摘编) are all there is to tell. Equal arguments give equal papers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from briefings.briefing import DEMO_WORDS
from briefings.motion_letters import Standing
from briefings.numerals import full_date, ordinal
from briefings.page_form import REGION
from briefings.paper import (
    Block,
    Briefing,
    Column,
    Line,
    LineageEntry,
    Paragraph,
    Section,
    Span,
    Table,
    TableRow,
    joined,
    say,
    verbatim,
)
from briefings.typography import chinese, printable
from voices.opinion_counts import Figures, Handled, by_topic
from voices.opinion_events import AHEAD, OpinionState
from voices.review import Review

NAMES: Mapping[str, str] = {
    "review": "市民意见建议审查表",
    "handling": "市民意见建议办理情况报告",
    "best": "优秀意见建议",
}
COMMON = 2
"""Opinions on one 方面 from which it is a common one (共性)."""
_FORM = (Column("项目", 96), Column("条数", 60, "right"))
_HIDDEN = (
    Column("编号", 36, "center"),
    Column("不予公开的理由", 80),
    Column("是否以其他方式回复", 40, "center"),
)


@dataclass(frozen=True)
class Told:
    """What the papers of a stretch tell; `handled` by number; `label`: the stretch in words."""

    label: str
    period: str
    figures: Figures
    review: Review
    states: tuple[OpinionState, ...]
    handled: Mapping[str, Handled]
    signature: str
    addressee: str
    dated: date


def opinion_paper(kind: str, told: Told, around: Standing) -> Briefing:
    """The paper of a kind of `NAMES`."""
    draft = _Draft(told)
    opening, sections = _MAKERS[kind](draft)
    return Briefing(
        title_parts=tuple(chinese(printable(one)) for one in (told.label, NAMES[kind])),
        addressee=chinese(printable(f"{told.addressee}:")),
        opening=say(opening, DEMO_WORDS if around.demo else ""),
        sections=sections,
        annexes=(),
        signature=told.signature,
        dated=told.dated,
        period=told.period,
        area=around.area,
        demo=around.demo,
        run="",
        head=around.head,
        as_of=around.as_of,
        lineage=tuple(draft.entries),
        fingerprint=dict(around.fingerprint),
        page=REGION,
    )


class _Draft:
    """What is told, and the counts said so far with the opinions behind each."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.entries: list[LineageEntry] = []

    def count(self, what: str, numbers: Sequence[str]) -> Span:
        """How many, traced to the numbers of the opinions counted."""
        text, ref = str(len(numbers)), f"n{len(self.entries) + 1}"
        how = f"意见建议台账:{'、'.join(numbers) or '没有'}"
        self.entries.append(LineageEntry(ref, "count", chinese(what), text, chinese(how)))
        return Span(text, ref)

    @property
    def shown(self) -> tuple[OpinionState, ...]:
        """Valid and public, by number: what may be told."""
        fit = (o for o in self.told.states if o.is_valid and o.judged and o.judged.public)
        return tuple(sorted(fit, key=lambda one: one.number))

    def of(self, fits: Callable[[OpinionState], bool]) -> tuple[str, ...]:
        """The numbers of those that fit."""
        return tuple(sorted(one.number for one in self.told.states if fits(one)))


Made = tuple[Line, tuple[Section, ...]]


def _review(draft: _Draft) -> Made:
    found, told = draft.told.figures, draft.told
    hidden = tuple(one for one in found.valid if one not in set(found.public))
    kinds = [(name, _invalid(draft, name)) for name in told.review.invalid_by_kind]
    each = joined((say(name, draft.count(name, numbers), "条") for name, numbers in kinds), "、")
    opening = say(
        "接收", draft.count("接收", found.received), "条;有效", draft.count("有效", found.valid),
        "条(公开发布", draft.count("公开发布", found.public), "条,不予公开",
        draft.count("不予公开", hidden), "条);无效", draft.count("无效", found.invalid),
        "条(", each, ")。",
    )  # fmt: skip
    waiting = found.waiting
    left = say("另有", draft.count("待审查", waiting), "条待审查。") if waiting else ()
    rows = [
        ("接收", found.received), ("有效", found.valid), ("其中:公开发布", found.public),
        ("其中:不予公开", hidden), ("无效", found.invalid),
        *((f"其中:{name}", numbers) for name, numbers in kinds),
    ]  # fmt: skip
    table = Table(
        "",
        _FORM,
        tuple(TableRow((say(name), say(draft.count(name, numbers)))) for name, numbers in rows),
    )
    return say(opening, left), (
        Section("一、审查情况", (table,)),
        Section("二、不予公开的理由", _hidden(told.review)),
    )


def _invalid(draft: _Draft, name: str) -> tuple[str, ...]:
    return draft.of(lambda one: one.judged is not None and one.judged.invalid == name)


def _hidden(review: Review) -> tuple[Block, ...]:
    if not review.hidden:
        return (Paragraph(say("没有不予公开的意见建议。")),)
    rows = tuple(
        TableRow((say(number), verbatim(reason), say("是" if answered else "否")))
        for number, reason, answered in review.hidden
    )
    return (Table("", _HIDDEN, rows),)


def _handling(draft: _Draft) -> Made:
    found = draft.told.figures
    valid = [one for one in draft.told.states if one.is_valid]
    topics = by_topic(valid)
    common = [one for one in topics if len(one[1]) >= COMMON]
    other = [one for one in topics if len(one[1]) < COMMON]
    each = joined((say(topic, draft.count(topic, n), "条") for topic, n in topics), "、")
    opening = say(
        "共收到市民意见建议", draft.count("收到", found.received), "条,其中有效",
        draft.count("有效", found.valid), "条。", say("主要集中在:", each, "。") if each else "",
    )  # fmt: skip
    shown = draft.shown
    ahead = [one for one in shown if one.judged and one.judged.ahead]
    return opening, (
        Section("一、共性建议", _by_topic(draft, common)),
        Section("二、其他建议", _by_topic(draft, other)),
        Section("三、拟纳入政府工作报告、部门重点工作的建议", _ahead(draft, ahead)),
        Section("四、需说明的其他情况", tuple(Paragraph(one) for one in _besides(draft))),
    )


def _topic(one: OpinionState) -> str:
    return one.judged.topics[0] if one.judged and one.judged.topics else ""


def _by_topic(draft: _Draft, topics: Iterable[tuple[str, Sequence[str]]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for place, (topic, numbers) in enumerate(topics, start=1):
        count = draft.count(topic, numbers)
        blocks.append(Paragraph(say(f"({ordinal(place)})", verbatim(topic), "(", count, "条)"), 2))
        blocks += _items(draft, [one for one in draft.shown if _topic(one) == topic])
    return tuple(blocks) or _none()


def _items(draft: _Draft, found: Sequence[OpinionState]) -> tuple[Block, ...]:
    """Each as 建议内容 and 办理情况, by the desk's own words."""
    blocks: list[Block] = []
    for place, one in enumerate(found, start=1):
        title, content = (one.judged.title, one.judged.content) if one.judged else ("", "")
        blocks += [
            Paragraph(say(f"{place}.", verbatim(title)), 3),
            Paragraph(say("建议内容:", verbatim(content))),
            Paragraph(say("办理情况:", _became(draft.told.handled.get(one.number)))),
        ]
    return tuple(blocks) or (Paragraph(say("不予公开,只计数。")),)


def _ahead(draft: _Draft, found: Sequence[OpinionState]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for name in AHEAD:
        mine = [one for one in found if one.judged and one.judged.ahead == name]
        if mine:
            count = draft.count(f"拟纳入{name}", [one.number for one in mine])
            titles = joined((verbatim(o.judged.title) for o in mine if o.judged), "、")
            blocks.append(Paragraph(say(f"拟纳入{name}的", count, "条:", titles, "。")))
    return tuple(blocks) or _none()


def _none() -> tuple[Block, ...]:
    return (Paragraph(say("无。")),)


def _became(case: Handled | None) -> Line:
    if case is None:
        return say("尚未交办。")
    if not case.said:
        until = f",时限{full_date(case.due)}" if case.due else ""
        return say(f"由{case.office}办理,尚未回复{until}。")
    said = verbatim(case.said.rstrip("。"))
    told = f"已于{full_date(date.fromisoformat(case.told[:10]))}向市民反馈。" if case.told else ""
    return say(f"{case.office}:", said, "。", told)


def _besides(draft: _Draft) -> Iterable[Line]:
    """How it was handled, counted; what was not published and not valid."""
    found = draft.told.figures
    hidden = tuple(one for one in found.valid if one not in set(found.public))
    yield say(
        "转办件", draft.count("转办", found.forwarded), "条,转阅件",
        draft.count("转阅", found.circulated), "条;转办件中已到期或已答复",
        draft.count("应答复", found.owed), "条,按期答复", draft.count("按期答复", found.kept),
        f"条(按期答复率{found.rate}),申请延期", draft.count("延期", found.extended),
        "条,已向市民反馈", draft.count("已反馈", found.told), "条。",
    )  # fmt: skip
    yield say(
        "不予公开", draft.count("不予公开", hidden), "条,只计数,不列内容;无效",
        draft.count("无效", found.invalid), "条;待审查", draft.count("待审查", found.waiting),
        "条。",
    )  # fmt: skip


def _best(draft: _Draft) -> Made:
    best = [one for one in draft.shown if one.recommended]
    opening = say(
        "从", draft.count("有效", draft.told.figures.valid), "条有效意见建议中,推荐优秀意见建议",
        draft.count("推荐", [one.number for one in best]), "条。",
    )  # fmt: skip
    sections = []
    for place, one in enumerate(best, start=1):
        title, content = (one.judged.title, one.judged.content) if one.judged else ("", "")
        blocks: tuple[Block, ...] = (
            Paragraph(say("(一)建议内容"), 2),
            Paragraph(verbatim(content)),
            Paragraph(say("(二)办理情况"), 2),
            Paragraph(_became(draft.told.handled.get(one.number))),
        )
        sections.append(Section(f"{ordinal(place)}、{printable(title)}", blocks))
    return opening, tuple(sections)


_MAKERS: Mapping[str, Callable[[_Draft], Made]] = {
    "review": _review,
    "handling": _handling,
    "best": _best,
}
