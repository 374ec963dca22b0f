"""任务: the plan's tasks, whose they are, and how the targets that belong to them stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from briefings.sections import section_headings
from desk.handle import Desk
from desk.run_history import assessed_periods
from desk.views.cases import case_rows
from desk.views.rows import CaseRow
from desk.views.target_marks import (
    NEWEST,
    Marks,
    Shown,
    TargetMark,
    level_counts,
    target_marks,
)
from ledger.case_wanted import Wanted
from observations.errors import UserError
from observations.identity import Actor
from targets.assessment import Level
from targets.model import Plan, Task
from targets.sections import section_named, task_section

Named = tuple[str, str]
_LINE_ENDS = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
"""White space beside a Chinese sign: the text's lines end anywhere."""


@dataclass(frozen=True)
class TaskRow:
    """A task with its offices as (id, name) and its targets; `quote` is the line naming them.

    `words` is the task's whole stretch of the plan's text, empty where it has no section.
    """

    id: str
    section: str
    number: int
    title: str
    quote: str
    words: str
    leads: tuple[Named, ...]
    cooperating: tuple[Named, ...]
    targets: tuple[TargetMark, ...]

    @property
    def levels(self) -> tuple[tuple[Level, int], ...]:
        """How many of its targets stand at each level that occurs."""
        return level_counts(self.targets)

    @property
    def unseen(self) -> int:
        """Targets whose verdict is out of the actor's scope."""
        return sum(not one.seen for one in self.targets)


@dataclass(frozen=True)
class TasksView:
    """The tasks that `office` and `section` leave, in plan order.

    `sections` are (key, heading, how many tasks) of all, `offices` those named in a task;
    `total` counts all tasks; `label` is the judged period, empty before any run; `assessed` are
    the periods that were, newest first.
    """

    demo: bool
    label: str
    assessed: tuple[str, ...]
    total: int
    sections: tuple[tuple[str, str, int], ...]
    offices: tuple[Named, ...]
    office: str
    section: str
    tasks: tuple[TaskRow, ...]


@dataclass(frozen=True)
class TaskView:
    """One task under its section's heading.

    `cases` are those about its targets in the actor's scope; `before` and `after` its
    neighbours as (id, title), None at an end.
    """

    demo: bool
    label: str
    assessed: tuple[str, ...]
    heading: str
    task: TaskRow
    cases: tuple[CaseRow, ...]
    before: Named | None
    after: Named | None


def tasks(
    desk: Desk,
    actor: Actor,
    office: str = "",
    section: str = "",
    *,
    shown: Shown = NEWEST,
) -> TasksView:
    """The plan's tasks; `UserError` for an office or section that no task has.

    The issued plan's words are for every post; verdicts and milestones only within its scope.
    """
    with desk.ledger.read(shown.head) as reading:
        marks = target_marks(desk, actor, reading, shown)
        assessed = assessed_periods(reading)
    plan, headings = desk.plan, _headings(desk.plan)
    keys = list(dict.fromkeys(one.section for one in plan.tasks))
    named = {name for one in plan.tasks for name in (*one.leads, *one.cooperating)}
    _known(office, named, f"没有任务由单位“{office}”牵头或配合")
    _known(section, keys, f"方案中没有任务章节“{section}”")
    counts = [sum(one.section == key for one in plan.tasks) for key in keys]
    return TasksView(
        demo=desk.is_demo,
        label=marks.label,
        assessed=assessed,
        total=len(plan.tasks),
        sections=tuple((k, headings.get(k, ""), n) for k, n in zip(keys, counts, strict=True)),
        offices=tuple((one.id, one.name) for one in plan.offices if one.id in named),
        office=office,
        section=section,
        tasks=tuple(
            row
            for row in _rows(plan, marks, plan.tasks)
            if section in ("", row.section) and (not office or office in _offices(row))
        ),
    )


def task(desk: Desk, actor: Actor, task_id: str, *, shown: Shown = NEWEST) -> TaskView:
    """One task; `UserError` when the plan has none of this number."""
    plan = desk.plan
    place = next((n for n, one in enumerate(plan.tasks) if one.id == task_id), None)
    if place is None:
        raise UserError(f"方案中没有任务“{task_id}”", cure="从任务页进入")
    with desk.ledger.read(shown.head) as reading:
        marks = target_marks(desk, actor, reading, shown)
        assessed = assessed_periods(reading)
        (row,) = _rows(plan, marks, [plan.tasks[place]])
        seen = frozenset(f"target:{one.id}" for one in row.targets if one.seen)
        about = case_rows(desk, reading, wanted=Wanted(subjects=seen))
    return TaskView(
        demo=desk.is_demo,
        label=marks.label,
        assessed=assessed,
        heading=_headings(plan).get(row.section, ""),
        task=row,
        cases=tuple(one for one in about if actor.covers(one.office)),
        before=_neighbour(plan, place - 1),
        after=_neighbour(plan, place + 1),
    )


def tasks_of(plan: Plan, marks: Marks, office: str) -> tuple[TaskRow, ...]:
    """The tasks an office leads or shares, those it leads first."""
    mine = [one for one in plan.tasks if office in (*one.leads, *one.cooperating)]
    return _rows(plan, marks, sorted(mine, key=lambda one: office not in one.leads))


def _rows(plan: Plan, marks: Marks, chosen: Iterable[Task]) -> tuple[TaskRow, ...]:
    names = {one.id: one.name for one in plan.offices}
    return tuple(
        TaskRow(
            id=one.id,
            section=one.section,
            number=one.number,
            title=one.title,
            quote=one.quote,
            words=_words(plan, one),
            leads=_named(names, one.leads),
            cooperating=_named(names, one.cooperating),
            targets=tuple(mark for mark in marks.targets if mark.task == one.id),
        )
        for one in chosen
    )


def _named(names: Mapping[str, str], offices: Iterable[str]) -> tuple[Named, ...]:
    return tuple((one, names.get(one, one)) for one in offices)


def _offices(row: TaskRow) -> frozenset[str]:
    return frozenset(office for office, _ in (*row.leads, *row.cooperating))


def _headings(plan: Plan) -> dict[str, str]:
    """四(一) → its heading in the plan's text."""
    found = section_headings(plan.text)
    return {f"{main}({sub})": words for (main, sub), words in found.items()}


def _words(plan: Plan, one: Task) -> str:
    """The task's own stretch of the text without its ordinal; empty where it has none."""
    found = section_named(plan.text, task_section(plan.text, one.section, one.number))
    return _LINE_ENDS.sub("", plan.text[found.body : found.end].strip()) if found else ""


def _neighbour(plan: Plan, place: int) -> Named | None:
    if not 0 <= place < len(plan.tasks):
        return None
    return plan.tasks[place].id, plan.tasks[place].title


def _known(asked: str, known: Iterable[str], what: str) -> None:
    if asked and asked not in known:
        raise UserError(what, cure="从任务页的筛选进入")
