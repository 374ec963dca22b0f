"""Reporting rates as a table: per office, per period and in all, with what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.calendar_load import calendar_at
from desk.handle import Desk
from desk.rates import names_ever, rates
from expectations.reporting import FormTimeliness, Rate
from expectations.timeliness import RULE, Timeliness
from observations.errors import UserError
from observations.identity import Actor
from observations.period import ReportingPeriod

COUNTS = (
    *("asked", "exempt", "closed", "before", "expected", "received", "zero_reports"),
    *("returned", "empty", "absent", "on_time", "passed", "doubted"),
)
RATES = ("completeness", "timeliness", "quality")


@dataclass(frozen=True)
class RateRow:
    """One line: `counts` by the names of COUNTS, `rates` by those of RATES.

    `late` is how many of an office's newest forms were late in a row and their working days,
    None for a line about several offices.
    """

    name: str
    title: str
    counts: Mapping[str, int]
    rates: Mapping[str, Rate]
    late: tuple[int, int] | None = None


@dataclass(frozen=True)
class RateTable:
    """The rates of an actor's offices as they stand; `forms` are those that were due.

    `rule` names the computation, `uncovered` the years whose working days are not published.
    """

    rule: str
    today: date
    head: int
    calendar: str
    uncovered: tuple[int, ...]
    forms: tuple[FormTimeliness, ...]
    pending: int
    offices: tuple[RateRow, ...]
    periods: tuple[RateRow, ...]
    total: RateRow


def rate_table(
    desk: Desk, actor: Actor, period: ReportingPeriod | None = None, office: str = ""
) -> RateTable:
    """The table of one period or of all, of one office or of all that the actor sees.

    An office's row of late forms always goes over all periods. `UserError` for an unknown
    office.
    """
    with desk.ledger.read() as reading:
        found = rates(desk, reading, desk.today())
        head, calendar = reading.head, calendar_at(desk, reading)
        names = names_ever(desk, reading)
    _require_asked(desk, found, office)
    mine = found.only(lambda due: actor.covers(due.office) and office in ("", due.office))
    shown = mine if period is None else mine.of_period(period)
    return RateTable(
        rule=RULE,
        today=desk.today(),
        head=head,
        calendar=calendar.version,
        uncovered=tuple(
            sorted(y for y in {f.due.due.year for f in shown.forms} if not calendar.covered(y))
        ),
        forms=shown.forms,
        pending=len(shown.pending),
        offices=_offices(names, mine, shown, period),
        periods=_periods(shown),
        total=_row("", "", shown),
    )


def _require_asked(desk: Desk, found: Timeliness, office: str) -> None:
    asked = dict.fromkeys((*desk.plan.reporting_offices, *found.by_office()))
    if office and office not in asked:
        raise UserError(f"没有填报单位“{office}”", cure=f"可用:{'、'.join(asked)}")


def _offices(
    names: Mapping[str, str], whole: Timeliness, shown: Timeliness, period: ReportingPeriod | None
) -> tuple[RateRow, ...]:
    all_of = whole.by_office()
    return tuple(
        _row(office, names.get(office, office), one, all_of[office].late_in_a_row(period))
        for office, one in shown.by_office().items()
        if one.asked
    )


def _periods(shown: Timeliness) -> tuple[RateRow, ...]:
    asked = {*(form.due.period for form in shown.forms), *(one.period for one in shown.excused)}
    return tuple(
        _row(str(period), period.label, shown.of_period(period))
        for period in sorted(asked, reverse=True)
    )


def _row(name: str, title: str, found: Timeliness, late: tuple[int, int] | None = None) -> RateRow:
    counts = {one: _count(found, one) for one in COUNTS}
    return RateRow(name, title, counts, {one: getattr(found, one) for one in RATES}, late)


def _count(found: Timeliness, name: Any) -> int:
    if name in ("exempt", "closed", "before"):
        return found.with_excuse(name)
    if name in ("returned", "empty", "absent"):
        return found.with_outcome(name)
    return int(getattr(found, name))
