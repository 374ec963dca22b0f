"""The desk's daily digest: what is open, office by office, and for how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from alerts.quiet import SHANGHAI
from ledger.alert_log import SAID, AlertState
from observations.calendar import WorkingDays


@dataclass(frozen=True)
class OfficeLines:
    """One office's open alerts: how many, how many of them return a form, how old, which."""

    office: str
    name: str
    open: int
    critical: int
    unacknowledged: int
    late: int
    oldest_days: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The office's heading."""
        counts = [
            f"{self.open} 条",
            *([f"退回级 {self.critical}"] if self.critical else []),
            *([f"未确认 {self.unacknowledged}"] if self.unacknowledged else []),
            *([f"过限期 {self.late}"] if self.late else []),
        ]
        return f"{self.name}:{'、'.join(counts)},最久 {self.oldest_days} 个工作日"


@dataclass(frozen=True)
class DailyDigest:
    """Everything that is open on a day, the office with the oldest first."""

    day: date
    open: int
    offices: tuple[OfficeLines, ...]

    @property
    def title(self) -> str:
        """The subject of the message."""
        return f"预警日报 {self.day}:未关闭 {self.open} 条"

    def lines(self, longest: int) -> tuple[str, ...]:
        """Every office's heading, then its alerts, in all at most `longest` alerts."""
        left, said = longest, list[str]()
        for office in self.offices:
            said += [office.text, *(f"  {line}" for line in office.lines[:left])]
            left -= min(left, len(office.lines))
        untold = self.open - longest
        return (*said, *([f"另有 {untold} 条,见预警页。"] if untold > 0 else []))


def daily_digest(
    alerts: Sequence[AlertState], day: date, calendar: WorkingDays, names: Mapping[str, str]
) -> DailyDigest | None:
    """The digest of `day`; None when nothing is open."""
    open_ = [one for one in alerts if one.state != "closed"]
    by_office: dict[str, list[AlertState]] = defaultdict(list)
    for one in sorted(open_, key=lambda one: (one.opened_at, one.id)):
        by_office[one.alert.office].append(one)
    offices = [_office(rows, day, calendar, names) for rows in by_office.values()]
    ordered = sorted(offices, key=lambda one: (-one.oldest_days, one.office))
    return DailyDigest(day, len(open_), tuple(ordered)) if open_ else None


def _office(
    rows: Sequence[AlertState], day: date, calendar: WorkingDays, names: Mapping[str, str]
) -> OfficeLines:
    office = rows[0].alert.office
    ages = [calendar.between(one.opened_at.astimezone(SHANGHAI).date(), day) for one in rows]
    return OfficeLines(
        office=office,
        name=names.get(office, office) if office else "住建局自办",
        open=len(rows),
        critical=sum(one.alert.severity == "critical" for one in rows),
        unacknowledged=sum(one.state == "opened" for one in rows),
        late=sum(one.alert.due is not None and one.alert.due < day for one in rows),
        oldest_days=max(ages),
        lines=tuple(_line(one, age) for one, age in zip(rows, ages, strict=True)),
    )


def _line(one: AlertState, age: int) -> str:
    period = str(one.alert.body.get("period") or one.alert.period)
    about = " ".join(filter(None, (period, one.alert.title)))
    due = f",限 {one.alert.due}" if one.alert.due else ""
    return f"{about}:{SAID[one.state]},{age} 个工作日{due}"
