"""Commitments with a number, in the sentences of a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from targets.extract.judge import ASIDE, CHANGE, COMMITMENT, UNCLEAR, Around, ends_with, verdict
from targets.extract.mask import Aside, asides, masked
from targets.extract.model import Found, Head, QuestionKind
from targets.extract.naming import lower_is_better, name_of
from targets.extract.quantity import Quantity, quantities
from targets.extract.scope import Spread, baseline, plain, scope_of
from targets.extract.sentences import Stretch
from targets.extract.when import When, whens
from targets.extract.words import words

_LEVELS = (
    *("达到", "达", "提高到", "提高至", "提升到", "提升至", "增加到", "增长到", "保持在", "稳定在"),
    *("控制在", "降至", "降到", "降低到", "压减至", "缩短至"),
)


_FROM = re.compile(r"(?:的|由|从)?[0-9.,]+[%A-Za-z一-鿿]{0,2}(?=提|增|下|降|扩|上)")


@dataclass(frozen=True)
class Setting:
    """What a sentence stands in: the plan's head, the section's own year, background or not."""

    head: Head
    section: str
    year: When | None = None
    background: bool = False
    goals: bool = False


@dataclass(frozen=True)
class Reading:
    """A sentence read: its commitments, changes asked about, numbers set aside and unclear."""

    found: tuple[Found, ...]
    changes: tuple[tuple[int, int], ...]
    unclear: tuple[tuple[int, int], ...]
    asides: tuple[tuple[tuple[int, int], str], ...]
    dates: tuple[When, ...]
    taken: tuple[tuple[int, int], ...]  # stretches of the sentence that a quantity has used


def read_prose(stretch: Stretch, setting: Setting, special: Sequence[Aside] = ()) -> Reading:
    """The quantities of one sentence, judged."""
    text = stretch.text
    aside = (*asides(text), *special)
    dates = tuple(d for d in whens(text, setting.head) if not _within(d, aside))
    hidden = masked(text, aside, dates)
    chains = _chains(quantities(hidden))
    background = setting.background or _background(text, dates, setting.head)
    found: list[Found] = []
    verdicts: list[tuple[Quantity, str]] = []
    for chain in chains:
        spread = Spread.of(chain, text, dates)
        for index, q in enumerate(chain):
            around = Around(
                hidden, bool(scope_of(q, dates, text) or setting.year), background,
                baseline(q, dates, text), setting.goals, verdicts[-1][1] if verdicts else "",
                chained=index > 0 and q.unit == chain[0].unit,
            )  # fmt: skip
            said = verdict(q, around)
            verdicts.append((q, said))
            if said == COMMITMENT:
                found += _commitments(_Case(stretch, setting, dates, hidden), q, spread, index)
    return Reading(
        tuple(found),
        tuple(stretch.span(q.first, q.last) for q, said in verdicts if said == CHANGE),
        tuple(stretch.span(q.start, q.last) for q, said in verdicts if said == UNCLEAR),
        (
            *((stretch.span(a.start, a.end), a.reason) for a in aside),
            *((stretch.span(d.start, d.end), "date") for d in dates
              if d.reference or stretch.heading),
            *((stretch.span(q.start, q.last), "description")
              for q, said in verdicts if said == ASIDE),
        ),
        dates,
        tuple((q.first, q.last) for q, said in verdicts if said in (COMMITMENT, CHANGE)),
    )  # fmt: skip


def _within(one: When, aside: Sequence[Aside]) -> bool:
    return any(a.start <= one.start and one.end <= a.end for a in aside)


def _background(text: str, dates: Sequence[When], head: Head) -> bool:
    """True for a sentence about what was: its words say so, or all its years are past."""
    if any(word in text for word in words().list("background")):
        return True
    past = [d for d in dates if d.day.year < head.start.year]
    return bool(past) and len(past) == len(dates) and past[0].start <= 2


def _chains(found: Sequence[Quantity]) -> list[list[Quantity]]:
    chains: list[list[Quantity]] = []
    for q in found:
        if q.listed and chains:
            chains[-1].append(q)
        else:
            chains.append([q])
    return chains


@dataclass(frozen=True)
class _Case:
    stretch: Stretch
    setting: Setting
    dates: Sequence[When]
    hidden: str


def _commitments(case: _Case, q: Quantity, spread: Spread, index: int) -> Iterator[Found]:
    one = _commitment(case, q, spread, index)
    if spread.each and spread.years:
        for year in spread.years:
            yield replace(one, deadline=year.day, name=one.name)
        return
    parts = _shared(case, q) if spread.size == 1 else ()
    for name in parts:
        yield replace(one, name=name)
    if not parts:
        yield one


def _shared(case: _Case, q: Quantity) -> tuple[str, ...]:
    """A率、B率均达到100%: as many commitments as names."""
    before = case.stretch.text[q.first - len(q.before) : q.first]
    if not re.search(r"均(?:达到|达|为|不低于|不少于|保持)?$", before):
        return ()
    names = re.split(r"[、和]", re.sub(r"均(?:达到|达|为|保持)?$", "", before))
    nouns = tuple(words().list("measure_nouns"))
    return tuple(names) if len(names) > 1 and all(n.endswith(nouns) for n in names) else ()


def _commitment(case: _Case, q: Quantity, spread: Spread, index: int) -> Found:
    text = case.stretch.text
    named = spread.lead if index and not spread.names else q
    before = plain(text[named.first - len(named.before) : named.first], text, named, case.dates)
    name = spread.names[index] if spread.names else name_of(q, before, q.after)
    name = name or _clause_name(text, q, case) or _earlier_name(text, q, case)
    scope = (
        spread.years[index] if spread.years and not spread.each else scope_of(q, case.dates, text)
    )
    scope = scope or case.setting.year
    level = next((w for w in _LEVELS if text[: q.first].endswith(w)), "")
    operator = q.operator or (spread.lead.operator if index else "")
    comparator = _comparator(q, operator, text[: q.first], name)
    standard = q.unit.endswith("元") and re.search(r"每[人生户床张]", q.before)
    cadence = "" if standard else _cadence_of(q.before)
    asks, inferred, notes = _doubts(q, operator or level, scope, name, comparator)
    return Found(
        at=case.stretch.span(q.start, q.end),
        quote=case.stretch.span(*_dated_clause(text, q, case.dates)),
        name=name or text[slice(*_clause(text, q))],
        comparator="range" if q.value_max is not None else comparator,  # type: ignore[arg-type]
        value=q.value,
        value_max=q.value_max,
        unit=_unit(q, name),
        deadline=scope.day if scope else case.setting.head.end,
        section=case.setting.section,
        source="process" if cadence else "prose",
        printed=text[q.first : q.last],
        printed_at=case.stretch.span(q.first, q.last),
        printed_comparator=q.comparison or level,
        cadence=cadence,
        asks=asks,
        inferred=inferred,
        notes=notes,
        confidence=_confidence(q, len(asks)),
    )


def _clause_name(text: str, q: Quantity, case: _Case) -> str:
    """普及率由2020年的86%提高到92%: the subject stands before where it started from."""
    start, _ = _clause(text, q)
    words_ = plain(text[start : q.first], text, q, case.dates)
    return name_of(
        q, re.sub(r"(?:的|由|从)?[0-9.,]+[%A-Za-z一-鿿]{0,2}(?=提|增|下|降|扩|上)", "", words_), ""
    )


def _earlier_name(text: str, q: Quantity, case: _Case) -> str:
    """2025年达到90%: the subject stands in an earlier clause of the sentence."""
    start = text.rfind("。", 0, q.first) + 1
    clauses = [c for c in re.split(r"[,;]", plain(text[start : q.first], text, q, case.dates)) if c]
    return name_of(q, re.sub(r"[0-9.]+[^0-9]{0,3}$", "", clauses[0]), "") if clauses else ""


def _clause(text: str, q: Quantity) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, q.first) for mark in ",;:。") + 1
    ends = [at for mark in ",;。" if (at := text.find(mark, q.last)) >= 0]
    return start, min(ends, default=len(text))


def _dated_clause(text: str, q: Quantity, dates: Sequence[When]) -> tuple[int, int]:
    """The clause, from the date right before it on: 到2025年,绿地率达到42%."""
    start, end = _clause(text, q)
    behind = [d.start for d in dates if d.end == start - 1]
    return (behind[0] if behind else start), end


def _comparator(q: Quantity, operator: str, head: str, name: str) -> str:
    if operator:
        return operator
    down = ends_with("lowering").search(head) or q.value == 0 or lower_is_better(name)
    return "<=" if down else ">="


def _unit(q: Quantity, name: str) -> str:
    if not q.unit:
        return "系数" if "系数" in name else "值"
    shared = "人均" in name or "人均" in q.before
    alone = "/" in q.unit or q.unit in {"%", "岁", "年", "次", "学时"}
    return f"{q.unit}/人" if shared and not alone else q.unit


def _cadence_of(before: str) -> str:
    found = [
        (before.rfind(word), cadence)
        for cadence, group in words().raw["cadences"].items()
        for word in group
        if word in before
    ]
    return max(found)[1] if found else ""


def _doubts(
    q: Quantity, compared: str, scope: When | None, name: str, comparator: str
) -> tuple[tuple[tuple[QuestionKind, str], ...], tuple[str, ...], tuple[str, ...]]:
    asks: list[tuple[QuestionKind, str]] = []
    inferred: list[str] = []
    notes: list[str] = []
    if scope is None:
        asks.append(("deadline", "原文没有写期限,按方案期末推定"))
        inferred.append("deadline")
    elif scope.doubtful:
        asks.append(("deadline", f"期限的写法不止一种读法,暂按 {scope.day}"))
    if not compared and q.value_max is None:
        way = "不高于" if comparator == "<=" else "不低于"
        asks.append(("comparator", f"没有印比较用语,按{way}执行(推定)"))
        inferred.append("comparator")
    if q.value_max is not None:
        inferred.append("comparator")
        notes.append("印作区间,没有比较用语,按区间判")
    if q.comparison in words().list("suffix_about"):
        asks.append(("comparator", "原文写“左右”,上下多少算完成没有写"))
    if not name:
        asks.append(("subject", "说的是什么,句子里没有写清"))
    if not q.unit:
        asks.append(("unit", "没有写单位"))
    if q.unit not in {"%", "‰", "比值", ""} and not re.search("新增|累计|每年", q.before):
        asks.append(("counting", "没有写是新增还是累计"))
    notes += [text for kind, text in asks if kind in ("deadline", "comparator")]
    return tuple(asks), tuple(inferred), tuple(notes)


def _confidence(q: Quantity, doubts: int) -> float:
    base = 0.98 if q.comparison else 0.95
    return round(max(0.3, base - 0.06 * doubts - (0.1 if q.chinese and q.unit != "%" else 0)), 2)
