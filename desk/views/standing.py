"""The values of one report as they stand, row by row of its form: what may be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.handle import Desk
from desk.intake import SENDERS
from desk.keys import plan_keys
from desk.lookups import covered
from ledger import approvals, findings, revisions
from observations.errors import UserError
from observations.identity import Actor
from observations.indicator import Indicator
from observations.layout import LayoutRow
from observations.number import shown_number
from observations.period import ReportingPeriod
from targets import wording
from targets.layouts import layout_for

Key = tuple[str, str]
PARTS = ("value", "numerator", "denominator")
"""The parts of a value in the order a person fills them; computed rows have the last two."""


@dataclass(frozen=True)
class Part:
    """One number of a value: its `label` and `unit`, and `text`, as a person would write it."""

    name: str
    label: str
    unit: str
    text: str
    number: float | None


@dataclass(frozen=True)
class StandingValue:
    """A row of the form: `shown` is the value with its unit, `parts` what a person may change.

    `recorded`: something was accepted for it, if only that it is missing.
    """

    row: LayoutRow
    indicator: Indicator
    area_name: str
    shown: str
    parts: tuple[Part, ...]
    qualifier: str
    doubted: bool
    recorded: bool

    @property
    def key(self) -> Key:
        """(indicator, area)."""
        return self.row.key


@dataclass(frozen=True)
class StandingView:
    """A report's values; `seq` and `state` say which report was looked at, 0 and "" without any.

    `others` counts values that came by another table: they are corrected by that table. `may`
    says whether this post may correct and withdraw.
    """

    office: str
    office_name: str
    period: ReportingPeriod
    seq: int
    state: str
    values: tuple[StandingValue, ...]
    others: int
    may: bool


def standing(desk: Desk, actor: Actor, office: str, period: ReportingPeriod) -> StandingView:
    """The report of `office` for `period`; `UserError` for an office that has no such form."""
    if not covered(desk, actor, office, f"values {office}/{period}"):
        raise UserError(f"没有单位“{office}”的报送", cure="请从填报台重新进入")
    layout = layout_for(desk.plan, office, period)
    with desk.ledger.read() as reading:
        keys = plan_keys(desk.plan, periods=(str(period),))
        frame = revisions.as_of(reading, approved=False, keys=keys)
        frame = frame.filter(frame["form_office"] == office)
        state = approvals.submission(reading, office, str(period))
        doubts = findings.doubts(reading, frame["receipt"].unique().to_list())
    mine = frame.iter_rows(named=True)
    held = {(row["indicator"], row["area"]): row for row in mine}
    return StandingView(
        office=office,
        office_name=desk.office_names[office],
        period=period,
        seq=state.seq if state else 0,
        state=state.state if state else "",
        values=tuple(_value(desk, row, held.get(row.key), doubts) for row in layout.rows),
        others=len(held.keys() - layout.rows_by_key.keys()),
        may=actor.within(office).has(*SENDERS),
    )


def _value(
    desk: Desk,
    row: LayoutRow,
    held: Mapping[str, Any] | None,
    doubts: frozenset[tuple[str, str, str]],
) -> StandingValue:
    indicator = desk.plan.indicator(row.indicator)
    asked = held is not None and (held["receipt"], *row.key) in doubts
    value = held["value"] if held else None
    qualifier = held["qualifier"] if held else ""
    return StandingValue(
        row=row,
        indicator=indicator,
        area_name=desk.plan.area_of(row.area).name,
        shown=_qualified(wording.value_text(indicator, value), qualifier),
        parts=tuple(_part(row, indicator, name, held or {}) for name in _parts(row)),
        qualifier=qualifier,
        doubted=bool(held and held["doubted"] and asked),
        recorded=held is not None,
    )


def _parts(row: LayoutRow) -> tuple[str, ...]:
    return PARTS[1:] if row.computed else PARTS[:1]


def _part(row: LayoutRow, indicator: Indicator, name: str, held: Mapping[str, Any]) -> Part:
    labels = {"numerator": row.numerator or "分子", "denominator": row.denominator or "分母"}
    units = {"numerator": indicator.numerator_unit, "denominator": indicator.denominator_unit}
    number = held.get(name)
    unit = "" if indicator.kind in ("yes", "ratio") else units.get(name, indicator.unit)
    text = _written(indicator, name, number)
    own = text if name != "value" else _qualified(text, held.get("qualifier", ""))
    return Part(name, labels.get(name, ""), unit, own, number)


def _qualified(text: str, qualifier: str) -> str:
    """约, 近 stand before, 以上 behind, as people write them."""
    return f"{text}{qualifier}" if qualifier == "以上" else f"{qualifier}{text}"


def _written(indicator: Indicator, name: str, number: float | None) -> str:
    if number is None:
        return ""
    if name == "value" and indicator.kind == "yes":
        return "是" if number >= 1 else "否"
    if name == "value" and indicator.kind == "ratio":
        return wording.ratio(number)
    return shown_number(number)
