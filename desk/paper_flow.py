"""A paper's way: drafted and edited by the desk, approved by another post, issued under a number.

What is approved is what is issued: the draft pins the record it was read from, the approval the
text's hash and date. An issued paper is bytes in the archive; a later one takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from briefings import insertions
from briefings.insertions import Insertion
from desk import paper_told, publish
from desk.assess import assess_period
from desk.handle import Desk
from desk.hands import require_other_hands
from desk.paper_text import Text, text_of_row
from desk.rights import require_discloser, require_everywhere
from desk.views.overview import card_of
from ledger import facts, paper_steps, papers
from ledger.paper_steps import Draft, Issue, Standing, StepRow
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

LONGEST_REASON = 2000


def draft(desk: Desk, actor: Actor, period: ReportingPeriod, *, tell: bool = False) -> str:
    """Draft the period's paper from the record as it stands now; the number of the draft.

    Assesses first. What people wrote into the last unissued draft is carried over. `tell`: say
    by the alert channels that it waits for approval.
    """
    now, made = standing(desk, period), present(desk, actor, period)
    kept = replace(made, inserted=now.written.inserted if now.written else "[]")
    with desk.ledger.write(actor, desk.now(), "paper.draft", str(period)) as unit:
        seen = now.written.seq if now.written else 0
        number = paper_steps.write(unit, kept, "drafted", seen)
        facts.store(unit, [paper_told.waiting(desk, period, number)] if tell else [])
    return number


def present(desk: Desk, actor: Actor, period: ReportingPeriod) -> Draft:
    """What a draft of this moment would be made of; assesses first, keeps no draft."""
    require_everywhere(actor, Role.DESK)
    assess_period(desk, actor, period)
    with desk.ledger.read() as reading:
        card = card_of(desk, reading, period)
        head = reading.head
    if card is None or all(one.value is None for one in card.run.assessments):
        raise UserError(f"{period.label}没有审定的填报值", cure="先完成报送、审核和审定")
    return Draft(str(period), head, card.run.id)


def edit(
    desk: Desk, actor: Actor, period: ReportingPeriod, seen: int, given: Sequence[Any]
) -> None:
    """Replace what people wrote into the draft whose sequence the writer has `seen`.

    `given` are plain values of part, text, office id. `UserError` names the paragraph that does
    not fit; `Refused` when somebody else has written since.
    """
    require_everywhere(actor, Role.DESK)
    chosen = [_named(desk, one) for one in insertions.checked(given)]
    _keep(desk, actor, (_written(desk, period), seen), chosen)


def put(
    desk: Desk, actor: Actor, which: tuple[ReportingPeriod, int], place: int, given: Any = None
) -> None:
    """Replace one paragraph by `given`, take it out for None; the place after the last adds one.

    `which` is the period and the sequence of the draft that the writer has seen.
    """
    require_everywhere(actor, Role.DESK)
    period, seen = which
    now = _written(desk, period)
    rows = list(insertions.read(now.inserted))
    if not 0 <= place < len(rows) + (given is not None):
        raise Refused("这一段已不在稿子里", cure="刷新本页,在现在的稿子上再改")
    one = [] if given is None else [_named(desk, *insertions.checked([given]))]
    _keep(desk, actor, (now, seen), [*rows[:place], *one, *rows[place + 1 :]])


def text(desk: Desk, actor: Actor, period: ReportingPeriod) -> Text:
    """The draft as it reads today."""
    require_discloser(actor)
    return text_of_row(desk, _written(desk, period), desk.now())


def approve(desk: Desk, actor: Actor, period: ReportingPeriod, seen: str) -> None:
    """Let the draft go whose hash the approver has `seen`, dated today; never one's own."""
    require_discloser(actor)
    now = standing(desk, period)
    if now.written is None or (read := text_of_row(desk, now.written, desk.now())).sha256 != seen:
        raise Refused("待批准的稿子已变动", cure="看过现在的稿子再批准")
    if now.authors & actor.names:
        raise Refused("起草或修改通报的岗位不能自己批准", cure="请领导岗位或另一调度岗位批准")
    require_other_hands(desk, actor, now.authors, "")
    with desk.ledger.write(actor, desk.now(), "paper.approve", now.written.draft) as unit:
        paper_steps.approve(unit, now.written, read.sha256, read.paper.dated)


