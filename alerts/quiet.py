"""Quiet hours: until when a message is kept back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from alerts.rules import Quiet
from observations.calendar import WorkingDays

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class QuietHours:
    """The hours and the calendar they go by; hours are Shanghai's."""

    rule: Quiet
    calendar: WorkingDays

    def now_told(self, severity: str, now: datetime) -> bool:
        """True when a message so loud may be told now."""
        return severity in self.rule.always or self.until(now) is None

    def until(self, now: datetime) -> datetime | None:
        """When the quiet that reigns `now` ends: a working day's morning; None when none does.

        At the very minute of its end it has ended.
        """
        here = now.astimezone(SHANGHAI)
        working = self.calendar.is_working_day(here.date())
        if working and not self._quiet_at(here.time()):
            return None
        early = working and here.time() < self.rule.until
        day = here.date() if early else self.calendar.add(here.date(), 1)
        return datetime.combine(day, self.rule.until, SHANGHAI)

    def _quiet_at(self, hour: time) -> bool:
        """Whether a working day is quiet at `hour`; most quiets go over midnight."""
        since, until = self.rule.since, self.rule.until
        if since <= until:
            return since <= hour < until
        return hour >= since or hour < until
