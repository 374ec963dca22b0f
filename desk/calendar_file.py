"""The file that adds to the working-day calendar: years published since, local days off.

Source of a year: the notice of 国务院办公厅 on the arrangement of holidays, named in the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from observations.calendar import WorkingDays
from observations.errors import UserError
from observations.plain import read_plain_file
from targets.shapes import Field, read_record
from targets.yamlfile import Document, Place, bounded, parse_yaml

YEAR = (
    Field("year", "whole", "年份", required=True),
    Field("document", "text", "通知的文号", required=True),
    Field("holidays", "texts", "放假的日子,一天或“首日 至 末日”", required=True),
    Field("workdays", "texts", "调休上班的周六、周日"),
)
DAY = (
    Field("day", "day", "日期", required=True),
    Field("working", "flag", "true 上班,false 放假", required=True),
    Field("document", "text", "依据的文号", required=True),
    Field("reason", "text", "缘由", required=True),
)
PLAN_PAGE, CALENDAR_PAGE = "docs/plan-as-data.md", "docs/deadlines.md"
_SPAN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s*至\s*([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
_LONGEST = 15  # days off at a stretch; more is a slip of the pen
_YEARS = range(2004, 2200)
_FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Statutory on these days in every version of 《全国年节及纪念日放假办法》 since 2008."""
_STATUTORY = ((2025, 13), (2008, 11))
"""Days off the whole people has from a year on (国务院令第513号; from 2025 on 第795号)."""


@dataclass(frozen=True)
class Arranged:
    """One year as its notice arranges it; `holidays` may begin in the December before."""

    year: int
    document: str
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]

    @property
    def net(self) -> int:
        """Working days off less days off worked: the number of statutory days, if complete."""
        off = sum(day.weekday() < 5 for day in self.holidays)
        return off - len(self.workdays)


@dataclass(frozen=True)
class OneDay:
    """A single day decided on its own (a local holiday); it wins over the year's notice."""

    day: date
    working: bool
    document: str
    reason: str


@dataclass(frozen=True)
class CalendarFile:
    """What a file adds to the calendar; `version` is the head of the SHA-256 of its bytes."""

    version: str
    years: tuple[Arranged, ...]
    days: tuple[OneDay, ...]

    def working_days(self) -> WorkingDays:
        """The calendar with this file laid over the published years.

        A year in the file is the whole year: what it does not name goes by the weekday.
        """
        found: dict[date, bool] = {}
        for one in sorted(self.years, key=lambda one: one.year):
            found |= {day: day.weekday() < 5 for day in _days_of(one.year)}
            found |= dict.fromkeys(one.holidays, False) | dict.fromkeys(one.workdays, True)
        found |= {one.day: one.working for one in self.days}
        return WorkingDays(found, frozenset(one.year for one in self.years), self.version)

    def notes(self) -> tuple[str, ...]:
        """What a person should look at again; nothing here stops the file from being used."""
        return tuple(note for one in self.years for note in (*_sum_note(one), *_known_note(one)))


def read_calendar(path: Path) -> CalendarFile:
    """The file, strictly read; `UserError` with file, line and cure for anything wrong in it."""
    data = bounded(path, path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name}:不是 UTF-8 编码", cure="另存为 UTF-8") from error
    with _described():
        return calendar_told(parse_yaml(text, path.name), data)


def uploaded_calendar(data: bytes, name: str) -> CalendarFile:
    """Like `read_calendar`, of bytes that somebody sent: opened in the jail."""
    with _described():
        return calendar_told(read_plain_file(data, name), data)


@contextmanager
def _described() -> Iterator[None]:
    """A mistake in a calendar leads to where calendars are described, not to the plan's page."""
    try:
        yield
    except UserError as mistake:
        if PLAN_PAGE not in mistake.cure:
            raise
        cure = mistake.cure.replace(PLAN_PAGE, CALENDAR_PAGE)
        raise UserError(mistake.what, cure=cure) from mistake


def calendar_told(document: Document, data: bytes) -> CalendarFile:
    """The file that says `document` in the bytes `data`; `UserError` for anything wrong in it."""
    parts = _parts(document)
    years = tuple(_arranged(place, value) for place, value in parts["years"])
    _once(parts["years"], [str(one.year) for one in years])
    days = tuple(OneDay(**read_record(DAY, place, value)) for place, value in parts["days"])
    _once(parts["days"], [str(one.day) for one in days])
    if not years and not days:
        raise UserError(f"{document.name}:没有任何年份或日子", cure="写 years 或 days")
    return CalendarFile(hashlib.sha256(data).hexdigest()[:16], years, days)


