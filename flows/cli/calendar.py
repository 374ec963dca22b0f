"""`cityplan calendar show|check|load`: the working days everything is counted by."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.changes import asked_for, brief, waits
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError

if TYPE_CHECKING:
    from desk.calendar_file import CalendarFile
    from desk.calendar_load import LoadedCalendar
    from observations.calendar import WorkingDays

File = Annotated[Path, typer.Argument(help="工作日历补充文件 YAML")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="工作日历:国务院放假安排与补充文件", no_args_is_help=True)
    group.command("show")(calendar_show)
    group.command("check")(calendar_check)
    group.command("load")(calendar_load)
    app.add_typer(group, name="calendar")


def calendar_show(year: Annotated[int, typer.Argument(help="年份,如 2026")]) -> None:
    """列出一年里与星期不同的日子:放假的周一至周五,调休上班的周六、周日。"""
    from desk.calendar_load import loaded_calendar

    if not 1900 <= year <= 2199:
        raise UsageError(said("calendar.years", year=year), cure=said("calendar.years.cure"))
    with the_desk() as desk:
        with desk.ledger.read() as reading:
            loaded = loaded_calendar(reading)
        calendar = desk.calendar
    days = calendar.irregular(year)
    document = {
        "year": year,
        "source": _source(calendar, year),
        "version": calendar.version,
        "loaded": loaded if loaded and loaded.version == calendar.version else None,
        "working_days": _working(calendar, year),
        "holidays": [day for day, works in days if not works],
        "workdays": [day for day, works in days if works],
    }
    show(document, lambda: _text(calendar, year, loaded))


def calendar_check(file: File) -> None:
    """核对补充文件:写法、日期、法定节假日、调休;不改动任何设置。"""
    from desk.calendar_file import read_calendar

    found = read_calendar(file)
    show(_about(found), lambda: _holds("calendar.holds", found))


def calendar_load(file: File) -> None:
    """提请启用补充文件:列出与现行日历不同的日子,另一调度岗位批准后生效。"""
    from desk.calendar_file import read_calendar
    from desk.proposing import ask_calendar

    found = read_calendar(file)
    with the_desk() as desk:
        key = ask_calendar(desk, the_actor(desk), file.read_bytes(), file.name)
        asked = asked_for(desk, key)
    document = _about(found) | {"changes": asked.body["changes"]} | brief(asked)
    show(document, "\n".join(waits(asked)))


def _about(found: CalendarFile) -> dict[str, object]:
    return {
        "version": found.version,
        "years": found.years,
        "days": found.days,
        "notes": found.notes(),
    }


def _holds(key: str, found: CalendarFile) -> str:
    years = said("and").join(f"{one.year} {one.document}" for one in found.years) or "—"
    first = said(key, version=found.version, years=years, days=len(found.days))
    return "\n".join([first, *(said("calendar.note", note=note) for note in found.notes())])


def _source(calendar: WorkingDays, year: int) -> str:
    if year in calendar.years:
        return "file"
    return "official" if calendar.published(year) else "unknown"


def _working(calendar: WorkingDays, year: int) -> int:
    return calendar.between(date(year, 1, 1) - timedelta(days=1), date(year, 12, 31))


def _text(calendar: WorkingDays, year: int, loaded: LoadedCalendar | None) -> str:
    source = said(f"calendar.{_source(calendar, year)}", version=calendar.version)
    lines = [said("calendar.year", year=year, source=source, count=_working(calendar, year))]
    days = calendar.irregular(year)
    for key, wanted in (("calendar.off", False), ("calendar.on", True)):
        named = " ".join(f"{day:%m-%d}" for day, works in days if works is wanted)
        lines += [said(key, days=named)] if named else []
    if calendar.version:
        lines.append(_registered(calendar, loaded))
    return "\n".join(lines)


def _registered(calendar: WorkingDays, loaded: LoadedCalendar | None) -> str:
    from desk.handle import SHANGHAI

    if loaded is None or loaded.version != calendar.version:
        return said("calendar.unloaded")
    at = loaded.at.astimezone(SHANGHAI)
    return said("calendar.by", post=loaded.post, at=f"{at:%Y-%m-%d %H:%M}")
