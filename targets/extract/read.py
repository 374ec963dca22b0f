"""`extract`: the whole reading of a plan's text, from characters to a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from targets.extract.breakdown import read_breakdowns
from targets.extract.draft import SectionReading, build
from targets.extract.head import read_head
from targets.extract.milestones import Deed, core, deeds
from targets.extract.model import Draft, Found, Head, NumberAside
from targets.extract.naming import subject
from targets.extract.offices import clauses
from targets.extract.prepare import prepare
from targets.extract.prose import Reading, read_prose
from targets.extract.sentences import Part, Stretch, line_ends, parts
from targets.extract.special import Special, as_asides, specials
from targets.extract.subjects import Setting
from targets.extract.table import read_tables
from targets.extract.when import When, whens
from targets.extract.words import words
from targets.extract.worktable import WorkRow, work_rows

_ABOUT_ITSELF = re.compile(
    r"确定.{0,12}实施.{0,8}(?:实事|任务|项目)|印发给你们|关于印发|制定本|特制定|(?:制定|编制|提出|制订).{0,24}(?:方案|规划|计划|清单|措施|意见|要点)。$"
)
_MOST_DEEDS = 200  # of a section, with which each is compared


@dataclass
class _Gathered:
    """What the sentences of a section gave."""

    found: list[Found]
    changes: list[tuple[int, int]]
    unclear: list[tuple[int, int]]
    asides: list[NumberAside]
    dated: set[date]


def extract(raw: str) -> Draft:
    """A draft plan of the document's text. Nothing is promised that the text does not say.

    Every target has a verbatim quote; what is not printed is in `inferred` and asked about in
    `questions`. Raises `UserError` for empty or far too long text.
    """
    text = prepare(raw)
    head = read_head(text)
    tables = read_tables(text, head)
    areas = read_breakdowns(text, head)
    tables = replace(
        tables,
        found=(*tables.found, *areas.found),
        unclear=(*tables.unclear, *areas.unclear),
    )
    rows: dict[str, list[WorkRow]] = {}
    for row in work_rows(text, head):
        rows.setdefault(row.section, []).append(row)
    read = [
        _with_rows(_part(part, setting, text), rows.get(part.section.name, ()), setting)
        for part, setting in _promising(parts(text), head)
    ]
    return build(text, head, tables, read)


def _with_rows(
    reading: SectionReading, rows: Sequence[WorkRow], setting: Setting
) -> SectionReading:
    """The reading with what the section's table of tasks promises."""
    found, changes, unclear, asides = [], [], [], []
    for row in rows:
        own = replace(setting, year=row.year or setting.year, tasked=True)
        gathered = _Gathered([], [], [], [], set())
        told: list[tuple[Stretch, Deed]] = []
        for stretch in row.sentences:
            _sentence(stretch, own, gathered, told)
        gathered.found += _milestones(told, gathered, own)
        found += [replace(f, leads=row.leads, cooperating=row.cooperating) for f in gathered.found]
        changes += gathered.changes
        unclear += gathered.unclear
        asides += [*gathered.asides, *row.asides]
    return replace(
        reading,
        found=(*reading.found, *found),
        changes=(*reading.changes, *changes),
        unclear=(*reading.unclear, *unclear),
        asides=(*reading.asides, *asides),
    )


def _promising(all_parts: Sequence[Part], head: Head) -> Iterator[tuple[Part, Setting]]:
    """Every section with its setting: its heading's year, and whether it tells of the past."""
    inherited: dict[int, When | None] = {}
    background: dict[int, bool] = {}
    goals: dict[int, bool] = {}
    for part in all_parts:
        level = part.section.level
        own = _heading_year(part, head)
        for deeper in range(level, 4):
            inherited[deeper] = own
            background[deeper] = goals[deeper] = False
        year = own or next((inherited.get(up) for up in range(level - 1, 0, -1)
                            if inherited.get(up)), None)  # fmt: skip
        past = _tells_of_the_past(part) or any(background.get(up) for up in range(1, level))
        background[level] = past
        goals[level] = "目标" in part.title[:24] or any(goals.get(up) for up in range(1, level))
        yield part, Setting(head, part.section.name, year, past, goals[level])


