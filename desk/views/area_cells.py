"""How each area stands in the comparison of one indicator."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import polars as pl

from briefings.format import format_target, format_value
from desk.area_standings import AreaStanding, compare_areas
from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from observations.identity import Actor, Area, Role
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from targets.assessment import Assessment, AssessmentRun, Level
from targets.model import Plan, Target, Tier
from targets.pace import shortfall
from targets.siblings import UPPER_TIER, line_of
from targets.wording import difference_text

State = Literal["verdict", "value", "missing", "hidden"]
Basis = Literal["", "assessed", "compared"]
Key = tuple[str, str]  # indicator, area
CLASSES = 3
OFFICIALS = (Role.DESK, Role.LEADER, Role.ADMIN)


@dataclass(frozen=True)
class OtherLine:
    """How an area stands by its other lines: whose line it is, its goal in words, the verdict."""

    tier: Tier
    goal: str
    level: Level
    level_word: str


@dataclass(frozen=True)
class AreaCell:
    """One area: how it stands, or that nothing was reported, or that the actor may not see it.

    `value` is in words, `period` the one it is of (empty without a value). `basis`: `assessed`
    by the stored run of the shown period, or `compared` with the line of the level above by
    today's record, nothing kept; `tier` whose line that is. `rank` is the third of the values it
    lies in, 0 the lowest, None without one. `publisher`, `quote` and `confidence`
    say where a published value is from. `linked`: its indicator page has something to show.
    `short` is how far a judged value is from the line of the level above, in words, empty without
    one; `others` are the area's further lines (the banner's beside the city's).
    """

    area: Area
    state: State
    value: str = ""
    number: float | None = None
    period: str = ""
    level: Level | None = None
    level_word: str = ""
    basis: Basis = ""
    tier: Tier | None = None
    rank: int | None = None
    published: bool = False
    publisher: str = ""
    quote: str = ""
    confidence: str = ""
    linked: bool = False
    short: str = ""
    others: tuple[OtherLine, ...] = ()


@dataclass(frozen=True)
class Compared:
    """What is compared and for whom, as known at `head` (None for now).

    `desk` has the targets in force at the period's end.
    """

    desk: Desk
    actor: Actor
    indicator: Indicator
    period: ReportingPeriod
    head: int | None = None

    def targets(self, area: str) -> tuple[Target, ...]:
        """The area's own lines, that of the level above first."""
        key = (self.indicator.key, area)
        own = [one for one in self.desk.plan.targets if (one.indicator, one.area) == key]
        return tuple(sorted(own, key=lambda one: one.tier != UPPER_TIER))


def cells(asked: Compared, run: AssessmentRun | None, frame: pl.DataFrame) -> tuple[AreaCell, ...]:
    """A cell for each area there is on the period's last day, in plan order; `run` holds what the
    actor may see.

    `frame`: the indicator's approved values, in the ledger's columns.
    """
    verdicts = {one.target_id: one for one in run.assessments} if run else {}
    newest, beside = _newest(asked, frame), _compared(asked)
    offices, line_above = answering(asked.desk.plan), upper_line(asked)
    found = []
    for area in asked.desk.plan.areas:
        if not area.valid_on(asked.period.end):
            continue
        key = (asked.indicator.key, area.code)
        if not visible(asked.actor, area.code, offices.get(key, ())):
            found.append(AreaCell(area, "hidden"))
            continue
        cell = _valued(asked, area, newest.get(area.code))
        judged = _judged(asked, area.code, verdicts)
        if judged is not None:
            cell = _assessed(asked, cell, judged)
            cell = replace(cell, others=_others(asked, area.code, judged[0], verdicts))
        elif (line := beside.get(area.code)) is not None and line.value == cell.number:
            cell = replace(
                cell, state="verdict", level=Level(line.level), basis="compared", tier="市"
            )
        cell = replace(cell, short=_short(asked, line_above, cell))
        found.append(replace(cell, linked=bool(cell.value or asked.targets(area.code))))
    return _ranked(found)


def upper_line(asked: Compared) -> Target | None:
    """The line of the level above that every area is compared with; None without one."""
    plan = asked.desk.plan
    for one in plan.targets:
        lower = plan.area_of(one.area).level != UPPER_TIER
        if one.indicator == asked.indicator.key and one.tier == UPPER_TIER and lower:
            return one
    return None


