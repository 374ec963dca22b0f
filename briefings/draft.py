"""What the parts of one paper share: the card, the book, item numbers and annex numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from briefings.context import Doubt
from briefings.lineage import LineageBook
from briefings.numerals import compared_with, listed, near_date, ordinal
from briefings.paper import Block, Line, Paragraph, say
from briefings.paper_form import PaperForm
from briefings.rows import Row
from briefings.scorecard import Scorecard
from observations.calendar import WorkingDays

ANNEX_TITLES = {
    "progress": "指标进展表",
    "years": "各年度进展表",
    "tasks": "重点任务表",
    "cases": "督办及销号清单",
    "scores": "考核结果",
    "quality": "数据质量说明",
    "flips": "敏感结论清单",
    "trends": "滞后指标走势图",
    "carry": "转入下一规划期建议清单",
    "sources": "数据来源表",
}
_FINAL_TITLES = {"trends": "未达到目标走势图"}


@dataclass(frozen=True)
class Draft:
    """One paper while it is written. `annexes` maps an annex's key to its printed number.

    `reader` is the name of the one office that the paper is for, empty for a paper to all.
    """

    card: Scorecard
    book: LineageBook
    form: PaperForm
    calendar: WorkingDays
    dated: date
    annexes: Mapping[str, int]
    reader: str = ""

    @property
    def before(self) -> str:
        """What the previous run's period is called: 上季度; empty without a previous run."""
        earlier = self.card.previous_period
        return compared_with(self.card.period, earlier) if earlier else ""

    @property
    def reply_by(self) -> str:
        """`10月25日前(7个工作日)`, counted from the paper's date."""
        days = self.form.reply_days
        day = self.calendar.add(self.dated, days)
        unsure = "" if self.calendar.covered(day.year) else ",当年节假日安排未公布"
        return f"{near_date(day, self.dated)}前({days}个工作日{unsure})"

    def lead(self, row: Row) -> str:
        """The office that answers for the row: the first lead, the reader where it is one."""
        return self.reader if self.reader in row.leads else next(iter(row.leads), "")

    def asks(self, office: str) -> bool:
        """True when the paper may ask something of the office called so."""
        return not self.reader or office == self.reader

    def office(self, office_id: str) -> str:
        """The office's name; the id itself when no edition of the plan knows it."""
        known = {office.id: office.name for office in self.card.plan.offices}
        return known.get(office_id) or self.card.context.offices.get(office_id, office_id)

    def place(self, row: Row) -> tuple[str, int]:
        """Annex key and item where the row is listed: its case if it has one, else its row."""
        cases = self.card.context.cases
        if row.case is not None and row.case in cases:
            return "cases", cases.index(row.case) + 1
        return self.listing, self.card.rows.index(row) + 1

    def case_places(self, numbers: Collection[str]) -> list[tuple[str, int]]:
        """Where the cases with these printed numbers are listed."""
        cases = enumerate(self.card.context.cases, start=1)
        return [("cases", item) for item, case in cases if case.number in numbers]

    @property
    def listing(self) -> str:
        """Key of the annex that lists every target."""
        return "progress" if "progress" in self.annexes else "years"

    @property
    def outcomes(self) -> Mapping[str, str]:
        """What a target came to in a word, by its id; empty before the plan's end."""
        course = self.card.context.course
        return course.words if course else {}

    def verdict(self, row: Row) -> str:
        """The row's verdict in a word: its outcome in a final evaluation, else its level."""
        return self.outcomes.get(row.target.id) or row.assessment.level.label

    def title(self, annex: str) -> str:
        """The printed title of an annex, by its key."""
        final = _FINAL_TITLES.get(annex) if self.outcomes else None
        return final or ANNEX_TITLES[annex]

    def refer(self, places: list[tuple[str, int]]) -> str:
        """`附件3第2、3项,附件1第8项` for the places, annexes in printed order."""
        keys = sorted({key for key, _ in places}, key=lambda key: self.annexes[key])
        return "、".join(
            f"附件{self.annexes[key]}第{listed([item for k, item in places if k == key])}项"
            for key in keys
        )

    def doubt_place(self, doubt: Doubt) -> tuple[str, int]:
        """Where the doubt is listed."""
        return "quality", self.card.context.doubts.index(doubt) + 1


def annex_numbers(card: Scorecard) -> dict[str, int]:
    """Numbers of the annexes that have content, in the fixed order."""
    context = card.context
    rows = card.rows
    final = context.course is not None and bool(context.course.outcomes)
    present = {
        "progress": bool(rows) and not final,
        "years": bool(rows) and context.course is not None,
        "carry": bool(rows) and final,
        "tasks": bool(card.plan.tasks),
        "cases": bool(context.cases),
        "scores": context.scores is not None,
        "quality": bool(context.doubts or context.revised or context.statement),
        "flips": any(row.assessment.flips for row in rows),
        "trends": bool(context.trends),
        "sources": any(
            revision in context.evidence for row in rows for revision in row.assessment.lineage
        ),
    }
    kept = [key for key in ANNEX_TITLES if present[key]]
    return {key: number for number, key in enumerate(kept, start=1)}


def paragraphs(lines: Iterable[Line]) -> tuple[Paragraph, ...]:
    """A paragraph for each line that says something."""
    return tuple(Paragraph(line) for line in lines if line)


def under(heads: Sequence[tuple[str, tuple[Block, ...]]]) -> tuple[Block, ...]:
    """Blocks under the headings (一)(二) of a part; a heading without blocks is left out."""
    kept = [(title, blocks) for title, blocks in heads if blocks]
    found: list[Block] = []
    for number, (title, blocks) in enumerate(kept, start=1):
        found += [Paragraph(say(f"({ordinal(number)}){title}"), 2), *blocks]
    return tuple(found)
