"""Our own forms, derived from the plan: one layout an office and frequency."""

from __future__ import annotations

from observations.editions import FORM_EDITIONS
from observations.errors import UserError
from observations.identity import Office
from observations.indicator import Indicator
from observations.layout import Layout, LayoutRow, edition_of, title_of
from observations.period import Frequency, ReportingPeriod
from targets.area_words import Absence, absences
from targets.asked import Stretch, idle_stretches
from targets.model import Plan, Reporting


def layout_for(plan: Plan, office_id: str, period: ReportingPeriod) -> Layout:
    """The form of `office_id` for `period`: the indicators reported at its frequency.

    Annual indicators have their own form (period `2024`); a quarter's form never asks for
    them, nor any form for what only withdrawn targets needed. Raises `UserError` for an
    unknown office and for one with nothing to report.
    """
    return Layouts(plan).of(office_id, period)


class Layouts:
    """Forms of one plan, for whoever asks for many: of an office's years each form is made once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[str, Layout] = {}
        # Known once for all forms: a walk of a large plan for each of them would be squared.
        self._idle = idle_stretches(plan)
        self._indicators = {one.key: n for n, one in enumerate(plan.indicators)}
        self._areas = {area.code: n for n, area in enumerate(plan.areas)}
        self._gone = absences(plan)

    def of(self, office_id: str, period: ReportingPeriod) -> Layout:
        """As `layout_for`."""
        layout = self._whole(self._office(office_id), period.frequency).at(period.end)
        if not layout.rows and layout.absent:
            gone = "、".join(dict.fromkeys(fate for _, fate in layout.absent))
            what = f"{layout.office_name}不需要{period.label}的表:{gone}"
            raise UserError(what, cure="报告期末已有的地区才报;撤销的由承接的地区报")
        if not layout.rows:
            raise UserError(
                f"{layout.office_name}没有按{period.frequency.label}填报的指标,"
                f"不需要{period.label}的表",
                cure=self._served(self._office(office_id)),
            )
        return layout

    def every(self) -> dict[str, Layout]:
        """As `all_layouts`."""
        made = (
            self._whole(self._office(office_id), frequency)
            for office_id in self._plan.reporting_offices
            for frequency in Frequency
        )
        return {layout.id: layout for layout in made if layout.rows}

    def _office(self, office_id: str) -> Office:
        try:
            return self._plan.office(office_id)
        except KeyError:
            known = "、".join(self._plan.reporting_offices)
            raise UserError(f"方案中没有单位“{office_id}”", cure=f"可用:{known}") from None

    def _whole(self, office: Office, frequency: Frequency) -> Layout:
        name = _id(office, frequency)
        if name not in self._made:
            self._made[name] = self._layout(office, frequency)
        return self._made[name]

    def _served(self, office: Office) -> str:
        labels = [f.label for f in Frequency if self._whole(office, f).rows]
        return f"该单位按{'、'.join(labels)}填报" if labels else "该单位没有填报任务"

    def _layout(self, office: Office, frequency: Frequency) -> Layout:
        rows = tuple(
            _row(
                number,
                self._plan,
                one,
                idle=self._idle.get((one[1].key, one[0].area), ()),
                gone=self._gone.get(one[0].area, ()),
            )
            for number, one in enumerate(self._asked(office, frequency), start=1)
        )
        return Layout(
            id=_id(office, frequency),
            edition=edition_of(FORM_EDITIONS[-1], rows),
            office=office.id,
            title=f"{self._plan.title}指标填报表({frequency.label}报)",
            kind="form",
            columns=FORM_EDITIONS[-1].columns,
            rows=rows,
            office_name=office.name,
            office_aliases=office.aliases,
            frequency=frequency.value,
            editions=FORM_EDITIONS,
        )

    def _asked(self, office: Office, frequency: Frequency) -> list[tuple[Reporting, Indicator]]:
        """What the form asks for, by the plan's order of indicators, then of areas."""
        every = ((one, self._plan.indicator(one.indicator))
                 for one in self._plan.reported_by(office.id))  # fmt: skip
        asked = [pair for pair in every if pair[1].frequency is frequency]
        return sorted(
            asked, key=lambda pair: (self._indicators[pair[1].key], self._areas[pair[0].area])
        )


def all_layouts(plan: Plan) -> dict[str, Layout]:
    """Every form of the plan by layout id, in plan order, annual before quarter before month."""
    return Layouts(plan).every()


def form_titles(plan: Plan) -> dict[str, str]:
    """What messages call each form, by layout id; no form is made for it."""
    return {
        _id(office, frequency): title_of(office.name)
        for office in plan.offices
        for frequency in Frequency
    }


def _id(office: Office, frequency: Frequency) -> str:
    return f"{office.id}.{frequency.value}"


def _shown_area(plan: Plan, area: str) -> str:
    """The area as printed behind the indicator: only where it is not the plan's own."""
    return "" if area == plan.area else plan.area_of(area).name


def _row(
    number: int,
    plan: Plan,
    asked: tuple[Reporting, Indicator],
    *,
    idle: tuple[Stretch, ...],
    gone: tuple[Absence, ...],
) -> LayoutRow:
    area, indicator = asked[0].area, asked[1]
    shown = _shown_area(plan, area)
    computed = bool(indicator.numerator and indicator.denominator and indicator.kind != "yes")
    return LayoutRow(
        number=number,
        indicator=indicator.key,
        area=area,
        name=f"{indicator.name}({shown})" if shown else indicator.name,
        unit=indicator.unit,
        numerator=_with_unit(indicator.numerator, indicator.numerator_unit) if computed else "",
        denominator=(
            _with_unit(indicator.denominator, indicator.denominator_unit) if computed else ""
        ),
        computed=computed,
        idle=idle,
        gone=gone,
    )


def _with_unit(name: str, unit: str) -> str:
    return f"{name}({unit})" if unit else name
