"""Section readings put together: who answers for what, ids, and the questions that remain."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from targets.extract.asking import questions
from targets.extract.model import (
    Draft,
    Found,
    Head,
    NumberAside,
    TargetDraft,
    TaskDraft,
)
from targets.extract.offices import Answering, first_leads, led_by_first
from targets.extract.registry import registry
from targets.extract.sentences import Part
from targets.extract.table import TableReading
from targets.extract.when import whens
from targets.numbers import find_numbers
from targets.quotes import fold
from targets.sections import TABLE, section_named

_GROUP = re.compile(r"领导小组|工作专班|指挥部")
_LETTERS = {"table": "T", "prose": "P", "milestone": "M", "process": "F"}
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class SectionReading:
    """What one section gave, with the clauses that name offices."""

    part: Part
    found: tuple[Found, ...]
    answering: tuple[Answering, ...]
    changes: tuple[tuple[int, int], ...]
    unclear: tuple[tuple[int, int], ...]
    asides: tuple[NumberAside, ...]

    def place_of(self, clause: Answering) -> int:
        """Where a clause begins in the prepared text."""
        return self.part.whole.offsets[clause.start]


@dataclass(frozen=True)
class _Answer:
    """Who answers for a commitment, and whether the text says so."""

    clause: Answering | None
    reading: SectionReading | None
    group: str = ""


def build(text: str, head: Head, tables: TableReading, readings: Sequence[SectionReading]) -> Draft:
    """The draft of everything that was read."""
    if first_leads(text):
        readings = [replace(r, answering=tuple(map(led_by_first, r.answering))) for r in readings]
    answers = list(_answers(text, readings, head))
    lists = [list(dict.fromkeys((*c.leads, *c.cooperating))) for r in readings for c in r.answering]
    lists += [[a.group] for _, a in answers if a.group]
    lists += [[*one.leads, *one.cooperating] for one in _in_rows(tables, readings)]
    offices, ids = registry(lists)
    tasks = tuple(_tasks(text, readings, ids))
    found = [*((one, _Answer(None, None)) for one in tables.found), *answers]
    targets = tuple(_targets(text, head, found, ids, tasks))
    spans = [s for r in readings for s in r.changes] + list(tables.changes)
    unclear = [s for r in readings for s in r.unclear] + list(tables.unclear)
    asides = tuple(
        replace(a, quote=fold(text[slice(*a.span)]))
        for a in dict.fromkeys((*tables.asides, *(a for r in readings for a in r.asides)))
        if find_numbers(text, *a.span)
    )
    draft = Draft(head, text, offices, targets, tasks, asides)
    return replace(draft, questions=tuple(questions(draft, spans, unclear, tables.baselines)))


def _answers(
    text: str, readings: Sequence[SectionReading], head: Head
) -> Iterator[tuple[Found, _Answer]]:
    above: dict[int, SectionReading] = {}
    for reading in readings:
        level = reading.part.section.level
        above = {up: one for up, one in above.items() if up < level}
        for one in sorted(reading.found, key=lambda f: f.at):
            answer = _answer_for(one, reading, above, text)
            yield _timed(one, answer, head), answer
        if reading.answering:
            above[level] = reading


def _in_rows(tables: TableReading, readings: Sequence[SectionReading]) -> Iterator[Found]:
    """Commitments whose table row names the offices."""
    everything = (*tables.found, *(one for r in readings for one in r.found))
    yield from (one for one in everything if one.leads)


def _answer_for(
    one: Found, reading: SectionReading, above: Mapping[int, SectionReading], text: str
) -> _Answer:
    """The first clause after the words; else the last of the section; else the heading's above."""
    if one.leads:
        return _Answer(None, None)
    after = bisect_left(reading.answering, one.at[0], key=reading.place_of)
    if after < len(reading.answering):
        return _Answer(reading.answering[after], reading)
    if reading.answering and not reading.part.whole.text.rstrip("。").endswith(")"):
        return _Answer(reading.answering[-1], reading)
    for up in sorted(above, reverse=True):
        if len(above[up].answering) == 1 and not above[up].found:
            return _Answer(above[up].answering[0], above[up])
    before = fold(text[max(0, one.quote[0] - 120) : one.quote[1]]).rsplit("。", 1)[-1]
    group = _GROUP.search(before)
    return _Answer(None, None, f"{group.group()}办公室" if group else "")


def _timed(one: Found, answer: _Answer, head: Head) -> Found:
    """完成时限 of the clause, where the words themselves set no date."""
    told = answer.clause is not None and bool(answer.clause.time)
    if answer.clause is None or not told or not (one.term or "deadline" in one.inferred):
        return one
    days = [w.day for w in whens(answer.clause.time, head) if not w.reference]
    if not days:
        return one
    kept = tuple(a for a in one.asks if a[0] != "deadline")
    notes = tuple(n for n in one.notes if "期限" not in n)
    inferred = tuple(i for i in one.inferred if i != "deadline")
    return replace(
        one, deadline=days[-1], asks=kept, notes=notes, inferred=inferred, open_ended=False
    )


