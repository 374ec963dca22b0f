"""问题清单、任务清单、责任清单: the three lists of what is put right, drawn from the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cases.events import CaseState
from cases.kinds import CaseKind

LISTS: Mapping[str, str] = {"problem": "问题清单", "task": "任务清单", "duty": "责任清单"}


@dataclass(frozen=True)
class Entry:
    """A line of one of the three lists: what the kind asks there, in its order, by label."""

    case: str
    title: str
    lines: Mapping[str, str]
    office: str = ""
    cooperating: tuple[str, ...] = ()
    due: date | None = None


def three_lists(
    known: Iterable[CaseState], kinds: Mapping[str, CaseKind]
) -> dict[str, tuple[Entry, ...]]:
    """问题清单, 任务清单 (with the deadline), 责任清单 (with the offices), a line a case."""
    found: dict[str, list[Entry]] = {title: [] for title in LISTS.values()}
    for state in known:
        first = state.events[0]
        for name, title in LISTS.items():
            items = [one for one in kinds[state.kind].fields if one.list == name]
            lines = {one.label: first.fields.get(one.name, "") for one in items}
            if not lines:
                continue
            task, duty = name == "task", name == "duty"
            entry = Entry(
                state.case,
                first.title,
                lines,
                office=state.office if duty else "",
                cooperating=state.cooperating if duty else (),
                due=state.office_due if task else None,
            )
            found[title].append(entry)
    return {title: tuple(entries) for title, entries in found.items()}
