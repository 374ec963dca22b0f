"""Timeliness: what was expected, what came, what came on time. Rates never pass 100 %."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observations.calendar import WorkingDays
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class Due:
    """One form asked of one office; `exempt`: closed or excused, asked of nobody."""

    office: str
    period: ReportingPeriod
    due: date
    exempt: bool = False


@dataclass(frozen=True)
class Received:
    """One delivery: the day it came (Asia/Shanghai), whether it passed, how many values.

    `zero_report`: the office states that there is nothing to report (零报告).
    """

    office: str
    period: ReportingPeriod
    day: date
    accepted: bool
    values: int
    zero_report: bool = False

    @property
    def counts(self) -> bool:
        """An empty or returned form is no report; a declared zero report is one."""
        return self.accepted and (self.values > 0 or self.zero_report)


@dataclass(frozen=True)
class FormTimeliness:
    """What became of one expected form; `days_late` in working days, 0 when on time."""

    due: Due
    came: date | None
    days_late: int
    zero_report: bool

    @property
    def on_time(self) -> bool:
        """True when it came by its due date."""
        return self.came is not None and self.days_late == 0


@dataclass(frozen=True)
class Timeliness:
    """Counts over the forms due by a day. Rates are fractions, None when nothing was due."""

    forms: tuple[FormTimeliness, ...]

    @property
    def expected(self) -> int:
        """Forms due, without the exempt ones."""
        return len(self.forms)

    @property
    def received(self) -> int:
        """Expected forms that came, each once."""
        return sum(form.came is not None for form in self.forms)

    @property
    def on_time(self) -> int:
        """Expected forms that came by their due date."""
        return sum(form.on_time for form in self.forms)

    @property
    def zero_reports(self) -> int:
        """Forms that came as 零报告; they are received, and shown apart."""
        return sum(form.zero_report for form in self.forms)

    @property
    def received_rate(self) -> float | None:
        """Received / expected (报送率)."""
        return self.received / self.expected if self.forms else None

    @property
    def on_time_rate(self) -> float | None:
        """On time / expected (报送及时率)."""
        return self.on_time / self.expected if self.forms else None

    def by_office(self) -> Mapping[str, Timeliness]:
        """The same for each office, in the order the forms were given."""
        found: dict[str, list[FormTimeliness]] = defaultdict(list)
        for form in self.forms:
            found[form.due.office].append(form)
        return {office: Timeliness(tuple(forms)) for office, forms in found.items()}

    def late_in_a_row(self) -> tuple[int, int]:
        """How many of the latest forms were late without a break, and their working days."""
        run = 0
        days = 0
        for form in sorted(self.forms, key=lambda f: f.due.due, reverse=True):
            if form.days_late == 0:
                break
            run, days = run + 1, days + form.days_late
        return run, days


def due_date(period: ReportingPeriod, working_days: int, calendar: WorkingDays) -> date:
    """The `working_days`-th working day after the end of `period`."""
    return calendar.add(period.end, working_days)


def timeliness(
    due: Sequence[Due], received: Iterable[Received], calendar: WorkingDays, today: date
) -> Timeliness:
    """What became of every form due by `today`, and of those that came before they were due.

    Only forms that were asked for count, each once, by its first delivery that passed: a
    delivery nobody asked for raises no rate. A form neither due yet nor received is not
    expected yet.
    """
    first: dict[tuple[str, ReportingPeriod], Received] = {}
    for delivery in sorted(received, key=lambda r: r.day):
        if delivery.counts and delivery.day <= today:
            first.setdefault((delivery.office, delivery.period), delivery)
    asked = {(d.office, d.period): d for d in due if not d.exempt}
    forms = (
        _form(one, first.get(key), calendar, today)
        for key, one in asked.items()
        if one.due < today or key in first
    )
    return Timeliness(tuple(forms))


def _form(
    due: Due, delivery: Received | None, calendar: WorkingDays, today: date
) -> FormTimeliness:
    came = delivery.day if delivery else None
    late = max(0, calendar.between(due.due, came or today))
    if came is not None and came > due.due:
        late = max(late, 1)  # past the date, even when only days off lie between
    return FormTimeliness(due, came, late, bool(delivery and delivery.zero_report))
