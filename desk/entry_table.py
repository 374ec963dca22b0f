"""A table that a bureau keeps in a spreadsheet, read row by row under its own headings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desk.handle import Desk
from observations.cells import lines
from observations.errors import UserError
from observations.jail import Jail
from observations.number import read_number
from observations.spool import spool

Row = tuple[str, dict[str, str]]  # where the row stands, and its cells by heading


def rows_of(desk: Desk, path: Path, headings: Sequence[str], title: str) -> list[Row]:
    """Rows of the first sheet by heading, with their place; read in the jail.

    `UserError` for a file that is no table of `title` or lacks one of `headings`.
    """
    with Jail() as jail:
        report = jail.read(spool(path, path.name, desk.settings.spool_dir))
    if not report.sheets:
        said = report.findings[0].message if report.findings else f"《{path.name}》没有内容"
        raise UserError(said, cure=f"给出 csv 或 xlsx {title}")
    written = lines(report.sheets[0])
    head = [cell.strip() for cell in written[0]] if written else []
    missing = [heading for heading in headings if heading not in head]
    if missing:
        raise UserError(
            f"《{path.name}》第1行缺列:{'、'.join(missing)}", cure=f"表头写:{'、'.join(headings)}"
        )
    return [
        (f"《{path.name}》第{place}行", dict(zip(head, line, strict=False)))
        for place, line in enumerate(written[1:], start=2)
        if any(line)
    ]


def number_in(row: Row, heading: str) -> float:
    """The number under `heading`; `UserError` with the row's place for anything else."""
    where, cells = row
    reading = read_number(cells[heading])
    if reading.value is None:
        raise UserError(f"{where}:{heading}“{cells[heading]}”不是数", cure="填写数值,例如 13.2")
    return reading.value


def named(known: Sequence[tuple[str, tuple[str, ...]]], written: str, problem: str) -> str:
    """The key of which `written` is a name; `UserError` beginning with `problem`."""
    for key, names in known:
        if written in names:
            return key
    raise UserError(f"{problem}“{written}”", cure="写方案中的名称或代码")
