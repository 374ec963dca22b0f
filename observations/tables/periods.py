"""The reporting period in a title, a heading or a cell, at the frequency of the layout."""

from __future__ import annotations

from observations.period import ReportingPeriod
from observations.period_words import Months, day_in, months_in, period_of_day
from observations.tables.model import TableLayout


def period_of(
    written: str, layout: TableLayout, *, date_cell: bool = False
) -> ReportingPeriod | None:
    """The one period that `written` names; None when it names none, several or another length.

    Figures from January on (1—6月) are a period only where the layout says `to_date`. A date
    is a period only in a cell of its own, and only where it is certain which.
    """
    if date_cell or day_in(written):
        day = day_in(written)
        return period_of_day(day, layout.frequency) if day else None
    said = months_in(written)
    return _period(next(iter(said)), layout) if len(said) == 1 else None


def _period(months: Months, layout: TableLayout) -> ReportingPeriod | None:
    exact = months.exact()
    if exact is not None and exact.frequency is layout.frequency:
        return exact
    return months.to_date(layout.frequency) if layout.period.to_date else None