def answering(plan: Plan) -> Mapping[Key, frozenset[str]]:
    """The offices that lead, share or report an indicator in an area."""
    found: dict[Key, set[str]] = {}
    for target in plan.targets:
        key = (target.indicator, target.area)
        found.setdefault(key, set()).update(target.leads, target.cooperating)
    for one in plan.reporting:
        found.setdefault((one.indicator, one.area), set()).add(one.office)
    return {key: frozenset(offices) for key, offices in found.items()}


def visible(actor: Actor, area: str, offices: Collection[str]) -> bool:
    """True unless the area is out of scope, or other `offices` alone answer for its value."""
    if actor.oversees(area) or (not offices and actor.covers_area(area)):
        return True
    return any(actor.concerned_with(one, area) for one in offices)


def _newest(asked: Compared, frame: pl.DataFrame) -> Mapping[str, Mapping[str, Any]]:
    """The newest value of each area up to the end of the shown period."""
    mine = frame.filter(
        (pl.col("indicator") == asked.indicator.key) & pl.col("value").is_not_null()
    )
    newest: dict[str, tuple[ReportingPeriod, Mapping[str, Any]]] = {}
    for row in mine.iter_rows(named=True):
        period = ReportingPeriod.parse(row["period"])
        held = newest.get(row["area"])
        if period.end <= asked.period.end and (held is None or held[0] < period):
            newest[row["area"]] = (period, row)
    return {area: row for area, (_, row) in newest.items()}


def _valued(asked: Compared, area: Area, row: Mapping[str, Any] | None) -> AreaCell:
    if row is None:
        return AreaCell(area, "missing")
    published = row["office"] == PUBLISHED_OFFICE
    publisher, _, rest = str(row["note"]).partition("|") if published else ("", "", "")
    quote, _, confidence = rest.partition("|")
    return AreaCell(
        area=area,
        state="value",
        value=format_value(asked.indicator, row["value"]),
        number=row["value"],
        period=row["period"],
        published=published,
        publisher=publisher,
        quote=quote,
        confidence=confidence,
    )


def _judged(
    asked: Compared, area: str, verdicts: Mapping[str, Assessment]
) -> tuple[Target, Assessment] | None:
    """The area's own verdict of the stored run, by the line of the level above if it has one."""
    for target in asked.targets(area):
        verdict = verdicts.get(target.id)
        if verdict is not None and verdict.value is not None:
            return target, verdict
    return None


def _assessed(asked: Compared, cell: AreaCell, judged: tuple[Target, Assessment]) -> AreaCell:
    """The cell with the value the verdict was made of: a later revision has none yet."""
    target, verdict = judged
    own = verdict.value == cell.number
    bare = cell if own else AreaCell(cell.area, "verdict")
    return replace(
        bare,
        state="verdict",
        value=format_value(asked.indicator, verdict.value),
        number=verdict.value,
        period=verdict.observed_period or verdict.period,
        level=verdict.level,
        level_word=verdict.level_word,
        basis="assessed",
        tier=target.tier,
    )


def _others(
    asked: Compared, area: str, shown: Target, verdicts: Mapping[str, Assessment]
) -> tuple[OtherLine, ...]:
    """The verdicts of the area's lines beside the one that is shown."""
    return tuple(
        OtherLine(one.tier, format_target(asked.indicator, one), found.level, found.level_word)
        for one in asked.targets(area)
        if one.id != shown.id and (found := verdicts.get(one.id)) is not None
    )


def _short(asked: Compared, line: Target | None, cell: AreaCell) -> str:
    """`差2.1个百分点`, or that the line is reached; only where a verdict is shown."""
    if line is None or cell.number is None or cell.level is None or asked.indicator.kind == "yes":
        return ""
    gap = shortfall(line, cell.number)
    return f"差{difference_text(asked.indicator, gap)}" if gap > 0 else "已达到"


def _compared(asked: Compared) -> Mapping[str, AreaStanding]:
    """Every area by the line of the level above, for posts that oversee the plan."""
    line = upper_line(asked)
    if line is None or not asked.actor.has(*OFFICIALS):
        return {}
    about = (asked.period, asked.indicator.key)
    found = compare_areas(asked.desk, asked.actor, *about, head=asked.head)
    return {one.area: one for one in found.standings if line_of(one.target_id) == line.id}


def _ranked(found: Iterable[AreaCell]) -> tuple[AreaCell, ...]:
    """With the third of the values that each lies in; equal values share one."""
    every = tuple(found)
    numbers = sorted(one.number for one in every if one.number is not None)
    return tuple(
        one
        if one.number is None
        else replace(one, rank=CLASSES * bisect_left(numbers, one.number) // len(numbers))
        for one in every
    )
