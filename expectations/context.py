"""What a check needs to know besides the report: definitions, what is on record, who reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from expectations.settings import Settings
from observations.errors import UserError
from observations.indicator import Indicator
from observations.period import ReportingPeriod

KNOWN_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "area": pl.String(),
    "period": pl.String(),
    "office": pl.String(),
    "value": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
}
"""What of the record the rules compare with; more columns are ignored."""

PAST_SCHEMA: dict[str, pl.DataType] = KNOWN_SCHEMA | {
    "decimals": pl.Int16(),
    "printed": pl.String(),
}
"""What relations compare with; of the record's other values decimals and printed are empty."""

_NO_DAY = 4_000_000.0  # an unreadable period counts as far in the future, so that Q701 names it


Parts = Mapping[str, tuple[str, ...]]
HISTORY = 40
"""How many periods of one frequency a history goes back: ten years of quarters."""


@dataclass(frozen=True)
class CheckContext:
    """Facts a check depends on; `previous` holds the values now valid, of every period.

    `past` (PAST_SCHEMA) holds the history of the (indicator, area) pairs reported: one row a
    period, its newest value, at most `HISTORY` periods of a frequency. `histories`: False where
    they are not compared, as for bulk deliveries. `reporting`: (indicator, area) → office id.
    `titles`: layout id → printed title of the form; the file's own name stands in where it is
    absent. `parts`: area → codes of all areas it is made of (`targets.members.parts_of`); `dated`:
    the same of the last day of a period, for the periods in which areas came or went.
    `settings`: how loud rules are set to be on the day of judging (`expectations.settings`).
    """

    indicators: Mapping[str, Indicator]
    previous: pl.DataFrame
    reporting: Mapping[tuple[str, str], str]
    office_names: Mapping[str, str]
    today: date
    titles: Mapping[str, str] = field(default_factory=dict)
    past: pl.DataFrame = field(default_factory=pl.DataFrame)
    parts: Parts = field(default_factory=dict)
    dated: Mapping[str, Parts] = field(default_factory=dict)
    goals: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    histories: bool = True
    area_names: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = field(default_factory=dict)

    def parts_in(self, period: str) -> Parts:
        """`parts` as they are at the end of a period."""
        return self.dated.get(period, self.parts)


def known_values(context: CheckContext) -> pl.DataFrame:
    """The record in PAST_SCHEMA with period facts: what stands of every period that is compared.

    A key that both `previous` and `past` hold is there once.
    """
    held = [_of_schema(frame) for frame in (context.previous, context.past) if frame.width]
    if len(held) > 1:
        held = [pl.concat(held).unique(subset=_KEY, keep="last", maintain_order=True)]
    return with_period_facts(held[0] if held else pl.DataFrame(schema=PAST_SCHEMA))


_KEY = ("indicator", "area", "period")


def _of_schema(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in PAST_SCHEMA.items()
    )


def with_period_facts(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` plus period_start, period_end (day numbers), period_months, period_label."""
    facts = [_period_facts(written) for written in frame["period"].unique().drop_nulls().to_list()]
    table = pl.DataFrame(facts, schema=_PERIOD_SCHEMA, orient="row")
    return frame.join(table, on="period", how="left", maintain_order="left").with_columns(
        pl.col("period_start", "period_end").fill_null(_NO_DAY)
    )


_PERIOD_SCHEMA: dict[str, pl.DataType] = {
    "period": pl.String(),
    "period_start": pl.Float64(),
    "period_end": pl.Float64(),
    "period_months": pl.Int32(),
    "period_label": pl.String(),
}


def _period_facts(written: str) -> tuple[str, float, float, int, str]:
    try:
        period = ReportingPeriod.parse(written)
    except UserError:
        return (written, _NO_DAY, _NO_DAY, 0, written)
    start, end = period.start.toordinal(), period.end.toordinal()
    return (written, float(start), float(end), period.frequency.months, period.label)


_DEFINITION_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "indicator_name": pl.String(),
    "unit": pl.String(),
    "kind": pl.String(),
    "direction": pl.String(),
    "months": pl.Int32(),
    "unit_decimals": pl.Float64(),
    "scale": pl.Float64(),
    "hard_min": pl.Float64(),
    "hard_max": pl.Float64(),
    "plausible_min": pl.Float64(),
    "plausible_max": pl.Float64(),
    "cumulative": pl.Boolean(),
    "numerator_name": pl.String(),
    "numerator_unit": pl.String(),
    "denominator_name": pl.String(),
    "denominator_unit": pl.String(),
    "has_parts": pl.Boolean(),
    "year_to_date": pl.Boolean(),
    "redefined": pl.Float64(),  # day number; values before and after do not compare
}


def definitions(indicators: Mapping[str, Indicator]) -> pl.DataFrame:
    """One row an indicator: what the rules need of its definition."""
    rows = [_definition(indicator) for indicator in indicators.values()]
    return pl.DataFrame(rows, schema=_DEFINITION_SCHEMA, orient="row")


def _definition(i: Indicator) -> tuple[object, ...]:
    has_parts = bool(i.numerator and i.denominator and i.kind != "yes")
    return (
        i.key, i.name, i.unit, i.kind, i.direction, i.frequency.months, float(i.decimals), i.scale,
        i.hard_min, i.hard_max, i.plausible_min, i.plausible_max, i.cumulative,
        i.numerator, i.numerator_unit, i.denominator, i.denominator_unit, has_parts,
        i.year_to_date, float(i.redefined.toordinal()) if i.redefined else None,
    )  # fmt: skip
