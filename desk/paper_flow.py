"""A paper's way: drafted and edited by the desk, approved by another post, issued under a number.

What is approved is what is issued: the draft pins the record it was read from, the approval the
text's hash and date. An issued paper is bytes in the archive; a later one takes its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from briefings import insertions
from briefings.briefing import build_briefing
from briefings.document import briefing_json
from briefings.paper import Briefing
from desk import publish
from desk.assess import assess_period
from desk.handle import SHANGHAI, Desk
from desk.hands import require_other_hands
from desk.plans import as_it_stood, in_period
from desk.rights import require_discloser, require_everywhere
from desk.views.overview import card_of
from desk.views.trends import for_paper
from ledger import paper_steps, papers
from ledger.paper_steps import Draft, Issue, Standing, StepRow
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

LONGEST_REASON = 2000


@dataclass(frozen=True)
class Text:
    """A draft as it reads on a day: the paper, and the hash that its approver has to name."""

    row: StepRow
    paper: Briefing
    sha256: str


def draft(desk: Desk, actor: Actor, period: ReportingPeriod) -> str:
    """Draft the period's paper from the record as it stands now; the number of the draft.

    Assesses first. What people wrote into the last unissued draft is carried over.
    """
    require_everywhere(actor, Role.DESK)
    assess_period(desk, actor, period)
    now = standing(desk, period)
    kept = now.written.inserted if now.written else "[]"
    with desk.ledger.read() as reading:
        card = card_of(desk, reading, period)
        head = reading.head
    if card is None or all(one.value is None for one in card.run.assessments):
        raise UserError(f"{period.label}没有审定的填报值", cure="先完成报送、审核和审定")
    made = Draft(str(period), head, card.run.id, kept)
    with desk.ledger.write(actor, desk.now(), "paper.draft", str(period)) as unit:
        return paper_steps.write(unit, made, "drafted", now.written.seq if now.written else 0)


def edit(
    desk: Desk, actor: Actor, period: ReportingPeriod, seen: int, given: Sequence[Any]
) -> None:
    """Replace what people wrote into the draft whose sequence the writer has `seen`.

    `given` are plain values of part, text, office id. `UserError` names the paragraph that does
    not fit; `Refused` when somebody else has written since.
    """
    require_everywhere(actor, Role.DESK)
    now = _written(desk, period)
    names = desk.office_names
    chosen = insertions.checked(given)
    unknown = [one.office for one in chosen if one.office and one.office not in names]
    if unknown:
        raise UserError(f"没有单位“{unknown[0]}”", cure="用方案里的单位编号")
    named = [replace(one, office=names.get(one.office, "")) for one in chosen]
    made = Draft(str(period), now.head, now.run, insertions.written(named))
    _text(desk, replace(now, inserted=made.inserted), desk.now())
    with desk.ledger.write(actor, desk.now(), "paper.edit", now.draft) as unit:
        paper_steps.write(unit, made, "edited", seen)


def text(desk: Desk, actor: Actor, period: ReportingPeriod) -> Text:
    """The draft as it reads today."""
    require_discloser(actor)
    return _text(desk, _written(desk, period), desk.now())


def approve(desk: Desk, actor: Actor, period: ReportingPeriod, seen: str) -> None:
    """Let the draft go whose hash the approver has `seen`, dated today; never one's own."""
    require_discloser(actor)
    now = standing(desk, period)
    if now.written is None or (read := _text(desk, now.written, desk.now())).sha256 != seen:
        raise Refused("待批准的稿子已变动", cure="看过现在的稿子再批准")
    if now.authors & actor.names:
        raise Refused("起草或修改通报的岗位不能自己批准", cure="请领导岗位或另一调度岗位批准")
    require_other_hands(desk, actor, now.authors, "")
    with desk.ledger.write(actor, desk.now(), "paper.approve", now.written.draft) as unit:
        paper_steps.approve(unit, now.written, read.sha256, read.paper.dated)


def decline(desk: Desk, actor: Actor, period: ReportingPeriod, reason: str) -> None:
    """Send the draft back with a reason."""
    require_discloser(actor)
    if not reason.strip():
        raise UserError("须写明理由", cure="写明要改什么再退回")
    written = _written(desk, period)
    with desk.ledger.write(actor, desk.now(), "paper.decline", written.draft) as unit:
        paper_steps.decline(unit, written, reason.strip()[:LONGEST_REASON])


def issue(desk: Desk, actor: Actor, period: ReportingPeriod) -> tuple[Path, ...]:
    """Issue the approved paper under the year's next number; the archived files.

    `Refused` while nothing is approved, or when the text is no longer what was approved (a
    calendar or an office's name was changed since).
    """
    require_everywhere(actor, Role.DESK)
    now = standing(desk, period)
    if now.written is None or now.approval is None:
        raise Refused(f"{period.label}没有已批准、待印发的通报", cure="先送领导岗位批准")
    read = _text(desk, now.written, now.approval.at)
    if read.sha256 != now.approval.sha256:
        raise Refused("稿子与批准时不同(日历、名称等已变动)", cure="重新起草、送批")
    year = read.paper.dated.year
    with desk.ledger.read() as reading:
        number = paper_steps.next_number(reading, year)
    name = f"{period}-{now.approval.sha256[:12]}"
    files = publish.archived(desk, replace(read.paper, serial=number), name)
    with desk.ledger.write(actor, desk.now(), "paper.issue", name) as unit:
        paper_steps.issue(unit, now.approval, Issue(name, year), number)
        papers.issue(unit, files)
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


def _written(desk: Desk, period: ReportingPeriod) -> StepRow:
    written = standing(desk, period).written
    if written is None:
        raise Refused(f"{period.label}没有在办的通报草稿", cure="先起草")
    return written


def _text(desk: Desk, row: StepRow, moment: datetime) -> Text:
    """The draft dated on the day of `moment`, by the plan as it stood then."""
    period = ReportingPeriod.parse(row.period)
    then = in_period(as_it_stood(desk, moment), period)
    with desk.ledger.read(row.head) as reading:
        card = card_of(then, reading, period)
        card = for_paper(then, reading, card) if card else None
    if card is None or card.run.id != row.run:
        raise Refused("方案已有新版本,草稿不再成立", cure="重新起草")
    card = replace(card, run=replace(card.run, head=row.head))
    made = build_briefing(
        card,
        moment.astimezone(SHANGHAI).date(),
        calendar=desk.calendar,
        fingerprint=publish.fingerprint(),
    )
    paper = insertions.inserted(made, insertions.read(row.inserted))
    return Text(row, paper, _hash(paper))


def _hash(paper: Briefing) -> str:
    """Of what the paper says; what made its bytes is no part of it."""
    said = briefing_json(replace(paper, fingerprint={}))
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
