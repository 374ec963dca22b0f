"""The three lists as a table that another installation can open the same cases from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cases.events import CaseState, Step
from cases.kinds import CaseKind, Item
from cases.lists import LISTS
from cases.taking import ENDED

NUMBER, KIND, TITLE, AREA, REASON = "编号", "类型", "事项", "地区", "交办理由"
DUE, ENDED_ON, OFFICE, COOPERATING = "办结时限", "结束日期", "牵头单位", "配合单位"
GIVEN, STANDING, CLOSED, PROOF = "交办日期", "现在", "销号日期", "销号依据"
JOIN = "、"
_BEFORE: Mapping[str, tuple[str, ...]] = {
    "problem": (NUMBER, KIND, TITLE, AREA, REASON),
    "task": (NUMBER, TITLE),
    "duty": (NUMBER, TITLE, OFFICE, COOPERATING),
}
_AFTER: Mapping[str, tuple[str, ...]] = {
    "problem": (),
    "task": (DUE, ENDED_ON, GIVEN, STANDING, CLOSED, PROOF),
    "duty": (),
}
TOLD = frozenset({GIVEN, STANDING, CLOSED, PROOF})
"""Headings that only tell how it stands: nothing is opened by them."""
Written = str | date


@dataclass(frozen=True)
class ListTable:
    """One of the lists: its title, headings, and a row a case in the order of the headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Written, ...], ...]


def listed(kinds: Mapping[str, CaseKind]) -> tuple[CaseKind, ...]:
    """The kinds that stand on the lists: opened by people, with lines for a list."""
    return tuple(
        one
        for one in kinds.values()
        if one.opens.by == "people" and any(item.list for item in one.fields)
    )


def headings(name: str, kinds: Iterable[CaseKind]) -> tuple[str, ...]:
    """What stands in the first row of the list `name`."""
    items = dict.fromkeys(item.label for kind in kinds for item in kind.fields if item.list == name)
    return (*_BEFORE[name], *items, *_AFTER[name])


def list_tables(
    known: Sequence[tuple[str, CaseState]],
    kinds: Mapping[str, CaseKind],
    names: Mapping[str, str],
    areas: Mapping[str, str],
) -> tuple[ListTable, ...]:
    """The three lists of the cases given with their numbers; every case has a row on each.

    `names` of offices and `areas` by id; an id without a name stands as it is.
    """
    mine = listed(kinds)
    chosen = [(number, one) for number, one in known if one.kind in {kind.id for kind in mine}]
    cells = [_cells(number, one, kinds[one.kind], names, areas) for number, one in chosen]
    return tuple(
        ListTable(
            title,
            heads := headings(name, mine),
            tuple(tuple(row.get(head, "") for head in heads) for row in cells),
        )
        for name, title in LISTS.items()
    )


def _cells(
    number: str,
    state: CaseState,
    kind: CaseKind,
    names: Mapping[str, str],
    areas: Mapping[str, str],
) -> dict[str, Written]:
    first = state.events[0]
    ended = first.fields.get(ENDED, "")
    done = next((one for one in reversed(state.events) if one.step is Step.CLOSE), None)
    closed = None if state.is_open else done
    return {
        NUMBER: number,
        KIND: kind.name,
        TITLE: first.title,
        AREA: areas.get(first.area, first.area),
        REASON: reason_of(state, kind),
        **{one.label: first.fields.get(one.name, "") for one in kind.fields},
        DUE: state.office_due or "",
        ENDED_ON: date.fromisoformat(ended) if ended else "",
        OFFICE: names.get(state.office, state.office),
        COOPERATING: JOIN.join(names.get(one, one) for one in state.cooperating),
        GIVEN: first.day,
        STANDING: str(state.standing),
        CLOSED: closed.day if closed else "",
        PROOF: (closed.evidence or closed.text) if closed else "",
    }


def reason_of(state: CaseState, kind: CaseKind) -> str:
    """Why it was given, out of the letter that was made of it; the whole letter otherwise."""
    first = state.events[0]
    pattern = re.escape(kind.text.open.replace("{title}", first.title))
    for name in ("office", "due", "days"):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), ".*?")
    found = re.fullmatch(pattern.replace(re.escape("{why}"), "(?P<why>.*)"), first.text, re.DOTALL)
    return found["why"].rstrip("。") if found else first.text


def item_of(kind: CaseKind, label: str) -> Item | None:
    """The kind's line with this label; None when it has none."""
    return next((one for one in kind.fields if one.label == label), None)
