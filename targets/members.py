"""Which areas make up which: as the plan declares, else the areas that name it as their parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from observations.identity import Area
from observations.period import ReportingPeriod
from targets.model import Plan

# Areas of reference only: a plan names a few of their parts, never all, unless it says so.
NEVER_COMPOSED = frozenset({"国", "自治区", "省"})


def parts_of(plan: Plan, on: date | None = None) -> dict[str, tuple[str, ...]]:
    """Codes of the parts of every area that may be put together from others, in plan order.

    Declared `members` hold, those included that the plan does not list; an empty declaration
    means never. `on`: only areas and parts that are there on that day; without it, all that ever
    were or will be. Of a period it is the last day that counts.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for area in plan.areas:
        if area.parent is not None:
            below[area.parent].append(area.code)
    found = {area.code: _parts(area, below) for area in plan.areas}
    if on is not None and plan.dated:
        found = {
            code: tuple(part for part in parts if plan.valid_on(part, on))
            for code, parts in found.items()
            if plan.valid_on(code, on)
        }
    return {code: parts for code, parts in found.items() if parts}


def parts_by_period(plan: Plan, periods: Collection[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """`parts_of` on the last day of each period; nothing where no area comes or goes."""
    if not plan.dated:
        return {}
    return {one: parts_of(plan, ReportingPeriod.parse(one).end) for one in periods}


def _parts(area: Area, below: Mapping[str, list[str]]) -> tuple[str, ...]:
    if area.members is not None:
        return area.members
    return () if area.level in NEVER_COMPOSED else tuple(below.get(area.code, ()))


def beside(parts: Mapping[str, tuple[str, ...]], areas: Collection[str]) -> frozenset[str]:
    """`areas` and whatever their values may be added up with: their parts, their wholes, and the
    other parts of these; `parts` as of `parts_of`.
    """
    asked = frozenset(areas)
    wholes = {whole for whole, inner in parts.items() if not asked.isdisjoint(inner)}
    inner = (parts[one] for one in asked | wholes if one in parts)
    return asked.union(wholes, *inner)


def wholes_of(plan: Plan) -> dict[str, frozenset[str]]:
    """For every part, all the areas that it is a part of, directly or through others."""
    over: dict[str, set[str]] = defaultdict(set)
    for whole, parts in parts_of(plan).items():
        for part in parts:
            over[part].add(whole)
    return {part: _climbed(over, part) for part in list(over)}


def _climbed(over: Mapping[str, set[str]], part: str) -> frozenset[str]:
    found: set[str] = set()
    todo = [part]
    while todo:
        new = over.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return frozenset(found - {part})


def lowest_first(parts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The areas that have parts, each after those of its parts that have some themselves."""
    done: dict[str, None] = {}
    for code in parts:
        _after_its_parts(parts, code, done)
    return list(done)


def _after_its_parts(
    parts: Mapping[str, tuple[str, ...]], code: str, done: dict[str, None]
) -> None:
    """Depth first without recursion: a plan may go deep, and a circle must not run for ever."""
    todo, opened = [code], {code}
    while todo:
        inner = [p for p in parts[todo[-1]] if p in parts and p not in done and p not in opened]
        if inner:
            todo.append(inner[0])
            opened.add(inner[0])
        else:
            done[todo.pop()] = None


def circle_of(plan: Plan) -> tuple[str, ...]:
    """Areas that are parts of themselves by way of others; empty when there are none."""
    parts = parts_of(plan)
    place = {code: n for n, code in enumerate(lowest_first(parts))}
    return tuple(
        code
        for code, inner in parts.items()
        if any(part == code or place.get(part, -1) > place[code] for part in inner)
    )
