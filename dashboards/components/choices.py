"""The bar of choices over a page: reporting period, as of, area."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dash import html
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components.menus import menu
from observations.period import ReportingPeriod

TODAY = "今天"
EVERYWHERE = "全部地区"
MONTHS_BACK = 12


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
            _period_menu(address, periods, key),
            _as_of_menu(address, *days),
            _area_menu(address, areas, key),
        ],
        className="choices",
    )


def _period_menu(address: Address, periods: Sequence[str], key: str) -> Component:
    current = address.get("period") or (periods[0] if periods else "")
    word = ReportingPeriod.parse(current).label if current else "—"
    options = [(ReportingPeriod.parse(one).label, address.href(period=one)) for one in periods]
    return menu("报告期", word, options, key)


def _as_of_menu(address: Address, day: date | None, today: date) -> Component:
    days = month_ends(today)
    options = [(TODAY, address.href(asof=None))]
    options += [(one.isoformat(), address.href(asof=one.isoformat())) for one in days]
    return menu("截至", day.isoformat() if day else TODAY, options, address.href())


def month_ends(today: date) -> tuple[date, ...]:
    """The last days of the twelve months before `today`, newest first.

    >>> month_ends(date(2024, 3, 5))[0]
    datetime.date(2024, 2, 29)
    """
    ends: list[date] = []
    first = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        end = first - timedelta(days=1)
        ends.append(end)
        first = end.replace(day=1)
    return tuple(ends)


def _area_menu(address: Address, areas: Sequence[tuple[str, str]], key: str) -> Component:
    chosen = dict(areas).get(address.get("area"), EVERYWHERE)
    options = [(EVERYWHERE, address.href(area=None))]
    options += [(name, address.href(area=code)) for code, name in areas]
    return menu("地区", chosen, options, key)
