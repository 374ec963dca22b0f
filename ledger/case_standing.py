"""Where cases stood after each step: rows made with the events and equal to what they fold to.

A list, a count and the daily clock read these rows; what a case is and was stays with its events.
The rows are no part of the audit chain: `case_rebuilding` compares them with the events and makes
them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from cases.events import CaseEvent, CaseState, Part, Step, fold
from ledger.case_heads import fork
from ledger.tables.cases import case_standing
from ledger.unit import Unit
from observations.calendar import shanghai_day

Kept = tuple[int, CaseEvent]
"""A case event with its number in the ledger."""
Rows = list[dict[str, Any]]

_AT_ONCE = 2_000
_SAID = frozenset({Step.OPEN, Step.REOPEN, Step.CLOSE})
_ENDED = (
    update(case_standing)
    .where(case_standing.c.case == bindparam("of"), case_standing.c.ends.is_(None))
    .values(
        ends=bindparam("seq"),
        node=bindparam("fork"),
        until=bindparam("on"),
        look_on=case(
            (case_standing.c.look_on > bindparam("on"), None), else_=case_standing.c.look_on
        ),
    )
)


def follow(unit: Unit, before: Mapping[str, Sequence[Kept]], now: Sequence[Kept]) -> None:
    """Keep where the cases stand after the steps `now`; `before`: their earlier ones.

    The unit holds the chain: its sequence is the next one.
    """
    seq, told = unit.lock_chain().seq + 1, {name: list(kept) for name, kept in before.items()}
    for one in now:
        told.setdefault(one[1].case, []).append(one)
    last = _last(unit.connection, before)
    numbers = {name: number for name, (number, _) in last.items()}
    numbers |= _fresh(unit.connection, told, before)
    ended, rows = Rows(), Rows()
    for name, kept in told.items():
        first = len(before.get(name, ()))
        made = rows_of(kept, numbers[name], {event: seq for event, _ in kept[first:]}, first)
        if first:
            on, node = made[0]["day"], fork(last[name][1], seq)
            ended.append({"of": name, "seq": seq, "fork": node, "on": on})
        rows += made
    if ended:
        unit.connection.execute(_ENDED, ended)
    put(unit.connection, rows)


def rows_of(kept: Sequence[Kept], number: int, seqs: Mapping[int, int], first: int = 0) -> Rows:
    """The rows of one case after each of its steps from the `first` (0) on, oldest first.

    `number`: in order of opening; `seqs`: the audit sequence of each of these steps.
    """
    ids, events = [one for one, _ in kept], tuple(event for _, event in kept)
    rows = Rows()
    for place in range(first, len(kept)):
        state = fold(events[: place + 1])
        said = next(i for i in range(place, -1, -1) if events[i].step in _SAID or i == 0)
        rows.append(_row(state, number, ids[said]) | {"event": ids[place]})
        rows[-1]["begins"] = seqs[ids[place]]
    for row, later in pairwise(rows):
        row["ends"], row["until"] = later["begins"], later["day"]
        row["node"] = fork(row["begins"], row["ends"])
        if row["look_on"] and row["look_on"] > later["day"]:
            row["look_on"] = None
    return rows


def _row(state: CaseState, number: int, said: int) -> dict[str, Any]:
    first, last = state.events[0], state.last
    due = state.due if state.turn is Part.OFFICE or not state.is_open else None
    opened = shanghai_day(state.opened_at)
    closed = [one.day for one in state.events if one.step is Step.CLOSE]
    waits = state.is_open or state.look_back_due is not None
    return {
        "case": state.case,
        "place": len(state.events),
        "said": said,
        "ends": None,
        "node": None,
        "day": last.day,
        "until": None,
        "number": number,
        "printed": f"{first.at:%Y}-{number:02d}",
        "kind": state.kind,
        "subject": state.subject,
        "merged": "\n".join(state.merged),
        "title": first.title,
        "area": first.area,
        "office": state.office,
        "step": str(last.step),
        "standing": str(state.standing),
        "shut": int(not state.is_open),
        "opened": opened,
        "closed": None if state.is_open else closed[-1],
        "due": state.due,
        "assigned": state.assigned_on,
        "look_back": state.look_back_due,
        "returned": int(state.returned),
        "cleared": int(state.cleared),
        "sorted_by": due or opened,
        "told_until": last.day,
        "look_on": last.day + timedelta(days=1) if waits else None,
    }


def put(connection: Connection, rows: Rows) -> None:
    """Insert rows as `rows_of` makes them."""
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(case_standing), rows[start : start + _AT_ONCE])


def _last(connection: Connection, cases: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The number of each case and since which sequence it stands as it does."""
    names, found = sorted(cases), dict[str, tuple[int, int]]()
    row = case_standing.c
    for start in range(0, len(names), _AT_ONCE):
        query = select(row.case, row.number, row.begins).where(
            row.case.in_(names[start : start + _AT_ONCE]), row.ends.is_(None)
        )
        found |= {one.case: (one.number, one.begins) for one in connection.execute(query)}
    return found


def _fresh(
    connection: Connection, told: Iterable[str], before: Mapping[str, Sequence[Kept]]
) -> dict[str, int]:
    """The next numbers for the new ones, in their order."""
    new = [name for name in told if not before.get(name)]
    last = connection.execute(select(func.max(case_standing.c.number))).scalar() or 0
    return dict(zip(new, range(last + 1, last + 1 + len(new)), strict=True))
