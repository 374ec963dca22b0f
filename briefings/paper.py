"""What a paper is made of, whatever it is written to: docx, html, pdf, json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from briefings.context import Evidence
from briefings.page_form import STANDARD, Letterhead, PageForm
from briefings.typography import chinese, printable

DEMO_MARK = "演示数据"
DRAFT_MARK = "草稿(未印发)"


@dataclass(frozen=True)
class Span:
    """A piece of text; with `ref`, a number that is traced in the lineage entry of that id."""

    text: str
    ref: str = ""


Line = tuple[Span, ...]


def say(*parts: str | Span | Line) -> Line:
    """One line of text: words get Chinese punctuation, numbers keep their trace.

    A part without content vanishes; a line is empty when all its parts are.
    """
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            words = chinese(printable(part))
            spans += [Span(words)] if words else []
        elif isinstance(part, Span):
            spans += [part] if part.text else []
        else:
            spans += part
    return tuple(spans)


def verbatim(text: str) -> Line:
    """Text that is quoted as it is: file names, cells, what somebody wrote."""
    shown = printable(text)
    return (Span(shown),) if shown else ()


def joined(lines: Iterable[Line], mark: str) -> Line:
    """The non-empty lines with `mark` between them."""
    spans: list[Span] = []
    for line in lines:
        if line:
            spans += [Span(chinese(mark)), *line] if spans else line
    return tuple(spans)


def text_of(line: Line) -> str:
    """The line's plain text."""
    return "".join(span.text for span in line)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `level` 0 is body text, 1 to 3 the heading levels 一、 (一) 1."""

    line: Line
    level: Literal[0, 1, 2, 3] = 0


@dataclass(frozen=True)
class Column:
    """A table column: heading, width in mm on the page, and how its cells stand."""

    title: str
    width: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class TableRow:
    """Cells in the columns' order; a `group` row has one cell across all columns."""

    cells: tuple[Line, ...]
    group: bool = False


@dataclass(frozen=True)
class Table:
    """A captioned table; `note` stands below it, empty when there is nothing to say."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    note: Line = ()


@dataclass(frozen=True)
class Chart:
    """A figure of the paper, `height` mm high over the whole width: a Plotly dict without a size.

    `words` say the same to who does not see it. The drawing is made outside: `Pictures`.
    """

    id: str
    caption: str
    figure: Mapping[str, Any]
    words: str
    height: float


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    """A numbered part of the body with its blocks, never empty; of a letter it has no title."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Annex:
    """An annex on pages of its own; `number` as the body refers to it."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class LineageEntry:
    """Where one printed number comes from, down to file, cell, check and rule.

    `kind`: value, baseline, target, pace, gap, change, count, share. `how`: how it was computed.
    `targets` are the ids counted or judged, `evidence` the cells behind the values.
    """

    id: str
    kind: str
    what: str
    text: str
    how: str
    targets: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    run: str = ""
    rule_version: str = ""
    plan_version: str = ""


@dataclass(frozen=True)
class Briefing:
    """The paper as a value; every writer renders exactly this.

    `title_parts` is the title in the pieces between which a line may break. `serial` is the
    number of the year, None while none has been given; `letters` is a number that another
    office gave its own letter. A `draft` says so on every page.
    """

    title_parts: tuple[str, ...]
    addressee: str
    opening: Line
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    signature: str
    dated: date
    period: str
    area: str
    demo: bool
    run: str
    head: int
    as_of: str
    lineage: tuple[LineageEntry, ...]
    fingerprint: Mapping[str, str] = field(default_factory=dict)
    page: PageForm = STANDARD
    letterhead: Letterhead | None = None
    serial: int | None = None
    draft: bool = False
    letters: str = ""

    @property
    def mark(self) -> str:
        """What stands at the head of every page; empty for an issued paper of real values."""
        marks = (DEMO_MARK if self.demo else "", DRAFT_MARK if self.draft else "")
        return chinese(" ".join(filter(None, marks)))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every figure in reading order."""
        blocks = [one for section in self.sections for one in section.blocks]
        blocks += [one for annex in self.annexes for one in annex.blocks]
        return tuple(one for one in blocks if isinstance(one, Chart))

    @property
    def number(self) -> str:
        """发文字号; without a letterhead the plain number, empty while there is none."""
        if self.letterhead:
            return self.letterhead.number(self.dated.year, self.serial)
        return self.letters if self.serial is None else f"{self.dated.year}年第{self.serial}号"

    @property
    def title(self) -> str:
        """The whole title."""
        return "".join(self.title_parts)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the paper in reading order, tables row by row; headings included."""
        found: list[Line] = [verbatim(self.title), verbatim(self.addressee), self.opening]
        for section in self.sections:
            found += [verbatim(section.title), *_lines(section.blocks)]
        for annex in self.annexes:
            found += [verbatim(annex.title), *_lines(annex.blocks)]
        return tuple(line for line in found if line)


def _lines(blocks: tuple[Block, ...]) -> list[Line]:
    found: list[Line] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block.line)
            continue
        if isinstance(block, Chart):
            found.append(verbatim(block.caption))
            continue
        found += [verbatim(block.caption), *(verbatim(c.title) for c in block.columns)]
        found += [cell for row in block.rows for cell in row.cells]
        found.append(block.note)
    return found
