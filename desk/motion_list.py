"""The list that proposals and suggestions come in by: an empty one, and its rows with their places.

It is read in the jail, and no copy of it stays: a list may hold what is not asked for.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from briefings.list_book import ListSheet, list_book
from cases.items import filled
from cases.kinds import CaseKind
from desk.case_acts import Opening
from desk.case_rows import Drafted
from desk.files import XLSX, FileOut
from desk.handle import Desk
from desk.views.motions import letter_kinds
from observations.cells import a1, lines
from observations.errors import UserError
from observations.jail import Jail
from observations.spool import spool
from observations.stations import ParsedReport, Sheet
from targets.names import OfficeNames

SHEET = "提案建议"
KIND, YEAR, NUMBER, TITLE, PROPOSERS = "类别", "年度", "编号", "题目", "提出人数"
OFFICE, COOPERATING, PAPER, REASON = "承办单位", "会办单位", "来文文号", "转办意见"
NEEDED = (KIND, YEAR, NUMBER, TITLE, PROPOSERS, OFFICE)
HEADINGS = (*NEEDED, COOPERATING, PAPER, REASON)
LINES: Mapping[str, str] = {"year": YEAR, "number": NUMBER, "proposers": PROPOSERS, "paper": PAPER}
"""Which column a line of the kind is written in."""
ASKED = "请研究办理,按期答复"
"""转办意见 where none is written."""
JOIN = "、"
_LOOKED_AT = 5  # lines above which a heading may stand: a title, a remark
CURE = "用 cityplan proposals template 写出空表,照表填写"


def template(desk: Desk, kind: str = "xlsx") -> FileOut:
    """An empty list, as a workbook with a sheet that tells how it is filled in, or as csv."""
    name = f"提案建议导入表{'_演示' if desk.is_demo else ''}"
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(HEADINGS)
        return FileOut(f"{name}.csv", "text/csv", text.getvalue().encode("utf-8-sig"))
    kinds = JOIN.join(one.name for one in letter_kinds().values())
    notes = (
        (KIND, kinds),
        (YEAR, "如 2020"),
        (NUMBER, "只写数字,如 26"),
        (TITLE, "来文的题目,2 至 100 字"),
        (PROPOSERS, "提案委员或代表的人数,只写数字,不写姓名"),
        (OFFICE, f"主办的一家,写方案里的单位名称:{JOIN.join(desk.office_names.values())}"),
        (COOPERATING, f"可不填;几家以“{JOIN}”分开"),
        (PAPER, "可不填"),
        (REASON, f"可不填,不填即“{ASKED}”"),
        ("导入", "cityplan proposals import 本文件;有一格不对就一件也不转办,已有的不重复转办"),
    )
    made = datetime.combine(desk.today(), time())
    data = list_book([ListSheet(SHEET, HEADINGS, ())], notes, made, demo=desk.is_demo)
    return FileOut(f"{name}.xlsx", XLSX, data)


def drafted(desk: Desk, path: Path) -> tuple[list[Drafted], list[str]]:
    """Every row of the list as a case to open, and what is wrong with its cells.

    `UserError` for a file that is no such list.
    """
    place, written = _table(path)
    head = [cell.strip() for cell in written[place.line]]
    names = _Names.of(desk)
    rows, problems = [], []
    for line, cells in enumerate(written[place.line + 1 :], start=place.line + 1):
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row({
            heading: (f"{place.sheet}{a1(line, column)}", cells[column].strip())
            for column, heading in enumerate(head) if heading
        }, names)  # fmt: skip
        one = row.read(f"{place.sheet}第{line + 1}行")
        problems += row.problems
        rows += [one] if one is not None else []
    if not rows and not problems:
        raise UserError(f"《{path.name}》一件也没有", cure="从表头下一行起,一件写一行")
    return rows, problems


@dataclass(frozen=True)
class _Place:
    """Where the list stands: how its cells are named, and the line of its headings."""

    sheet: str
    line: int


def _table(path: Path) -> tuple[_Place, list[list[str]]]:
    if not path.is_file():
        raise UserError(f"没有文件 {path}", cure="核对路径")
    with tempfile.TemporaryDirectory() as folder, Jail() as jail:
        report = jail.read(spool(path, path.name, Path(folder)))
    if not report.sheets:
        said = report.findings[0].message if report.findings else f"《{path.name}》没有内容"
        raise UserError(said, cure=CURE)
    return _heading(report, path)


def _heading(report: ParsedReport, path: Path) -> tuple[_Place, list[list[str]]]:
    """The sheet whose headings are ours; `UserError` tells what is missing or too much."""
    nearest: tuple[int, list[str]] = (0, list(NEEDED))
    for sheet in report.sheets:
        written = lines(sheet)
        for line, cells in enumerate(written[:_LOOKED_AT]):
            head = [one.strip() for one in cells]
            missing = [one for one in NEEDED if one not in head]
            if not missing:
                _require_known(head, path)
                return _Place(_called(report, sheet), line), written
            nearest = max(nearest, (len(NEEDED) - len(missing), missing), key=lambda one: one[0])
    raise UserError(f"《{path.name}》缺列:{JOIN.join(nearest[1])}", cure=CURE)


def _require_known(head: list[str], path: Path) -> None:
    strange = [one for one in head if one and one not in HEADINGS]
    if strange:
        what = f"《{path.name}》有不认识的列:{JOIN.join(strange)}"
        raise UserError(what, cure="删去这些列;提案委员、代表只记人数,不收姓名")
    twice = sorted({one for one in head if one and head.count(one) > 1})
    if twice:
        raise UserError(f"《{path.name}》有重复的列:{JOIN.join(twice)}", cure="各留一列")


def _called(report: ParsedReport, sheet: Sheet) -> str:
    """How a cell's sheet is named: of a csv there is only one."""
    return "" if report.kind == "csv" else f"{sheet.name}!"


