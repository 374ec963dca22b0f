"""Tables of tasks: 重点任务, 工作目标, 牵头单位, 配合单位, 完成时限 in columns, a row a task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from targets.extract.listing import led, names
from targets.extract.model import Head, NumberAside
from targets.extract.rows import WRAPPED, answers, is_work_heading
from targets.extract.sentences import Stretch
from targets.extract.when import When, whens
from targets.extract.words import any_of, narrow, words
from targets.quotes import fold
from targets.sections import TABLE, sections

_BESIDE = re.compile(
    r"序号|编号|备注|责任人|责任领导|分管领导|包联领导|联系人|电话|类别|领域|来源|依据"
)
_STOP = re.compile(r"[。!?]")


@dataclass(frozen=True)
class WorkRow:
    """A row: the sentences of its task and goal, who answers for it, and until when."""

    section: str
    sentences: tuple[Stretch, ...]
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]
    year: When | None
    asides: tuple[NumberAside, ...] = ()  # the row's own number and its date


def work_rows(text: str, head: Head) -> Iterator[WorkRow]:
    """Every row of every such table of the prepared text, in order."""
    for section in sections(text):
        kinds: list[str] = []
        if not section.name.endswith(TABLE):
            continue
        at = section.start
        for line in text[section.start : section.end].splitlines(keepends=True):
            cells = [narrow(fold(cell)) for cell in line.split("\t")]
            if is_work_heading(cells):
                kinds = [_kind(cell) for cell in cells]
            elif kinds and len(cells) >= len(kinds):
                yield _row(section.name, at, line, kinds, head)
            elif line.strip():
                kinds = []
            at += len(line)


def _kind(heading: str) -> str:
    """What a column holds: offices of a kind, `time`, `work`, or "" for what promises nothing."""
    if answers(heading):
        return answers(heading)
    if re.search(any_of(words().list("time_labels")) + "|时限|时间|节点|进度", heading):
        return "time"
    return "" if _BESIDE.search(heading) else "work"


def _row(section: str, at: int, line: str, kinds: list[str], head: Head) -> WorkRow:
    by: dict[str, list[str]] = {"lead": [], "answer": [], "help": []}
    sentences: list[Stretch] = []
    year: When | None = None
    asides: list[NumberAside] = []
    for kind, (start, cell) in zip(kinds, _cells(at, line), strict=False):
        if kind == "work":
            sentences += _sentences(section, start, cell)
        elif kind == "time":
            days = [w for w in whens(narrow(fold(cell)), head) if not w.reference]
            year = days[-1] if days else year
            asides += _aside(section, "date", start, cell, line[: start - at])
        elif kind:
            by[kind] += names(narrow(fold(cell.replace(WRAPPED, "、"))))
        elif cell.strip().isdigit():
            # with the tab behind it: alone the number stands in every row
            asides += _aside(section, "description", start, f"{cell}\t", "")
    return WorkRow(section, tuple(sentences), *led(by), year, tuple(asides))


def _aside(section: str, reason: str, start: int, cell: str, before: str) -> list[NumberAside]:
    """A cell whose numbers promise nothing, with the end of the cell before to tell it apart."""
    if not re.search(r"[0-9]", cell):
        return []
    lead = re.search(r"[^0-9〇零一二三四五六七八九十两半\s]{1,3}\t$", before)
    first = start - len(lead.group()) if lead else start + len(cell) - len(cell.lstrip())
    return [NumberAside(section, (first, start + len(cell.rstrip(" \u3000\n"))), reason)]


def _cells(at: int, line: str) -> Iterator[tuple[int, str]]:
    for cell in line.rstrip("\n").split("\t"):
        yield at, cell
        at += len(cell) + 1


def _sentences(section: str, start: int, cell: str) -> Iterator[Stretch]:
    kept = [start + i for i, c in enumerate(cell) if not c.isspace()]
    text = narrow(fold(cell))
    begin = 0
    for end in (*(m.end() for m in _STOP.finditer(text)), len(text)):
        if end > begin:
            yield Stretch(text[begin:end], tuple(kept[begin:end]), section)
        begin = end
