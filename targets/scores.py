"""考核得分: what each office has of the points that could be had, every point with its reason.

Exact to the last: fractions until a score is printed, then half to even (GB/T 8170). What is
not counted makes the possible points fewer, never the score. Equal facts in any order give
equal scores. Offices only: no post is known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from targets.score_rule import Grade, Item, ItemName, Part, ScoreRule

HUNDRED = 100


@dataclass(frozen=True)
class Fact:
    """One thing that an item counts of an office.

    `key` names it within the item (target id, case number and day, form's period), `grade` is
    what came of it, one of the item's words, `told` in words with its numbers. `sources` lead to
    where it was observed: an assessment run, revisions, receipts, a case. `lifted`: why it is
    not counted although it could be (an objection that was upheld).
    """

    item: ItemName
    office: str
    part: Part
    key: str
    label: str
    grade: str
    told: str = ""
    sources: tuple[str, ...] = ()
    lifted: str = ""


@dataclass(frozen=True)
class Counted:
    """A fact with what it brought: `got` of `possible` points, both exact."""

    fact: Fact
    grade: Grade
    weight: Fraction
    got: Fraction
    possible: Fraction


@dataclass(frozen=True)
class Left:
    """A fact that is not counted, and why."""

    fact: Fact
    why: str


@dataclass(frozen=True)
class ItemScore:
    """One item of one office; `possible` 0 where nothing could be counted."""

    item: Item
    counted: tuple[Counted, ...]
    left: tuple[Left, ...]
    got: Fraction
    possible: Fraction


@dataclass(frozen=True)
class OfficeScore:
    """One office. `score` of a hundred, rounded; None when it is not ranked, `why_not` why.

    `rank` from 1, the same for equal scores, the next one moved on. `ceiling`: the sentence of
    the rule that bounded it, empty when none did.
    """

    office: str
    items: tuple[ItemScore, ...]
    got: Fraction
    possible: Fraction
    score: Decimal | None
    ceiling: str = ""
    why_not: str = ""
    rank: int | None = None
    band: str = ""


def scores(
    facts: Iterable[Fact], offices: Sequence[str], rule: ScoreRule
) -> tuple[OfficeScore, ...]:
    """Every office of `offices`, best first; those not ranked last, in the given order.

    `ValueError` for two facts of one item, office and key: nothing is counted twice.
    """
    mine: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    for fact in facts:
        if (fact.item, fact.office, fact.key) in seen:
            raise ValueError(f"counted twice: {fact.item} {fact.office} {fact.key}")
        seen.add((fact.item, fact.office, fact.key))
        mine[fact.office, fact.item].append(fact)
    found = [_office(one, mine, rule) for one in offices]
    return _ranked(found)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """`value` to so many decimals, half to even; the decimals are always written out."""
    whole = round(value * 10**decimals)
    return Decimal(whole).scaleb(-decimals)


def _office(
    office: str, mine: Mapping[tuple[str, str], Sequence[Fact]], rule: ScoreRule
) -> OfficeScore:
    items = tuple(item_score(mine.get((office, item.name), ()), item, rule) for item in rule.items)
    got = sum((one.got for one in items), Fraction(0))
    possible = sum((one.possible for one in items), Fraction(0))
    why = _why_not(office, items, rule)
    if why:
        return OfficeScore(office, items, got, possible, None, why_not=why)
    exact, ceiling = _bounded(got / possible * HUNDRED, items, rule)
    score = rounded(exact, rule.decimals)
    band = next(one.word for one in rule.bands if score >= one.at_least)
    return OfficeScore(office, items, got, possible, score, ceiling, band=band)


def item_score(facts: Sequence[Fact], item: Item, rule: ScoreRule) -> ItemScore:
    """One item: its points times the weighted mean credit, within the item's bounds."""
    ordered = sorted(facts, key=lambda one: (one.part != "lead", one.key))
    left, taken = [], []
    for fact in ordered:
        grade = item.grade(fact.grade)
        weight = Fraction(getattr(rule.share, fact.part), HUNDRED)
        why = fact.lifted or ("" if grade.credit is not None else grade.text)
        why = why or ("" if weight else "配合单位不计")
        if why:
            left.append(Left(fact, why))
        else:
            taken.append((fact, grade, weight))
    whole = sum((weight for _, _, weight in taken), Fraction(0))
    counted = tuple(
        Counted(fact, grade, weight, share * (grade.credit or 0) / HUNDRED, share)
        for fact, grade, weight in taken
        if (share := item.points * weight / whole)
    )
    possible = Fraction(item.points if counted else 0)
    got = sum((one.got for one in counted), Fraction(0))
    low, high = (possible * bound / HUNDRED for bound in (item.floor, item.cap))
    return ItemScore(item, counted, tuple(left), min(max(got, low), high), possible)


def _why_not(office: str, items: Sequence[ItemScore], rule: ScoreRule) -> str:
    if office in rule.not_scored:
        return "规则写明不参评"
    told = sum(bool(one.counted) for one in items)
    if told < rule.least_items:
        return f"有内容可计的考核项只有 {told} 项,不足 {rule.least_items} 项"
    possible = sum((one.possible for one in items), Fraction(0))
    if possible < rule.least_points:
        return f"可计的分值只有 {possible} 分,不足 {rule.least_points} 分"
    return ""


def _bounded(exact: Fraction, items: Sequence[ItemScore], rule: ScoreRule) -> tuple[Fraction, str]:
    """The score under the lowest ceiling that applies, and that ceiling's sentence."""
    bounds = [
        (one.at_most, one.text)
        for one in rule.ceilings
        if any(
            got.fact.part == "lead" and got.grade.grade == one.grade
            for item in items
            if item.item.name == one.item
            for got in item.counted
        )
    ]
    lowest = min(bounds, default=(HUNDRED, ""))
    return (Fraction(lowest[0]), lowest[1]) if exact > lowest[0] else (exact, "")


def _ranked(found: Sequence[OfficeScore]) -> tuple[OfficeScore, ...]:
    ranked = sorted(
        (one for one in found if one.score is not None), key=lambda one: -(one.score or 0)
    )
    placed = [
        replace(one, rank=1 + sum((o.score or 0) > (one.score or 0) for o in ranked))
        for one in ranked
    ]
    return (*placed, *(one for one in found if one.score is None))
