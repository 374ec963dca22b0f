"""What the public reads of a period: nothing but values approved by two hands and believed.

No office is named as late, no case, no finding, no explanation: what is not in this document
cannot be shown by the page that renders it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from briefings.data_table import BOM, inert
from briefings.rows import Row
from briefings.scorecard import Scorecard
from observations.period import ReportingPeriod
from targets.assessment import Assessment, Level

SCHEMA = "disclosure-1"
NOTES = frozenset(
    {"redefined", "late", "part_missing", "missing_areas", "composed", "derived"}
    | {"sampled", "sample_spans", "sample_unknown"}
)
"""Caveats that a reader of the public needs to compare rightly."""


def disclosure(card: Scorecard) -> dict[str, Any]:
    """The document: plan, period, tallies, groups of targets; plain JSON values.

    A value that somebody doubts is left out with its verdict until the doubt is settled; the
    tallies count what the rows say. Percentages are in points of a hundred, dates ISO.
    """
    groups = [
        {"title": group.title, "targets": [_target(row) for row in group.rows]}
        for group in card.groups
        if group.rows
    ]
    levels = [_level(row.assessment) for group in card.groups for row in group.rows]
    return {
        "schema": SCHEMA,
        "plan": card.plan.title,
        "document": card.plan.document,
        "issuer": card.plan.issuer,
        "period": str(card.period),
        "period_label": card.period.label,
        "measured_to": card.period.end.isoformat(),
        "time_share": round(card.time_share * 100, 1),
        "rule": card.run.rule_version,
        "demo": card.demo,
        "tallies": [{"level": one, "count": levels.count(one)} for one in (*Level, "checking")],
        "groups": groups,
    }


def figures(content: Mapping[str, Any]) -> bytes:
    """The targets of a document as CSV: UTF-8 with BOM, CRLF, texts that no spreadsheet runs."""
    saved = io.StringIO(newline="")
    out = csv.writer(saved)
    names = ("period", "id", "name", "binding", "tier", "area", "goal", "value", "measured")
    out.writerow([*names, "level", "trend", "demo"])
    for group in content["groups"]:
        for one in group["targets"]:
            whole = {**one, "period": content["period"]}
            cells = [whole[name] for name in (*names, "level", "trend")]
            told = [inert(cell) if isinstance(cell, str) else cell for cell in cells]
            out.writerow([*told, "demo" if content["demo"] else ""])
    return (BOM + saved.getvalue()).encode()


def _target(row: Row) -> dict[str, Any]:
    verdict = row.assessment
    checking = _doubted(verdict)
    measured = "" if checking or verdict.observed_period is None else verdict.observed_period
    return {
        "id": row.target.id,
        "name": row.name,
        "binding": row.target.binding,
        "tier": row.target.tier,
        "area": row.area,
        "goal": row.goal,
        "value": None if checking else verdict.value,
        "value_text": "" if checking or verdict.value is None else row.value,
        "measured": measured,
        "measured_label": ReportingPeriod.parse(measured).label if measured else "",
        "level": _level(verdict),
        "trend": "" if checking else verdict.trend.value,
        "notes": [] if checking else [one.text for one in verdict.caveats if one.code in NOTES],
    }


def _level(verdict: Assessment) -> str:
    return "checking" if _doubted(verdict) else verdict.level.value


def _doubted(verdict: Assessment) -> bool:
    """Also where the value is a demonstration's, whose belief is told as such."""
    return any(one.code == "doubted" for one in verdict.caveats)
