"""A small table in a file from anywhere: opened in the jail, nothing of it is kept."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cli.output import said
from observations.errors import UserError

if TYPE_CHECKING:
    from observations.stations import ParsedReport, Sheet

MOST_CELLS = 1_000_000


def table_lines(file: Path, items: str = "") -> list[list[str]]:
    """The one table of a csv, xlsx, xls or ods file as lines of text; `UserError` for another.

    `items`: a JSON document whose list of this name holds flat objects is a table as well. The
    copy that is read lies in a folder that goes with it.
    """
    from observations.jail import Jail
    from observations.jail_child import Limits
    from observations.spool import spool

    limits = Limits(cells=MOST_CELLS, cpu=30, wall=60.0)
    with tempfile.TemporaryDirectory() as folder, Jail(limits) as jail:
        report = jail.read(spool(file, file.name, Path(folder)))
    if items and report.kind == "json" and report.sheets:
        return _items(report, items)
    return _laid_out(_only(report))


def _laid_out(sheet: Sheet) -> list[list[str]]:
    from observations.cells import grid

    cells = grid(sheet)
    height, width = (1 + max((address[n] for address in cells), default=-1) for n in (0, 1))
    lines: list[list[str]] = [[""] * width for _ in range(height)]
    for (row, column), cell in cells.items():
        lines[row][column] = cell.text
    return lines


def _items(report: ParsedReport, items: str) -> list[list[str]]:
    """The objects of a JSON list as lines under a head; what stands elsewhere is refused."""
    pattern = re.compile(rf"{items}\[([0-9]+)\]\.([a-z_]+)")
    rows: dict[int, dict[str, str]] = {}
    for line in _laid_out(report.sheets[0]):
        place = pattern.fullmatch(line[0])
        if place is None:
            cure = said("foreign.json.cure", items=items)
            raise UserError(said("foreign.json", name=report.source.name), cure=cure)
        rows.setdefault(int(place[1]), {})[place[2]] = next(filter(None, line[1:]), "")
    head = list(dict.fromkeys(column for row in rows.values() for column in row))
    return [head, *([row.get(column, "") for column in head] for row in rows.values())]


def _only(report: ParsedReport) -> Sheet:
    from observations.cells import grid

    name = report.source.name
    if not report.sheets:
        raise UserError(_unread(name, report), cure=said("foreign.table"))
    if report.kind in {"json", "docx"}:
        raise UserError(said("foreign.kind", name=name), cure=said("foreign.table"))
    full = [one for one in report.sheets if not one.hidden and grid(one)]
    if len(full) != 1:
        raise UserError(
            said("foreign.sheets", name=name, count=len(full)), cure=said("foreign.one")
        )
    return full[0]


def _unread(name: str, report: ParsedReport) -> str:
    """Why there is no table; what an office should do about a form is no cure here."""
    if not report.findings:
        return said("foreign.empty", name=name)
    first = report.findings[0]
    return first.message.removesuffix(first.expected).rstrip(",")
