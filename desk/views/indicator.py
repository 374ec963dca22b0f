"""One indicator in one area, from the verdict down to the cell of a file."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl

from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from desk.plans import in_period
from desk.run_history import newest_period
from desk.views.cases import case_rows
from desk.views.lines import lines
from desk.views.overview import concerns
from desk.views.reports import finding_row
from desk.views.rows import CaseRow, FindingRow, IndicatorView, OtherArea, Point, Vintage
from ledger import findings, plans, revisions
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.choose import latest_baselines
from targets.model import Target


def indicator(
    desk: Desk,
    actor: Actor,
    key: str,
    area: str,
    period: ReportingPeriod | None = None,
    head: int | None = None,
) -> IndicatorView:
    """Everything about `key` in `area` as known at `head`; `Refused` out of scope.

    Who only looks gets what is approved: no other value, no finding, no case.
    """
    _known(desk, key, area)
    with desk.ledger.read(head) as reading:
        shown = _period(reading, period)
        targets = _targets(desk, key, area, shown)
        _in_scope(desk, actor, area, targets)
        approved = set(revisions.as_of(reading, approved=True)["revision"].to_list())
        whole = _within(desk, actor.insider, area, targets)
        past = revisions.history(reading, key, area)
        if not whole:
            past = past.filter(pl.col("revision").is_in(sorted(approved)))
        points = _points(desk, _asked_about(past, findings.doubts(reading)), approved)
        return IndicatorView(
            indicator=desk.plan.indicator(key),
            area=desk.plan.area_of(area),
            period=shown,
            demo=any(point.demo for point in points),
            lines=lines(desk, reading, targets, shown, points),
            points=points,
            missing=_missing(desk, key, points, shown),
            baseline=latest_baselines(plans.baselines(reading)).get((key, area)),
            findings=_findings(desk, reading, (key, area)) if whole else (),
            cases=_cases(desk, reading, targets) if whole else (),
            others=tuple(o for o in _others(desk, reading, key, area) if actor.covers_area(o.area)),
        )


def _known(desk: Desk, key: str, area: str) -> None:
    try:
        desk.plan.indicator(key)
        desk.plan.area_of(area)
    except KeyError:
        raise UserError("没有这个指标或地区", cure="从总览进入") from None


def _in_scope(desk: Desk, actor: Actor, area: str, targets: list[Target]) -> None:
    if not actor.covers_area(area):
        raise Refused("这个地区不在本岗位的范围内", cure="如需查看请联系管理员")
    if not _within(desk, actor, area, targets):
        raise Refused("这个指标不属于本单位", cure="如需查看请联系住建局")


def _within(desk: Desk, actor: Actor, area: str, targets: list[Target]) -> bool:
    """True when the area is overseen, or a target of the indicator in it concerns the actor."""
    if not actor.has(*Role):
        return False
    if not targets:
        return actor.covers_area(area)
    mine = (concerns(desk, actor, target) for target in targets)
    return actor.oversees(area) or (actor.covers_area(area) and any(mine))


def _targets(desk: Desk, key: str, area: str, shown: str) -> list[Target]:
    """The targets by which the shown period is judged; as written before any was."""
    judged = in_period(desk, ReportingPeriod.parse(shown)) if shown else desk
    return [t for t in judged.plan.targets if (t.indicator, t.area) == (key, area)]


def _period(reading: Reading, period: ReportingPeriod | None) -> str:
    if period is not None:
        return str(period)
    return newest_period(reading) or ""


def _asked_about(past: pl.DataFrame, doubts: findings.Doubts) -> pl.DataFrame:
    """`past` doubted only where a warning still stands unanswered."""
    keys = past.select("receipt", "indicator", "area").iter_rows()
    still = pl.Series([key in doubts for key in keys], dtype=pl.Boolean)
    return past.with_columns(pl.col("doubted") & still)


def _points(desk: Desk, past: pl.DataFrame, approved: set[str]) -> tuple[Point, ...]:
    """One point a period: the newest vintage, with all it replaced."""
    vintages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in past.iter_rows(named=True):
        vintages[row["period"]].append(row)
    points = [_point(desk, rows, approved) for rows in vintages.values()]
    return tuple(sorted(points, key=lambda p: ReportingPeriod.parse(p.period)))


def _point(desk: Desk, rows: list[dict[str, Any]], approved: set[str]) -> Point:
    last = rows[-1]
    gone = last["action"] == "withdrawn"
    return Point(
        period=last["period"],
        value=None if gone else last["value"],
        numerator=last["numerator"],
        denominator=last["denominator"],
        printed=last["printed"],
        note=last["note"],
        doubted=bool(last["doubted"]),
        demo=desk.is_demo and last["office"] != PUBLISHED_OFFICE,
        approved=last["revision"] in approved,
        office=last["office"],
        receipt=last["receipt"],
        sheet=last["sheet"],
        cell=last["cell"],
        numerator_cell=last["numerator_cell"],
        denominator_cell=last["denominator_cell"],
        vintages=tuple(_vintage(row, approved) for row in rows),
    )


def _vintage(row: dict[str, Any], approved: set[str]) -> Vintage:
    return Vintage(
        revision=row["revision"],
        value=row["value"],
        recorded_at=row["recorded_at"],
        receipt=row["receipt"],
        sheet=row["sheet"],
        cell=row["cell"],
        approved=row["revision"] in approved,
    )


def _missing(desk: Desk, key: str, points: tuple[Point, ...], until: str) -> tuple[str, ...]:
    """Finished periods up to `until` without a value, since the first one asked."""
    if not until:
        return ()
    frequency = desk.plan.indicator(key).frequency
    period, last = ReportingPeriod.containing(desk.plan.issued, frequency), until
    have = {point.period for point in points if point.value is not None}
    found = []
    while period.end <= ReportingPeriod.parse(last).end:
        if str(period) not in have:
            found.append(str(period))
        period = period.next()
    return tuple(found)


def _findings(desk: Desk, reading: Reading, key: tuple[str, str]) -> tuple[FindingRow, ...]:
    """What was ever found about the indicator, newest first; returned files too."""
    rows = findings.about(reading, *key)
    return tuple(finding_row(desk, row) for row in reversed(rows))


def _cases(desk: Desk, reading: Reading, targets: list[Target]) -> tuple[CaseRow, ...]:
    ids = {target.id for target in targets}
    return tuple(row for row in case_rows(desk, reading) if row.target_id in ids)


def _others(desk: Desk, reading: Reading, key: str, area: str) -> tuple[OtherArea, ...]:
    """The newest approved value of the indicator in every other area of the plan."""
    frame = revisions.as_of(reading, approved=True)
    named = [one.code for one in desk.plan.areas if one.code != area]
    rows = frame.filter((frame["indicator"] == key) & frame["area"].is_in(named))
    newest: dict[str, dict[str, Any]] = {}
    for row in rows.iter_rows(named=True):
        held = newest.get(row["area"])
        period = ReportingPeriod.parse(row["period"])
        if held is None or ReportingPeriod.parse(held["period"]) < period:
            newest[row["area"]] = row
    return tuple(_other(desk, row) for row in newest.values() if row["value"] is not None)


def _other(desk: Desk, row: dict[str, Any]) -> OtherArea:
    published = row["office"] == PUBLISHED_OFFICE
    source, _, quote = str(row["note"]).partition("|")
    quote, _, confidence = quote.partition("|")
    return OtherArea(
        area=row["area"],
        name=desk.plan.area_of(row["area"]).name,
        period=row["period"],
        value=row["value"],
        unit=desk.plan.indicator(row["indicator"]).unit,
        source=source if published else "本系统填报",
        quote=quote,
        confidence=confidence,
        published=published,
    )
