"""What the indicator page shows: frozen rows of plain values, no frames and no sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk.views.rows import CaseRow, FindingRow
from observations.identity import Area
from observations.indicator import Indicator
from targets.adjustment import Change
from targets.assessment import Assessment, Baseline, Level
from targets.milestones import Milestone
from targets.model import Target


@dataclass(frozen=True)
class Vintage:
    """One recorded value of a key: who handed it in, in which file, and why it was changed.

    `action`: new, revised or withdrawn; `note` is what the sender wrote beside the value.
    `linked`: the actor may open its receipt.
    """

    revision: str
    value: float | None
    recorded_at: datetime
    receipt: str
    sheet: str
    cell: str
    approved: bool
    action: str = "new"
    post: str = ""
    file: str = ""
    note: str = ""
    linked: bool = False


@dataclass(frozen=True)
class Point:
    """The value of one period as valid now; `vintages` oldest first, the current one last."""

    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    printed: str
    note: str
    doubted: bool
    demo: bool
    approved: bool
    office: str
    receipt: str
    sheet: str
    cell: str
    numerator_cell: str
    denominator_cell: str
    vintages: tuple[Vintage, ...]

    @property
    def linked(self) -> bool:
        """True when the actor may open the receipt it came with."""
        return self.vintages[-1].linked

    @property
    def first(self) -> float | None:
        """The value as first reported."""
        return self.vintages[0].value


@dataclass(frozen=True)
class Source:
    """A reported number that a verdict was made of, down to its cell; `value` in words."""

    indicator_name: str
    area_name: str
    period: str
    value: str
    file: str
    receipt: str
    sheet: str
    cell: str
    linked: bool


@dataclass(frozen=True)
class Line:
    """One target line of an indicator with its own verdict (None before any run).

    `way` is the pace asked for, day by day, by the model the verdict was paced by; `milestones`
    are those that count, earliest first; `changes` all that was ever changed of the target.
    `missing` names the areas a value put together from parts lacks. `sources` are the numbers
    the verdict was made of, as far as the actor may see them.
    """

    target: Target
    assessment: Assessment | None
    way: tuple[tuple[date, float], ...] = ()
    milestones: tuple[Milestone, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class OtherArea:
    """The same indicator elsewhere; `published` values carry publisher and quote.

    `value` is in words; `level` is the area's own newest verdict, None without one.
    """

    area: str
    name: str
    period: str
    value: str
    source: str
    quote: str
    confidence: str
    published: bool
    level: Level | None = None


@dataclass(frozen=True)
class IndicatorView:
    """Everything about one indicator in one area, down to the cell."""

    indicator: Indicator
    area: Area
    period: str
    demo: bool
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    missing: tuple[str, ...]
    baseline: Baseline | None
    findings: tuple[FindingRow, ...]
    cases: tuple[CaseRow, ...]
    others: tuple[OtherArea, ...]
