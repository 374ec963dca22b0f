"""Working days as the State Council announced them, copied here by hand for 2024 to 2026."""

from __future__ import annotations

from datetime import date, timedelta

_OFF = (  # the first and the last day of each holiday
    ("2024-01-01", "2024-01-01"),
    ("2024-02-10", "2024-02-17"),
    ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"),
    ("2024-06-10", "2024-06-10"),
    ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
)
_ON = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11"),
        *("2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-02-08"),
        *("2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04"),
    )
)
DUE_AFTER = 10  # working days after the quarter's end


def works(day: date) -> bool:
    """Weekends are off unless they are worked, holidays are off."""
    off = any(first <= day.isoformat() <= last for first, last in _OFF)
    return day in _ON or (day.weekday() < 5 and not off)


def between(since: date, until: date) -> int:
    """Working days after `since`, up to and with `until`."""
    days = (since + timedelta(days=n) for n in range(1, (until - since).days + 1))
    return sum(works(one) for one in days)


def due(quarter: str) -> date:
    """The last day for a quarter's forms."""
    year, month = int(quarter[:4]), int(quarter[-1]) * 3
    day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    left = DUE_AFTER
    while left:
        day += timedelta(days=1)
        left -= works(day)
    return day
