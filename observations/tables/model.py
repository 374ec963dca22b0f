"""What a layout of a third party's table says: one edition of one table, all of it data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from observations.area_code import forms
from observations.layout import folded
from observations.period import Frequency, ReportingPeriod

Part = Literal["value", "numerator", "denominator"]
Role = Literal["data", "area", "indicator", "period", "unit", "note", "ignored"]
Shape = Literal["indicators", "areas", "long"]
PeriodSource = Literal["title", "sheet", "column", "headings", "fixed"]

KEY_ROLES: tuple[Role, ...] = ("area", "indicator", "period", "unit")
PERIOD_MARK, AREA_MARK = "{period}", "{area}"


@dataclass(frozen=True)
class TableColumn:
    """One column. `heading` is the path of its headings (`供水/总量`), without the unit.

    The path may hold {period} or {area}: every column that fits is one of this kind. `unit`
    is what the file writes, "" for the indicator's own. `repeats`: blank means as above.
    """

    heading: str
    role: Role = "data"
    aliases: tuple[str, ...] = ()
    indicator: str = ""
    part: Part = "value"
    area: str = ""
    unit: str = ""
    optional: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class RowName:
    """What a row of that name is about, where the rows are indicators."""

    name: str
    indicator: str
    part: Part = "value"
    aliases: tuple[str, ...] = ()
    unit: str = ""
    area: str = ""


@dataclass(frozen=True)
class AreaNames:
    """An area and every way the file writes it."""

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """A row of control totals: `label` opens it; `sums` are the columns it adds up.

    `rows`: the table's rows, or those since the total before (`group`). `area`: the row is
    also the value of that area. `tolerance` is in the file's own unit, as text.
    """

    label: str
    sums: tuple[str, ...] = ()
    rows: Literal["all", "group"] = "all"
    area: str = ""
    tolerance: str = "0"


@dataclass(frozen=True)
class Recognition:
    """How the table is known: words of its title, its sheet's name, headings it must have."""

    title: tuple[str, ...] = ()
    sheet: str = ""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeriodRule:
    """Where the period is written; `to_date`: 1—6月 is what is reported for the second quarter."""

    source: PeriodSource
    value: str = ""
    to_date: bool = False


@dataclass(frozen=True)
class TableLayout:
    """One edition of a third party's table.

    `since`/`until`: the periods this edition serves, None without limit. `area`: every value
    is about it unless row or column say otherwise. `end`: words that open the notes below the
    table; nothing from there on is read. `ignored_rows`: rows left out on purpose. `history`:
    figures of earlier years, marked 历史补录.
    """

    id: str
    edition: str
    title: str
    office: str
    office_name: str
    frequency: Frequency
    shape: Shape
    recognise: Recognition
    period: PeriodRule
    columns: tuple[TableColumn, ...]
    rows: tuple[RowName, ...] = ()
    areas: tuple[AreaNames, ...] = ()
    totals: tuple[Total, ...] = ()
    area: str = ""
    heading_rows: int = 1
    ignored_rows: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    since: ReportingPeriod | None = None
    until: ReportingPeriod | None = None
    history: bool = False

    @property
    def name(self) -> str:
        """The key under which layouts are held: id and edition."""
        return f"{self.id}@{self.edition}"

    @property
    def short_title(self) -> str:
        """How messages and lists call the table."""
        return self.title

    @cached_property
    def area_codes(self) -> Mapping[str, str]:
        """Folded name, alias or code → area code."""
        return {
            folded(word): one.code for one in self.areas for word in (*forms(one.code), *one.names)
        }

    @cached_property
    def row_names(self) -> Mapping[str, RowName]:
        """Folded name or alias → what rows of that name are about."""
        return {folded(word): row for row in self.rows for word in (row.name, *row.aliases)}

    def serves(self, period: ReportingPeriod) -> bool:
        """True when this edition is in force for `period`."""
        after = self.since is None or period.start >= self.since.start
        return after and (self.until is None or period.end <= self.until.end)

    def columns_of(self, *roles: Role) -> tuple[TableColumn, ...]:
        """The columns with one of `roles`, in order."""
        return tuple(column for column in self.columns if column.role in roles)
