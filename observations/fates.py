"""What became of each finding from one judgement of a submission to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from observations.finding import Finding, Severity
from observations.signals import SIGNALS

_Key = tuple[str, ...]
_STAGES = ("file.", "form.unknown", "form.heading.")
_CELLS = len(_STAGES)
_SEVERAL = "Q8"  # identities between indicators: their finding names the row of one of them


class Fate(StrEnum):
    """Of a finding that stands: new, open, answered; of one that is gone: closed, unseen."""

    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    UNSEEN = "unseen"  # gone, but what it was about could not be checked this time

    @property
    def label(self) -> str:
        """Chinese word on return sheets and pages."""
        return _LABELS[self.value]


_LABELS = {
    "new": "新增",
    "open": "仍未改正",
    "answered": "已说明",
    "closed": "已改正",
    "unseen": "本次未能核对",
}


@dataclass(frozen=True)
class Said:
    """A finding of one judgement, and what the office answered (empty: nothing)."""

    finding: Finding
    id: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Fates:
    """`now`: the fate of each finding that stands, in order; `gone`: those of last time.

    `hints`: which of `now` are mere notes, by place: nothing is to be done about them.
    """

    now: tuple[Fate, ...]
    gone: tuple[tuple[Said, Fate], ...]
    hints: frozenset[int] = frozenset()

    @property
    def asked(self) -> tuple[Fate, ...]:
        """The fates of what must be acted on."""
        return tuple(fate for place, fate in enumerate(self.now) if place not in self.hints)

    @property
    def closed(self) -> tuple[Said, ...]:
        """What was corrected since, apart from mere notes."""
        return tuple(
            said
            for said, fate in self.gone
            if fate is Fate.CLOSED and said.finding.severity is not Severity.INFO
        )


def fates(before: Sequence[Said], now: Sequence[Said], *, moved: bool = False) -> Fates:
    """Every finding of both judgements of one submission with its fate.

    Two are the same when rule, indicator, area and column agree (a row may move); without an
    indicator, rule and cell. `moved`: the form's edition changed, columns prove nothing.
    A finding is closed only when what it was about was read and judged this time. One is answered
    when it bears an answer itself: whether last time's still holds was decided with its verdict.
    """
    stood = Counter(_key(one.finding, moved) for one in before)
    standing = []
    for one in now:
        key = _key(one.finding, moved)
        known = stood[key] > 0
        stood[key] -= known
        standing.append(Fate.ANSWERED if one.answer else Fate.OPEN if known else Fate.NEW)
    hints = frozenset(n for n, one in enumerate(now) if one.finding.severity is Severity.INFO)
    return Fates(tuple(standing), _gone(before, now, moved), hints)


def _gone(
    before: Sequence[Said], now: Sequence[Said], moved: bool
) -> tuple[tuple[Said, Fate], ...]:
    stands = Counter(_key(one.finding, moved) for one in now)
    blind = _Blind([one.finding for one in now])
    gone = []
    for one in before:
        key = _key(one.finding, moved)
        if stands[key] > 0:
            stands[key] -= 1
            continue
        gone.append((one, Fate.UNSEEN if blind.to(one.finding) else Fate.CLOSED))
    return tuple(gone)


class _Blind:
    """What a judgement did not get to see, by its own critical findings."""

    def __init__(self, now: Sequence[Finding]) -> None:
        loud = [one for one in now if one.severity is Severity.CRITICAL]
        self.stage = min((_stage(one.rule) for one in loud), default=_CELLS)
        self.rows = {_row(one) for one in loud if one.rule.startswith("row.") and one.indicator}
        self.read = {_row(one) for one in loud if one.rule in SIGNALS and one.indicator}

    def to(self, finding: Finding) -> bool:
        """True when `finding` could not have been found again even if it still held.

        A file that cannot be read says nothing about its form, a form whose headings are
        wrong nothing about its cells; a row that was not read is not judged by the rules on
        values, and what joins several rows not while any row is unread.
        """
        if self.stage < _stage(finding.rule):
            return True
        if finding.rule.startswith(_SEVERAL):
            return bool(self.read)
        judged_later = finding.rule not in SIGNALS
        return _row(finding) in (self.read if judged_later else self.rows)


def _stage(rule: str) -> int:
    """How far reading gets when `rule` stands: the file, which form, its headings, its cells."""
    return next((n for n, start in enumerate(_STAGES) if rule.startswith(start)), _CELLS)


def _row(finding: Finding) -> tuple[str, str]:
    return finding.indicator, finding.area


def _key(finding: Finding, moved: bool) -> _Key:
    if not finding.indicator:
        return (finding.rule, finding.sheet, finding.cell)
    column = "" if moved else finding.cell.rstrip("0123456789")
    return (finding.rule, finding.indicator, finding.area, finding.period, column)
