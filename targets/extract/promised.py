"""Commitments without a plain number: a wording such as 全覆盖, or a deed done by a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date

from targets.extract.milestones import Deed, core
from targets.extract.model import Found
from targets.extract.naming import subject
from targets.extract.sentences import Stretch
from targets.extract.special import Special
from targets.extract.subjects import Setting
from targets.extract.when import When, undated

_MOST_DEEDS = 200  # of a section, with which each is compared


def _clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind(mark, 0, start) for mark in ",;:。") + 1
    ends = [at for mark in ",;。" if (at := text.find(mark, end)) >= 0]
    return first, min(ends, default=len(text))


def of_special(one: Special, stretch: Stretch, setting: Setting, dates: Sequence[When]) -> Found:
    """The commitment of such a wording in a sentence with these `dates`."""
    first, last = _clause_around(stretch.text, one.start, one.end)
    when = [d for d in dates if d.end <= one.start and not d.reference]
    scope = when[-1] if when else setting.year
    before = undated(stretch.text, first, one.start, dates)
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


def milestones(
    all_deeds: Sequence[tuple[Stretch, Deed]], dated: Set[date], setting: Setting
) -> Iterator[Found]:
    """The commitments of a section's deeds; `dated` are all days it names."""
    others = [(deed, core(deed.name)) for _, deed in all_deeds[:_MOST_DEEDS]]
    kept = [pair for pair in all_deeds if not _restated(pair[1], others)]
    for stretch, deed in kept:
        yield _of_deed(stretch, deed, setting, dated)


def _restated(one: Deed, others: Sequence[tuple[Deed, str]]) -> bool:
    """An undated deed whose thing another deed of the section names, dated or in fewer words."""
    if one.when:
        return False
    thing = core(one.name)
    return any(
        other is not one and len(shared) >= 4 and (other.when or len(whole) < len(thing))
        for other, whole in others
        for shared in [_common_end(thing, whole, other)]
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


def _of_deed(stretch: Stretch, deed: Deed, setting: Setting, dated: Set[date]) -> Found:
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
