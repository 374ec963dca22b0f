"""Tables of a plan's text: what a heading row is, and every row on one line of tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from targets.extract.words import any_of, narrow, words
from targets.sections import Section

_NAME = re.compile(r"项目|.{0,6}指标(?:名称|内容|项)?|目标名称")
_VALUES = re.compile(r"目标|指标值|20[0-9]{2}年?|单位|属性")
_NUMBERED = re.compile(r"序号|编号")
_CLASS = re.compile(r"类别|类型|领域|分类|维度|方面|一级指标")
_WORK = re.compile(r"任务|内容|措施|举措|事项|项目|行动|目标|工作")
_TASK = re.compile(r"(?:重点|主要|工作)?(?:任务|工作|措施|事项)(?:名称|内容)?")
_AREA = re.compile(
    r"(?:各)?(?:旗县?(?:市、?)?区?|县(?:\(?市、?区?\)?)|县?市区|县区|区县|区市县?|市县|市州|盟市|州市|地区|区域|辖区"
    r"|市\(州\)|县\((?:市、)?区\)|旗\(?县?、?区\)?|镇\(?街道?\)?|乡镇|乡\(?镇、?街道\)?|乡镇\(街道\)|街道|苏木镇?|苏木乡镇|镇街|街镇"
    r"|(?:市属|县属|区属|所属)?企业|单位(?=名称)|承担单位|实施单位|完成单位|责任单位|责任主体|学校|医院|镇办|办事处"
    r"|园区|行政区|村\(社区\)|社区|地市|责任区|城市)(?:名称|别)?"
)
_MOST_IN_BREAKDOWN = 30
_MOST_IN_LABEL = 40
_SUFFIXES = {"以上", "以内", "以下", "左右", "及以上", "及以下"}
_ATTRIBUTE = re.compile(r"约束性?|预期性?")
# 指    标: a heading's two characters set apart for looks
_SPACED = re.compile(r"(?<![一-鿿])([指属单序类名])[ \u3000]+([标性位号别称])(?![一-鿿])")
_NEW_PART = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、](?![0-9])|第.{1,3}[章节]"
    r"|附[件表录]|(?:备?注|说明|来源):"
)
_MOST_IN_HEADING = 16  # characters of one cell
WRAPPED = "\u2003"  # between offices on two lines of one cell; white space to every quote
_MOST_WRAPPED = 24  # cells that may wait for the rest of their row

Cells = list[str]
Split = Callable[[str], Cells]


def with_tables(lines: list[str]) -> Iterator[str]:
    """The lines, every table row on one of them with a tab between its cells."""
    at = 0
    while at < len(lines):
        split = _splitter(lines[at])
        if split is None:
            yield lines[at].lstrip("\t") if lines[at].count("\t") < 2 else lines[at]
            at += 1
            continue
        end = _table_end(lines, at, split)
        yield from ("\t".join(row) for row in _rows(lines[at:end], split))
        at = end


def is_heading(cells: Cells) -> bool:
    """True for the heading row of an indicator table."""
    if len(cells) < 3 or not any(_NAME.fullmatch(cell) for cell in cells):
        return False
    return sum(bool(_VALUES.search(cell)) and not answers(cell) for cell in cells) >= 2


def is_work_heading(cells: Cells) -> bool:
    """True for the heading row of a table of tasks and who answers for them."""
    if len(cells) < 3 or is_heading(cells) or any(len(c) > _MOST_IN_HEADING for c in cells):
        return False
    return any(map(answers, cells)) and any(_WORK.search(c) and not answers(c) for c in cells)


def is_breakdown_heading(cells: Cells) -> bool:
    """True for the heading of a table that shares tasks out: an area, then what each does."""
    at = area_column(cells)
    short = all(len(cell) <= _MOST_IN_BREAKDOWN and "。" not in cell for cell in cells)
    if at < 0 or len(cells) - at < 2 or len(cells) < 3 or not short:
        return False
    counted = any(re.search(r"数|量|任务|目标|面积|长度|里程|率|20[0-9]{2}|[(\uff08]", c)
                  for c in cells[at + 1 :])  # fmt: skip
    return counted and not is_heading(cells) and not is_work_heading(cells)


def area_column(cells: Cells) -> int:
    """Which column names areas, the first or the one after a running number; -1 for none."""
    for at, cell in enumerate(cells[:2]):
        if _AREA.fullmatch(narrow(cell)):
            return at
        if not _NUMBERED.search(cell):
            return -1
    return -1


def looks_like_heading(line: str) -> bool:
    """True for a line that alone could be the first cell of a heading."""
    cell = line.strip()
    if not 2 <= len(cell) <= _MOST_IN_HEADING or "\t" in cell:
        return False
    first = _NUMBERED.search(cell) or _CLASS.search(cell) or _NAME.fullmatch(cell)
    return bool(first) or bool(_AREA.fullmatch(narrow(cell))) or bool(_TASK.fullmatch(cell))


def answers(cell: str) -> str:
    """`lead`, `answer` or `help` for the heading of a column of offices, else ""."""
    return _answers(cell) if len(cell) <= _MOST_IN_LABEL else ""


@lru_cache(maxsize=1024)
def _answers(cell: str) -> str:
    match = _answering().fullmatch(narrow(cell))
    return (match.lastgroup or "") if match else ""


@lru_cache(maxsize=1)
def _answering() -> re.Pattern[str]:
    kinds = {"help": "help_labels", "lead": "lead_labels", "answer": "answer_labels"}
    either = "|".join(rf"(?P<{k}>{any_of(words().list(key))})" for k, key in kinds.items())
    return re.compile(rf"(?:{either})(?:\([^()]*\))?")


def table_lines(text: str, section: Section) -> Iterator[tuple[int, str]]:
    """The lines of a section's tables, each with where it begins."""
    at = section.start
    for line in text[section.start : section.end].splitlines(keepends=True):
        if line.count("\t") >= 2:
            yield at, line.rstrip("\n")
        at += len(line)