def decline(desk: Desk, actor: Actor, period: ReportingPeriod, seen: str, reason: str) -> None:
    """Send the draft back whose hash the post has `seen`, with a reason."""
    require_discloser(actor)
    if not reason.strip():
        raise UserError("须写明理由", cure="写明要改什么再退回")
    read = text(desk, actor, period)
    if read.sha256 != seen:
        raise Refused("要退回的稿子已变动", cure="看过现在的稿子再退回")
    with desk.ledger.write(actor, desk.now(), "paper.decline", read.row.draft) as unit:
        paper_steps.decline(unit, read.row, reason.strip()[:LONGEST_REASON])


def issue(desk: Desk, actor: Actor, period: ReportingPeriod) -> tuple[Path, ...]:
    """Issue the approved paper under the year's next number; the archived files.

    `Refused` while nothing is approved, or when the text is no longer what was approved (a
    calendar or an office's name was changed since).
    """
    require_everywhere(actor, Role.DESK)
    now = standing(desk, period)
    if now.written is None or now.approval is None:
        raise Refused(f"{period.label}没有已批准、待印发的通报", cure="先送领导岗位批准")
    read = text_of_row(desk, now.written, now.approval.at)
    if read.sha256 != now.approval.sha256:
        raise Refused("稿子与批准时不同(日历、名称等已变动)", cure="重新起草、送批")
    year = read.paper.dated.year
    with desk.ledger.read() as reading:
        number = paper_steps.next_number(reading, year)
    # With the number in its name: who loses a race for it never writes over the winner's bytes.
    name = f"{period}-{number}-{now.approval.sha256[:12]}"
    numbered = replace(read.paper, serial=number)
    files = publish.archived(desk, numbered, name)
    with desk.ledger.write(actor, desk.now(), "paper.issue", name) as unit:
        row = paper_steps.issue(unit, now.approval, Issue(name, year), number)
        papers.issue(unit, files)
        facts.store(unit, [paper_told.issued(desk, row, numbered.number, now.issued)])
    return tuple(desk.settings.papers_dir / one.path for one in files)


def standing(desk: Desk, period: ReportingPeriod) -> Standing:
    """How the period's paper stands now."""
    with desk.ledger.read() as reading:
        return paper_steps.standing(paper_steps.steps(reading, str(period)))


def listing(desk: Desk, actor: Actor) -> tuple[StepRow, ...]:
    """Every step of every paper, oldest first."""
    require_discloser(actor)
    with desk.ledger.read() as reading:
        return paper_steps.steps(reading)


def _named(desk: Desk, one: Insertion) -> Insertion:
    """With the office's name in place of its id."""
    if one.office and one.office not in desk.office_names:
        raise UserError(f"没有单位“{one.office}”", cure="用方案里的单位编号")
    return replace(one, office=desk.office_names.get(one.office, ""))


def _keep(
    desk: Desk, actor: Actor, which: tuple[StepRow, int], chosen: Sequence[Insertion]
) -> None:
    """Keep the text with these paragraphs, if it reads; `which` is the draft and what was seen."""
    now, seen = which
    if len(chosen) > insertions.MOST:
        raise UserError(f"补充的段落有{len(chosen)}段", cure=f"最多{insertions.MOST}段,请合并")
    made = Draft(now.period, now.head, now.run, insertions.written(chosen))
    text_of_row(desk, replace(now, inserted=made.inserted), desk.now())
    with desk.ledger.write(actor, desk.now(), "paper.edit", now.draft) as unit:
        paper_steps.write(unit, made, "edited", seen)


def _written(desk: Desk, period: ReportingPeriod) -> StepRow:
    written = standing(desk, period).written
    if written is None:
        raise Refused(f"{period.label}没有在办的通报草稿", cure="先起草")
    return written
