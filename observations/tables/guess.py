"""Guesses for a draft: which indicator, area or office a wording may mean, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from observations.identity import Area, Office
from observations.indicator import Indicator
from observations.layout import folded
from observations.tables.model import Part

LIKELY, POSSIBLE = 0.72, 0.45
_NUMBERING = re.compile(r"^(?:[0-9]+(?:\.[0-9]+)*|[一二三四五六七八九十]+|其中)[、..::]*")
_SHOWN = 3


@dataclass(frozen=True)
class Known:
    """What a plan knows, for a draft to be compared with."""

    indicators: tuple[Indicator, ...]
    areas: tuple[Area, ...]
    offices: tuple[Office, ...]
    area: str


@dataclass(frozen=True)
class Guess:
    """An indicator and part that a wording may mean; `likeness` 1 for the very same words."""

    indicator: Indicator
    part: Part
    likeness: float

    @property
    def certain(self) -> bool:
        """True when the words are those of the plan."""
        return self.likeness >= 1


def guesses(wording: str, indicators: Iterable[Indicator]) -> list[Guess]:
    """What a heading or row name may mean, likeliest first; empty when nothing resembles it.

    Of a path (`供水/漏损水量`) the whole and its last word are tried.
    """
    plain = {_plain(wording), _plain(wording.rpartition("/")[2])}
    found = [
        Guess(indicator, part, max(_likeness(one, names) for one in plain))
        for indicator in indicators
        for part, names in _names(indicator)
    ]
    likely = [guess for guess in found if guess.likeness >= POSSIBLE]
    return sorted(likely, key=lambda guess: (-guess.likeness, guess.indicator.key))


def area_called(wording: str, areas: Sequence[Area]) -> Area | None:
    """The area of that name or code, or the only one it may be short for (`伊旗`, `伊金霍洛`)."""
    plain = folded(wording)
    exact = [area for area in areas if plain in (area.name, area.code)]
    if exact or len(plain) < 2:
        return exact[0] if exact else None
    ends = re.compile(re.escape(plain[0]) + ".*" + re.escape(plain[-1]))
    short = [
        area
        for area in areas
        if area.name.startswith(plain) or (len(plain) == 2 and ends.fullmatch(area.name))
    ]
    return short[0] if len(short) == 1 else None


def office_called(text: str, offices: Sequence[Office]) -> Office | None:
    """The office whose longest name stands in `text`; None when none does."""
    plain = folded(text)
    named = [
        (len(name), office)
        for office in offices
        for name in (office.name, *office.aliases)
        if folded(name) in plain
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def candidates(found: Sequence[Guess]) -> str:
    """The first few guesses in words, for a question."""
    part = {"value": "", "numerator": "的分子", "denominator": "的分母"}
    said = (f"{g.indicator.key}({g.indicator.name}{part[g.part]})" for g in found[:_SHOWN])
    return "、".join(said)


def _names(indicator: Indicator) -> tuple[tuple[Part, tuple[str, ...]], ...]:
    parts: tuple[tuple[Part, tuple[str, ...]], ...] = (
        ("value", (indicator.name, *indicator.aliases)),
        ("numerator", (indicator.numerator,)),
        ("denominator", (indicator.denominator,)),
    )
    return tuple((part, names) for part, names in parts if any(names))


def _likeness(plain: str, names: Iterable[str]) -> float:
    return max((_alike(plain, _plain(name)) for name in names if name), default=0.0)


def _alike(one: str, other: str) -> float:
    """1 for equal, high when one holds the other, else the share of common runs."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    matched = SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    held = len(shorter) >= 3 and shorter in longer
    return max(matched, 0.75) if held else min(matched, 0.99)


def _plain(wording: str) -> str:
    """Without numbering, brackets and marks."""
    text = _NUMBERING.sub("", folded(wording))
    return re.sub(r"[\((\[【].*?[\))\]】]|[/“”\"、,,.::]", "", text) or text
