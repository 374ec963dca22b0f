"""Rows of the three lists, joined by their number and read cell by cell with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from cases import list_table as heads
from cases.events import Standing
from cases.kinds import CaseKind, load_kinds
from cases.list_table import headings, listed
from cases.lists import LISTS
from desk.case_acts import Opening
from desk.handle import Desk
from observations.area_code import forms
from observations.cells import a1, lines
from observations.errors import UserError
from observations.jail import Jail
from observations.spool import spool
from observations.stations import ParsedReport
from targets.names import OfficeNames

T = TypeVar("T")
_FIRST = LISTS["problem"]
Cells = Mapping[str, tuple[str, str]]  # place and text of each cell by heading


@dataclass(frozen=True)
class Drafted:
    """A row of the lists as a case to open; `broken`: something in it is told already."""

    place: str
    kind: CaseKind
    opening: Opening
    closed: bool = False
    broken: bool = False

    @property
    def title(self) -> str:
        """What the case is called."""
        return self.opening.title

    @property
    def office(self) -> str:
        """Id of the office it is given to."""
        return self.opening.office

    @property
    def area(self) -> str:
        """Code of its area."""
        return self.opening.area


def drafted(desk: Desk, path: Path) -> tuple[list[Drafted], list[str]]:
    """Every row of the three lists, and what is wrong with their cells.

    `UserError` for a file that is no workbook of the three lists.
    """
    sheets = _sheets(desk, path)
    numbered = {name: _by_number(name, rows) for name, rows in sheets.items()}
    problems = [one for _, wrong in numbered.values() for one in wrong]
    rows = {name: found for name, (found, _) in numbered.items()}
    problems += _unmatched(rows)
    names = _Names.of(desk)
    found = []
    for number, cells in rows[_FIRST].items():
        parts = [rows[title].get(number, {}) for title in LISTS.values()]
        row = _Row({**parts[2], **parts[1], **parts[0], **cells}, names)
        one = row.read()
        problems += row.problems
        found += [one] if one is not None else []
    return found, problems


def _sheets(desk: Desk, path: Path) -> dict[str, list[list[str]]]:
    if not path.is_file():
        raise UserError(f"没有文件 {path}", cure="核对路径")
    with Jail() as jail:
        report = jail.read(spool(path, path.name, desk.settings.spool_dir))
    return {title: _sheet(report, path, title) for title in LISTS.values()}


def _sheet(report: ParsedReport, path: Path, title: str) -> list[list[str]]:
    cure = "用 cityplan cases export 写出的工作簿,三张清单各一张工作表"
    if not report.sheets:
        said = report.findings[0].message if report.findings else f"《{path.name}》没有内容"
        raise UserError(said, cure=cure)
    mine = next((one for one in report.sheets if one.name.strip() == title), None)
    if mine is None:
        raise UserError(f"《{path.name}》没有工作表“{title}”", cure=cure)
    written = lines(mine)
    name = next(key for key, one in LISTS.items() if one == title)
    head = [cell.strip() for cell in written[0]] if written else []
    kinds = listed({one.id: one for one in load_kinds()})
    missing = [one for one in headings(name, kinds) if one not in {*head, *heads.TOLD}]
    if missing:
        raise UserError(f"《{path.name}》{title}第1行缺列:{'、'.join(missing)}", cure=cure)
    return written


def _by_number(title: str, written: list[list[str]]) -> tuple[dict[str, Cells], list[str]]:
    """Rows of a sheet by 编号, each cell with its place; and what is wrong with the numbers."""
    head = [cell.strip() for cell in written[0]]
    found: dict[str, Cells] = {}
    problems = []
    for line, row in enumerate(written[1:], start=1):
        if not any(cell.strip() for cell in row):
            continue
        cells = {
            heading: (f"{title}!{a1(line, place)}", row[place].strip())
            for place, heading in enumerate(head)
            if heading
        }
        place, number = cells[heads.NUMBER]
        if not number:
            problems.append(f"{place}:没有编号(三张清单同一件写同一个编号)")
        elif number in found:
            problems.append(f"{place}:编号“{number}”重复(每件一个编号)")
        else:
            found[number] = cells
    return found, problems


def _unmatched(rows: Mapping[str, Mapping[str, Cells]]) -> list[str]:
    """Numbers that do not stand on all three lists, and titles that differ."""
    problems = []
    for title in list(rows)[1:]:
        for number, cells in rows[_FIRST].items():
            if number not in rows[title]:
                where = cells[heads.NUMBER][0]
                problems.append(f"{where}:{title}里没有编号“{number}”(在{title}补一行)")
        for number, cells in rows[title].items():
            where = cells[heads.NUMBER][0]
            if number not in rows[_FIRST]:
                problems.append(f"{where}:{_FIRST}里没有编号“{number}”(在{_FIRST}补一行,或删去)")
            elif cells[heads.TITLE][1] != rows[_FIRST][number][heads.TITLE][1]:
                place, written = cells[heads.TITLE]
                first = rows[_FIRST][number][heads.TITLE][1]
                problems.append(f"{place}:事项“{written}”与{_FIRST}的“{first}”不同(写成一样)")
    return problems


@dataclass(frozen=True)
class _Names:
    """What may be written for a kind, an office, an area."""

    kinds: Mapping[str, CaseKind]
    offices: OfficeNames
    areas: Mapping[str, str]
    today: date

    @classmethod
    def of(cls, desk: Desk) -> _Names:
        kinds = listed({one.id: one for one in load_kinds()})
        today = desk.today()
        # Of two areas of one name, and one of them ended, today's is meant.
        there = sorted(desk.plan.areas, key=lambda one: one.valid_on(today))
        areas = {name: one.code for one in there for name in (one.name, *forms(one.code))}
        by_name = {name: kind for kind in kinds for name in (kind.id, kind.name)}
        return cls(by_name, OfficeNames(desk.plan), areas, today)


@dataclass
class _Row:
    """One case's cells of all three lists; reading it fills `problems`."""

    cells: Cells
    names: _Names
    problems: list[str] = field(default_factory=list)

    def read(self) -> Drafted | None:
        """The case it asks for; None where it cannot even be told of which kind it is."""
        kind = self._known(heads.KIND, self.names.kinds, "督办类型")
        if kind is None:
            return None
        closed = self._text(heads.STANDING) == Standing.CLOSED
        place = self.names.areas.get(self._text(heads.AREA), "")
        opening = Opening(
            kind=kind.id,
            office=self._office(place),
            title=self._text(heads.TITLE),
            text=self._required(heads.REASON),
            fields=self._fields(kind),
            cooperating=tuple(self._cooperating(place)),
            area=self._known(heads.AREA, self.names.areas, "地区") or "",
            due=self._due(kind, closed=closed),
            ended=self._ended(kind),
        )
        number = self._place(heads.NUMBER)
        if closed:
            self.problems.clear()  # it stands there to be read, nothing is opened
        return Drafted(number, kind, opening, closed=closed, broken=bool(self.problems))

    def _text(self, heading: str) -> str:
        return self.cells[heading][1] if heading in self.cells else ""

    def _place(self, heading: str) -> str:
        return self.cells[heading][0] if heading in self.cells else ""

    def _wrong(self, heading: str, what: str, cure: str) -> None:
        self.problems.append(f"{self._place(heading)}:{what}({cure})")

    def _required(self, heading: str) -> str:
        text = self._text(heading)
        if not text and heading in self.cells:
            self._wrong(heading, f"缺{heading}", "补齐后再导入")
        return text

    def _known(self, heading: str, known: Mapping[str, T], called: str) -> T | None:
        written = self._required(heading)
        if written and written not in known:
            self._wrong(heading, f"没有{called}“{written}”", f"写方案里的{called}名称或代码")
        return known.get(written)

    def _office(self, area: str) -> str:
        written = self._required(heads.OFFICE)
        cure = "写方案里的单位名称或代码"
        return self._named(heads.OFFICE, written, area, cure) if written else ""

    def _named(self, heading: str, written: str, area: str, cure: str) -> str:
        """The office so written, of `area` where several have one of that name."""
        try:
            found = self.names.offices.meant(written, area)
        except UserError as several:
            self._wrong(heading, several.what, several.cure)
            return ""
        if found is None:
            self._wrong(heading, f"没有单位“{written}”", cure)
        return found or ""

    def _cooperating(self, area: str) -> Iterator[str]:
        written = self._text(heads.COOPERATING).replace(",", heads.JOIN)
        for one in filter(None, (name.strip() for name in written.split(heads.JOIN))):
            cure = "写方案里的单位名称,以“、”分开"
            if found := self._named(heads.COOPERATING, one, area, cure):
                yield found

    def _fields(self, kind: CaseKind) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in kind.fields:
            text = self._required(item.label) if item.required else self._text(item.label)
            found |= {item.name: text} if text else {}
        return found

    def _due(self, kind: CaseKind, *, closed: bool) -> date | None:
        if kind.counts_from != "given":
            return None
        day = self._day(heads.DUE)
        if day is not None and day < self.names.today and not closed:
            self._wrong(heads.DUE, f"办结时限 {day} 已过", "写今天或以后的日期")
        return day

    def _ended(self, kind: CaseKind) -> date | None:
        return self._day(heads.ENDED_ON) if kind.counts_from == "ended" else None

    def _day(self, heading: str) -> date | None:
        written = self._required(heading)
        try:
            return date.fromisoformat(written[:10]) if written else None
        except ValueError:
            self._wrong(heading, f"“{written}”不是日期", "写成 2024-11-29 这样的日期")
            return None
