"""Numbers that promise nothing — names, document numbers, ordinals, dates — taken out of sight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from targets.extract.when import When
from targets.extract.words import words

BLANK = "□"


@dataclass(frozen=True)
class Aside:
    """A stretch of a sentence whose numbers are no commitment, and why."""

    start: int
    end: int
    reason: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = words().raw["not_a_commitment"]
    return tuple((row["reason"], re.compile(row["pattern"])) for row in rows)


def asides(sentence: str) -> tuple[Aside, ...]:
    """Every stretch that a declared pattern takes for no commitment, in text order."""
    found = [
        Aside(*match.span(), reason)
        for reason, pattern in _patterns()
        for match in pattern.finditer(sentence)
    ]
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def masked(sentence: str, aside: Sequence[Aside], dates: Sequence[When]) -> str:
    """The sentence with those stretches blanked, of the same length."""
    letters = list(sentence)
    for start, end in [(a.start, a.end) for a in aside] + [(d.start, d.end) for d in dates]:
        letters[start:end] = BLANK * (end - start)
    return "".join(letters)
