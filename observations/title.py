"""The title block of a form: whose it is and what period it is about, in words or as a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observations.cells import Address, Cell, a1
from observations.finding import Finding
from observations.layout import OFFICE_LABEL, PERIOD_LABEL, Layout, folded
from observations.period import Frequency, ReportingPeriod
from observations.period_words import day_in, months_in, period_dated
from observations.signals import Place, signal

TITLE_ROWS = 30
YEARS = range(2000, 2100)
_LABELS = re.compile(r"\s+(?=\S{2,8}[::])")  # where the next label of a line begins
_SOME_DAY = date(2024, 3, 31)


@dataclass(frozen=True)
class Titled:
    """What a label of the title block says, "" when nothing, and the cell it stands in."""

    text: str = ""
    cell: str = ""


NOTHING = Titled()
Title = Mapping[str, Titled]


def read_title(cells: Mapping[Address, Cell]) -> dict[str, Titled]:
    """Labelled texts above the table: `填报单位:…` in one cell, or the label beside its text.

    One cell may hold several, as a line of a document does: `填报单位:… 报告期:…`. The one
    date beside the office's name stands for a period that has no label.
    """
    found: dict[str, Titled] = {}
    last = 0
    block = [(at, cell) for at, cell in sorted(cells.items()) if at[0] < TITLE_ROWS]
    for (row, col), cell in block:
        beside = cells.get((row, col + 1))
        for piece in map(folded, _LABELS.split(cell.text.strip())):
            for label in (OFFICE_LABEL, PERIOD_LABEL):
                if piece.startswith(label) and label not in found:
                    rest = piece.removeprefix(label).lstrip(":")
                    own = Titled(rest, a1(row, col))
                    other = Titled(folded(beside.text), a1(row, col + 1)) if beside else own
                    found[label] = own if rest else other
                    last = row
    if OFFICE_LABEL in found and PERIOD_LABEL not in found:  # a date typed over the label
        dates = [Titled(folded(c.text), a1(*at)) for at, c in block if at[0] <= last and _day(c)]
        if len(dates) == 1:
            found[PERIOD_LABEL] = dates[0]
    return found


def _day(cell: Cell) -> bool:
    return day_in(cell.text) is not None


def read_period(written: str) -> ReportingPeriod | None:
    """The one reporting period in a title: `2024-Q2`, `2024年第二季度`, `2024年1—3月`, `2024年`."""
    said = months_in(written)
    period = next(iter(said)).exact() if len(said) == 1 else None
    return period if period and period.year in YEARS else None


def period_at(written: str, frequency: Frequency) -> ReportingPeriod | None:
    """`read_period`; of a date the period of `frequency` that it begins or ends."""
    day = day_in(written)
    period = period_dated(day, frequency) if day else read_period(written)
    return period if period and period.year in YEARS else None


def is_office(layout: Layout, written: str) -> bool:
    """True when `written` names the layout's office, by its name or an alias."""
    return folded(written) in {folded(n) for n in (layout.office_name, *layout.office_aliases)}


def layout_by_title(
    title: Title, layouts: Mapping[str, Layout], names: Iterable[str]
) -> tuple[Layout | None, ReportingPeriod | None]:
    """The office's layout of the period's frequency; by a date the one whose rows are there.

    `names`: every text of the sheet, folded. (None, period) when no layout fits.
    """
    written, there = title.get(PERIOD_LABEL, NOTHING).text, set(names)
    fitting = [
        (layout, period)
        for layout in _of_office(title, layouts)
        if (period := period_at(written, Frequency(layout.frequency)))
        and period.frequency.value == layout.frequency
    ]
    if not fitting:
        return None, read_period(written)
    return max(fitting, key=lambda pair: _share(pair[0], there))


def _of_office(title: Title, layouts: Mapping[str, Layout]) -> list[Layout]:
    office = title.get(OFFICE_LABEL, NOTHING).text
    return [layout for layout in layouts.values() if is_office(layout, office)]


def _share(layout: Layout, there: set[str]) -> float:
    return sum(folded(row.name) in there for row in layout.rows) / max(len(layout.rows), 1)


def about_date(name: str, sheet: str, said: Titled, period: ReportingPeriod) -> Iterator[Finding]:
    """One info where a date stood for the period."""
    if day_in(said.text) and period_at(said.text, period.frequency) == period:
        message = f"{name},{said.cell}:报告期写的是日期 {day_in(said.text)},已按{period.label}识别"
        yield signal("period.from_date", message, Place(sheet, said.cell), value=said.text)


def unread_title(file: str, sheet: str, title: Title, layouts: Mapping[str, Layout]) -> Finding:
    """What is wrong with the title of a sheet that has our headings: its office, else its period.

    The cure names what the office is to write, for the day it wrote where it wrote a date.
    """
    mine = _of_office(title, layouts)
    return _no_period(file, sheet, title, mine) if mine else _no_office(file, sheet, title)


def _no_office(file: str, sheet: str, title: Title) -> Finding:
    said = title.get(OFFICE_LABEL, NOTHING)
    what = f"填报单位写的是“{said.text[:40]}”,不是填报单位的全称" if said.text else "没有写填报单位"
    cure = "在表头上方“填报单位:”后面写单位全称,或下载本单位本期表样,填好后报送"
    message = f"{_at(file, sheet, said)}:认不出是哪张表,{what},请{cure}"
    place = Place(sheet, said.cell)
    return signal("form.unknown", message, place, value=said.text[:40], expected=cure)


def _no_period(file: str, sheet: str, title: Title, mine: Sequence[Layout]) -> Finding:
    office, said = title.get(OFFICE_LABEL, NOTHING), title.get(PERIOD_LABEL, NOTHING)
    asked = [Frequency(code) for code in dict.fromkeys(layout.frequency for layout in mine)]
    day = day_in(said.text)
    like = [ReportingPeriod.containing(day or _SOME_DAY, one).label for one in reversed(asked)]
    kinds = "、".join(f"{one.label}报" for one in reversed(asked))
    reads = f"不是{office.text}{kinds}的报告期" if said.text else ""
    if day is not None:
        reads = f"读作日期 {day},不是{'或'.join(like)}的第一天或最后一天"
    what = f"报告期写的是“{said.text[:40]}”" if said.text else "没有写报告期"
    cure = f"在“报告期:”后面写明报告期,如 {'、'.join(like)},再报送"
    about = ",".join(filter(None, (what, reads, f"请{cure}")))
    place = Place(sheet, said.cell)
    message = f"{_at(file, sheet, said)}:{about}"
    return signal("period.unread", message, place, value=said.text[:40], expected=cure)


def _at(file: str, sheet: str, said: Titled) -> str:
    return f"《{file}》,{sheet}!{said.cell}" if said.cell else f"《{file}》,{sheet}"