def working_days(path: Path) -> WorkingDays:
    """The calendar with the file at `path`, or the published one where there is no such file."""
    return read_calendar(path).working_days() if path.exists() else WorkingDays()


Part = tuple[Place, Any]


def _parts(document: Document) -> Mapping[str, list[Part]]:
    top = document.at()
    content = document.value
    if not isinstance(content, dict):
        raise UserError(f"{top}:应为“键: 值”", cure="顶层写 years: 和 days:")
    strange = sorted(content.keys() - {"years", "days"})
    if strange:
        raise UserError(f"{top.below(strange[0])}:不认识的字段", cure="顶层只有 years、days")
    return {name: _rows(top.below(name), content.get(name)) for name in ("years", "days")}


def _rows(place: Place, value: Any) -> list[Part]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UserError(f"{place}:应为列表", cure="每条以“- ”开头")
    return [(place.below(number), row) for number, row in enumerate(value)]


def _once(parts: Iterable[Part], keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for (place, _), key in zip(parts, keys, strict=True):
        if key in seen:
            raise UserError(f"{place}:{key} 写了两次", cure="删去一处")
        seen.add(key)


def _arranged(place: Place, value: Any) -> Arranged:
    record = read_record(YEAR, place, value)
    year = record["year"]
    if year not in _YEARS:
        raise UserError(f"{place.below('year')}:{year} 不是可用的年份", cure="改正年份")
    holidays = _days(place.below("holidays"), record["holidays"], year)
    workdays = _days(place.below("workdays"), record.get("workdays", ()), year)
    for number, day in enumerate(workdays):
        _swapped(place.below("workdays", number), day, holidays)
    missing = [date(year, *one) for one in _FIXED if date(year, *one) not in holidays]
    if missing:
        days = "、".join(map(str, missing))
        raise UserError(f"{place.below('holidays')}:缺少法定节假日 {days}", cure="对照通知补上")
    return Arranged(year, record["document"], holidays, workdays)


def _swapped(place: Place, day: date, holidays: tuple[date, ...]) -> None:
    if day in holidays:
        raise UserError(f"{place}:{day} 既放假又上班", cure="删去一处")
    if day.weekday() < 5:
        raise UserError(f"{place}:{day} 本来就是工作日", cure="调休上班只写周六、周日")


def _days(place: Place, written: Iterable[str], year: int) -> tuple[date, ...]:
    found: list[date] = []
    for number, text in enumerate(written):
        for day in _span(place.below(number), text):
            if day in found:
                raise UserError(f"{place.below(number)}:{day} 写了两次", cure="删去一处")
            if day.year != year and (day.year, day.month) != (year - 1, 12):
                cure = f"只写 {year} 年(元旦假期可从上年12月起)的日子"
                raise UserError(f"{place.below(number)}:{day} 不在 {year} 年", cure=cure)
            found.append(day)
    return tuple(found)


def _span(place: Place, text: str) -> list[date]:
    match = _SPAN.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        first = date.fromisoformat(match[1])
        last = date.fromisoformat(match[2] or match[1])
    except ValueError as error:
        cure = "写成 2027-10-01 或 2027-10-01 至 2027-10-07"
        raise UserError(f"{place}:“{text}”不是日期", cure=cure) from error
    count = (last - first).days + 1
    if not 1 <= count <= _LONGEST:
        raise UserError(f"{place}:“{text}”首尾颠倒或超过 {_LONGEST} 天", cure="改正首日、末日")
    return [first + timedelta(days=n) for n in range(count)]


def _sum_note(one: Arranged) -> list[str]:
    """By every notice of 2008–2026 but four the two differ by the statutory days."""
    wanted = next((days for since, days in _STATUTORY if one.year >= since), None)
    if wanted is None or one.net == wanted:
        return []
    told = f"{one.year}年:放假占工作日减去调休上班为 {one.net} 天,法定节假日为 {wanted} 天"
    return [f"{told};请对照通知核对有无漏写"]


def _known_note(one: Arranged) -> list[str]:
    plain = WorkingDays()
    if not plain.published(one.year):
        return []
    mine = CalendarFile("", (one,), ()).working_days()
    both = {*plain.irregular(one.year)} ^ {*mine.irregular(one.year)}
    differ = sorted(day for day, _ in both)
    if not differ:
        return [f"{one.year}年的安排系统已有,与本文件一致"]
    days = "、".join(map(str, differ[:10]))
    return [f"{one.year}年的安排系统已有,与本文件在 {days} 不同,以本文件为准"]


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
