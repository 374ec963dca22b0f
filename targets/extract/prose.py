"""Commitments with a number, in the sentences of a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from targets.extract.judge import ASIDE, CHANGE, COMMITMENT, UNCLEAR, Around, ends_with, verdict
from targets.extract.mask import Aside, asides, masked
from targets.extract.model import Found, Head, QuestionKind
from targets.extract.naming import lower_is_better
from targets.extract.quantity import Quantity, quantities
from targets.extract.scope import Spread, against, baseline, scope_of
from targets.extract.sentences import Stretch
from targets.extract.subjects import (
    Case,
    Setting,
    clause,
    dated_clause,
    named,
    names_before,
    shared,
    widened,
)
from targets.extract.when import When, whens
from targets.extract.words import alternatives, words

_LEVELS = (
    *("达到", "达", "提高到", "提高至", "提升到", "提升至", "增加到", "增长到", "保持在", "稳定在"),
    *("控制在", "降至", "降到", "降低到", "压减至", "缩短至"),
)


_COMPARES = ("由", "从", "比", "较", "在")  # 由目前的72%提高到85%
_CARRIED = "期限写在同一段的前文里,按它推定"
_MOST_HEAD = 60  # characters before a number among which 降至 stands
_NEAR = 8  # quantities and commitments before, among which a name is looked for
# no number, yet a change: asked about
_RELATIVE = re.compile(
    r"(?:不低于|不少于|不高于|高于|低于)(?:上年|上一年|去年|上年度|往年)(?:同期)?(?:水平|规模|数)?|只增不减"
)


@dataclass(frozen=True)
class Reading:
    """A sentence read: its commitments, changes asked about, numbers set aside and unclear."""

    found: tuple[Found, ...]
    changes: tuple[tuple[int, int], ...]
    unclear: tuple[tuple[int, int], ...]
    asides: tuple[tuple[tuple[int, int], str], ...]
    dates: tuple[When, ...]
    taken: tuple[tuple[int, int], ...]  # stretches of the sentence that a quantity has used


def read_prose(
    stretch: Stretch, setting: Setting, special: Sequence[Aside] = (), carried: When | None = None
) -> Reading:
    """The quantities of one sentence, judged; `carried` is the year its paragraph began with."""
    text = stretch.text
    aside = (*asides(text), *special)
    dates = tuple(d for d in whens(text, setting.head) if not _within(d, aside))
    hidden = masked(text, aside, dates)
    background = setting.background or _background(text, dates, setting.head)
    found: list[Found] = []
    verdicts: list[tuple[Quantity, str]] = []
    case = Case(stretch, setting, dates, hidden, carried=carried)
    for chain in _chains(quantities(hidden)):
        before = verdicts[-_NEAR:]
        _judge(chain, case, background, verdicts)
        judged = verdicts[-len(chain) :]
        found += _chain(chain, judged, before, replace(case, last=tuple(found[-_NEAR:])))
    return Reading(
        tuple(found),
        (
            *(stretch.span(q.first, q.last) for q, said in verdicts if said == CHANGE),
            *(stretch.span(*m.span()) for m in _RELATIVE.finditer(text) if not background),
        ),
        tuple(stretch.span(q.start, q.last) for q, said in verdicts if said == UNCLEAR),
        (
            *((stretch.span(a.start, a.end), a.reason) for a in aside),
            *((stretch.span(d.start, d.end), "description" if d.span else "date") for d in dates),
            *((stretch.span(q.start, q.last), "description")
              for q, said in verdicts if said == ASIDE),
        ),
        dates,
        tuple((q.first, q.last) for q, said in verdicts if said in (COMMITMENT, CHANGE)),
    )  # fmt: skip


def _judge(
    chain: Sequence[Quantity], case: Case, background: bool, verdicts: list[tuple[Quantity, str]]
) -> None:
    for index, q in enumerate(chain):
        before = verdicts[-1] if verdicts else None
        scope = scope_of(q, case.dates, case.stretch.text) or case.carried
        dated = bool(scope or case.setting.year)
        around = Around(
            case.hidden, dated, background, baseline(q, case.dates, case.stretch.text),
            case.setting.goals, before[1] if before else "",
            chained=index > 0 and q.unit == chain[0].unit,
            tasked=case.setting.tasked,
            kin=before is not None and q.unit == before[0].unit,
            against=against(q, case.dates, case.stretch.text),
        )  # fmt: skip
        # 面积3万平方米的中心1座, 为35岁以下青年筹集住房500套
        behind = before is not None and before[1] == ASIDE
        own = q.before.startswith("的") or (behind and "(" not in q.before)
        said = verdict(widened(q, verdicts[-_NEAR:], case.hidden) if own else q, around)
        verdicts.append((q, said))


def _chain(
    chain: Sequence[Quantity], judged: Sequence[tuple[Quantity, str]],
    before: Sequence[tuple[Quantity, str]], case: Case,
) -> Iterator[Found]:  # fmt: skip
    """The commitments of quantities that only 、 or 和 parts."""
    text = case.stretch.text
    whole = [widened(chain[0], before, case.hidden), *chain[1:]]
    spread = Spread.of(whole, text, case.dates)
    spread = replace(spread, names=spread.names or names_before(whole, case.last, text))
    for index, (q, (_, said)) in enumerate(zip(whole, judged, strict=True)):
        if said == COMMITMENT:
            yield from _commitments(case, q, spread, index)


def _within(one: When, aside: Sequence[Aside]) -> bool:
    return any(a.start <= one.start and one.end <= a.end for a in aside)


def _background(text: str, dates: Sequence[When], head: Head) -> bool:
    """True for a sentence about what was: its words say so, or all its years are past."""
    told = alternatives("background").finditer(text)
    if any(text[max(0, m.start() - 1) : m.start()] not in _COMPARES for m in told):
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


def _commitments(case: Case, q: Quantity, spread: Spread, index: int) -> Iterator[Found]:
    one = _commitment(case, q, spread, index)
    if spread.each and spread.years:
        for year in spread.years:
            yield replace(one, deadline=year.day, name=one.name)
        return
    parts = shared(case, q) if spread.size == 1 else ()
    for name in parts:
        yield replace(one, name=name)
    if not parts:
        yield one


def _commitment(case: Case, q: Quantity, spread: Spread, index: int) -> Found:
    text = case.stretch.text
    name = named(case, q, spread, index)
    scope = (
        spread.years[index] if spread.years and not spread.each else scope_of(q, case.dates, text)
    )
    carried = scope is None and case.carried is not None
    scope = scope or case.carried or case.setting.year
    level = next((w for w in _LEVELS if text[: q.first].endswith(w)), "")
    operator = q.operator or (spread.lead.operator if index else "")
    comparator = _comparator(q, operator, text[max(0, q.first - _MOST_HEAD) : q.first], name)
    standard = q.unit.endswith("元") and re.search(r"每[人生户床张]", q.before)
    cadence = "" if standard else _cadence_of(q.before) or _cadence_before(q, scope, case)
    asks, inferred, notes = _doubts(q, operator or level, scope, name, comparator)
    if carried:
        inferred, notes = (*inferred, "deadline"), (*notes, _CARRIED)
    return Found(
        at=case.stretch.span(q.start, q.end),
        quote=case.stretch.span(*dated_clause(text, q, case.dates)),
        name=name or text[slice(*clause(text, q))],
        comparator="range" if q.value_max is not None else comparator,  # type: ignore[arg-type]
        value=q.value,
        value_max=q.value_max,
        unit=_unit(q, name),
        deadline=scope.day if scope else case.setting.head.end,
        section=case.setting.section,
        source="process" if cadence else "prose",
        printed=text[q.first : q.last],
        printed_at=case.stretch.span(q.first, q.last),
        printed_comparator=q.comparison or (spread.lead.comparison if index else "") or level,
        cadence=cadence,
        term=bool(scope and scope.term),
        asks=asks,
        inferred=inferred,
        notes=notes,
        confidence=_confidence(q, len(asks)),
    )


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


def _cadence_before(q: Quantity, scope: When | None, case: Case) -> str:
    """每年送戏150场、放映电影2500场: the rhythm holds for what 、 joins."""
    joined = q.before.startswith("、") and scope is None
    return next((one.cadence for one in case.last[-1:] if joined), "")


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
