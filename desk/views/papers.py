"""Papers on their way: what is in work, one paper with all its steps, and what is issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from briefings import insertions
from briefings.insertions import Insertion
from desk import paper_flow
from desk.handle import Desk
from desk.paper_changes import PaperChange, changes_since
from desk.paper_text import Text
from desk.rights import require_discloser
from ledger import paper_steps
from ledger.paper_steps import Standing, StepRow
from observations.errors import Refused
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

State = Literal["waiting", "declined", "approved", "none"]


@dataclass(frozen=True)
class PaperLine:
    """A period whose paper is in work, with the word that was said last."""

    period: ReportingPeriod
    state: State
    last: StepRow


@dataclass(frozen=True)
class Numbered:
    """An issued paper's number of its year; `superseded` names the issue in its place, if any."""

    year: int
    number: int
    superseded: str = ""


@dataclass(frozen=True)
class PaperView:
    """One period's paper: its text in work (None without one), steps newest first, and acts.

    `broken` says why the draft does not read any more. `own`: the reader is one of its authors.
    """

    period: ReportingPeriod
    standing: Standing
    state: State
    steps: tuple[StepRow, ...]
    text: Text | None
    broken: str
    inserted: tuple[Insertion, ...]
    offices: Mapping[str, str]
    own: bool
    may_write: bool
    changes: tuple[PaperChange, ...]


def papers_in_work(desk: Desk, actor: Actor) -> tuple[PaperLine, ...]:
    """Papers drafted and not yet issued, the newest period first; empty for who may not read."""
    if not actor.everywhere(Role.DESK, Role.LEADER):
        return ()
    found = []
    rows = paper_flow.listing(desk, actor)
    for period in {row.period for row in rows}:
        now = paper_steps.standing(row for row in rows if row.period == period)
        last = now.approval or now.declined or now.written
        if last is not None:
            found.append(PaperLine(ReportingPeriod.parse(period), _state(now), last))
    return tuple(sorted(found, key=lambda one: one.period, reverse=True))


def numbers(desk: Desk, actor: Actor) -> Mapping[str, Numbered]:
    """By archive id the number of every paper that went out by a number; for every post."""
    if not actor.roles:
        return {}
    with desk.ledger.read() as reading:
        rows = paper_steps.steps(reading)
    found = {}
    for row in rows:
        if row.step in ("issued", "superseded"):
            found[row.paper] = Numbered(row.year, row.number, row.text)
    return found


def paper(desk: Desk, actor: Actor, period: ReportingPeriod) -> PaperView:
    """One period's paper; for leaders and desks of every office and area."""
    require_discloser(actor)
    with desk.ledger.read() as reading:
        rows = paper_steps.steps(reading, str(period))
    now = paper_steps.standing(rows)
    text, broken = _text(desk, actor, period, now)
    issued = now.issued or next((row for row in reversed(rows) if row.step == "issued"), None)
    return PaperView(
        period=period,
        standing=now,
        state=_state(now),
        steps=tuple(reversed(rows)),
        text=text,
        broken=broken,
        inserted=insertions.read(now.written.inserted) if now.written else (),
        offices=desk.office_names,
        own=bool(now.authors & actor.names),
        may_write=actor.everywhere(Role.DESK),
        changes=changes_since(desk, actor, issued.paper) if issued else (),
    )


def _text(
    desk: Desk, actor: Actor, period: ReportingPeriod, now: Standing
) -> tuple[Text | None, str]:
    if now.written is None:
        return None, ""
    try:
        return paper_flow.text(desk, actor, period), ""
    except Refused as refused:
        return None, str(refused)


def _state(now: Standing) -> State:
    if now.written is None:
        return "none"
    if now.approval is not None:
        return "approved"
    return "declined" if now.declined is not None else "waiting"