def _heading_year(part: Part, head: Head) -> When | None:
    """The one year a section's title names: （一）示范创建年(2023年)."""
    if not part.sentences or part.section.level == 0 or len(part.title) > 40:
        return None
    found = [w for w in whens(part.title, head) if not w.reference and not w.span]
    return found[0] if len(found) == 1 else None


def _tells_of_the_past(part: Part) -> bool:
    short = len(part.title) <= 24 and part.section.level > 0
    return short and part.title.endswith(words().list("background_titles"))


def _part(part: Part, setting: Setting, text: str) -> SectionReading:
    gathered = _Gathered([], [], [], [], set())
    answering = clauses(part.whole.text, line_ends(text, part.whole))
    setting = replace(setting, tasked=bool(answering) and part.section.level > 0)
    blocked = {at for a in answering for at in part.whole.offsets[a.start : a.end]}
    first = part.section.level == 0
    told: list[tuple[Stretch, Deed]] = []
    carried: When | None = None
    before: Stretch | None = None
    for stretch in _body_before_first_chapter(part) if first else part.sentences:
        if before is None or "\n" in text[before.offsets[-1] : stretch.offsets[0]]:
            carried = None
        before = stretch
        rest = _without(stretch, blocked)
        if rest.text:
            dates = _sentence(rest, setting, gathered, told, carried)
            carried = _opening(rest.text, dates, carried)
    gathered.found += _milestones(told, gathered, setting)
    return SectionReading(part, tuple(gathered.found), answering, tuple(gathered.changes),
                          tuple(gathered.unclear), tuple(gathered.asides))  # fmt: skip


def _body_before_first_chapter(part: Part) -> tuple[Stretch, ...]:
    """Only sentences that end: the notice and the title make no promise."""
    return tuple(s for s in part.sentences if s.text.endswith("。") and not _ABOUT_ITSELF.search(
        s.text))  # fmt: skip


def _without(stretch: Stretch, blocked: Set[int]) -> Stretch:
    """The sentence without the clauses that name offices."""
    kept = [i for i, at in enumerate(stretch.offsets) if at not in blocked]
    if len(kept) == len(stretch.offsets):
        return stretch
    text = "".join(stretch.text[i] for i in kept)
    return replace(stretch, text=text, offsets=tuple(stretch.offsets[i] for i in kept))


def _sentence(
    stretch: Stretch, setting: Setting, gathered: _Gathered, told: list[tuple[Stretch, Deed]],
    carried: When | None = None,
) -> tuple[When, ...]:  # fmt: skip
    special = specials(stretch.text)
    reading = read_prose(stretch, setting, as_asides(special), carried)
    gathered.found += reading.found
    gathered.changes += reading.changes
    gathered.unclear += reading.unclear
    gathered.asides += [NumberAside(setting.section, *aside) for aside in reading.asides]
    gathered.dated |= {d.day for d in reading.dates if not d.reference and not d.span}
    if setting.background:
        return ()
    gathered.found += [_of_special(one, stretch, setting, reading) for one in special]
    taken = (*reading.taken, *((one.start, one.end) for one in special))
    if not (stretch.heading and len(stretch.text) < 20 and setting.year):
        told += [(stretch, d) for d in deeds(stretch.text, reading.dates, setting.year, taken)]
    return reading.dates


def _opening(text: str, dates: Sequence[When], carried: When | None) -> When | None:
    """The year of the rest of a paragraph: 到2025年, … opens it, any other date ends it."""
    named = [d for d in dates if not d.reference]
    if not named:
        return carried
    first = named[0]
    whole = (first.day.month, first.day.day) == (12, 31) and not first.term
    leads = text.startswith(("到", "至", "力争到")) or text[first.end : first.end + 1] == ","
    alone = len(named) == 1 and first.start <= 1 and not first.span
    return first if alone and whole and leads else None


def _clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind(mark, 0, start) for mark in ",;:。") + 1
    ends = [at for mark in ",;。" if (at := text.find(mark, end)) >= 0]
    return first, min(ends, default=len(text))


