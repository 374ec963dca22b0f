"""Calendar files put into force: which counts when; kept unchanged, audited by their version."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desk.calendar_file import read_calendar
from desk.handle import Desk
from ledger.audited import links_of
from ledger.unit import Reading
from observations.calendar import WorkingDays

ACTION = "calendar.load"
_END = 2**62  # beyond every audit sequence


@dataclass(frozen=True)
class LoadedCalendar:
    """A loading of a calendar file: which version, by whom, when."""

    version: str
    post: str
    at: datetime


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
