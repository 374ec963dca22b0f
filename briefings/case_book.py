"""The case ledger as a paper tells it: as it stood on the paper's own day, by the rules' text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from cases.colours import NONE, Colour, colour_on, load_colours
from cases.events import CaseEvent, CaseState, Part, Step
from cases.kinds import CaseKind
from cases.rate_rule import RateRule
from cases.rates import Counting, OfficeRates, Span, rates_by_office, rates_of_all
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class TrackedCase:
    """A case with its printed number (`2024-07`) and what it is called."""

    number: str
    title: str
    state: CaseState


@dataclass(frozen=True)
class Closing:
    """How a case was closed: the day, in what way, and by which evidence (with its hash)."""

    case: TrackedCase
    day: date
    way: str
    evidence: str
    sha256: str


@dataclass(frozen=True)
class CaseBook:
    """Every case up to a paper's head, with the rules it is told by.

    `office`: the one office that the paper is for; its rates alone are told then.
    """

    cases: tuple[TrackedCase, ...]
    kinds: Mapping[str, CaseKind]
    rule: RateRule
    office: str = ""

    def of_office(self, office: str, about: Iterable[str]) -> CaseBook:
        """What concerns one office: its own cases, those it cooperates in, those about `about`."""
        targets = {f"target:{one}" for one in about}
        mine = tuple(one for one in self.cases if _concerns(one.state, office, targets))
        return replace(self, cases=mine, office=office)

    def colour(self, number: str, calendar: WorkingDays, day: date) -> Colour:
        """The colour of a case on `day` with its words; none where it has none."""
        one = self._by_number.get(number)
        if one is None:
            return NONE
        rule = load_colours(self.kinds[one.state.kind].colours, day=day)
        return colour_on(one.state, rule, calendar, day)

    @cached_property
    def _by_number(self) -> Mapping[str, TrackedCase]:
        return {one.number: one for one in self.cases}

    def running(self) -> tuple[TrackedCase, ...]:
        """Cases that are not closed, in order of opening."""
        return tuple(one for one in self.cases if one.state.is_open)

    def overdue(self, day: date) -> tuple[TrackedCase, ...]:
        """Running cases on which the office has let its deadline pass by `day`."""
        return tuple(one for one in self.running() if _late(one.state, day))

    def steps(self, step: Step, first: date, last: date) -> tuple[TrackedCase, ...]:
        """Cases on which the step was taken between two days, each once."""
        return tuple(
            one
            for one in self.cases
            if any(e.step is step and first <= e.day <= last for e in one.state.events)
        )

    def closings(self, first: date, last: date) -> tuple[Closing, ...]:
        """Every 销号 between two days, in order of its day; one that was reopened since, too."""
        found = [
            _closing(one, event, self.kinds[one.state.kind])
            for one in self.cases
            for event in one.state.events
            if event.step is Step.CLOSE and first <= event.day <= last
        ]
        return tuple(sorted(found, key=lambda one: (one.day, one.case.number)))

    def rates(
        self, period: ReportingPeriod, until: date, calendar: WorkingDays
    ) -> tuple[OfficeRates, ...]:
        """The rates of each office, busiest first, and of all of them last (if there are more)."""
        by = Counting(self.rule, self.kinds, calendar, Span.of(period, until))
        told = [one.state.events for one in self.cases]
        found = [one for one in rates_by_office(told, by) if self.office in ("", one.office)]
        found.sort(key=lambda one: (-one.requests, one.office))
        return (*found, *([rates_of_all(told, by)] if len(found) > 1 else []))


def _concerns(state: CaseState, office: str, targets: set[str]) -> bool:
    return office in (state.office, *state.cooperating) or bool(targets & {*state.subjects})


def _late(state: CaseState, day: date) -> bool:
    return state.turn is Part.OFFICE and state.due is not None and state.due < day


def _closing(one: TrackedCase, event: CaseEvent, kind: CaseKind) -> Closing:
    """By later data, by what was verified, or by a leader, whose reason stands for evidence."""
    if event.part == Part.LEADER or (kind.by_evidence and event.part == Part.DESK):
        return Closing(one, event.day, "领导岗位写明理由", event.text, event.evidence_sha256)
    if kind.by_evidence:
        return Closing(one, event.day, "凭其后审定的数据", event.evidence, event.evidence_sha256)
    seen = [e for e in one.state.events if e.step is Step.VERIFY and e.at <= event.at]
    proof = seen[-1] if seen and not event.evidence else event
    return Closing(one, event.day, "核验属实", proof.evidence, proof.evidence_sha256)
