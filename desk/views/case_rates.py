"""How punctually cases were signed for, answered and closed, in the actor's scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from cases.events import CaseEvent
from cases.kinds import load_kinds
from cases.rate_rule import RateRule, load_rate_rule
from cases.rates import (
    Counting,
    OfficeRates,
    Span,
    rates,
)
from desk.handle import SHANGHAI, Desk
from desk.rates import names_on
from desk.views.cases import named, sees_case
from ledger import case_log, case_reads
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor
from observations.period import Frequency, ReportingPeriod


@dataclass(frozen=True)
class NamedRates:
    """The rates of one office, with its name (空: all of them)."""

    name: str
    rates: OfficeRates


@dataclass(frozen=True)
class CaseRates:
    """Rates of a period as known at the end of `day`: by office, busiest first, and of all."""

    rule: RateRule
    period: ReportingPeriod
    day: date
    offices: tuple[NamedRates, ...]
    total: OfficeRates


def case_rates(
    desk: Desk,
    actor: Actor,
    period: ReportingPeriod | None = None,
    *,
    office: str = "",
    day: date | None = None,
) -> CaseRates:
    """Of the cases that the post sees; of the quarter of `day` unless a period is asked for.

    `UserError` for a day to come, a period that had not begun by then, or no such office.
    """
    on = day or desk.today()
    asked = period or ReportingPeriod.containing(on, Frequency.QUARTER)
    _require_past(desk, on, asked)
    moment, by = datetime.combine(on, time.max, SHANGHAI), counting(desk, asked, on)
    with desk.ledger.read(desk.ledger.head_at(moment) if day else None) as reading:
        names = names_on(desk, reading, on)
        told = _told(reading, by, office)
    if office and office not in names:
        raise UserError(f"没有单位“{office}”", cure=f"可用:{'、'.join(desk.office_names)}")
    seen = _seen(desk, actor, told)
    offices = frozenset(one for mine in seen.values() for one in mine if office in ("", one))
    found, total = rates([told[case] for case in seen], by, offices)
    ordered = sorted(found, key=lambda one: (-one.requests, one.office))
    in_order = tuple(NamedRates(names.get(one.office, one.office), one) for one in ordered)
    return CaseRates(by.rule, asked, on, in_order, total)


def counting(desk: Desk, period: ReportingPeriod, until: date) -> Counting:
    """By the standard rule, over the days of `period` up to `until`."""
    kinds = {one.id: one for one in load_kinds()}
    return Counting(load_rate_rule(), kinds, desk.calendar, Span.of(period, until))


def _told(reading: Reading, by: Counting, office: str) -> Mapping[str, tuple[CaseEvent, ...]]:
    """The events of every case that may count in the span, by its id.

    What was given shortly before the span is to be signed for in it.
    """
    longest = max(one.days.sign for one in by.kinds.values())
    first = by.calendar.add(by.span.first, -longest - 1)
    touched = case_reads.touched(reading, (first, by.span.last), office)
    found: dict[str, list[CaseEvent]] = defaultdict(list)
    for event in case_log.events(reading, cases=touched):
        found[event.case].append(event)
    return {case: tuple(events) for case, events in found.items()}


def _seen(
    desk: Desk, actor: Actor, told: Mapping[str, Sequence[CaseEvent]]
) -> dict[str, frozenset[str]]:
    """Cases that the post sees something of, with the offices whose part of them it sees.

    An office sees what it owed on a case, also after it was handed on, and nobody else's part.
    """
    found = {}
    for case, events in told.items():
        first = events[0]
        _, area = named(desk, first.subject, first.title, first.area)
        offices = frozenset(one.office for one in events if sees_case(actor, one.office, area))
        if offices:
            found[case] = offices
    return found


def _require_past(desk: Desk, day: date, period: ReportingPeriod) -> None:
    if day > desk.today():
        raise UserError(f"{day} 还没有到", cure="写今天或以前的日期")
    if period.start > day:
        raise UserError(f"{period.label}到 {day} 还没有开始", cure="写已经开始的报告期")
