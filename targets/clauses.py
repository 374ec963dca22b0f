"""Who answers for a task, as printed: 牵头单位:甲,配合单位:乙, and the other ways to say so.

The wordings are those that `plan extract` knows (`targets/extract/words.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from targets.extract.offices import clauses as read_clauses
from targets.extract.offices import first_leads, led_by_first
from targets.extract.words import narrow
from targets.model import Plan
from targets.quotes import Span
from targets.sections import Section, folded_section


@dataclass(frozen=True)
class Clause:
    """The office names of one clause, in half width, and where the clause stands."""

    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    span: Span


def clauses(plan: Plan, section: Section) -> tuple[Clause, ...]:
    """Every clause of the section; where the document says so, the office named first leads."""
    folded = folded_section(plan.text, section)
    first = _first_leads(plan.text)
    found = read_clauses(narrow(folded.text), _line_ends(plan.text, folded.offsets))
    return tuple(
        Clause(one.leads, one.cooperating,
               (folded.offsets[one.start], folded.offsets[one.end - 1] + 1))
        for one in (map(led_by_first, found) if first else found)
        if one.leads
    )  # fmt: skip


@lru_cache(maxsize=8)
def _first_leads(document: str) -> bool:
    return first_leads(document)


def _line_ends(document: str, offsets: Iterable[int]) -> frozenset[int]:
    kept = list(offsets)
    pairs = enumerate(pairwise(kept))
    return frozenset(at for at, (one, two) in pairs if "\n" in document[one + 1 : two])
