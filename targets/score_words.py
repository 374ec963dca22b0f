"""A score as people and programs read it: every point with what was counted and the clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from targets.score_rule import ScoreRule
from targets.scores import Counted, ItemScore, Left, OfficeScore, rounded

PARTS = {"lead": "牵头", "cooperating": "配合"}
DECIMALS = 2
"""Decimals of the points of one line; the score itself has those of its rule."""


@dataclass(frozen=True)
class Difference:
    """What another rule makes of one office: both scores, and the reasons item by item."""

    office: str
    before: OfficeScore
    after: OfficeScore
    why: tuple[str, ...]


def printed(points: Fraction) -> str:
    """Points to two decimals, half to even."""
    return str(rounded(points, DECIMALS))


def share_told(one: Counted) -> str:
    """The arithmetic of one line: weight, credit, points got of those possible."""
    weight = int(one.weight * 100)
    return (
        f"权重 {weight}%,“{one.grade.text}”计 {one.grade.credit}%,"
        f"得 {printed(one.got)}/{printed(one.possible)} 分"
    )


def item_told(one: ItemScore) -> str:
    """The arithmetic of an item in a sentence."""
    if not one.counted:
        return f"{one.item.label}:没有可计的,不算失分({one.item.clause})"
    raw = sum((each.got for each in one.counted), Fraction(0))
    bound = "" if raw == one.got else f",按上下限改计 {printed(one.got)} 分"
    left = f",另有 {len(one.left)} 项不计" if one.left else ""
    return (
        f"{one.item.label}:{len(one.counted)} 项可计,得 {printed(raw)}/"
        f"{printed(one.possible)} 分{bound}{left}({one.item.clause})"
    )


def score_told(one: OfficeScore) -> str:
    """How the score came about: the sum, the shrunken denominator, the ceiling."""
    if one.score is None:
        return f"不参评:{one.why_not}"
    empty = [item.item.label for item in one.items if not item.counted]
    less = f"({'、'.join(empty)}没有可计的,分母不含)" if empty else ""
    ceiling = f";{one.ceiling}" if one.ceiling else ""
    return (
        f"得 {printed(one.got)} 分,可得 {printed(one.possible)} 分{less},"
        f"折算 {one.score} 分{ceiling}"
    )


def ranking_document(
    found: Iterable[OfficeScore], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Every office in a line, as a program reads it; amounts as exact text."""
    return [
        {
            "office": one.office,
            "name": names.get(one.office, one.office),
            "rank": one.rank,
            "score": None if one.score is None else str(one.score),
            "band": one.band,
            "got": str(one.got),
            "possible": str(one.possible),
            "why": score_told(one),
        }
        for one in found
    ]


def statement_document(one: OfficeScore, name: str, rule: ScoreRule) -> dict[str, Any]:
    """One office's statement: every item, what was counted and what was not, with its sources."""
    (head,) = ranking_document([one], {one.office: name})
    return {**head, "rule": rule.id, "items": [_item(item) for item in one.items]}


def differences(
    before: Sequence[OfficeScore], after: Sequence[OfficeScore]
) -> tuple[Difference, ...]:
    """What changes for each office of both; in the order of `after`."""
    old = {one.office: one for one in before}
    return tuple(
        Difference(one.office, old[one.office], one, tuple(_reasons(old[one.office], one)))
        for one in after
        if one.office in old
    )


def _item(one: ItemScore) -> dict[str, Any]:
    return {
        "item": one.item.name,
        "label": one.item.label,
        "clause": one.item.clause,
        "got": str(one.got),
        "possible": str(one.possible),
        "why": item_told(one),
        "counted": [_counted(each) for each in one.counted],
        "left": [_left(each) for each in one.left],
    }


def _counted(one: Counted) -> dict[str, Any]:
    return {
        **_fact(one),
        "got": str(one.got),
        "possible": str(one.possible),
        "why": share_told(one),
    }


def _left(one: Left) -> dict[str, Any]:
    return {**_fact(one), "why": one.why}


def _fact(one: Counted | Left) -> dict[str, Any]:
    fact = one.fact
    return {
        "key": fact.key,
        "label": fact.label,
        "part": PARTS[fact.part],
        "grade": fact.grade,
        "told": fact.told,
        "sources": list(fact.sources),
    }


def _reasons(before: OfficeScore, after: OfficeScore) -> Iterable[str]:
    """Items that another rule values otherwise, in the new rule's order, then those dropped."""
    old = {one.item.name: one for one in before.items}
    for one in after.items:
        was = old.pop(one.item.name, None)
        if was is None:
            yield f"新增考核项{one.item.label} {one.item.points} 分:{_amount(one)}"
        elif (was.got, was.possible) != (one.got, one.possible):
            yield f"{one.item.label}:{_amount(was)} 改为 {_amount(one)}"
    for was in old.values():
        yield f"取消考核项{was.item.label}:原{_amount(was)}"
    if before.ceiling != after.ceiling:
        yield f"封顶:{before.ceiling or '无'} 改为 {after.ceiling or '无'}"
    if before.why_not != after.why_not:
        yield f"参评:{before.why_not or '参评'} 改为 {after.why_not or '参评'}"


def _amount(one: ItemScore) -> str:
    return f"{printed(one.got)}/{printed(one.possible)} 分" if one.counted else "没有可计的"
