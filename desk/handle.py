"""The handle that pages, commands and flows hold: settings, ledger, plan, calendar, clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from desk.calendar_now import calendar_of
from desk.settings import Settings
from ledger.opening import Ledger, open_ledger
from ledger.pools import Part
from observations.calendar import SHANGHAI, WorkingDays
from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.layouts import form_titles
from targets.load import load_plan
from targets.model import Plan

__all__ = ["SHANGHAI", "Clock", "Desk", "open_desk", "system_clock"]
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in Shanghai: lateness goes by the local date."""
    return datetime.now(SHANGHAI)


@dataclass(frozen=True)
class Desk:
    """What every use case needs. Frozen: a use case changes the ledger, never the desk.

    `calendar_now` gives the calendar in force, which a loading changes while all runs.
    """

    settings: Settings
    ledger: Ledger
    plan: Plan
    calendar_now: Callable[[], WorkingDays]
    clock: Clock = system_clock

    @property
    def calendar(self) -> WorkingDays:
        """The calendar in force at this moment; take it once for what must agree."""
        return self.calendar_now()

    def counting_by(self, calendar: WorkingDays) -> Desk:
        """The same desk by another calendar, whatever is loaded meanwhile."""
        return replace(self, calendar_now=lambda: calendar)

    def now(self) -> datetime:
        """The moment of this act, aware, in Asia/Shanghai."""
        return self.clock().astimezone(SHANGHAI)

    def today(self) -> date:
        """The local date of `now`."""
        return self.now().date()

    @property
    def is_demo(self) -> bool:
        """True on a database stamped 演示 at its creation."""
        return self.ledger.stamp == "demo"

    def due(self, period: ReportingPeriod) -> date:
        """The last day on which a form of `period` is on time."""
        return self.calendar.add(period.end, self.plan.due_working_days)

    # Asked for with every file or group of files: a country's plan has a million rows.
    @cached_property
    def office_names(self) -> Mapping[str, str]:
        """Office names by id."""
        return {office.id: office.name for office in self.plan.offices}

    @cached_property
    def reporters(self) -> Mapping[tuple[str, str], str]:
        """Which office reports an (indicator, area)."""
        return {(one.indicator, one.area): one.office for one in self.plan.reporting}

    @cached_property
    def form_titles(self) -> Mapping[str, str]:
        """What messages call each of the plan's forms, by layout id."""
        return form_titles(self.plan)


def open_desk(settings: Settings, part: Part = "command") -> Desk:
    """Open the ledger, load plan and calendar; `UserError` for a simulated clock on real data.

    `part`: what kind of process this is, which says how many connections it holds.
    """
    calendar = calendar_of(settings.calendar_path)
    ledger = open_ledger(settings.url, settings.pool(part), settings.copy_to_read)
    if settings.now is not None and ledger.stamp != "demo":
        raise UserError("CITYPLAN_NOW 只能用于演示库", cure="取消该环境变量")
    fixed = settings.now
    clock = system_clock if fixed is None else lambda: _aware(fixed)
    return Desk(settings, ledger, load_plan(settings.plan), calendar, clock)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
