"""Opinions as pages and papers read them: one list, one opinion, one set of figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from cases.duties import Owed, duties
from cases.events import CaseState, Step
from cases.kinds import load_kind
from desk import personal
from desk.accounts import denied
from desk.case_known import folded
from desk.handle import Desk
from desk.opinion_rights import areas_read, handles, reads, works_for
from desk.personal_acts import may_reveal
from desk.rates import names_ever
from desk.views.stretch import Stretched
from ledger import case_counts, case_reads, opinions
from ledger.case_wanted import Wanted as CasesWanted
from ledger.opinions import Wanted
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor
from voices.opinion_counts import Figures, Handled, figures
from voices.opinion_events import OpinionEvent, OpinionState, Stage

KINDS = ("opinion", "opinion-study")


@dataclass(frozen=True)
class OpinionRow:
    """An opinion in the list: how it stands, and its case's printed number and office."""

    state: OpinionState
    area: str
    case: str = ""
    office: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Found:
    """The list: rows are read when they are looked at; `stages` counts all in the scope."""

    rows: Sequence[OpinionRow]
    stages: Mapping[str, int]
    handles: bool


@dataclass(frozen=True)
class OpinionView:
    """One opinion: all that happened, what is sealed as masked, what this post may do.

    `reveals`: it may ask for what is sealed in plain, with a reason that is kept. `links`: the
    tasks and indicators it is linked to, by their names.
    """

    row: OpinionRow
    events: tuple[OpinionEvent, ...]
    masked: Mapping[str, str]
    handled: Handled | None
    handles: bool
    reveals: bool
    links: tuple[str, ...]

    @property
    def state(self) -> OpinionState:
        """How it stands."""
        return self.row.state


def listed(desk: Desk, actor: Actor, stage: Stage | None = None) -> Found:
    """Opinions in the post's scope, received last first: of its areas, or of its office's cases."""
    with desk.ledger.read() as reading:
        wanted = _wanted(desk, actor, reading, stage)
        stages = opinions.counted(reading, _wanted(desk, actor, reading, None))
    count = stages.get(str(stage), 0) if stage else sum(stages.values())
    mine = any(handles(actor, one.code) for one in desk.plan.areas)
    return Found(Stretched(count, partial(_rows, desk, wanted)), stages, mine)


def opinion(desk: Desk, actor: Actor, number: str) -> OpinionView:
    """One opinion; `UserError` when the post sees none of this number."""
    with desk.ledger.read() as reading:
        events = opinions.history(reading, number)
        if events:
            (row,) = _told(desk, reading, [events[-1].after])
            office = _offices(reading, [row.state]).get(row.state.case, "")
            if reads(actor, row.state.area) or works_for(actor, office, row.state.area):
                work = handled(desk, reading, [row.state])
                told = personal.masked(desk, reading, number)
                mine = handles(actor, row.state.area)
                shown = bool(told) and may_reveal(actor, reading, row.state)
                links = _links(desk, row.state)
                return OpinionView(row, events, told, work.get(number), mine, shown, links)
            denied(desk, actor, f"opinion {number}", "不在本岗位范围内")
    raise UserError(f"没有意见“{number[:20]}”", cure="从“意见建议”页打开")


def _links(desk: Desk, state: OpinionState) -> tuple[str, ...]:
    """Names of what the opinion was linked to; of what the plan does not know any more, its id."""
    if state.judged is None:
        return ()
    names = {one.id: f"{one.id} {one.title}" for one in desk.plan.tasks}
    names |= {one.key: one.name for one in desk.plan.indicators}
    return tuple(names.get(o, o) for o in (*state.judged.tasks, *state.judged.indicators))


def opinion_figures(desk: Desk, reading: Reading, since: date, until: date, day: date) -> Figures:
    """What is counted of the opinions received from `since` to `until`, as of `day`."""
    states = opinions.stood(reading, Wanted(since=since, until=until))
    return figures(states, handled(desk, reading, states), day)


def handled(desk: Desk, reading: Reading, states: Iterable[OpinionState]) -> Mapping[str, Handled]:
    """What became of the opinions that have a case, by number."""
    mine = {one.number: one.case for one in states if one.case}
    known = folded(reading, case_reads.of_cases(reading, set(mine.values())))
    names = names_ever(desk, reading) if known else {}
    cases = {one.case: _handled(desk, one, names) for one in known}
    return {number: cases[case] for number, case in mine.items() if case in cases}


def _handled(desk: Desk, state: CaseState, names: Mapping[str, str]) -> Handled:
    owed = [
        one
        for one in duties(state.events, load_kind(state.kind), desk.calendar)
        if one.what is Owed.ANSWER and one.lifted is None
    ]
    last = owed[-1] if owed else None
    answers = [one for one in state.events if one.step is Step.ANSWER]
    closing = state.last.fields if state.last.step is Step.CLOSE else {}
    told = [closing[name] for name in ("told_on", "told_how") if closing.get(name)]
    return Handled(
        case=state.case,
        office=names.get(state.office, state.office),
        due=last.due if last else None,
        answered=last.done if last else None,
        said=answers[-1].text if answers and not state.returned else "",
        extended=sum(one.step is Step.EXTEND for one in state.events),
        told=" ".join(told),
        closed=not state.is_open,
    )


def _wanted(desk: Desk, actor: Actor, reading: Reading, stage: Stage | None) -> Wanted:
    areas = areas_read(actor, tuple(one.code for one in desk.plan.areas))
    if areas:
        return Wanted(areas=areas, stage=stage)
    pairs = [one for one in case_counts.places(reading) if works_for(actor, *one)]
    mine = case_reads.in_order(reading, CasesWanted(pairs=pairs, kinds=KINDS))
    return Wanted(cases=[one.case for one in mine], stage=stage)


def _rows(desk: Desk, wanted: Wanted, limit: int | None, offset: int) -> tuple[OpinionRow, ...]:
    with desk.ledger.read() as reading:
        return _told(desk, reading, opinions.stood(reading, wanted, limit, offset))


def _told(desk: Desk, reading: Reading, states: Sequence[OpinionState]) -> tuple[OpinionRow, ...]:
    found = case_reads.of_cases(reading, {one.case for one in states if one.case})
    cases = {one.case: one for one in found}
    names = names_ever(desk, reading) if cases else {}
    rows = []
    for state in states:
        area, case = desk.plan.area_of(state.area).name, cases.get(state.case)
        if case is None:
            rows.append(OpinionRow(state, area))
        else:
            office = names.get(case.office, case.office)
            rows.append(OpinionRow(state, area, case.printed, office, str(case.standing)))
    return tuple(rows)


def _offices(reading: Reading, states: Iterable[OpinionState]) -> Mapping[str, str]:
    found = case_reads.of_cases(reading, {one.case for one in states if one.case})
    return {one.case: one.office for one in found}
