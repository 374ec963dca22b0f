"""The values of one indicator in one area, a point a period, each with all it replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from briefings.format import format_value
from desk.assess import PUBLISHED_OFFICE
from desk.handle import Desk
from desk.lookups import area_name
from desk.views.indicator_rows import Point, Source, Vintage
from ledger import series
from ledger.series import Sent
from ledger.unit import Reading
from observations.identity import Actor
from observations.period import ReportingPeriod, label_of
from targets.assessment import AssessmentRun


@dataclass(frozen=True)
class Known:
    """What the rows of a history are read with: who asks, what is approved, who sent what."""

    desk: Desk
    actor: Actor
    approved: Collection[str]
    sent: Mapping[str, Sent]


def points(known: Known, past: pl.DataFrame) -> tuple[Point, ...]:
    """One point a period: the newest vintage, with all it replaced; the earliest first."""
    vintages: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in past.iter_rows(named=True):
        vintages[row["period"]].append(row)
    found = [_point(known, rows) for rows in vintages.values()]
    return tuple(sorted(found, key=lambda point: ReportingPeriod.parse(point.period)))


def _point(known: Known, rows: list[dict[str, Any]]) -> Point:
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
        demo=known.desk.is_demo and last["office"] != PUBLISHED_OFFICE,
        approved=last["revision"] in known.approved,
        office=last["office"],
        receipt=last["receipt"],
        sheet=last["sheet"],
        cell=last["cell"],
        numerator_cell=last["numerator_cell"],
        denominator_cell=last["denominator_cell"],
        vintages=tuple(_vintage(known, row) for row in rows),
    )


def _vintage(known: Known, row: dict[str, Any]) -> Vintage:
    came = known.sent.get(row["receipt"])
    return Vintage(
        revision=row["revision"],
        action=row["action"],
        value=row["value"],
        recorded_at=row["recorded_at"],
        receipt=row["receipt"],
        sheet=row["sheet"],
        cell=row["cell"],
        approved=row["revision"] in known.approved,
        post=came.post if came else "",
        file=came.name if came else "",
        note=row["note"] if row["office"] != PUBLISHED_OFFICE else "",
        linked=known.actor.covers(row["form_office"]),
    )


def sources(
    desk: Desk, actor: Actor, reading: Reading, run: AssessmentRun | None, wanted: Collection[str]
) -> Mapping[str, tuple[Source, ...]]:
    """The numbers that the verdicts of the targets `wanted` were made of, by target id.

    Only those the actor may see: of an area it oversees, or of an office it is concerned with.
    """
    verdicts = [one for one in run.assessments if one.target_id in wanted] if run else []
    frame = series.named(reading, {name for one in verdicts for name in one.lineage})
    seen = {
        row["revision"]: row
        for row in frame.iter_rows(named=True)
        if actor.oversees(row["area"]) or actor.concerned_with(row["form_office"], row["area"])
    }
    came = series.sent(reading, {row["receipt"] for row in seen.values()})
    told = {name: _source(desk, actor, row, came) for name, row in seen.items()}
    return {
        one.target_id: tuple(told[name] for name in one.lineage if name in told) for one in verdicts
    }


def _source(desk: Desk, actor: Actor, row: Mapping[str, Any], came: Mapping[str, Sent]) -> Source:
    indicator = desk.plan.indicator(row["indicator"])
    file = came.get(row["receipt"])
    return Source(
        indicator_name=indicator.name,
        area_name=area_name(desk, row["area"]),
        period=label_of(row["period"]),
        value=format_value(indicator, row["value"]),
        file=file.name if file else "",
        receipt=row["receipt"],
        sheet=row["sheet"],
        cell=row["cell"],
        linked=actor.covers(row["form_office"]),
    )
