"""One sheet of a third party's table under reading: what was taken, what was noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from observations.cells import Address, Cell, a1
from observations.finding import Finding
from observations.indicator import Indicator
from observations.number import Reading
from observations.page import first_cells, shown
from observations.period import ReportingPeriod
from observations.signals import SIGNALS, Place, signal
from observations.tables.headings import Grid, TableHeadings
from observations.tables.model import Part, TableLayout

_MOST_NAMED = 20


@dataclass(frozen=True)
class Mark:
    """One number (or its absence) with what it is about; `reading` is in the wanted unit."""

    indicator: str
    area: str
    period: ReportingPeriod
    part: Part
    reading: Reading
    printed: str
    cell: str
    note: str = ""

    @property
    def key(self) -> tuple[str, str, ReportingPeriod]:
        """What the number is about."""
        return (self.indicator, self.area, self.period)


@dataclass
class TablePage:
    """The sheet being read; `cells` are those nobody has handled yet.

    `written`: column → numbers as written, for control totals; `group` those since the last
    total. `refused`: keys with a number that could not be taken, `broken` the columns
    of such numbers, whose sum says nothing. `noted`: rule and heading → addresses, said once
    a column and not once a cell.
    """

    sheet: str
    kind: str
    layout: TableLayout
    indicators: Mapping[str, Indicator]
    grid: Grid
    headings: TableHeadings
    period: ReportingPeriod | None
    cells: dict[Address, Cell]
    findings: list[Finding] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    refused: set[tuple[str, str, ReportingPeriod]] = field(default_factory=set)
    above: dict[int, str] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    written: dict[int, list[Decimal]] = field(default_factory=dict)
    group: dict[int, list[Decimal]] = field(default_factory=dict)
    noted: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    left_out: list[str] = field(default_factory=list)
    totals_seen: set[str] = field(default_factory=set)
    proven: bool = False

    @property
    def title(self) -> str:
        """How messages call the table."""
        return f"《{self.layout.title}》{self.period or self.sheet}"

    def rows(self) -> list[int]:
        """Rows below the headings in which something is written."""
        return [row for row in sorted(self.grid.columns) if row > self.headings.last]

    def left_in(self, row: int) -> list[Address]:
        """Addresses in `row` that nobody has handled yet, from the left."""
        columns = self.grid.columns.get(row, ())
        return [(row, col) for col in columns if (row, col) in self.cells]

    def tell(self, rule: str, about: str, cell: str = "", *, value: str = "") -> None:
        """Note a finding: table, cell, `about`, cure."""
        where = f"{self.title},{cell}" if cell else self.title
        cure = SIGNALS[rule].cure
        place = Place(self.sheet, cell)
        self.findings.append(
            signal(rule, f"{where}:{about},{cure}", place, value=value[:40], expected=cure)
        )

    def tell_once(self, rule: str, about: str, cell: str, *, value: str = "") -> None:
        """`tell`, but only the first time for this cell."""
        if (rule, cell) not in self.told:
            self.told.add((rule, cell))
            self.tell(rule, about, cell, value=value)

    def note(self, rule: str, about: str, cell: str) -> None:
        """Remember a cell for `tell_noted`; `about` says what all these cells have in common."""
        self.noted.setdefault((rule, about), []).append(cell)

    def tell_noted(self) -> None:
        """One finding for all cells that have the same said about them."""
        for (rule, about), cells in self.noted.items():
            self.tell(rule, f"{len(cells)} 处({first_cells(cells)}){about}")

    def refuse(self, key: tuple[str, str, ReportingPeriod], col: int) -> None:
        """A number that could not be taken; whoever calls has told why."""
        self.refused.add(key)
        self.broken.add(col)

    def drop(self, addresses: Iterable[Address]) -> None:
        """Cells that are explicitly done with."""
        for address in addresses:
            self.cells.pop(address, None)

    def leave_out(self, row: int) -> None:
        """A row that the layout says not to read."""
        gone = self.left_in(row)
        self.left_out.append(a1(*gone[0]))
        self.drop(gone)

    def finish(self) -> None:
        """Name what was left out on purpose, and every cell nobody handled."""
        self.tell_noted()
        if self.left_out:
            many, cells = len(self.left_out), first_cells(self.left_out)
            self.tell("table.ignored", f"{many} 行({cells})按表样不采用")
        left = sorted((at, text) for at, cell in self.cells.items() if (text := shown(cell)))
        for (row, col), text in left[:_MOST_NAMED]:
            self.tell("cell.unexpected", f"“{text}”不在表样的列中,未采用", a1(row, col), value=text)
        if len(left) > _MOST_NAMED:
            self.tell("cell.unexpected", f"另有 {len(left) - _MOST_NAMED} 个单元格未采用")
