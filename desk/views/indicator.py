"""One indicator in one area, from the verdict down to the cell of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from briefings.format import format_value
from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from desk.plans import in_period
from desk.run_history import newest_period
from desk.views.area_cells import answering, visible
from desk.views.cases import case_rows, sees_case
from desk.views.indicator_rows import IndicatorView, OtherArea, Point
from desk.views.lines import lines
from desk.views.points import Known, points, sources
from desk.views.reports import finding_row
from desk.views.rows import CaseRow, FindingRow
from ledger import findings, plans, revisions, runs, series
from ledger.case_wanted import Wanted
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.assessment import AssessmentRun, Level
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
        _in_scope(desk, actor, (key, area), targets)
        whole = _within(desk, actor.insider, (key, area), targets)
        run = runs.latest_run(reading, shown) if shown else None
        approved = series.approved(reading, key, [one.code for one in desk.plan.areas])
        found = _points(desk, actor, reading, (key, area, whole, approved))
        behind = sources(desk, actor, reading, run, {one.id for one in targets})
        return IndicatorView(
            indicator=desk.plan.indicator(key),
            area=desk.plan.area_of(area),
            period=shown,
            demo=any(point.demo for point in found),
            lines=lines(desk, reading, targets, run, (found, behind)),
            points=found,
            missing=_missing(desk, key, found, shown),
            baseline=latest_baselines(plans.baselines(reading)).get((key, area)),
            findings=_findings(desk, actor, reading, (key, area)) if whole else (),
            cases=_cases(desk, actor, reading, targets) if whole else (),
            others=_others(desk, actor, (key, area), (run, approved)),
        )


def _known(desk: Desk, key: str, area: str) -> None:
    try:
        desk.plan.indicator(key)
        desk.plan.area_of(area)
    except KeyError:
        raise UserError("没有这个指标或地区", cure="从总览进入") from None


def _in_scope(desk: Desk, actor: Actor, which: tuple[str, str], targets: list[Target]) -> None:
    if not actor.covers_area(which[1]):
        raise Refused("这个地区不在本岗位的范围内", cure="如需查看请联系管理员")
    if not _within(desk, actor, which, targets):
        raise Refused("这个指标不属于本单位", cure="如需查看请联系住建局")


def _within(desk: Desk, actor: Actor, which: tuple[str, str], targets: list[Target]) -> bool:
    """True when the area is overseen, or the post is of those that answer for the value."""
    if not actor.has(*Role):
        return False
    offices = {one for target in targets for one in (*target.leads, *target.cooperating)}
    offices |= answering(desk.plan).get(which, frozenset())
    return visible(actor, which[1], offices)


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


def _points(
    desk: Desk, actor: Actor, reading: Reading, which: tuple[str, str, bool, pl.DataFrame]
) -> tuple[Point, ...]:
    """The series; what is not approved only to an overseer and to who reported it."""
    key, area, whole, approved = which
    ids = frozenset(approved["revision"].to_list())
    past = revisions.history(reading, key, area)
    if not (whole and actor.insider.oversees(area)):
        own = [one for one in past["office"].unique() if actor.covers_value(one, area)]
        past = past.filter(pl.col("revision").is_in(sorted(ids)) | pl.col("office").is_in(own))
    files = past["receipt"].unique().to_list()
    asked = _asked_about(past, findings.doubts(reading, files))
    return points(Known(desk, actor, ids, series.sent(reading, files)), asked)


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


def _findings(
    desk: Desk, actor: Actor, reading: Reading, key: tuple[str, str]
) -> tuple[FindingRow, ...]:
    """What was ever found about the indicator, newest first; returned files too.

    Of the actor's offices: a finding tells of a cell in somebody's file.
    """
    rows = [row for row in findings.about(reading, *key) if actor.covers(row.office)]
    return tuple(finding_row(desk, row) for row in reversed(rows))


def _cases(
    desk: Desk, actor: Actor, reading: Reading, targets: list[Target]
) -> tuple[CaseRow, ...]:
    subjects = frozenset(f"target:{target.id}" for target in targets)
    rows = case_rows(desk, reading, wanted=Wanted(subjects=subjects))
    return tuple(row for row in rows if sees_case(actor, row.office, row.area))


def _others(
    desk: Desk,
    actor: Actor,
    key: tuple[str, str],
    known: tuple[AssessmentRun | None, pl.DataFrame],
) -> tuple[OtherArea, ...]:
    """The newest approved value of the indicator in every other area that the actor may see."""
    (indicator, area), (run, approved) = key, known
    offices = answering(desk.plan)
    newest: dict[str, dict[str, Any]] = {}
    for row in approved.filter(approved["area"] != area).iter_rows(named=True):
        if not visible(actor, row["area"], offices.get((indicator, row["area"]), ())):
            continue
        held = newest.get(row["area"])
        period = ReportingPeriod.parse(row["period"])
        if held is None or ReportingPeriod.parse(held["period"]) < period:
            newest[row["area"]] = row
    levels = _levels(run, indicator)
    shown = (row for row in newest.values() if row["value"] is not None)
    return tuple(_other(desk, row, levels) for row in shown)


def _levels(run: AssessmentRun | None, indicator: str) -> Mapping[str, Level]:
    """The verdict that each area has of its own, by area."""
    verdicts = run.assessments if run else ()
    return {
        one.area: one.level
        for one in reversed(verdicts)
        if one.indicator == indicator and one.value is not None
    }


def _other(desk: Desk, row: dict[str, Any], levels: Mapping[str, Level]) -> OtherArea:
    published = row["office"] == PUBLISHED_OFFICE
    source, _, quote = str(row["note"]).partition("|")
    quote, _, confidence = quote.partition("|")
    return OtherArea(
        area=row["area"],
        name=desk.plan.area_of(row["area"]).name,
        period=row["period"],
        value=format_value(desk.plan.indicator(row["indicator"]), row["value"]),
        source=source if published else "本系统填报",
        quote=quote if published else "",
        confidence=confidence if published else "",
        published=published,
        level=levels.get(row["area"]),
    )