def _of_special(one: Special, stretch: Stretch, setting: Setting, reading: Reading) -> Found:
    first, last = _clause_around(stretch.text, one.start, one.end)
    when = [d for d in reading.dates if d.end <= one.start and not d.reference]
    scope = when[-1] if when else setting.year
    before = "".join(c for i, c in enumerate(stretch.text[first : one.start], first)
                     if not any(d.start <= i < d.end for d in reading.dates))  # fmt: skip
    name = subject(before) if one.name_before else stretch.text[one.end : last].strip("的。")
    name = stretch.text[one.start : one.end] if one.cadence else name
    guesses = {"deadline": scope is None, "comparator": one.comparator != "yes"}
    inferred = tuple(name for name, guessed in guesses.items() if guessed)
    note = "原文写“逐步”,没有期限" if one.gradual else "没有写期限,按方案期末推定"
    notes = tuple([note] if scope is None else []) + (
        ("“零”按不高于 0 判(推定)",) if one.value == 0 else ())  # fmt: skip
    return Found(
        at=stretch.span(one.start, one.end),
        quote=stretch.span(first, last),
        name=name or stretch.text[one.start : one.end],
        comparator=one.comparator,  # type: ignore[arg-type]
        value=one.value,
        unit=one.unit,
        deadline=scope.day if scope else setting.head.end,
        section=setting.section,
        source="process" if one.cadence else "prose",
        printed=stretch.text[one.start : one.end],
        cadence=one.cadence,
        open_ended=one.gradual and scope is None,
        asks=(("definition", "怎么数、怎么算没有写,须定口径"),)
        + ((("deadline", note),) if scope is None else ()),
        inferred=inferred,
        notes=notes,
        confidence=0.8 if scope else 0.7,
    )


def _milestones(
    all_deeds: Sequence[tuple[Stretch, Deed]], gathered: _Gathered, setting: Setting
) -> Iterator[Found]:
    others = [deed for _, deed in all_deeds][:_MOST_DEEDS]
    kept = [pair for pair in all_deeds if not _restated(pair[1], others)]
    for stretch, deed in kept:
        yield _of_deed(stretch, deed, setting, gathered.dated)


def _restated(one: Deed, others: Sequence[Deed]) -> bool:
    """An undated deed whose thing another deed of the section names, dated or in fewer words."""
    if one.when:
        return False
    thing = core(one.name)
    return any(
        other is not one and len(shared) >= 4 and (other.when or len(core(other.name)) < len(thing))
        for other in others
        for shared in [_common_end(thing, core(other.name), other)]
    )


def _common_end(thing: str, whole: str, other: Deed) -> str:
    """The part of `thing` that the other deed names."""
    if other.when:
        tail = thing[-6:]
        return tail if tail in whole else ""
    return whole if whole in thing else ""


def _with_date(deed: Deed) -> int:
    """Where the clause begins, or the date right before it."""
    start = deed.clause[0]
    return deed.when.start if deed.when and deed.when.end == start - 1 else start


def _of_deed(stretch: Stretch, deed: Deed, setting: Setting, dated: set[date]) -> Found:
    only = next(iter(dated)) if len(dated) == 1 else None
    day = deed.when.day if deed.when else only or setting.head.end
    open_ended = deed.when is None and only is None
    note = (
        "没有写期限;同节只写到一个期限,按它推定" if only else "没有写期限,按方案期末占位,不判逾期"
    )
    inferred = () if deed.when else ("deadline",)
    return Found(
        at=stretch.span(deed.start, deed.end),
        quote=stretch.span(_with_date(deed), deed.clause[1]),
        name=deed.name[:80] or stretch.text[slice(*deed.clause)],
        comparator="yes",
        value=1,
        unit="是否",
        deadline=day,
        section=setting.section,
        source="milestone",
        printed=stretch.text[deed.start : deed.end],
        open_ended=open_ended,
        asks=(("definition", "以什么材料证明完成"),) + (() if deed.when else (("deadline", note),)),
        inferred=inferred,
        notes=() if deed.when else (note,),
        confidence=0.85 if deed.when else 0.55,
    )
