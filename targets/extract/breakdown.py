"""Tables that share a task out among areas: a row an area, a column a task.

What a row states is a commitment of that area: its name is the column's with the area behind
it, and the area is taken to answer for it, which is marked as inferred. A row of totals is a
commitment of the whole. A cell without a plain number is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from targets.extract.heads import parted
from targets.extract.listing import names
from targets.extract.model import Found, Head, NumberAside, QuestionKind
from targets.extract.naming import lower_is_better
from targets.extract.quantity import quantities
from targets.extract.rows import (
    answers,
    area_column,
    is_breakdown_heading,
    is_heading,
    is_work_heading,
    table_lines,
)
from targets.extract.when import whens
from targets.extract.words import any_of, narrow, words
from targets.quotes import fold
from targets.sections import TABLE, Section, sections

_WHOLE = re.compile(r"合计|总计|小计|共计|总数|全[市县旗区省盟州镇]")
_BESIDE = re.compile(
    r"序号|编号|备注|说明|责任人|领导|联系|电话|类别|属性|现状|基数|基期|存量|已完成|完成情况|实际"
)
_PLAIN = re.compile(
    r"(?:20[0-9]{2}年?)?(?:度)?(?:目标)?(?:任务|目标|指标|计划|数量)?(?:数|量|值|任务)?"
)
_CAPTION = re.compile(
    r"(?:附[件表录]?[0-9一二三四五六七八九十]{0,2}[:\s]*|表[0-9]{1,2}[-:\s]*)?(.{4,60}表)"
)
_CAPTION_END = re.compile(
    r"(?:任务|目标|指标|计划)*(?:分解|分配|分工|安排|下达|计划|一览|汇总)*(?:任务)?表$"
)
_UNITS = re.compile(r"(?:计量)?单位:(.{1,30})|\((?:计量)?单位:(.{1,30})\)")
_ABOVE = 200  # characters above a table among which its caption and its units stand


@dataclass(frozen=True)
class Shared:
    """The commitments of such tables, and the cells nobody can read, by their stretch."""

    found: tuple[Found, ...]
    unclear: tuple[tuple[int, int], ...]
    asides: tuple[NumberAside, ...]


@dataclass(frozen=True)
class _Column:
    at: int
    name: str
    unit: str
    day: date | None


@dataclass(frozen=True)
class _Table:
    section: Section
    area: int
    answering: bool  # its heading says that these offices answer: nothing is inferred
    columns: tuple[_Column, ...]
    times: tuple[int, ...]


def read_breakdowns(text: str, head: Head) -> Shared:
    """Every cell of every such table of the prepared text, in order."""
    found: list[Found] = []
    unclear: list[tuple[int, int]] = []
    asides: list[NumberAside] = []
    for section in sections(text):
        table: _Table | None = None
        for start, line in table_lines(text, section) if section.name.endswith(TABLE) else ():
            cells = [narrow(fold(cell)) for cell in line.split("\t")]
            if is_heading(cells) or is_work_heading(cells):
                table = None
            elif is_breakdown_heading(cells):
                table = _table(text, section, start, cells, head)
            elif table is not None:
                for one in _row(table, start, line, head):
                    if isinstance(one, Found):
                        found.append(one)
                    else:
                        unclear.append(one)
    return Shared(tuple(found), tuple(unclear), tuple(asides))


def _table(text: str, section: Section, start: int, cells: list[str], head: Head) -> _Table:
    above = [line.strip() for line in text[max(0, start - _ABOVE) : start].splitlines()]
    title = next((m[1] for line in reversed(above) if (m := _CAPTION.fullmatch(narrow(line)))), "")
    about = _CAPTION_END.sub(
        "", re.sub(r"^(?:20[0-9]{2}年)?(?:各[一-鿿()、]{1,6}?(?=20|[一-鿿]{4}))?", "", title)
    )
    told = next((m[1] or m[2] for line in reversed(above)
                 if (m := _UNITS.fullmatch(narrow(line).replace(" ", "")))), "")  # fmt: skip
    area = area_column(cells)
    times = tuple(i for i, c in enumerate(cells) if _time().search(c) and not re.search("20", c))
    kept = [i for i, c in enumerate(cells)
            if i > area and i not in times and not _BESIDE.search(c)]  # fmt: skip
    units = [unit.strip() for unit in told.split("、")] if told else []
    if len(units) != len(kept):
        units = units * len(kept) if len(units) == 1 else [""] * len(kept)
    columns = tuple(
        column
        for at, unit in zip(kept, units, strict=True)
        if (column := _column(at, cells[at], unit, about, head))
    )
    return _Table(section, area, bool(answers(cells[area])), columns, times)


def _time() -> re.Pattern[str]:
    return re.compile(f"{any_of(words().list('time_labels'))}|时限|时间")


def _column(at: int, heading: str, unit: str, about: str, head: Head) -> _Column | None:
    """What a column counts; None for a year before the plan's first."""
    _, name, bracketed = parted(heading)
    years = [w.day for w in whens(name, head)]
    bare = bool(re.fullmatch(r"20[0-9]{2}年?", name))
    year = date(int(name[:4]), 12, 31) if bare else (years[-1] if years else None)
    if year and year.year < head.start.year:
        return None
    plain = bool(_PLAIN.fullmatch(name)) or bool(_WHOLE.search(name))
    return _Column(at, (about or name) if plain else name, bracketed or unit, year)


