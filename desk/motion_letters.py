"""Letters on proposals and suggestions as files: written when asked for, never archived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefings.motion_letters import Came, Standing, reply_letter, summary_letter
from briefings.paper import Briefing
from briefings.paper_form import paper_form
from cases.kinds import CaseKind, Letters
from desk.case_acts import the_case
from desk.files import MIMES, FileOut
from desk.handle import Desk
from desk.publish import FORMATS, Format, fingerprint, in_format, written
from desk.rights import require_everywhere
from desk.views.motions import letter_kinds, motions
from observations.errors import Refused, UserError
from observations.identity import Actor, Role


@dataclass(frozen=True)
class LetterAsked:
    """Which letter: on one case by its printed number, or else on a kind's whole year."""

    case: str = ""
    kind: str = ""
    year: str = ""


def letter(desk: Desk, actor: Actor, asked: LetterAsked) -> Briefing:
    """The letter; raises as `reply` or `summary`."""
    if asked.case:
        return reply(desk, actor, asked.case)
    return summary(desk, actor, asked.kind, asked.year)


def letter_file(desk: Desk, actor: Actor, asked: LetterAsked, form: str) -> FileOut:
    """The letter in one format; `UserError` for a format that there is not."""
    chosen: Format | None = next((one for one in FORMATS if one == form), None)
    if chosen is None:
        raise UserError("没有这种格式", cure="从“提案建议”页下载")
    paper = letter(desk, actor, asked)
    data = in_format(paper, desk.settings.browser, chosen)
    return FileOut(f"{stem(paper, asked)}.{chosen}", MIMES[f".{chosen}"], data)


def write_letter(desk: Desk, actor: Actor, asked: LetterAsked, folder: Path) -> tuple[Path, ...]:
    """The letter in every format in `folder`."""
    paper = letter(desk, actor, asked)
    return written(desk, paper, stem(paper, asked), folder)


def stem(paper: Briefing, asked: LetterAsked) -> str:
    """What its files are called."""
    draft = "_草稿" if paper.draft else ""
    return f"{paper.title}{f'_{asked.case}' if asked.case else ''}{draft}"


def reply(desk: Desk, actor: Actor, case: str) -> Briefing:
    """答复函 of the case with this printed number, for whoever sees it.

    `UserError` for no such case in the post's scope or one of another kind, `Refused` while it
    is not answered.
    """
    with desk.ledger.read() as reading:
        state = the_case(desk, actor, reading, case)
    found = next((one for one in motions(desk, actor).every if one.row.id == state.case), None)
    if found is None:
        raise UserError(f"“{case}”不是提案、建议", cure="从“提案建议”页下载")
    answer = found.came.reply
    if answer is None:
        raise Refused(f"第{found.came.number}号还没有答复", cure="承办单位回复以后再写答复函")
    return reply_letter(found.came, answer, _letters(found.kind), _around(desk))


def summary(desk: Desk, actor: Actor, kind: str, year: str) -> Briefing:
    """汇总回复 of a kind's year, for a desk or a leader of every office and area.

    `UserError` for a kind that is not answered by letter and a year without any.
    """
    require_everywhere(actor, Role.DESK, Role.LEADER)
    known = letter_kinds()
    if kind not in known:
        cure = f"可用:{'、'.join(f'{one.id}({one.name})' for one in known.values())}"
        raise UserError(f"“{kind}”没有汇总回复", cure=cure)
    every: tuple[Came, ...] = tuple(
        one.came
        for one in motions(desk, actor).every
        if (one.kind.id, one.came.year) == (kind, year)
    )
    if not every:
        raise UserError(f"{year}年没有{known[kind].name}", cure="核对年度,如 2020")
    return summary_letter(
        year,
        every,
        _letters(known[kind]),
        _around(desk),
        form=paper_form(desk.plan),
        dated=desk.today(),
    )


def _letters(kind: CaseKind) -> Letters:
    if kind.letters is None:
        raise ValueError(f"{kind.id} is not answered by letter")
    return kind.letters


def _around(desk: Desk) -> Standing:
    with desk.ledger.read() as reading:
        head = reading.head
    return Standing(
        head=head,
        as_of=desk.now().isoformat(timespec="seconds"),
        area=desk.plan.area,
        demo=desk.is_demo,
        fingerprint=fingerprint(),
    )
