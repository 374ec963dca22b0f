"""What a return sheet says, whichever way it is written: facts, all findings, what is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from briefings.redrawn import LOUD
from expectations.rules import cure_of
from observations.fates import Fate, Fates, Said
from observations.finding import Finding, Severity
from observations.marking.comments import MARKER
from observations.returned import SLIP_SHEET, is_slip
from observations.signals import SIGNALS
from observations.stations import Sheet

COLUMNS = (
    ("序号", 6),
    ("程度", 8),
    ("单元格", 16),
    ("填报", 18),
    ("问题", 62),
    ("应为 / 怎样改", 40),
    ("规则", 24),
)
AGAIN = ("与上次比", 12)
GONE = "上次的问题"
IN_PLACE = "可直接在本文件的填报表中改正后重新报送;本页和批注不必删去,写在本页的内容不采用"
REDRAWN = "本文件是重画件({reason}),仅供核对;请在原文件中改正后重新报送"


@dataclass(frozen=True)
class Reply:
    """What is asked by the end of `day`: `rules`, `working_days` after the return; ≤ 0 is over."""

    day: date
    working_days: int
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slip:
    """What is returned to whom, until when, and why.

    `replies`: by when, the earliest day first; `uncertain` says that the calendar of one of
    those years is not yet published. `sheets` are the office's sheets
    as read. `mark` (演示数据) joins the title. `previous` holds last period's value of each
    (indicator, area) in words. `fates`: what became of the last judgement's findings, None
    for a first delivery.
    """

    number: str
    form_title: str
    office_name: str
    period_label: str
    returned_at: datetime
    findings: Sequence[Finding]
    replies: Sequence[Reply] = ()
    sheets: Sequence[Sheet] = ()
    uncertain: bool = False
    mark: str = ""
    previous: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fates: Fates | None = None


@dataclass(frozen=True)
class Line:
    """One finding as the table shows it: cells in order of the columns, and its fate's word."""

    number: int
    finding: Finding
    fate: str = ""

    @property
    def shown_cell(self) -> str:
        """Sheet and cell, or what else the finding is about."""
        f = self.finding
        return f"{f.sheet}!{f.cell}" if f.cell else f.sheet or "整个文件"

    @property
    def texts(self) -> tuple[str, ...]:
        """Every column behind the number."""
        f = self.finding
        wanted = ";".join(filter(None, (f.expected, cure_of(f.rule))))
        cells = (f.severity.label, self.shown_cell, f.value, f.message, wanted, f.rule)
        return (*cells, self.fate) if self.fate else cells


def columns(slip: Slip) -> tuple[tuple[str, int], ...]:
    """Headings with their widths; what became of it only where there was a last time."""
    return (*COLUMNS, AGAIN) if slip.fates else COLUMNS


def title(slip: Slip) -> str:
    """The first cell."""
    return f"{SLIP_SHEET}({slip.mark})" if slip.mark else SLIP_SHEET


def facts(slip: Slip, how: str) -> tuple[tuple[str, str], ...]:
    """Label and text of everything above the table; `how` the office sends it in again."""
    loud = sum(f.severity is Severity.CRITICAL for f in slip.findings)
    lines = [
        ("编号", slip.number),
        ("表名", slip.form_title),
        ("单位", slip.office_name),
        ("期次", slip.period_label),
        ("退回时间", slip.returned_at.strftime("%Y-%m-%d %H:%M")),
        ("回复时限", until(slip)),
        ("问题", f"共 {len(slip.findings)} 项,其中须改正后重报 {loud} 项"),
        ("怎样重报", how),
    ]
    if slip.fates:
        lines.append(("与上次相比", compared(slip.fates)))
    return tuple(lines)


def until(slip: Slip) -> str:
    """By when, the days of its alerts; several days each with their rules."""
    several = len(slip.replies) > 1
    days = [
        f"{one.day.isoformat()}({_left(one)}){':' + '、'.join(one.rules) if several else ''}"
        for one in slip.replies
    ]
    note = ",该年放假安排未公布" if slip.uncertain else ""
    return (";".join(days) or "不限") + note


def _left(one: Reply) -> str:
    if one.working_days < 0:
        return "已过"
    return f"{one.working_days} 个工作日" if one.working_days else "当日"


