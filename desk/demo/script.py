"""What happens in the demo and when: the forms of every office, and the faults on purpose."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from briefings.form import Entry
from desk.deadlines import asked_offices
from desk.demo.series import SEED, entry_for
from desk.handle import SHANGHAI, Desk
from observations.layout import Layout
from observations.period import Frequency, ReportingPeriod

FIRST = ReportingPeriod(2023, Frequency.QUARTER, 4)
LAST = ReportingPeriod(2025, Frequency.QUARTER, 4)
Entries = dict[tuple[str, str], Entry]


@dataclass(frozen=True)
class Delivery:
    """One file an office hands in at a moment; `fault` says what is wrong with it on purpose."""

    at: datetime
    office: str
    period: ReportingPeriod
    fault: str = ""


@dataclass(frozen=True)
class Remark:
    """An office's word to an alert about its form: it takes note, and says until when."""

    at: datetime
    office: str
    period: ReportingPeriod
    text: str


@dataclass(frozen=True)
class Chapter:
    """One reporting period: its working days, what comes on them, then the day of assessing."""

    period: ReportingPeriod
    days: tuple[date, ...]
    deliveries: tuple[Delivery, ...]
    remarks: tuple[Remark, ...]
    assess_at: datetime


# (office, period) → what goes wrong. A corrected file follows two working days later.
FAULTS: Mapping[tuple[str, str], str] = {
    ("urban-management", "2024-Q2"): "late",
    ("housing", "2024-Q3"): "unit",
    ("housing", "2024-Q1"): "revised",
    ("azhen", "2025-Q1"): "contradiction",
    ("sanitation", "2024-Q4"): "duplicate",
    ("organization", "2025-Q2"): "late",
    ("sanitation", "2025-Q4"): "doubted",
    ("emergency", "2025"): "missing",
}
LATE_DAYS = 6
# (office, period) → working days after the due date, and the word to the alert that it is late.
# Of the others nobody takes note: those alerts are carried to the next posts.
REMARKS: Mapping[tuple[str, str], tuple[int, str]] = {
    ("urban-management", "2024-Q2"): (3, "街道数据尚未汇总完,三日内报送"),
}


def chapters(desk: Desk) -> tuple[Chapter, ...]:
    """All periods of the demo, oldest first; yearly forms come in with the fourth quarter's."""
    found, period = [], FIRST
    while period.end <= LAST.end:
        found.append(_chapter(desk, period))
        period = period.next()
    return tuple(found)


def entries_for(desk: Desk, layout: Layout, delivery: Delivery) -> Entries:
    """What the office writes, with the delivery's fault worked in."""
    indicators = {i.key: i for i in desk.plan.indicators}
    entries = {
        row.key: entry_for(desk.plan, indicators[row.indicator], row.area, delivery.period)
        for row in layout.rows
    }
    spoil = _SPOILS.get(delivery.fault)
    return spoil(layout, entries) if spoil else entries


def _chapter(desk: Desk, period: ReportingPeriod) -> Chapter:
    periods = [period]
    if period.number == 4:
        periods.append(ReportingPeriod(period.year, Frequency.YEAR, 1))
    deliveries = [
        delivery
        for one in periods
        for office in asked_offices(desk, one)
        for delivery in _deliveries(desk, office, one)
    ]
    last = desk.plan.due_working_days + LATE_DAYS + 2
    return Chapter(
        period=period,
        days=tuple(desk.calendar.add(period.end, n) for n in range(1, last + 1)),
        deliveries=tuple(sorted(deliveries, key=lambda d: d.at)),
        remarks=tuple(_remarks(desk, periods)),
        assess_at=_moment(desk, period, last, "assess"),
    )


def _remarks(desk: Desk, periods: list[ReportingPeriod]) -> Iterator[Remark]:
    written = {str(one): one for one in periods}
    for (office, period), (after, text) in REMARKS.items():
        if period in written:
            days = desk.plan.due_working_days + after
            yield Remark(
                _moment(desk, written[period], days, office), office, written[period], text
            )


def _deliveries(desk: Desk, office: str, period: ReportingPeriod) -> list[Delivery]:
    fault = FAULTS.get((office, str(period)), "")
    if fault == "missing":
        return []
    seed = f"{SEED}:{office}:{period}"
    day = random.Random(seed).randrange(2, desk.plan.due_working_days - 2)  # noqa: S311
    if fault == "late":
        day = desk.plan.due_working_days + LATE_DAYS
    first = Delivery(_moment(desk, period, day, seed), office, period, fault)
    again = _moment(desk, period, day + 2, seed)
    if fault == "duplicate":
        return [first, replace(first, at=first.at + timedelta(hours=1))]
    if fault in _MENDED:
        return [first, replace(first, at=again, fault="")]
    return [first]


def _moment(desk: Desk, period: ReportingPeriod, days: int, seed: str) -> datetime:
    """Some minute of the working hours, `days` working days after the period."""
    minutes = random.Random(seed).randrange(0, 400)  # noqa: S311
    day = desk.calendar.add(period.end, days)
    return datetime.combine(day, time(9, 0), SHANGHAI) + timedelta(minutes=minutes)


def _computed(layout: Layout) -> tuple[str, str]:
    """The row that a fault hits: the leakage rate where there is one, else the first rate."""
    rows = [row for row in layout.rows if row.computed]
    hit = next((row for row in rows if row.indicator == "leakage_rate"), rows[0])
    return hit.key


def _unit_slip(layout: Layout, entries: Entries) -> Entries:
    """The percentage written as a fraction over the formula: 0.112 for 11.2."""
    key = _computed(layout)
    entry = entries[key]
    share = float(entry.numerator or 0) / float(entry.denominator or 1)
    return entries | {key: replace(entry, value=round(share, 4))}


def _contradiction(layout: Layout, entries: Entries) -> Entries:
    """A numerator above its denominator."""
    key = _computed(layout)
    whole = float(entries[key].denominator or 1)
    return entries | {key: replace(entries[key], numerator=round(whole * 1.06, 2))}


def _sudden_fall(layout: Layout, entries: Entries) -> Entries:
    """A value far below the last one and no word why: possible, to be confirmed."""
    key = _computed(layout)
    fallen = round(float(entries[key].numerator or 0) * 0.4)
    return entries | {key: replace(entries[key], numerator=fallen)}


def _first_draft(layout: Layout, entries: Entries) -> Entries:
    """A numerator that is corrected by a later file: believable, one percent off."""
    key = _computed(layout)
    draft = round(float(entries[key].numerator or 0) * 1.01, 2)
    return entries | {key: replace(entries[key], numerator=draft)}


_SPOILS = {
    "unit": _unit_slip,
    "contradiction": _contradiction,
    "revised": _first_draft,
    "doubted": _sudden_fall,
}
# Corrected by a second file; a doubted value stands.
_MENDED = frozenset({"unit", "contradiction", "revised"})
