"""The list of cases by what is asked of it: whose, which kind, where they stand, on which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.events import Standing
from cases.kinds import load_kind
from desk.handle import Desk
from desk.views.cases import cases, cases_on
from desk.views.rows import CaseRow
from observations.identity import Actor

RUNNING, PLAIN = "running", "plain"
"""Asked for as a standing: all that is not closed; asked for as a colour: running without one."""


@dataclass(frozen=True)
class Sought:
    """What is asked for; empty: everything in the post's scope, as it stands now.

    `standing` is a `Standing` or `RUNNING`; `colour` 红, 黄, 橙, 蓝 or `PLAIN`; `day`: the list
    as it stood at the end of that day.
    """

    office: str = ""
    kind: str = ""
    standing: str = ""
    colour: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Found:
    """What was found, open ones first, then by deadline.

    `colours` counts what runs by colour (`PLAIN`: without one), whichever colour is asked for;
    `offices` and `kinds` (value, name) are those that the scope has.
    """

    rows: tuple[CaseRow, ...]
    colours: Mapping[str, int]
    offices: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


def search(desk: Desk, actor: Actor, sought: Sought) -> Found:
    """Cases in the actor's scope that fit; `UserError` for a day to come."""
    mine = cases_on(desk, actor, sought.day) if sought.day else cases(desk, actor)
    fit = [one for one in mine if _fits(one, sought)]
    running = (one for one in fit if one.closed is None)
    rows = [one for one in fit if not sought.colour or _colour(one) == sought.colour]
    return Found(
        rows=tuple(rows),
        colours=Counter(_colour(one) for one in running),
        offices=tuple(sorted({(one.office, one.office_name) for one in mine})),
        kinds=tuple((kind, load_kind(kind).name) for kind in sorted({one.kind for one in mine})),
    )


def _fits(one: CaseRow, sought: Sought) -> bool:
    if sought.office not in ("", one.office) or sought.kind not in ("", one.kind):
        return False
    if sought.standing == RUNNING:
        return one.standing != Standing.CLOSED
    return sought.standing in ("", one.standing)


def _colour(one: CaseRow) -> str:
    if one.closed is not None:
        return ""
    return one.colour or PLAIN
