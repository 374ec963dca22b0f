"""The number in a cell of a third party's table, in the unit of the indicator, exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from observations.cells import Cell
from observations.indicator import Indicator
from observations.number import (
    MISSING,
    Reading,
    from_cell,
    from_percent,
    read_number,
    read_yes,
    shown_number,
)
from observations.tables.model import Part
from observations.tables.units import converted, decimals_after, factor_between, same_unit

_PROBLEM_KINDS = {
    "e": "cell.error",
    "f": "cell.formula_without_value",
    "d": "cell.not_a_number",
}
_FLAGS = {"TRUE": Reading(1.0), "FALSE": Reading(0.0)}


@dataclass(frozen=True)
class Wanted:
    """What a cell is read as: a part of an indicator, written in `unit`."""

    indicator: Indicator
    part: Part
    unit: str

    @property
    def own_unit(self) -> str:
        """The unit in which the indicator keeps this part."""
        return unit_of(self.indicator, self.part)

    @property
    def factor(self) -> Fraction:
        """What a written number is multiplied with; the loader proved that there is one."""
        return factor_between(self.unit, self.own_unit) or Fraction(1)


def unit_of(indicator: Indicator, part: Part) -> str:
    """The unit of a part of an indicator."""
    return {
        "value": indicator.unit,
        "numerator": indicator.numerator_unit,
        "denominator": indicator.denominator_unit,
    }[part]


def as_written(cell: Cell | None, wanted: Wanted) -> Reading:
    """The number as the file writes it, in the file's unit."""
    if cell is None:
        return MISSING
    if cell.kind in _PROBLEM_KINDS:
        return Reading(problem=_PROBLEM_KINDS[cell.kind])
    if cell.percent and cell.number is not None:
        shown = same_unit(wanted.unit, "%")
        return from_percent(cell.number) if shown else Reading(problem="cell.unit")
    if cell.number is not None:
        return from_cell(cell.number)
    if wanted.part == "value" and wanted.indicator.kind == "yes":
        return _FLAGS.get(cell.text) or read_yes(cell.text)
    ratio = wanted.part == "value" and wanted.indicator.kind == "ratio"
    return read_number(cell.text, wanted.unit, ratio=ratio)


def in_own_unit(reading: Reading, wanted: Wanted) -> Reading:
    """`reading` converted into the indicator's unit; the product is exact."""
    if reading.value is None or wanted.factor == 1:
        return reading
    value = converted(exact(reading), wanted.factor)
    decimals = decimals_after(reading.decimals, wanted.factor)
    return replace(reading, value=float(value), decimals=decimals)


def exact(reading: Reading) -> Decimal:
    """The number of a reading as the decimal that was written."""
    return Decimal(shown_number(reading.value or 0.0))
