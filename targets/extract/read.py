"""`extract`: the whole reading of a plan's text, from characters to a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from targets.extract.breakdown import read_breakdowns
from targets.extract.draft import SectionReading, build
from targets.extract.head import read_head
from targets.extract.milestones import Deed, deeds
from targets.extract.model import Draft, Found, Head, NumberAside
from targets.extract.offices import clauses
from targets.extract.prepare import prepare
from targets.extract.promised import milestones, of_special
from targets.extract.prose import read_prose
from targets.extract.sentences import Part, Stretch, line_ends, parts
from targets.extract.special import as_asides, specials
from targets.extract.subjects import Setting
from targets.extract.table import read_tables
from targets.extract.when import When, whens
from targets.extract.words import any_of, words
from targets.extract.worktable import WorkRow, work_rows

_ABOUT_ITSELF = re.compile(
    r"确定.{0,12}实施.{0,8}(?:实事|任务|项目)|印发给你们|关于印发|制定本|特制定|(?:制定|编制|提出|制订).{0,24}(?:方案|规划|计划|清单|措施|意见|要点)(?:如下)?。$"
)


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
        gathered.found += milestones(told, gathered.dated, own)
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
    explaining = False
    for part in all_parts:
        level = part.section.level
        explaining = explaining and level != 1
        own = _heading_year(part, head)
        for deeper in range(level, 4):
            inherited[deeper] = own
            background[deeper] = goals[deeper] = False
        year = own or next((inherited.get(up) for up in range(level - 1, 0, -1)
                            if inherited.get(up)), None)  # fmt: skip
        past = _tells_of_the_past(part) or any(background.get(up) for up in range(1, level))
        past = past or explaining
        explaining = explaining or any(map(_explains, part.sentences))
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


def _explains(stretch: Stretch) -> bool:
    """True for the title of a glossary, which explains until the next chapter: 名词解释:."""
    return bool(_glossary().match(stretch.text))


@lru_cache(maxsize=1)
def _glossary() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words().list('glossary_titles'))})(?::|$)")


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
        if _explains(stretch):
            setting = replace(setting, background=True)
        rest = _without(stretch, blocked)
        if rest.text:
            dates = _sentence(rest, setting, gathered, told, carried)
            carried = _opening(rest.text, dates, carried)
    gathered.found += milestones(told, gathered.dated, setting)
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
    gathered.found += [of_special(one, stretch, setting, reading.dates) for one in special]
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
