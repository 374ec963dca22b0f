"""The reporting period of a whole sheet: in its title or name, in words or as a date."""

from __future__ import annotations

from dataclasses import dataclass

from observations.cells import Address, a1
from observations.layout import folded
from observations.period import ReportingPeriod
from observations.period_words import day_in, months_in, period_dated
from observations.tables.model import TableLayout
from observations.tables.periods import period_of
from observations.tables.recognise import Found


@dataclass(frozen=True)
class PagePeriod:
    """What a sheet says its period is; None where it says none that the layout can have.

    `written` is the text it was looked for in, `cell` where that stands ("" for a sheet's
    name); `by_date`: a date stood for the period.
    """

    period: ReportingPeriod | None
    written: str = ""
    cell: str = ""
    by_date: bool = False


def page_period(found: Found) -> PagePeriod:
    """The period by the layout's rule; nothing where columns or headings say it."""
    return {"title": _titled, "sheet": _named, "fixed": _fixed}.get(
        found.layout.period.source, lambda _: PagePeriod(None)
    )(found)


def _fixed(found: Found) -> PagePeriod:
    return PagePeriod(period_of(found.layout.period.value, found.layout))


def _named(found: Found) -> PagePeriod:
    name = found.sheet.name
    dated = _dated(name, found.layout)
    return dated or PagePeriod(period_of(name, found.layout), name)


def _titled(found: Found) -> PagePeriod:
    """The words above the headings; where they name no period, the one date cell among them."""
    first = min((at for at in found.grid.cells if at[0] < found.headings.row), default=None)
    cell = a1(*first) if first else ""
    if (period := period_of(found.title, found.layout)) and not day_in(found.title):
        return PagePeriod(period, found.title, cell)
    days = {cell: at for at, cell in _dates(found).items()}
    if len(days) != 1:
        return PagePeriod(None, found.title, cell)
    ((written, at),) = days.items()
    dated = _dated(written, found.layout, a1(*at))
    years = {one.year for one in months_in(found.title)}
    agrees = dated and dated.period and (not years or dated.period.year in years)
    return dated if dated and agrees else PagePeriod(None, written, a1(*at))


def _dated(written: str, layout: TableLayout, cell: str = "") -> PagePeriod | None:
    """None for a text that is no date."""
    day = day_in(written)
    if day is None:
        return None
    return PagePeriod(period_dated(day, layout.frequency), f"{day}", cell, by_date=True)


def _dates(found: Found) -> dict[Address, str]:
    """Dates above the headings, but for those labelled as the day of filling in (填报日期)."""
    cells = found.grid.cells
    return {
        at: f"{day}"
        for at, cell in sorted(cells.items())
        if at[0] < found.headings.row
        and (day := day_in(cell.text))
        and not _other_label(found.grid.text(at[0], at[1] - 1) if at[1] else "")
    }


def _other_label(beside: str) -> bool:
    label = folded(beside)
    return ("日期" in label or "时间" in label) and "报告" not in label
