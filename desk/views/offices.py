"""单位: what each office answers for, how it reports, what is open with it, what it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from desk.handle import Desk
from desk.rates import asked_periods, asked_values, names_ever, rates
from desk.views.alert_lives import LifeRow, alert_lives
from desk.views.cases import rows_of
from desk.views.office_ranks import SORTS, placed
from desk.views.reports import cells_asked
from desk.views.rows import CaseRow
from desk.views.target_marks import (
    NEWEST,
    Marks,
    Shown,
    TargetMark,
    level_counts,
    target_marks,
)
from desk.views.tasks import TaskRow, tasks_of
from expectations.reporting import FormTimeliness, Rate
from expectations.timeliness import RULE, Timeliness
from ledger import case_counts, case_reads
from ledger.case_wanted import Wanted
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import Frequency, ReportingPeriod
from targets.assessment import Level
from targets.layouts import layout_for

Part = Literal["lead", "share", "report"]
LAGGING = frozenset({Level.BEHIND, Level.FAR_BEHIND})
NOTHING = Timeliness(())
MOST_CASES = 200
"""Open cases on an office's page, those due first; the case list has all of them."""


@dataclass(frozen=True)
class Burden:
    """What one form of an office asks: `values` to report, `cells` a person writes for them.

    `period` is the newest that is over, of its frequency.
    """

    period: ReportingPeriod
    values: int
    cells: int

    @property
    def cells_a_year(self) -> int:
        """Cells in a year's forms of this frequency."""
        return self.cells * (12 // self.period.frequency.months)


@dataclass(frozen=True)
class OfficeRow:
    """An office in the ranking; `place` is None when it is not ranked.

    Rates count forms that were due; `levels` the targets it leads, by verdict, as far as the
    actor may see them. Cases, alerts and verdicts are those of now.
    """

    id: str
    name: str
    completeness: Rate
    punctuality: Rate
    quality: Rate
    open_cases: int
    late_cases: int
    open_alerts: int
    late_alerts: int
    levels: tuple[tuple[Level, int], ...]
    led: int
    tasks: int
    burden: tuple[Burden, ...]
    place: int | None = None

    @property
    def lagging(self) -> int:
        """Targets it leads that are behind or far behind."""
        return sum(count for level, count in self.levels if level in LAGGING)

    @property
    def cells_a_year(self) -> int:
        """Cells that all its forms of a year ask for."""
        return sum(one.cells_a_year for one in self.burden)


@dataclass(frozen=True)
class OfficesView:
    """The offices the actor may see, as sorted; `ranked` when it may see every one.

    `period` limits the rates to one reporting period, None for all that were due; `label` is
    the judged period, `rule` the computation of the rates.
    """

    demo: bool
    moment: datetime
    label: str
    rule: str
    period: ReportingPeriod | None
    periods: tuple[ReportingPeriod, ...]
    sort: str
    ranked: bool
    rows: tuple[OfficeRow, ...]


@dataclass(frozen=True)
class OfficeView:
    """One office: `targets` with its part in each, its forms (newest first), what is open.

    `cases`: the first `MOST_CASES` of those open, `row.open_cases` counts all.
    `period` is what its rates are limited to, None for every form that was due.
    """

    demo: bool
    moment: datetime
    label: str
    rule: str
    period: ReportingPeriod | None
    periods: tuple[ReportingPeriod, ...]
    row: OfficeRow
    targets: tuple[tuple[Part, TargetMark], ...]
    tasks: tuple[TaskRow, ...]
    forms: tuple[FormTimeliness, ...]
    cases: tuple[CaseRow, ...]
    alerts: tuple[LifeRow, ...]


@dataclass(frozen=True)
class _Whole:
    """All that rows are made of, read once for every office."""

    desk: Desk
    found: Timeliness
    names: Mapping[str, str]
    cases: Mapping[str, tuple[int, int]]
    alerts: tuple[LifeRow, ...]
    marks: Marks


def offices(
    desk: Desk,
    actor: Actor,
    period: ReportingPeriod | None = None,
    sort: str = "",
    *,
    head: int | None = None,
) -> OfficesView:
    """The ranking over the offices the actor sees; `UserError` for an order there is none of.

    A post that does not see every office sees no places: they would tell of the others.
    """
    if sort not in SORTS:
        raise UserError("没有这种排序", cure="点表头选择排序")
    with desk.ledger.read(head) as reading:
        whole = _whole(desk, actor, reading, Shown(period, head))
    mine = whole.found.only(lambda due: actor.covers(due.office))
    shown = mine if period is None else mine.of_period(period)
    seen = [one for one in _every(desk, whole) if actor.covers(one)]
    rows = [_row(whole, one, shown.by_office().get(one, NOTHING)) for one in seen]
    ranked = actor.sees() is None
    return OfficesView(
        demo=desk.is_demo,
        moment=desk.now(),
        label=whole.marks.label,
        rule=RULE,
        period=period,
        periods=_periods(mine),
        sort=sort,
        ranked=ranked,
        rows=tuple(sorted(placed(rows) if ranked else rows, key=SORTS[sort])),
    )


def office(desk: Desk, actor: Actor, office_id: str, *, shown: Shown = NEWEST) -> OfficeView:
    """One office; `Refused` out of scope, `UserError` for one the plan never had.

    Its rates are those of the period shown, of every form that was due when none is named.
    """
    if not actor.covers(office_id):
        raise Refused("本岗位无权查看其他单位", cure="请核对单位,或联系管理员调整范围")
    with desk.ledger.read(shown.head) as reading:
        whole = _whole(desk, actor, reading, shown)
        wanted = Wanted(office=office_id, shut=False)
        mine_open = rows_of(desk, reading, case_reads.stood(reading, wanted, MOST_CASES))
    if office_id not in _every(desk, whole):
        raise UserError(f"方案中没有单位“{office_id}”", cure="从单位页进入")
    mine = whole.found.by_office().get(office_id, NOTHING)
    forms = (*mine.forms, *mine.pending)
    return OfficeView(
        demo=desk.is_demo,
        moment=desk.now(),
        label=whole.marks.label,
        rule=RULE,
        period=shown.period,
        periods=_periods(mine),
        row=_row(whole, office_id, mine if shown.period is None else mine.of_period(shown.period)),
        targets=tuple(_parts(desk, office_id, whole.marks.targets)),
        tasks=tasks_of(desk.plan, whole.marks, office_id),
        forms=tuple(sorted(forms, key=lambda one: one.due.period, reverse=True)),
        cases=mine_open,
        alerts=tuple(one for one in whole.alerts if one.office == office_id),
    )


def _periods(found: Timeliness) -> tuple[ReportingPeriod, ...]:
    """The periods of which a form was due, newest first."""
    return tuple(sorted({one.due.period for one in found.forms}, reverse=True))


def _whole(desk: Desk, actor: Actor, reading: Reading, shown: Shown) -> _Whole:
    return _Whole(
        desk=desk,
        found=rates(desk, reading, desk.today()),
        names=names_ever(desk, reading),
        cases=case_counts.late(reading, _last_working_day(desk)),
        alerts=alert_lives(desk, actor, head=shown.head),
        marks=target_marks(desk, actor, reading, shown),
    )


def _last_working_day(desk: Desk) -> date:
    """Today, or the last working day before: what was due before it is late."""
    return desk.calendar.add(desk.today() + timedelta(days=1), -1)


def _every(desk: Desk, whole: _Whole) -> tuple[str, ...]:
    """The plan's offices, then those that a later edition removed and that were asked."""
    named = [one.id for one in desk.plan.offices]
    return tuple(dict.fromkeys([*named, *whole.found.by_office()]))


def _row(whole: _Whole, office_id: str, mine: Timeliness) -> OfficeRow:
    open_cases, late_cases = whole.cases.get(office_id, (0, 0))
    alerts = [one for one in whole.alerts if one.office == office_id]
    led = [one for one in whole.marks.targets if office_id in one.leads]
    tasks = whole.desk.plan.tasks
    return OfficeRow(
        id=office_id,
        name=whole.names.get(office_id, office_id),
        completeness=mine.completeness,
        punctuality=mine.timeliness,
        quality=mine.quality,
        open_cases=open_cases,
        late_cases=late_cases,
        open_alerts=len(alerts),
        late_alerts=sum(one.late for one in alerts),
        levels=level_counts(led),
        led=len(led),
        tasks=sum(office_id in (*one.leads, *one.cooperating) for one in tasks),
        burden=burden(whole.desk, office_id),
    )


def burden(desk: Desk, office_id: str) -> tuple[Burden, ...]:
    """What the newest form of each frequency asks of the office, the most frequent first."""
    newest: dict[Frequency, ReportingPeriod] = {}
    for period in asked_periods(desk, desk.today()):
        newest.setdefault(period.frequency, period)
    found = []
    for period in sorted(newest.values(), key=lambda one: one.frequency.months):
        values = asked_values(desk, period).get(office_id, 0)
        if values:
            cells = cells_asked(layout_for(desk.plan, office_id, period))
            found.append(Burden(period, values, cells))
    return tuple(found)


def _parts(
    desk: Desk, office_id: str, targets: Iterable[TargetMark]
) -> Iterable[tuple[Part, TargetMark]]:
    """Led targets first, then shared ones, then those it only reports the value of."""
    reported = {(one.indicator, one.area) for one in desk.plan.reported_by(office_id)}
    found: dict[Part, list[TargetMark]] = {"lead": [], "share": [], "report": []}
    for one in targets:
        if office_id in one.leads:
            found["lead"].append(one)
        elif office_id in one.cooperating:
            found["share"].append(one)
        elif (one.indicator, one.area) in reported:
            found["report"].append(one)
    return [(part, one) for part, ones in found.items() for one in ones]