def _tasks(
    text: str, readings: Sequence[SectionReading], ids: Mapping[str, str]
) -> Iterator[TaskDraft]:
    for reading in readings:
        section = reading.part.section
        if not reading.answering or section.level == 0:
            continue
        clause = reading.answering[-1]
        start, end = reading.part.whole.span(clause.start, clause.end)
        parent, number = _numbered(section.name, section.level)
        yield TaskDraft(
            id=_task_id(section.name),
            section=parent,
            number=number,
            title=_title(reading, text),
            leads=_ids(clause.leads, ids),
            cooperating=_ids(clause.cooperating, ids),
            quote=fold(text[start:end]),
            confidence=0.97 if len(reading.answering) == 1 else 0.8,
        )


def _title(reading: SectionReading, text: str) -> str:
    first = reading.part.sentences[0]
    start, end = first.span(0, len(first.text))
    return fold(text[start:end]).rstrip("。")[:60]


def _numbered(name: str, level: int) -> tuple[str, int]:
    """四(一)1 → 四(一), 1; 四(一) → 四, 1; 四 → "", 4."""
    match = re.search(r"([0-9]+)$", name) if level == 3 else None
    if match:
        return name[: match.start()], int(match[1])
    mark = re.search(rf"\(?([{_ORDINALS}]+)\)?$", name)
    return (name[: mark.start()], ordinal(mark[1])) if mark else (name, 1)


def ordinal(written: str) -> int:
    """一 … 九十九 as a number."""
    tens, _, ones = written.partition("十") if "十" in written else ("", "", written)
    ten = (_ORDINALS.index(tens) + 1 if tens else 1) * 10 if "十" in written else 0
    return ten + (_ORDINALS.index(ones[0]) + 1 if ones else 0)


def _task_id(name: str) -> str:
    numbers = [str(ordinal(p) if p[0] in _ORDINALS else int(p))
               for p in re.findall(rf"[{_ORDINALS}]+|[0-9]+", name)]  # fmt: skip
    return "-".join(numbers) or "0"


def _ids(names: Sequence[str], ids: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids[name] for name in names))


def _targets(
    text: str, head: Head, found: Sequence[tuple[Found, _Answer]], ids: Mapping[str, str],
    tasks: Sequence[TaskDraft],
) -> Iterator[TargetDraft]:  # fmt: skip
    by_section = {task.section + str(task.number): task for task in tasks} | {
        f"{t.section}({_ORDINALS[t.number - 1]})": t for t in tasks if 0 < t.number <= 10
    }
    count = dict.fromkeys(_LETTERS, 0)
    keys: dict[tuple[str, str], str] = {}
    for one, answer in found:
        count[one.source] += 1
        yield _target(
            text, head, (one, answer), ids,
            f"{_LETTERS[one.source]}{count[one.source]:02}",
            keys.setdefault((fold(one.name), one.unit), f"indicator_{len(keys) + 1:03}"),
            by_section.get(one.section),
        )  # fmt: skip


def _target(
    text: str, head: Head, given: tuple[Found, _Answer], ids: Mapping[str, str], target_id: str,
    indicator: str, task: TaskDraft | None,
) -> TargetDraft:  # fmt: skip
    one, answer = given
    if one.printed_at:
        one = replace(one, printed=fold(text[slice(*one.printed_at)]))
    said = answer.clause or one
    leads, helping = _ids(said.leads, ids), _ids(said.cooperating, ids)
    inferred, notes = list(one.inferred), list(one.notes)
    if answer.group:
        leads = (ids[answer.group],)
        inferred.append("leads")
        notes.append("没有写责任单位,按句中的领导机构推定")
    elif not leads:
        inferred.append("leads")
        notes.append("原文没有写责任单位")
    tier, guessed = _tier(text, head, one)
    if guessed:
        inferred.append("tier")
        notes.append("主体没有写清,按表题推定" if one.source == "table" else "主体没有写清(推定)")
    return TargetDraft(
        target_id, one, fold(text[slice(*one.quote)]), indicator, tier, leads, helping,
        task.id if task and (task.leads, task.cooperating) == (leads, helping) else None,
        tuple(dict.fromkeys(inferred)), tuple(dict.fromkeys(notes)),
        round(one.confidence - (0.03 if not leads else 0), 2),
    )  # fmt: skip


def _tier(text: str, head: Head, one: Found) -> tuple[str, bool]:
    """The plan's own level; a table's caption may name the city's."""
    own = "市" if re.match(r"[^旗县区]{1,12}市", head.title) else "旗"
    if not one.section.endswith(TABLE):
        return own, False
    section = section_named(text, one.section)
    above = text[section.start : section.start + 80] if section else ""
    caption = fold(above.split("\t", maxsplit=1)[0])
    city = re.match(r"([^,。]{1,10}市)", caption)
    return ("市", True) if city and city[1] not in head.title else (own, False)