@dataclass(frozen=True)
class _Names:
    """What may be written for a kind and an office."""

    kinds: Mapping[str, CaseKind]
    offices: OfficeNames

    @classmethod
    def of(cls, desk: Desk) -> _Names:
        kinds = {name: one for one in letter_kinds().values() for name in (one.id, one.name)}
        return cls(kinds, OfficeNames(desk.plan))


@dataclass
class _Row:
    """One row's cells by heading, each with its place; reading it fills `problems`."""

    cells: Mapping[str, tuple[str, str]]
    names: _Names
    problems: list[str] = field(default_factory=list)

    def read(self, place: str) -> Drafted | None:
        """The case it asks for; None where it cannot even be told of which kind it is."""
        kind = self._kind()
        if kind is None:
            return None
        opening = Opening(
            kind=kind.id,
            office=self._office(),
            title=self._title(),
            text=self._text(REASON) or ASKED,
            fields=self._fields(kind),
            cooperating=self._cooperating(),
        )
        return Drafted(place, kind, opening, broken=bool(self.problems))

    def _text(self, heading: str) -> str:
        return self.cells.get(heading, ("", ""))[1]

    def _wrong(self, heading: str, what: str, cure: str) -> None:
        self.problems.append(f"{self.cells[heading][0]}:{what}({cure})")

    def _kind(self) -> CaseKind | None:
        written, known = self._required(KIND), self.names.kinds
        if written and written not in known:
            kinds = JOIN.join(dict.fromkeys(one.name for one in known.values()))
            self._wrong(KIND, f"没有类别“{written}”", f"写{kinds}")
        return known.get(written)

    def _required(self, heading: str) -> str:
        written = self._text(heading)
        if not written:
            self._wrong(heading, f"缺{heading}", "补齐后再导入")
        return written

    def _office(self) -> str:
        written = self._required(OFFICE)
        return self._named(OFFICE, written, "写方案里的单位名称或代码") if written else ""

    def _named(self, heading: str, written: str, cure: str) -> str:
        """The office so written; of several of that name the plan's own area's."""
        try:
            found = self.names.offices.meant(written)
        except UserError as several:
            self._wrong(heading, several.what, several.cure)
            return ""
        if found is None:
            self._wrong(heading, f"没有单位“{written}”", cure)
        return found or ""

    def _title(self) -> str:
        title = " ".join(self._text(TITLE).split())
        if not 2 <= len(title) <= 100:
            self._wrong(TITLE, f"题目有 {len(title)} 字,应为 2 至 100 字", "写来文的题目")
        return title

    def _fields(self, kind: CaseKind) -> dict[str, str]:
        """The kind's lines out of their columns, each checked by itself."""
        found: dict[str, str] = {}
        for item in kind.fields:
            heading = LINES.get(item.name)
            if heading is None:
                continue  # a line of another edition's kind: missing ones are told on opening
            text = self._text(heading)
            if not text:
                if item.required:
                    self._wrong(heading, f"缺{heading}", "补齐后再导入")
                continue
            try:
                found |= filled((item,), {item.name: text}, kind)
            except UserError as mistake:
                self._wrong(heading, mistake.what, mistake.cure)
        return found

    def _cooperating(self) -> tuple[str, ...]:
        found = []
        for name in self._text(COOPERATING).replace(",", JOIN).split(JOIN):
            one = name.strip()
            cure = f"写方案里的单位名称,以“{JOIN}”分开"
            found.append(self._named(COOPERATING, one, cure) if one else "")
        return tuple(dict.fromkeys(filter(None, found)))
