"""答复函 and 汇总回复: the letters that answer proposals and suggestions, one by one and all.

Who made a proposal is a count here as everywhere. Equal arguments give equal letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from briefings.briefing import DEMO_WORDS
from briefings.numerals import full_date
from briefings.paper import (
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
from briefings.paper_form import PaperForm
from briefings.typography import chinese, printable
from cases.kinds import Letters
from cases.replies import Reply

LETTERS = re.compile(r"[\u4e00-\u9fff]{2,20}〔[0-9]{4}〕[0-9]{1,5}号")
"""发文字号 as an office gives one, `伊住建函〔2020〕12号`."""
DONE, WAITS, OPEN, DROPPED = "已回复", "已回复,待核验", "未回复", "未回复,已销号"
_SPELLED_OUT = 20
_COLUMNS = (
    Column("编号", 14, "center"),
    Column("题目", 58),
    Column("人数", 12, "center"),
    Column("承办单位", 34),
    Column("是否已回复", 38, "center"),
)


@dataclass(frozen=True)
class Came:
    """A proposal or suggestion as its letters tell it; `number`: of the year, as it came.

    `case`: its printed number in the ledger; `standing`: where the case stands, in words;
    `due`: the office's deadline while no reply stands; `offices`: who cooperates, by name.
    """

    case: str
    year: str
    number: str
    title: str
    proposers: str
    office: str
    offices: tuple[str, ...]
    standing: str
    is_open: bool
    due: date | None
    reply: Reply | None

    @property
    def status(self) -> str:
        """Whether it is replied to, in the words of the list of all."""
        if self.reply is None:
            return OPEN if self.is_open else DROPPED
        return DONE if self.reply.let_go else WAITS


@dataclass(frozen=True)
class Standing:
    """What the letters are written from: the record's head, its moment, plan's area, demo."""

    head: int
    as_of: str
    area: str
    demo: bool
    fingerprint: Mapping[str, str] = field(default_factory=dict)


def quoted(title: str) -> str:
    """The title in its marks."""
    return title if title.startswith("《") else f"《{title}》"


def reply_letter(one: Came, reply: Reply, letters: Letters, around: Standing) -> Briefing:
    """答复函 of one: the office's words as they were written, signed by the office.

    A draft until the answer is verified; dated the day it was, until then the answer's day.
    """
    answer = reply.answer
    told = [verbatim(line) for line in answer.text.splitlines() if line.strip()]
    following = answer.fields.get("next", "")
    told += [say("下一步:", verbatim(following))] if following else []
    if one.offices:
        told.append(say(f"本件由{one.office}主办,{'、'.join(one.offices)}会办。"))
    told.append(say("专此答复。"))
    found = LETTERS.search(answer.evidence)
    opening = f"{one.proposers}名{letters.reader}提出的"
    about = f"({one.year}年第{one.number}号{letters.noun})收悉。现答复如下。"
    return _letter(
        around,
        (letters.reply.format(year=one.year, number=one.number),),
        letters.reader,
        say(opening, verbatim(quoted(one.title)), about, DEMO_WORDS if around.demo else ""),
        Section("", tuple(Paragraph(line) for line in told)),
        signature=one.office,
        dated=reply.let_go or answer.day,
        period=one.year,
        draft=reply.let_go is None,
        letters=found[0] if found else "",
    )


def summary_letter(
    year: str,
    every: Sequence[Came],
    letters: Letters,
    around: Standing,
    *,
    form: PaperForm,
    dated: date,
) -> Briefing:
    """汇总回复: every one of a year with its office and whether it is replied to, and the counts.

    While one of them is not replied to and verified it is a draft, and says which.
    """
    counts = _Counts()
    told = [_counted(every, letters, dated, counts), *_left(every, letters, counts)]
    table = Table(
        f"{year}年{letters.noun}办理回复情况",
        _COLUMNS,
        tuple(TableRow(_row(one)) for one in every),
        say(f"人数为{letters.reader}的人数,不列姓名。"),
    )
    number = counts.of(f"{year}年{letters.noun}", every)
    opening = say(
        f"转来的{year}年第{_numbers(every)}号共", number, f"件{letters.noun},",
        "已按职责转办,现将办理回复情况函告如下。", DEMO_WORDS if around.demo else "",
    )  # fmt: skip
    return _letter(
        around,
        (letters.summary.format(year=year),),
        letters.body,
        opening,
        Section("", (*(Paragraph(line) for line in told), table)),
        signature=form.signature,
        dated=dated,
        period=year,
        draft=any(one.status != DONE for one in every),
        lineage=tuple(counts.entries),
        page=form.form,
        letterhead=form.letterhead,
    )


def _letter(
    around: Standing,
    title: tuple[str, ...],
    to: str,
    opening: Line,
    section: Section,
    **more: object,
) -> Briefing:
    given: dict[str, object] = {
        "title_parts": tuple(chinese(printable(part)) for part in title),
        "addressee": chinese(printable(f"{to}:")),
        "opening": opening,
        "sections": (section,),
        "annexes": (),
        "area": around.area,
        "demo": around.demo,
        "run": "",
        "head": around.head,
        "as_of": around.as_of,
        "lineage": (),
        "fingerprint": dict(around.fingerprint),
    }
    return Briefing(**(given | more))  # type: ignore[arg-type]


class _Counts:
    """The counts of a letter, each with the cases that were counted."""

    def __init__(self) -> None:
        self.entries: list[LineageEntry] = []

    def of(self, what: str, counted: Sequence[Came]) -> Span:
        """The number of those counted, traced to their numbers in the ledger."""
        text, ref = str(len(counted)), f"n{len(self.entries) + 1}"
        how = f"督办台账:{'、'.join(one.case for one in counted) or '没有'}"
        self.entries.append(LineageEntry(ref, "count", chinese(what), text, chinese(how)))
        return Span(text, ref)


def _counted(every: Sequence[Came], letters: Letters, dated: date, counts: _Counts) -> Line:
    done = [one for one in every if one.status == DONE]
    offices = len({one.office for one in every})
    return say(
        f"截至{full_date(dated)},{offices}个承办单位逐件办理,已回复",
        counts.of(f"已回复的{letters.noun}", done),
        "件,未回复",
        counts.of(f"未回复的{letters.noun}", [one for one in every if one.reply is None]),
        "件,答复待核验",
        counts.of(f"答复待核验的{letters.noun}", [one for one in every if one.status == WAITS]),
        "件。",
    )


def _left(every: Sequence[Came], letters: Letters, counts: _Counts) -> list[Line]:
    """Which are not done, with whom and until when; nothing when all are."""
    left = [one for one in every if one.status != DONE]
    if not left:
        return []
    alike: dict[tuple[str, str], list[Came]] = {}
    for one in left:
        alike.setdefault((one.office, _where(one)), []).append(one)
    lines = [
        say(f"{office}第{_numbers(same)}号({where})") for (office, where), same in alike.items()
    ]
    number = counts.of(f"没有办完的{letters.noun}", left)
    return [say("尚有", number, "件没有办完,本函为草稿:", joined(lines, ";"), "。")]


def _numbers(every: Sequence[Came]) -> str:
    """The numbers one by one; of many, those that follow each other as `1至9`."""
    if len(every) <= _SPELLED_OUT:
        return "、".join(one.number for one in every)
    runs: list[list[int]] = []
    for number in (int(one.number) for one in every):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs]
    return "、".join(told)


def _where(one: Came) -> str:
    until = f",时限{full_date(one.due)}" if one.due and one.reply is None else ""
    return f"{one.status if one.status != OPEN else one.standing}{until}"


def _row(one: Came) -> tuple[Line, ...]:
    status = say(one.status)
    if one.reply is not None and one.reply.let_go:
        found = LETTERS.search(one.reply.answer.evidence)
        mark = found[0] if found else full_date(one.reply.let_go)
        status = say(one.status, f"\n{mark}")
    offices = "、".join((one.office, *one.offices))
    return (
        say(one.number),
        verbatim(one.title),
        say(one.proposers),
        say(offices),
        status,
    )
