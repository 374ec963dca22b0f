"""Completeness, timeliness and quality of forms: the one computation of every such rate.

Expected = asked − exempt − closed. Nothing outside the expected counts above the line, so that
no rate passes 100 %; an empty form is no report; the day is Shanghai's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import takewhile

from expectations.reporting import (
    Due,
    Excuse,
    FormTimeliness,
    Key,
    Outcome,
    Rate,
    Received,
    Standing,
)
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod

__all__ = ["Due", "FormTimeliness", "Rate", "Received", "Standing", "Timeliness", "timeliness"]

RULE = "reporting-rates 1"
"""Name and version of the rule below; it stands beside every rate that is printed."""


@dataclass(frozen=True)
class Timeliness:
    """Counts over asked forms: `forms` were due by the day and are expected.

    `pending` are not due yet, `excused` are not asked; neither is in any rate.
    """

    forms: tuple[FormTimeliness, ...]
    pending: tuple[FormTimeliness, ...] = ()
    excused: tuple[Due, ...] = ()

    @property
    def asked(self) -> int:
        """Forms due by the day before anybody was excused."""
        return len(self.forms) + len(self.excused)

    @property
    def expected(self) -> int:
        """Forms due, without the exempt, closed and earlier ones."""
        return len(self.forms)

    @property
    def received(self) -> int:
        """Expected forms that came, each once."""
        return sum(form.received for form in self.forms)

    @property
    def on_time(self) -> int:
        """Expected forms that came by their due date."""
        return sum(form.on_time for form in self.forms)

    @property
    def zero_reports(self) -> int:
        """Forms that came as 零报告; they are received, and shown apart."""
        return self.with_outcome("zero")

    @property
    def non_empty(self) -> int:
        """Received forms that brought values."""
        return self.with_outcome("values")

    @property
    def passed(self) -> int:
        """Received forms that no critical finding and no sending back stands against."""
        return sum(form.passed for form in self.forms)

    @property
    def doubted(self) -> int:
        """Passed forms with unanswered warnings."""
        return sum(form.doubted for form in self.forms)

    @property
    def missing(self) -> int:
        """Expected forms that did not come; an empty or returned one did not."""
        return self.expected - self.received

    @property
    def values_expected(self) -> int:
        """Values the expected forms ask for."""
        return sum(form.due.values for form in self.forms)

    @property
    def values_on_time(self) -> int:
        """Values asked by the forms that came by their due date."""
        return sum(form.due.values for form in self.forms if form.on_time)

    def with_outcome(self, outcome: Outcome) -> int:
        """How many expected forms ended so."""
        return sum(form.outcome == outcome for form in self.forms)

    def with_excuse(self, excuse: Excuse) -> int:
        """How many asked forms were excused so."""
        return sum(one.excuse == excuse for one in self.excused)

    @property
    def completeness(self) -> Rate:
        """Received / expected (报送率)."""
        return Rate(self.received, self.expected)

    @property
    def timeliness(self) -> Rate:
        """On time / expected (报送及时率)."""
        return Rate(self.on_time, self.expected)

    @property
    def quality(self) -> Rate:
        """Passed / received (质量合格率): a form that never came is not bad data."""
        return Rate(self.passed, self.received)

    @property
    def received_rate(self) -> float | None:
        """The completeness as a fraction."""
        return self.completeness.value

    @property
    def on_time_rate(self) -> float | None:
        """The timeliness as a fraction."""
        return self.timeliness.value

    def only(self, chosen: Callable[[Due], bool]) -> Timeliness:
        """The same over some of the asked forms."""
        return Timeliness(
            tuple(form for form in self.forms if chosen(form.due)),
            tuple(form for form in self.pending if chosen(form.due)),
            tuple(one for one in self.excused if chosen(one)),
        )

    def of_period(self, period: ReportingPeriod) -> Timeliness:
        """The same for one period."""
        return self.only(lambda due: due.period == period)

    @cached_property
    def _offices(self) -> Mapping[str, Timeliness]:
        asked = (*(form.due for form in (*self.forms, *self.pending)), *self.excused)
        names = dict.fromkeys(one.office for one in asked)
        return {name: self.only(lambda due, name=name: due.office == name) for name in names}  # type: ignore[misc]

    def by_office(self) -> Mapping[str, Timeliness]:
        """The same for each office, in the order the forms were given."""
        return self._offices

    def late_in_a_row(self, upto: ReportingPeriod | None = None) -> tuple[int, int]:
        """Of one office: forms late without a break, and their working days in all."""
        late = self.late_days_in_a_row(upto)
        return len(late), sum(late)

    def late_days_in_a_row(self, upto: ReportingPeriod | None = None) -> tuple[int, ...]:
        """Of one office: working days that each form was late without a break, newest first.

        Counted back from `upto` (the newest due form by default) over expected forms of the
        same frequency; an excused form neither breaks the row nor counts.
        """
        newest = sorted(self.forms, key=lambda form: form.due.period, reverse=True)
        last = upto or (newest[0].due.period if newest else None)
        if last is None:
            return ()
        alike = [form for form in newest if form.due.period.frequency is last.frequency]
        row = [form for form in alike if not last < form.due.period]
        return tuple(form.days_late for form in takewhile(lambda form: form.days_late > 0, row))


def due_date(period: ReportingPeriod, working_days: int, calendar: WorkingDays) -> date:
    """The `working_days`-th working day after the end of `period`."""
    return calendar.add(period.end, working_days)


def timeliness(
    due: Sequence[Due],
    received: Iterable[Received],
    calendar: WorkingDays,
    today: date,
    *,
    standing: Mapping[Key, Standing] | None = None,
) -> Timeliness:
    """What became of every asked form, as `today` begins.

    Each form counts once, by its first delivery that passed; a delivery nobody asked for, or
    of an excused form, raises no rate. On its due date a form is not expected yet: it is
    `pending`, come or not. `standing` is what speaks against a form by (office, period).
    """
    asked = {one.key: one for one in due}
    came: dict[Key, list[Received]] = {}
    for one in sorted(received, key=lambda r: r.arrived):
        if one.day <= today:
            came.setdefault(one.key, []).append(one)
    against = standing or {}
    told = [
        _form(one, came.get(key, ()), calendar, today)
        for key, one in asked.items()
        if not one.excuse
    ]
    told = [replace(form, standing=against.get(form.due.key, Standing())) for form in told]
    return Timeliness(
        forms=tuple(form for form in told if form.due.due < today),
        pending=tuple(form for form in told if form.due.due >= today),
        excused=tuple(one for one in asked.values() if one.excuse and one.due < today),
    )


def _form(
    due: Due, deliveries: Sequence[Received], calendar: WorkingDays, today: date
) -> FormTimeliness:
    first = next((one for one in deliveries if one.counts), None)
    came = first.day if first else None
    reached = came or today
    late = calendar.between(due.due, reached) if reached > due.due else 0
    if reached > due.due:
        late = max(late, 1)  # past the date, even when only days off lie between
    return FormTimeliness(due, came, late, _outcome(first, deliveries))


def _outcome(first: Received | None, deliveries: Sequence[Received]) -> Outcome:
    if first is not None:
        return "values" if first.values else "zero"
    if any(one.accepted for one in deliveries):
        return "empty"
    return "returned" if deliveries else "absent"
