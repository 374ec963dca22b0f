"""A table of opinions in a file from anywhere, opened in the jail: csv, a workbook or JSON."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from observations.cells import grid
from observations.errors import UserError
from observations.jail import Jail
from observations.jail_child import Limits
from observations.spool import spool
from observations.stations import ParsedReport, Sheet

CURE = "交一张表:csv 或 xlsx,第1行是列名;或 JSON,{“opinions”: [{…}]}"
MOST_CELLS = 100_000
_ITEM = re.compile(r"opinions\[([0-9]+)\]\.(\w+)")


def table_of(path: Path) -> list[list[str]]:
    """The one table of the file as lines of text; `UserError` for another file.

    The copy that is read lies in a folder that goes with it: it holds what people wrote.
    """
    limits = Limits(cells=MOST_CELLS, cpu=30, wall=60.0)
    with tempfile.TemporaryDirectory() as folder, Jail(limits) as jail:
        report = jail.read(spool(path, path.name, Path(folder)))
    if report.kind == "json" and report.sheets:
        return _items(report)
    return _lines(_only(report))


def _only(report: ParsedReport) -> Sheet:
    name = report.source.name
    if not report.sheets or report.kind in {"json", "docx"}:
        raise UserError(f"《{name}》不是一张可以读的表", cure=CURE)
    full = [one for one in report.sheets if not one.hidden and grid(one)]
    if len(full) != 1:
        raise UserError(f"《{name}》有 {len(full)} 张有内容的工作表,应为 1 张", cure=CURE)
    return full[0]


def _lines(sheet: Sheet) -> list[list[str]]:
    cells = grid(sheet)
    height, width = (1 + max((address[n] for address in cells), default=-1) for n in (0, 1))
    lines: list[list[str]] = [[""] * width for _ in range(height)]
    for (row, column), cell in cells.items():
        lines[row][column] = cell.text
    return lines


def _items(report: ParsedReport) -> list[list[str]]:
    """The objects of the JSON list as lines under a head; what stands elsewhere is refused."""
    rows: dict[int, dict[str, str]] = {}
    for line in _lines(report.sheets[0]):
        place = _ITEM.fullmatch(line[0])
        if place is None:
            raise UserError(f"《{report.source.name}》有约定以外的字段", cure=CURE)
        rows.setdefault(int(place[1]), {})[place[2]] = next(filter(None, line[1:]), "")
    head = list(dict.fromkeys(column for row in rows.values() for column in row))
    return [head, *([row.get(column, "") for column in head] for row in rows.values())]
