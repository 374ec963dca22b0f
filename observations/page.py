"""One form under interpretation: its cells, each taken once, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from observations.cells import Address, Cell, a1
from observations.finding import Finding
from observations.layout import Layout, folded
from observations.manifest import Manifest
from observations.period import ReportingPeriod
from observations.signals import SIGNALS, Place, signal

Merge = tuple[int, int, int, int]
_MOST_NAMED = 20
_FEW = 3


def first_cells(addresses: Sequence[str]) -> str:
    """The first few of `addresses` for a message: `I5、I6、I8 等`."""
    return "、".join(addresses[:_FEW]) + (" 等" if len(addresses) > _FEW else "")


def shown(cell: Cell) -> str:
    """What messages say stands in a cell nobody asked for; "" when nothing does."""
    return cell.text.strip()[:40] or ("没有算出结果的公式" if cell.kind == "f" else "")


@dataclass(frozen=True)
class Headings:
    """The heading row and where each column of the layout stands (column id → col)."""

    row: int
    columns: dict[str, int]


@dataclass
class Page:
    """The sheet being read. What is left in `cells` at the end was not understood.

    `older`: the form is of an edition other than the one in force; `dropped`: folded names of
    its rows that are asked no more. `nil`: the office says 零报告.

    `recomputed` and `not_computed` collect the addresses of formulas without a cached value:
    a form no program has saved has one in every row, which is one thing to say and not many.
    """

    sheet: str
    kind: str
    cells: dict[Address, Cell]
    layout: Layout
    period: ReportingPeriod
    headings: Headings
    manifest: Manifest | None = None
    older: bool = False
    dropped: frozenset[str] = frozenset()
    nil: bool = False
    merged: tuple[Merge, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    recomputed: list[str] = field(default_factory=list)
    not_computed: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """How messages call the form."""
        return f"《{self.layout.short_title}》{self.period}"

    def take(self, row: int, column: str) -> Cell | None:
        """The cell of a layout column, which is thereby handled; None when blank or not there."""
        col = self.headings.columns.get(column)
        return None if col is None else self.cells.pop((row, col), None)

    @cached_property
    def written_by_office(self) -> frozenset[int]:
        """The columns of the sheet where the office writes."""
        columns = self.headings.columns
        entries = (one.id for one in self.layout.columns if one.entry)
        return frozenset(columns[one] for one in entries if one in columns)

    def label(self, at: Address) -> str:
        """What a cell of the footer is called: its text before the colon.

        "" where the office writes: a word typed there is an entry, whatever it says.
        """
        if at[1] in self.written_by_office:
            return ""
        return folded(self.cells[at].text).partition(":")[0]

    def address(self, row: int, column: str) -> str:
        """A1 address of a layout column in `row`; "" where this edition has no such column."""
        col = self.headings.columns.get(column)
        return "" if col is None else a1(row, col)

    def tell(self, rule: str, about: str, place: Place, *, value: str = "", cure: str = "") -> None:
        """Note a finding: form, period, cell, then `about`, then the cure."""
        where = f"{self.title},{place.cell}" if place.cell else self.title
        cure = cure or SIGNALS[rule].cure
        self.findings.append(
            signal(rule, f"{where}:{about},{cure}", place, value=value, expected=cure)
        )

    def forget_recomputed(self, address: str) -> None:
        """Of a row that is not taken nothing was recomputed either."""
        if address in self.recomputed:
            self.recomputed.remove(address)

    def place(self, cell: str = "", key: tuple[str, str] = ("", "")) -> Place:
        """A place on this page; `key` is (indicator, area)."""
        return Place(self.sheet, cell, key[0], key[1], str(self.period) if key[0] else "")

    def name_leftovers(self) -> None:
        """Every cell nobody handled is named: nothing is silently dropped."""
        left = sorted((at, said) for at, cell in self.cells.items() if (said := shown(cell)))
        for (row, col), said in left[:_MOST_NAMED]:
            about = f"“{said}”在填报区以外,未采用"
            self.tell("cell.unexpected", about, self.place(a1(row, col)), value=said)
        if len(left) > _MOST_NAMED:
            more = f"另有 {len(left) - _MOST_NAMED} 个单元格在填报区以外,未采用"
            self.tell("cell.unexpected", more, self.place())
