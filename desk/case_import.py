"""The three lists from a workbook: every row becomes a case, or nothing is opened at all.

The file is read in the jail. What is wrong is told cell by cell, all of it at once. What is
known already is left alone, so the same file twice opens nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cases.events import CaseEvent, Step, fold, states
from cases.kinds import CaseKind
from cases.merging import host_for, merge
from cases.taking import Asked, New, Taking, begin
from desk.case_acts import acting, new_case
from desk.case_rows import Drafted, drafted
from desk.case_told import case_facts
from desk.handle import Desk
from ledger import case_log, facts
from ledger.unit import Unit
from observations.errors import UserError
from observations.identity import Actor

MOST_TOLD = 100


@dataclass(frozen=True)
class Imported:
    """What the file opened, what it put into others (多考合一), and what was left alone."""

    opened: tuple[CaseEvent, ...]
    merged: tuple[CaseEvent, ...]
    known: tuple[str, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True)
class _Ready:
    """A row that can be opened: as what, by whom."""

    row: Drafted
    kind: CaseKind
    new: New
    asked: Asked
    by: Taking


def import_cases(desk: Desk, actor: Actor, path: Path) -> Imported:
    """Open every case of the workbook that is not known yet.

    `UserError` names every wrong cell with its place, cause and cure; then nothing is opened.
    """
    rows, problems = drafted(desk, path)
    return open_all(desk, actor, path, rows, problems)


def open_all(
    desk: Desk, actor: Actor, path: Path, rows: Sequence[Drafted], problems: list[str]
) -> Imported:
    """Open the rows of a file that are not known yet, or nothing where there are problems."""
    ready = []
    for row in rows:
        if row.closed or row.broken:
            continue
        made = _ready(desk, actor, row)
        if isinstance(made, str):
            problems.append(made)
        else:
            ready.append(made)
    problems += _twice(ready)
    if problems:
        raise UserError(_told(path, problems), cure="改正所列各格后重新导入;一件也没有交办")
    closed = tuple(row.title for row in rows if row.closed)
    return _opened(desk, actor, path, ready, closed)


def _ready(desk: Desk, actor: Actor, row: Drafted) -> _Ready | str:
    """The row as it can be opened, or what is in the way, with its place."""
    try:
        new, by = new_case(desk, row.opening), acting(desk, actor, row.office, row.area)
        asked = Asked(Step.OPEN, row.opening.text, due=row.opening.due, fields=row.opening.fields)
        begin(new, asked, row.kind, by)
    except UserError as mistake:
        return f"{row.place}:{mistake.what}({mistake.cure})"
    return _Ready(row, row.kind, new, asked, by)


def _twice(ready: list[_Ready]) -> list[str]:
    first: dict[str, _Ready] = {}
    found = []
    for one in ready:
        other = first.setdefault(one.new.subject, one)
        if other is not one:
            same = "同一编号" if one.kind.known_by else "同一单位、地区、事项"
            what = f"与{other.row.place}是{same}"
            found.append(f"{one.row.place}:{what}(删去一行,或写明是哪一件)")
    return found


def _told(path: Path, problems: list[str]) -> str:
    shown = "\n".join(problems[:MOST_TOLD])
    more = f"\n……另有 {len(problems) - MOST_TOLD} 处" if len(problems) > MOST_TOLD else ""
    return f"《{path.name}》有 {len(problems)} 处不对:\n{shown}{more}"


def _opened(
    desk: Desk, actor: Actor, path: Path, ready: list[_Ready], closed: tuple[str, ...]
) -> Imported:
    with desk.ledger.read() as reading:
        there = _subjects(case_log.events(reading))
    if all(one.new.subject in there for one in ready):
        return Imported((), (), tuple(one.new.title for one in ready), closed)
    with desk.ledger.write(actor, desk.now(), "case.import", path.name) as unit:
        unit.lock_chain()  # the same file twice at once opens each case once
        events, known = _events(unit, ready)
        case_log.append(unit, events)
        facts.store(unit, case_facts(desk, tuple(events)))
    return Imported(
        tuple(one for one in events if one.step is Step.OPEN),
        tuple(one for one in events if one.step is not Step.OPEN),
        known,
        closed,
    )


def _events(unit: Unit, ready: list[_Ready]) -> tuple[list[CaseEvent], tuple[str, ...]]:
    """The event of each row that is not known yet; the titles of the others."""
    standing = {one.case: one for one in states(case_log.events(unit.reading()))}
    there = {subject for one in standing.values() for subject in one.subjects}
    events: list[CaseEvent] = []
    known = []
    for one in ready:
        if one.new.subject in there:
            known.append(one.new.title)
            continue
        event = begin(one.new, one.asked, one.kind, one.by)
        host = host_for(one.new, one.kind, standing.values(), one.by)
        if host is not None:
            event = merge(host, one.new, one.asked.text, one.kind, one.by)
        before = standing[event.case].events if event.case in standing else ()
        standing[event.case] = fold((*before, event))
        events.append(event)
    return events, tuple(known)


def _subjects(events: tuple[CaseEvent, ...]) -> frozenset[str]:
    return frozenset(subject for one in states(events) for subject in one.subjects)
