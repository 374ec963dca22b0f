"""What forms ask of people: cells to write, and what is filled in or computed for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desk.files import already_known
from desk.handle import Desk
from desk.keys import form_keys
from desk.rates import asked_periods, asked_values
from ledger import revisions
from observations.errors import Refused
from observations.identity import Actor
from observations.layout import Layout, LayoutRow
from observations.period import Frequency, ReportingPeriod
from targets.layouts import layout_for

RULE = (
    "需填:要人写的格,按分子、分母计算的一行两格,其余一行一格。"
    "带出:系统印好并锁定的上期值和目标。计算:由分子、分母算出的本期值。"
    "免填:本期的数系统已经有(随其他表收到),填好并锁定,不再问。"
)


@dataclass(frozen=True)
class FormBurden:
    """What the form of an office for a period asks, in cells, of its `rows`.

    `asked`: to be written by a person; `prefilled`: last values and targets printed; `computed`:
    values that a formula gives; `skipped`: not asked, for the record has them.
    """

    office: str
    office_name: str
    period: ReportingPeriod
    rows: int
    asked: int
    prefilled: int
    computed: int
    skipped: int

    @property
    def asked_a_year(self) -> int:
        """Cells that the forms of this frequency ask in a year, if all were like this one."""
        return self.asked * (12 // self.period.frequency.months)


def burdens(desk: Desk, actor: Actor, office: str = "") -> tuple[FormBurden, ...]:
    """The newest form of each frequency of every office the actor sees, or of `office` alone.

    `Refused` for an office out of scope; an office that nothing is asked of has none.
    """
    if office and not actor.covers(office):
        raise Refused("本岗位无权查看其他单位", cure="请核对单位,或联系管理员调整范围")
    seen = [one for one in desk.plan.reporting_offices if actor.covers(one)]
    wanted = [one for one in seen if office in ("", one)]
    newest = [(period, asked_values(desk, period)) for period in _newest(desk)]
    return tuple(
        burden_of(desk, one, period) for one in wanted for period, asked in newest if asked.get(one)
    )


def burden_of(desk: Desk, office: str, period: ReportingPeriod) -> FormBurden:
    """What the form of `office` for `period` asks today."""
    layout = layout_for(desk.plan, office, period)
    with desk.ledger.read() as reading:
        last = revisions.as_of(reading, approved=False, keys=form_keys(layout, period.previous()))
        known = already_known(reading, layout, period).keys()
    before = {(row["indicator"], row["area"]) for row in last.iter_rows(named=True)}
    promised = {(one.indicator, one.area) for one in desk.plan.targets}
    return FormBurden(
        office=office,
        office_name=desk.office_names[office],
        period=period,
        rows=len(layout.rows),
        asked=sum(_cells(row) for row in layout.rows if row.key not in known),
        prefilled=_printed(layout, before) + _printed(layout, promised),
        computed=sum(row.computed for row in layout.rows),
        skipped=sum(_cells(row) for row in layout.rows if row.key in known),
    )


def _newest(desk: Desk) -> list[ReportingPeriod]:
    """The newest period asked for of each frequency, the most frequent first."""
    found: dict[Frequency, ReportingPeriod] = {}
    for period in asked_periods(desk, desk.today()):
        found.setdefault(period.frequency, period)
    return sorted(found.values(), key=lambda one: one.frequency.months)


def _cells(row: LayoutRow) -> int:
    return 2 if row.computed else 1


def _printed(layout: Layout, keys: Collection[tuple[str, str]]) -> int:
    return sum(row.key in keys for row in layout.rows)