def compared(fates: Fates) -> str:
    """How many findings are closed, still open and new, in one line; mere notes apart."""
    counts = [(Fate.CLOSED, len(fates.closed))]
    gone = [fate for said, fate in fates.gone if said.finding.severity is not Severity.INFO]
    counts += [(fate, fates.asked.count(fate)) for fate in (Fate.OPEN, Fate.NEW, Fate.ANSWERED)]
    counts.append((Fate.UNSEEN, gone.count(Fate.UNSEEN)))
    told = ",".join(f"{fate.label} {n} 项" for fate, n in counts if n) or "没有变化"
    return f"{told};另有提示 {len(fates.hints)} 项,无需处理" if fates.hints else told


def lines(slip: Slip) -> tuple[Line, ...]:
    """Every finding, the loudest first."""
    words = _words(slip.fates) if slip.fates else [""] * len(slip.findings)
    pairs = sorted(zip(slip.findings, words, strict=True), key=lambda pair: LOUD[pair[0].severity])
    return tuple(Line(n, found, fate) for n, (found, fate) in enumerate(pairs, start=1))


def _words(fates: Fates) -> list[str]:
    """What became of each finding; a mere note is neither corrected nor left open."""
    return ["—" if n in fates.hints else one.label for n, one in enumerate(fates.now)]


def gone(slip: Slip) -> tuple[Line, ...]:
    """Findings of last time that stand no more, mere notes left out."""
    told: Sequence[tuple[Said, Fate]] = slip.fates.gone if slip.fates else ()
    loud = [(s, fate) for s, fate in told if s.finding.severity is not Severity.INFO]
    return tuple(Line(n, s.finding, fate.label) for n, (s, fate) in enumerate(loud, start=1))


def note(found: Sequence[Finding], previous: Mapping[tuple[str, str], str]) -> str:
    """The text of a wrong cell's note: rule, problem, what was written and expected, cure."""
    return "\n".join((MARKER, "\n\n".join(_about(one, previous) for one in found)))


def _about(f: Finding, previous: Mapping[tuple[str, str], str]) -> str:
    known = SIGNALS.get(f.rule)
    cure = known.cure if known and known.cure != f.expected else cure_of(f.rule)
    said = (
        ("规则", f.rule),
        ("问题", f.message),
        ("填报", f.value or "(空)"),
        ("应为" if cure else "应为 / 怎样改", f.expected),
        ("上期值", previous.get((f.indicator, f.area), "")),
        ("怎样改", cure),
    )
    return "\n".join(f"{label}:{text}" for label, text in said if text)


def by_cell(found: Sequence[Finding]) -> Mapping[tuple[str, str], tuple[Finding, ...]]:
    """Findings that ask for something, by sheet and cell, the loudest of each cell first."""
    cells: dict[tuple[str, str], tuple[Finding, ...]] = {}
    for one in sorted(found, key=lambda f: LOUD[f.severity]):
        if one.cell and one.severity is not Severity.INFO:
            at = (one.sheet, one.cell)
            cells[at] = (*cells.get(at, ()), one)
    return cells


def marking(slip: Slip) -> dict[str, Any]:
    """The argument of the jail's job `mark` for the office's own workbook."""
    names = {sheet.name.lower() for sheet in slip.sheets}
    ours = any(is_slip(sheet) for sheet in slip.sheets)
    name = SLIP_SHEET if ours else _free(names)
    standing = [_told(line, str(line.finding.severity)) for line in lines(slip)]
    tables = [{"heading": "", "lines": standing}]
    if closed := [_told(line, "info") for line in gone(slip)]:
        tables.append({"heading": GONE, "lines": closed})
    page = {
        "name": name,
        "replace": ours,
        "title": title(slip),
        "facts": facts(slip, IN_PLACE),
        "columns": columns(slip),
        "tables": tables,
    }
    return {"page": page, "marks": _marks(slip)}


def _marks(slip: Slip) -> list[dict[str, str]]:
    return [
        {
            "sheet": sheet,
            "cell": cell,
            "severity": str(found[0].severity),
            "text": note(found, slip.previous),
        }
        for (sheet, cell), found in by_cell(slip.findings).items()
    ]


def _told(line: Line, tone: str) -> dict[str, Any]:
    f = line.finding
    quoted = f.sheet.replace("'", "''")
    link = f"'{quoted}'!{f.cell}" if f.cell and f.sheet else None
    return {"cells": (line.number, *line.texts), "tone": tone, "link": link}


def _free(names: set[str]) -> str:
    """A name for our sheet that no sheet of the office has."""
    numbered = (f"{SLIP_SHEET}_{n}" for n in range(2, len(names) + 3))
    return next(one for one in (SLIP_SHEET, *numbered) if one.lower() not in names)