def _splitter(line: str) -> Split | None:
    for split in (_by_tab, _by_pipe, _by_gap, _by_space):
        cells = split(line)
        if is_heading(cells) or is_work_heading(cells) or is_breakdown_heading(cells):
            return split
    return None


def _by_tab(line: str) -> Cells:
    return [_SPACED.sub(r"\1\2", cell.strip()) for cell in line.split("\t")]


def _by_pipe(line: str) -> Cells:
    body = re.sub("^[|\uff5c]|[|\uff5c]$", "", line.strip(" \u3000"))
    return [cell.strip() for cell in re.split("[|\uff5c]", body)]


def _by_gap(line: str) -> Cells:
    return re.split(r"[ \u3000]{2,}", _SPACED.sub(r"\1\2", line).strip())


def _by_space(line: str) -> Cells:
    return _SPACED.sub(r"\1\2", line).split()


def _table_end(lines: list[str], start: int, split: Split) -> int:
    """The first line after the table: a new part or a sentence; blank lines do not end it."""
    end = start + 1
    wide = len(split(lines[start]))
    for at in range(start + 1, len(lines)):
        line = narrow(lines[at])
        if not line:
            continue
        cut = "\t" in line or "|" in line or (split is _by_gap and len(split(line)) >= wide)
        if not cut and (_NEW_PART.match(line) or "。" in line or len(line) > 60):
            break
        end = at + 1
    return end


def _rows(lines: list[str], split: Split) -> Iterator[Cells]:
    """Rows of as many cells as the heading has; a wrapped row is put together again."""
    heading = split(lines[0])
    waiting: Cells = []
    for line in lines:
        cells = split(line)
        if not line.strip() or all(not c.strip("-: ") for c in cells):
            continue
        if is_heading(cells) or is_work_heading(cells) or is_breakdown_heading(cells):
            if waiting:
                yield waiting
            heading, waiting = cells, []
            yield cells
            continue
        waiting = wrapped(waiting, cells, heading) if waiting else cells
        row = _fitted(waiting, heading, split is _by_space)
        if row or len(waiting) > _MOST_WRAPPED:
            yield row or waiting
            waiting = []
    if waiting:
        yield waiting


def wrapped(waiting: Cells, cells: Cells, heading: Cells) -> Cells:
    """The cells with those of the next line: its first goes on with the last of them.

    Under 责任单位 two offices on two lines stay two, a white space between them.
    """
    at = min(len(waiting), len(heading)) - 1
    apart = answers(heading[at]) and ends_office(waiting[-1]) and begins_office(cells[0])
    return [*waiting[:-1], waiting[-1] + (WRAPPED if apart else "") + cells[0], *cells[1:]]


def ends_office(cell: str) -> bool:
    """True for a line that may end an office: 区融媒体中心."""
    return cell.endswith(words().list("office_ends"))


def begins_office(cell: str) -> bool:
    """True for a line that begins one: 区市场监管局, 各镇."""
    return bool(re.match(rf"(?:各|{any_of(words().list('place_prefixes'))}).", cell))


def _fitted(cells: Cells, heading: Cells, spaced: bool) -> Cells | None:
    """The row under its heading; None while it is not whole yet."""
    wide = len(heading)
    cells = _joined(cells) if spaced else cells
    if _lacks_class(cells, heading):
        cells = ["", *cells]
    if spaced and len(cells) > wide:
        left = next((i for i, h in enumerate(heading) if not _CLASS.search(h)), 0)
        left += bool(_NUMBERED.search(heading[left]))
        left = left if left < wide and re.fullmatch(r"[0-9]{0,3}", cells[left - 1]) else 0
        extra = len(cells) - wide
        merged = " ".join(cells[left : left + extra + 1])
        cells = [*cells[:left], merged, *cells[left + extra + 1 :]]
    return cells if len(cells) >= wide else None


def _lacks_class(cells: Cells, heading: Cells) -> bool:
    """The class of a row stands once for several rows; the others begin with their number."""
    if not _CLASS.search(heading[0]) or len(cells) < 3:
        return False
    if _NUMBERED.search(heading[1]):
        return bool(re.fullmatch(r"[0-9]{1,3}", cells[0]))
    return len(cells) == len(heading) - 1 and _whole(cells)


def _whole(cells: Cells) -> bool:
    return bool(_ATTRIBUTE.fullmatch(cells[-1]) or re.search(r"[0-9]", cells[-1]))


def _joined(cells: Cells) -> Cells:
    joined: Cells = []
    for cell in cells:
        if cell in _SUFFIXES and joined:
            joined[-1] += cell
        else:
            joined.append(cell)
    return joined
