"""The calendar in force now: a file loaded while all runs counts from then on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from desk.calendar_file import working_days
from observations.calendar import WorkingDays
from observations.errors import UserError

log = logging.getLogger(__name__)

Signature = tuple[int, int, int] | None
"""Inode, size and time of change; None without a file."""


def calendar_of(path: Path) -> Callable[[], WorkingDays]:
    """The calendar with the file at `path`, read anew whenever that is another file.

    `UserError` for a wrong file now; one that is put there later keeps the last good calendar
    in force, and the log says so. To ask costs the look at the file's state (some 3 µs).
    """
    held = (_signature(path), working_days(path))

    def now() -> WorkingDays:
        nonlocal held
        before, calendar = held
        try:
            seen = _signature(path)
        except OSError:  # a folder nobody may look into: what was read stands
            return calendar
        if seen != before:
            calendar = _read(path, calendar)
            held = (seen, calendar)
        return calendar

    return now


def _signature(path: Path) -> Signature:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return (state.st_ino, state.st_size, state.st_mtime_ns)


def _read(path: Path, before: WorkingDays) -> WorkingDays:
    try:
        found = working_days(path)
    except UserError as mistake:
        log.warning("%s;暂按此前的工作日历", mistake)
        return before
    if found.version != before.version:
        log.info("工作日历改用版本 %s", found.version or "(随程序)")
    return found
