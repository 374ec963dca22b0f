"""A table of opinions in a file from anywhere, opened in the jail: csv, a workbook or JSON."""

from __future__ import annotations

import tempfile
from pathlib import Path

from observations.cells import grid, items, lines
from observations.errors import UserError
from observations.jail import Jail
from observations.jail_child import Limits
from observations.spool import spool
from observations.stations import ParsedReport, Sheet

CURE = "交一张表:csv 或 xlsx,第1行是列名;或 JSON,{“opinions”: [{…}]}"
MOST_CELLS = 100_000


def table_of(path: Path) -> list[list[str]]:
    """The one table of the file as lines of text; `UserError` for another file.

    The copy that is read lies in a folder that goes with it: it holds what people wrote.
    """
    limits = Limits(cells=MOST_CELLS, cpu=30, wall=60.0)
    with tempfile.TemporaryDirectory() as folder, Jail(limits) as jail:
        report = jail.read(spool(path, path.name, Path(folder)))
    if report.kind == "json" and report.sheets:
        found = items(lines(report.sheets[0], MOST_CELLS), "opinions")
        if found is None:
            raise UserError(f"《{path.name}》有约定以外的字段", cure=CURE)
        return found
    return lines(_only(report), MOST_CELLS)


def _only(report: ParsedReport) -> Sheet:
    name = report.source.name
    if not report.sheets or report.kind in {"json", "docx"}:
        raise UserError(f"《{name}》不是一张可以读的表", cure=CURE)
    full = [one for one in report.sheets if not one.hidden and grid(one)]
    if len(full) != 1:
        raise UserError(f"《{name}》有 {len(full)} 张有内容的工作表,应为 1 张", cure=CURE)
    return full[0]
