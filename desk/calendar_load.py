"""Putting a calendar file into force: checked, kept unchanged, audited by its version."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desk.calendar_file import CalendarFile, read_calendar
from desk.handle import Desk
from desk.rights import require_role
from ledger.audited import links_of
from ledger.unit import Reading
from observations.calendar import WorkingDays
from observations.identity import Actor, Role

ACTION = "calendar.load"
_END = 2**62  # beyond every audit sequence


@dataclass(frozen=True)
class LoadedCalendar:
    """A loading of a calendar file: which version, by whom, when."""

    version: str
    post: str
    at: datetime


def load_calendar(desk: Desk, actor: Actor, path: Path) -> CalendarFile:
    """Put the file into force, for what runs too: web, worker and schedule take it by themselves.

    Its bytes are kept under their version, so that any day is counted again as it was counted;
    loading what is in force already changes nothing.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    found = read_calendar(path)
    data, settings = path.read_bytes(), desk.settings
    kept = settings.calendars_dir / f"{found.version}.yaml"
    settle(kept, data)
    with desk.ledger.read() as reading:
        last = loaded_calendar(reading)
    if last is None or last.version != found.version:
        years = "、".join(str(one.year) for one in found.years)
        with desk.ledger.write(actor, desk.now(), ACTION, f"{found.version} {years}"):
            pass  # the link alone is the record: it names the file by its hash
    settle(settings.calendar_path, data)
    return found


def loaded_calendar(reading: Reading) -> LoadedCalendar | None:
    """The last calendar file loaded up to the head; None before the first."""
    links = links_of(reading, ACTION)
    if not links:
        return None
    last = links[-1]
    return LoadedCalendar(last.subject.split(" ")[0], last.actor, last.recorded_at)


def calendar_at(desk: Desk, reading: Reading) -> WorkingDays:
    """The calendar in force at the reading's head: of the past, the version loaded by then.

    A file that was put in its place without being loaded has no moment: it holds for all.
    """
    ever = {link.subject.split(" ")[0] for link in links_of(replace(reading, head=_END), ACTION)}
    calendar = desk.calendar
    if reading.live or (calendar.version and calendar.version not in ever):
        return calendar
    last = loaded_calendar(reading)
    if last is None:
        return WorkingDays()
    if last.version == calendar.version:
        return calendar
    return read_calendar(desk.settings.calendars_dir / f"{last.version}.yaml").working_days()


def known_at(desk: Desk, reading: Reading) -> Desk:
    """The desk with the calendar in force at the reading's head."""
    return desk.counting_by(calendar_at(desk, reading))


def settle(path: Path, data: bytes) -> None:
    """Write a file whole under another name, then give it its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
