"""How a plan's targets went from year to year: what the annual and the final report tell of.

Plain values, gathered by the desk from the ledger; nothing here is read from a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefings.rows import Row
from targets.assessment import AssessmentRun, Baseline
from targets.final import Tally


@dataclass(frozen=True)
class YearEnd:
    """The verdicts at the end of one year, by target id, and the run they stand in."""

    year: int
    run: AssessmentRun
    rows: Mapping[str, Row]

    @property
    def label(self) -> str:
        """`2024年底`."""
        return f"{self.year}年底"


@dataclass(frozen=True)
class Explained:
    """What an office wrote about a target: where it stands (填报说明, 属实说明, 督办办理)."""

    where: str
    text: str


@dataclass(frozen=True)
class FormsOf:
    """The forms of one reporting period: asked, come, come in time, sound; counts of forms."""

    period: str
    asked: int
    came: int
    on_time: int
    sound: int


@dataclass(frozen=True)
class Course:
    """The years of a plan up to the paper's own, earliest first, its own last.

    `baselines` by indicator and area, `explained` by target id, `forms` by period.
    `outcomes` are there in the final evaluation alone: kept and not kept by attribute. `newest`:
    nothing later is assessed, so that what the paper asks for is still to be done.
    """

    years: tuple[YearEnd, ...]
    baselines: Mapping[tuple[str, str], Baseline] = field(default_factory=dict)
    explained: Mapping[str, tuple[Explained, ...]] = field(default_factory=dict)
    forms: tuple[FormsOf, ...] = ()
    outcomes: tuple[Tally, ...] = ()
    newest: bool = True

    @property
    def words(self) -> dict[str, str]:
        """The outcome of each target in a word; empty before the final evaluation."""
        return {
            target: word
            for one in self.outcomes
            for word, ids in (
                (one.done_word, one.done),
                (one.not_done_word, one.not_done),
                ("缺报", one.missing),
                ("不作判定", one.not_judged),
            )
            for target in ids
        }
