"""What happened in one month, gathered by the desk from the ledger; plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Deadline:
    """Something due on a day of the month that follows: how many, of what, whose."""

    day: date
    matter: str
    offices: tuple[str, ...]


@dataclass(frozen=True)
class Overdue:
    """A form that did not come by its day; `days` are working days up to the month's end."""

    office: str
    period: str
    days: int


@dataclass(frozen=True)
class Month:
    """One month as the record stood on its last day.

    `came`, `returned`: forms let in and sent back. `approved`: revisions are counted of what was
    published before. Cases and alerts: begun and ended in the month, open and late at its end.
    `assessed` is True when the newest assessment was made within the month.
    """

    year: int
    month: int
    end: date
    came: int
    returned: int
    revised: tuple[str, ...]
    overdue: tuple[Overdue, ...]
    cases_opened: tuple[str, ...]
    cases_closed: tuple[str, ...]
    cases_open: tuple[str, ...]
    cases_late: tuple[str, ...]
    alerts_opened: int
    alerts_closed: int
    alerts_open: int
    deadlines: tuple[Deadline, ...]
    assessed: bool

    @property
    def label(self) -> str:
        """`2024年9月`."""
        return f"{self.year}年{self.month}月"
