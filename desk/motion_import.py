"""Proposals and suggestions from a list: all of it or nothing, and nothing twice."""

from __future__ import annotations

from pathlib import Path

from desk.case_acts import new_case
from desk.case_import import Imported, open_all
from desk.case_rows import Drafted
from desk.handle import Desk
from desk.motion_list import drafted
from ledger import case_reads
from observations.errors import UserError
from observations.identity import Actor


def import_motions(desk: Desk, actor: Actor, path: Path) -> Imported:
    """转办 of every row that is not known yet, by kind, year and number.

    `UserError` names every wrong cell with its place, cause and cure; then nothing is opened.
    """
    rows, problems = drafted(desk, path)
    return open_all(desk, actor, path, rows, [*problems, *_others(desk, rows)])


def _others(desk: Desk, rows: list[Drafted]) -> list[str]:
    """Numbers that another one has already: a mistyped number would be passed over in silence."""
    asked = []
    for row in rows:
        if not row.broken:
            try:
                asked.append((row, new_case(desk, row.opening)))
            except UserError:
                continue  # told with its place when the row is tried
    with desk.ledger.read() as reading:
        found = case_reads.about(reading, [new.subject for _, new in asked])
    titles = {one.subject: one.title for one in found}
    return [
        f"{row.place}:这个编号已经转办,题目不是“{row.title}”(核对编号;题目有改动的在原件上写明)"
        for row, new in asked
        if titles.get(new.subject, new.title) != new.title
    ]
