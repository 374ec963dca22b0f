"""The bar of choices over a page: reporting period, as of, area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html
from dashboards.components.menus import menu
from observations.period import ReportingPeriod

TODAY = "今天"
EVERYWHERE = "全部地区"
MONTHS_BACK = 12
MOST_MONTHS = 60
"""As many as a list is still looked through; any other day can be written in the address."""


def choices(
    address: Address,
    periods: Sequence[str],
    days: tuple[date | None, date],
    areas: Sequence[tuple[str, str]],
) -> Component:
    """Three menus of links, each keeps the other choices; `days` are (as of, today)."""
    key = address.href()
    return html.Div(
        [
            period_menu(address, periods, key),
            as_of_menu(address, *days),
            area_menu(address, areas, key),
        ],
        className="choices",
    )


def period_menu(address: Address, periods: Sequence[str], key: str) -> Component:
    """The reporting periods, newest first; the first one is shown when none is asked for."""
    current = address.get("period") or (periods[0] if periods else "")
    word = ReportingPeriod.parse(current).label if current else "—"
    options = [(ReportingPeriod.parse(one).label, address.href(period=one)) for one in periods]
    return menu("报告期", word, options, key)


def as_of_menu(
    address: Address, day: date | None, today: date, since: date | None = None
) -> Component:
    """Today's record, or that of a month's end; back to `since`, a year without."""
    days = month_ends(today) if since is None else month_ends(today, since)
    options = [(TODAY, address.href(asof=None))]
    options += [(one.isoformat(), address.href(asof=one.isoformat())) for one in days]
    return menu("截至", day.isoformat() if day else TODAY, options, address.href())


def month_ends(today: date, since: date | None = None) -> tuple[date, ...]:
    """The last days of the months before `today`, newest first: twelve, or those from `since` on.

    >>> month_ends(date(2024, 3, 5))[0]
    datetime.date(2024, 2, 29)
    >>> len(month_ends(date(2024, 3, 5), date(2021, 1, 31)))
    38
    """
    ends: list[date] = []
    end = today.replace(day=1) - timedelta(days=1)
    while (len(ends) < MONTHS_BACK if since is None else end >= since) and len(ends) < MOST_MONTHS:
        ends.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return tuple(ends)


def area_menu(address: Address, areas: Sequence[tuple[str, str]], key: str) -> Component:
    """Every area or one of them."""
    chosen = dict(areas).get(address.get("area"), EVERYWHERE)
    options = [(EVERYWHERE, address.href(area=None))]
    options += [(name, address.href(area=code)) for code, name in areas]
    return menu("地区", chosen, options, key)
