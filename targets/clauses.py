"""Who answers for a task, as printed: 牵头单位:甲、乙,配合单位:丙、丁."""

from __future__ import annotations

import re
from dataclasses import dataclass

from targets.model import Plan
from targets.quotes import Span
from targets.sections import Section, folded_section

_COLON, _COMMA = r"[:\uff1a]", r"[,\uff0c;\uff1b]"
_CLAUSE = re.compile(
    rf"牵头单位{_COLON}(?P<leads>[^()\uff08\uff09。]+?)"
    rf"(?:{_COMMA}配合单位{_COLON}(?P<cooperating>[^()\uff08\uff09。]+?))?(?=[)\uff09。]|$)"
)


@dataclass(frozen=True)
class Clause:
    """The office names of one clause, as printed, and where the clause stands."""

    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    span: Span


def clauses(plan: Plan, section: Section) -> tuple[Clause, ...]:
    """Every clause of the section."""
    folded = folded_section(plan.text, section)
    return tuple(
        Clause(
            _names(match["leads"]),
            _names(match["cooperating"]),
            (folded.offsets[match.start()], folded.offsets[match.end() - 1] + 1),
        )
        for match in _CLAUSE.finditer(folded.text)
    )


def _names(written: str | None) -> tuple[str, ...]:
    return tuple(name for name in (written or "").split("、") if name)
