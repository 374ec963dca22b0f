"""What a paper or a page tells besides the verdicts: cases, punctuality, doubts, sources.

Plain values, gathered by the desk from the ledger; nothing here is read from a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefings.annex_scores import ScoreSheet
    from briefings.case_book import CaseBook
    from briefings.course import Course
    from briefings.quality_context import Statement
    from briefings.series import Series
    from voices.opinion_counts import Figures


@dataclass(frozen=True)
class CaseLine:
    """A supervised item as a paper lists it; `number` is its printed number (`2024-07`).

    `target_id` is the target it is about (empty when it is about something else), `colour` the
    step of the rule in words (黄), `state` its state in words (办理中, 已销号), `standing` where
    exactly it stands (待核验), `closed` the day of 销号.
    """

    number: str
    matter: str
    office: str
    opened: date
    due: date | None = None
    target_id: str = ""
    colour: str = ""
    state: str = "办理中"
    closed: date | None = None
    standing: str = ""


@dataclass(frozen=True)
class Lateness:
    """An office that did not report in time: periods in a row, and the longest of them."""

    office: str
    periods: int
    working_days: int  # of the form that was latest
    missing: int = 0  # values of this period still not reported


@dataclass(frozen=True)
class Punctuality:
    """Values due in the period, and how many came in time; offices named only when late."""

    due: int
    on_time: int
    late: tuple[Lateness, ...] = ()

    @property
    def rate(self) -> float:
        """Share reported in time, 0 to 1; 1 when nothing was due."""
        return self.on_time / self.due if self.due else 1.0


@dataclass(frozen=True)
class Doubt:
    """An open finding about an accepted value; `message` is the finding's own sentence."""

    finding: str
    rule: str
    office: str
    indicator: str
    period: str
    message: str
    file: str = ""
    cell: str = ""
    answer: str = ""
    sheet: str = ""

    @property
    def place(self) -> str:
        """Sheet and cell as a file's source is written: `填报!I7`."""
        return "!".join(part for part in (self.sheet, self.cell) if part)


@dataclass(frozen=True)
class RevisedValue:
    """A value replaced since the previous run; `before` and `after` in the indicator's unit."""

    indicator: str
    area: str
    period: str
    before: float | None
    after: float | None
    revision: str


@dataclass(frozen=True)
class ToDo:
    """One waiting matter on the overview: `待审 3`."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class Evidence:
    """Where one revision came from: the cell of a file and the check that admitted it.

    `value` is the revision's value in its indicator's unit; `suite` the version of the
    expectations that judged the file; `file` the sender's name of it.
    """

    revision: str
    indicator: str
    area: str
    period: str
    office: str
    value: float | None
    receipt: str
    file: str
    sha256: str
    sheet: str
    cell: str
    suite: str = ""


@dataclass(frozen=True)
class Context:
    """Everything around a run. Every part may be empty; an empty part is not told.

    `statement` and `case_book` are there for papers alone: pages do without them. `offices`
    names those that a later edition of the plan removed too. `trends` are the series that a
    paper draws, by the id of the lagging target they are drawn for, `course` is what only a
    paper over years tells. `year_ago` holds by target id the value of the same period a year
    before, for papers alone. `opinions` are those that the period brought, for papers too.
    `scores`: what offices score, in the papers that the rule names.
    """

    cases: tuple[CaseLine, ...] = ()
    punctuality: Punctuality | None = None
    doubts: tuple[Doubt, ...] = ()
    revised: tuple[RevisedValue, ...] = ()
    todo: tuple[ToDo, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    demo: bool = False
    statement: Statement | None = field(default=None, repr=False)
    offices: Mapping[str, str] = field(default_factory=dict, repr=False)
    trends: Mapping[str, Series] = field(default_factory=dict)
    course: Course | None = field(default=None, repr=False)
    year_ago: Mapping[str, Evidence] = field(default_factory=dict, repr=False)
    case_book: CaseBook | None = field(default=None, repr=False)
    opinions: Figures | None = field(default=None, repr=False)
    scores: ScoreSheet | None = field(default=None, repr=False)
