"""One number of a delivery: where it stands, what it says, and by which rules it was let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from briefings.format import ABSENT, format_value
from desk.handle import Desk
from desk.lookups import area_name
from ledger import series
from observations.identity import Actor
from observations.number import shown_number
from observations.period import label_of


@dataclass(frozen=True)
class Origin:
    """A number of one cell; `part` says which of the value's it is, `printed` what was written.

    `suite` and `judged` tell the rules of the newest judgement and its moment, None while it waits.
    """

    indicator: str
    indicator_name: str
    area: str
    area_name: str
    period: str
    part: str
    number: str
    printed: str
    file: str
    sheet: str
    cell: str
    receipt: str
    post: str
    at: datetime
    suite: str
    judged: datetime | None


def origin(desk: Desk, actor: Actor, receipt: str, sheet: str, cell: str) -> Origin | None:
    """The number at a cell of a delivery; None for none, and out of the actor's scope."""
    with desk.ledger.read() as reading:
        rows = series.at_cell(reading, receipt, sheet, cell).to_dicts()
        came = series.sent(reading, [receipt]).get(receipt)
    if not rows or came is None or not actor.covers(rows[0]["form_office"]):
        return None
    row = rows[0]
    indicator = desk.plan.indicator(row["indicator"])
    part, number = _part(row, cell)
    unit = {"分子": indicator.numerator_unit, "分母": indicator.denominator_unit}
    shown = format_value(indicator, number) if part == "数值" else _counted(number, unit[part])
    return Origin(
        indicator=indicator.key,
        indicator_name=indicator.name,
        area=row["area"],
        area_name=area_name(desk, row["area"]),
        period=label_of(row["period"]),
        part=part,
        number=shown,
        printed=row["printed"] if part == "数值" else shown,
        file=came.name,
        sheet=sheet,
        cell=cell,
        receipt=receipt,
        post=came.post,
        at=came.at,
        suite=came.suite,
        judged=came.judged,
    )


def _part(row: Mapping[str, Any], cell: str) -> tuple[str, float | None]:
    parts = (("分子", "numerator"), ("分母", "denominator"))
    for word, name in parts:
        if row[f"{name}_cell"] == cell != row["cell"]:
            return word, row[name]
    return "数值", row["value"]


def _counted(number: float | None, unit: str) -> str:
    return ABSENT if number is None else f"{shown_number(number)}{unit}"
