"""The way from baseline to target, and what a model says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from targets.milestones import Milestone
from targets.pace import months_gone

Printer = Callable[[float], str]


@dataclass(frozen=True)
class Season:
    """How much of a year is usually done by when: `shares` at the end of each of its periods."""

    shares: tuple[float, ...]  # rising, the last one 1
    source: str  # where the shares come from, in Chinese


@dataclass(frozen=True)
class Way:
    """All that a pace model may look at; values in the indicator's unit.

    `goal` is the target's bound nearest to the baseline. `day` is the day the value stands for,
    `origin` the first day that counts. `season` is None where none is known.
    """

    baseline: float | None
    goal: float
    origin: date
    day: date
    deadline: date
    milestones: tuple[Milestone, ...] = ()
    season: Season | None = None

    @property
    def months(self) -> tuple[float, float]:
        """Months gone and months in all."""
        return months_gone(self.origin, self.day, self.deadline)

    @property
    def share(self) -> float:
        """τ: share of the time gone, 1 when there is no time at all."""
        gone, whole = self.months
        return gone / whole if whole > 0 else 1.0


@dataclass(frozen=True)
class Expected:
    """The value that should stand by now; `parts` are all the numbers of the sum."""

    value: float
    formula: str
    parts: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unsaid:
    """The model says nothing of this way, for the reason `code`, in words `text`."""

    code: str
    text: str


Said = Expected | Unsaid
NO_BASELINE = Unsaid("no_baseline", "缺基期值,不能判序时进度")


@dataclass(frozen=True)
class PaceModel:
    """A named and versioned pace model; `worked` writes its sum with the numbers in it."""

    name: str
    version: str
    label: str
    expect: Callable[[Way], Said]
    worked: Callable[[Expected, Printer], str]


def plain(number: float) -> str:
    """A count of months or a share without needless digits: 21.0 → 21."""
    return f"{number:.4f}".rstrip("0").rstrip(".")


def signed(show: Printer, number: float) -> str:
    """A number as the subtrahend of a sum: a negative one in brackets."""
    return f"({show(number)})" if number < 0 else show(number)
