"""A small table in a file from anywhere: opened in the jail, nothing of it is kept."""

from __future__ import annotations

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
    from observations.cells import items as items_of
    from observations.cells import lines
    from observations.jail import Jail
    from observations.jail_child import Limits
    from observations.spool import spool

    limits = Limits(cells=MOST_CELLS, cpu=30, wall=60.0)
    with tempfile.TemporaryDirectory() as folder, Jail(limits) as jail:
        report = jail.read(spool(file, file.name, Path(folder)))
    if not (items and report.kind == "json" and report.sheets):
        return lines(_only(report), MOST_CELLS)
    found = items_of(lines(report.sheets[0], MOST_CELLS), items)
    if found is None:
        cure = said("foreign.json.cure", items=items)
        raise UserError(said("foreign.json", name=report.source.name), cure=cure)
    return found


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
