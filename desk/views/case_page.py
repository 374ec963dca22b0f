"""One case: where it stands, what closes it, its line, every step, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from briefings.format import format_target, format_value
from cases.colours import Colour, colour_on, load_colours
from cases.events import CaseEvent, CaseState, Step
from cases.kinds import CaseKind, load_kind
from desk.case_acts import may, the_case
from desk.case_evidence import file_of
from desk.handle import Desk
from desk.lookups import area_name
from desk.rates import names_ever
from desk.views.cases import rows_of, subject_of
from desk.views.indicator import indicator
from desk.views.indicator_rows import IndicatorView, Point
from desk.views.rows import CaseRow
from ledger import case_reads, receipts
from ledger.unit import Reading
from observations.errors import Refused
from observations.identity import Actor
from observations.period import ReportingPeriod
from targets.adjustments import ever
from targets.model import Target
from targets.wording import headline

RECEIPTS = "receipts:"


@dataclass(frozen=True)
class Proved:
    """Evidence of a step: its words and hash; whether its bytes are kept; receipts it names."""

    words: str
    sha256: str
    file: bool = False
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepLine:
    """One step as it is read: the event, its evidence, whose turn it made it."""

    event: CaseEvent
    proof: Proved
    office: str


@dataclass(frozen=True)
class Reported:
    """A value of the case's indicator, in words; `receipt` empty where it may not be opened.

    `before`: it was known when the case was opened.
    """

    period: str
    value: str
    at: datetime
    receipt: str
    approved: bool
    doubted: bool
    before: bool


@dataclass(frozen=True)
class About:
    """The target that a case is about, its verdict in words and its values since."""

    target: Target
    goal: str
    level: str
    why: str
    values: tuple[Reported, ...]


@dataclass(frozen=True)
class CaseView:
    """A case for its page; `days_left` in working days until `state.due`, negative when late.

    `target` None for a case about something else, `about` for one whose indicator the post may
    not open; `form` (office, period) of a case about a form; `may`: the steps this post may take
    now; `offices` (value, name) it can be handed to.
    """

    number: str
    title: str
    area: str
    area_name: str
    state: CaseState
    kind: CaseKind
    colour: Colour
    office: str
    cooperating: tuple[str, ...]
    days_left: int | None
    calendar_known: bool
    steps: tuple[StepLine, ...]
    may: tuple[Step, ...]
    target: Target | None
    about: About | None
    form: tuple[str, str]
    offices: tuple[tuple[str, str], ...]


def case_page(desk: Desk, actor: Actor, case: str) -> CaseView:
    """The case with this id or printed number; `UserError` when the post sees none such."""
    with desk.ledger.read() as reading:
        state = the_case(desk, actor, reading, case)
        number = _number(reading, state)
        names = names_ever(desk, reading)
        lines = tuple(_line(desk, reading, one, names) for one in state.events)
    title, area = subject_of(desk, state)
    kind, today, due = load_kind(state.kind), desk.today(), _due(state)
    target = _target(desk, state)
    return CaseView(
        number=number,
        title=title,
        area=area,
        area_name=area_name(desk, area),
        state=state,
        kind=kind,
        colour=colour_on(state, load_colours(kind.colours), desk.calendar, today),
        office=names.get(state.office, state.office),
        cooperating=tuple(names.get(one, one) for one in state.cooperating),
        days_left=desk.calendar.between(today, due) if due else None,
        calendar_known=due is None or desk.calendar.covered(due.year),
        steps=lines,
        may=may(desk, actor, state),
        target=target,
        about=_about(desk, actor, state, target) if target else None,
        form=_form(state),
        offices=tuple((one, name) for one, name in desk.office_names.items()),
    )


def rows_named(desk: Desk, cases: Sequence[str]) -> tuple[CaseRow, ...]:
    """The rows of cases that were read in the post's scope before, by their ids."""
    with desk.ledger.read() as reading:
        return rows_of(desk, reading, case_reads.of_cases(reading, cases))


def _due(state: CaseState) -> date | None:
    """The deadline of whose turn it is; of a closed case the day of its look-back."""
    return state.due if state.is_open else state.look_back_due


def _number(reading: Reading, state: CaseState) -> str:
    found = case_reads.named(reading, state.case)
    return found.printed if found else ""


def _line(desk: Desk, reading: Reading, event: CaseEvent, names: Mapping[str, str]) -> StepLine:
    return StepLine(event, _proved(reading, event), names.get(event.office, event.office))


def _proved(reading: Reading, event: CaseEvent) -> Proved:
    words, sha256 = event.evidence, event.evidence_sha256
    if words.startswith(RECEIPTS):
        return Proved("", sha256, receipts=tuple(words.removeprefix(RECEIPTS).split()))
    if sha256 and file_of(reading, event) is not None:
        return Proved(words, sha256, file=True)
    row = receipts.get(reading, words) if sha256 else None
    named = (words,) if row is not None and row.source.sha256 == sha256 else ()
    return Proved("" if named else words, sha256, receipts=named)


def _target(desk: Desk, state: CaseState) -> Target | None:
    name, found, about = state.subject.partition(":")
    return ever(desk.plan).get(about) if found and name == "target" else None


def _form(state: CaseState) -> tuple[str, str]:
    """Office and period of a case about a form; empty for another."""
    name, _, about = state.subject.partition(":")
    office, _, period = about.partition("/")
    return (office, period) if name in ("form", "data") else ("", "")


def _about(desk: Desk, actor: Actor, state: CaseState, target: Target) -> About | None:
    """None where the indicator is not in the post's scope: it was handed to another office."""
    try:
        view = indicator(desk, actor, target.indicator, target.area)
    except Refused:
        return None
    line = next((one for one in view.lines if one.target.id == target.id), None)
    verdict = line.assessment if line else None
    return About(
        target=target,
        goal=format_target(view.indicator, target),
        level=str(verdict.level) if verdict else "",
        why=headline(verdict.why) if verdict else "",
        values=_values(view, state.events[0].at),
    )


def _values(view: IndicatorView, opened: datetime) -> tuple[Reported, ...]:
    """What was reported since it was opened, and the last value known before."""
    known = [_reported(view, one, opened) for one in view.points if one.value is not None]
    before = [one for one in known if one.before]
    return (*before[-1:], *(one for one in known if not one.before))


def _reported(view: IndicatorView, point: Point, opened: datetime) -> Reported:
    newest = point.vintages[-1]
    return Reported(
        period=ReportingPeriod.parse(point.period).label,
        value=format_value(view.indicator, point.value),
        at=newest.recorded_at,
        receipt=point.receipt if point.linked else "",
        approved=point.approved,
        doubted=point.doubted,
        before=newest.recorded_at <= opened,
    )