def _row(table: _Table, start: int, line: str, head: Head) -> Iterator[Found | tuple[int, int]]:
    raw = line.split("\t")
    area = fold(raw[table.area]) if table.area < len(raw) else ""
    if not re.fullmatch(r"[一-鿿()\uff08\uff09、]{2,20}", area):
        return
    days = [w.day for at in table.times if at < len(raw)
            for w in whens(narrow(fold(raw[at])), head) if not w.reference]  # fmt: skip
    for column in table.columns:
        if column.at >= len(raw) or not re.search(r"[0-9]", raw[column.at]):
            continue
        begin = start + sum(len(cell) + 1 for cell in raw[: column.at])
        begin += len(raw[column.at]) - len(raw[column.at].lstrip())
        cell = raw[column.at].strip()
        at = (begin, begin + len(cell))
        one = _found(table, column, area, cell, (at, (start, start + len(line))), days, head)
        yield one or at


def _found(
    table: _Table, column: _Column, area: str, cell: str,
    places: tuple[tuple[int, int], tuple[int, int]], days: Sequence[date], head: Head,
) -> Found | None:  # fmt: skip
    written = narrow(fold(cell))
    read = quantities(written)
    if len(read) != 1 or read[0].end - read[0].start < len(written) - 4:
        return None
    q = read[0]
    whole = bool(_WHOLE.fullmatch(area))
    down = lower_is_better(column.name)
    day = column.day or (days[-1] if days else None)
    asks, inferred, notes = _doubts(q.comparison, day, column.unit or q.unit, down=down)
    if not whole and not table.answering:
        inferred.append("leads")
        notes.append("分解到地区的任务,按由该地区负责推定")
    return Found(
        at=places[0],
        quote=places[1],
        name=column.name if whole else f"{column.name}({area})",
        comparator=q.operator or ("<=" if down else ">="),  # type: ignore[arg-type]
        value=q.value,
        unit=column.unit or q.unit or "值",
        deadline=day or head.end,
        section=table.section.name,
        source="prose",
        printed=fold(cell),
        printed_comparator=q.comparison,
        asks=tuple(asks),
        inferred=tuple(inferred),
        notes=tuple(notes),
        confidence=round(0.95 - 0.04 * len(asks), 2),
        leads=() if whole else tuple(names(narrow(area)) if table.answering else [area]),
    )


def _doubts(
    compared: str, day: date | None, unit: str, *, down: bool
) -> tuple[list[tuple[QuestionKind, str]], list[str], list[str]]:
    asks: list[tuple[QuestionKind, str]] = []
    inferred: list[str] = []
    if day is None:
        asks.append(("deadline", "分解表没有印期限,按方案期末推定"))
        inferred.append("deadline")
    if not compared:
        way = "不高于" if down else "不低于"
        asks.append(("comparator", f"没有印比较符,按{way}执行(推定)"))
        inferred.append("comparator")
    if not unit:
        asks.append(("unit", "分解表没有印单位"))
    return asks, inferred, [text for kind, text in asks if kind in ("deadline", "comparator")]
