"""Plan editions as they were loaded, and baselines: immutable, each version kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from ledger.content import dump, load
from ledger.ids import written
from ledger.tables.chain import audit
from ledger.tables.plans import baselines as baseline_rows
from ledger.tables.plans import plan_parts, plan_versions, target_versions
from ledger.unit import Reading, Unit
from observations.identity import Area, Office
from observations.indicator import Indicator
from targets.assessment import Baseline
from targets.model import NumberException, Plan, Reporting, Target, Task

_PARTS: dict[str, type[Any]] = {
    "offices": Office,
    "areas": Area,
    "indicators": Indicator,
    "tasks": Task,
    "reporting": Reporting,
    "exceptions": NumberException,
}
_EMPTY: dict[str, Any] = dict.fromkeys((*_PARTS, "targets"), ())


@dataclass(frozen=True)
class PlanVersion:
    """A loaded edition: what it is, since when it is known, who loaded it."""

    id: str
    plan: str
    version: str
    title: str
    effective: date
    loaded_by: str
    loaded_at: datetime
    seq: int


@dataclass(frozen=True)
class TargetVersion:
    """One target in one edition."""

    version: str
    target: Target
    effective: date
    loaded_by: str
    loaded_at: datetime


def store_plan(unit: Unit, plan: Plan) -> bool:
    """Keep an edition with all its targets; False when this very edition is kept already."""
    head = {
        "plan": plan.id,
        "version": plan.version,
        "title": plan.title,
        "document": plan.document,
        "effective": plan.issued,
        "content": dump(Plan, replace(plan, **_EMPTY)),
        "post": unit.actor.post,
    }
    edition = unit.add_once(plan_versions, head)
    if edition is None:
        return False
    unit.add(target_versions, [_target(edition, plan, target) for target in plan.targets])
    for kind, noun in _PARTS.items():
        parts = [
            {"plan_version": edition, "kind": kind, "place": place, "content": dump(noun, part)}
            for place, part in enumerate(getattr(plan, kind))
        ]
        unit.add(plan_parts, parts)
    return True


def versions(reading: Reading) -> tuple[PlanVersion, ...]:
    """Editions up to the head, oldest first."""
    rows = reading.connection.execute(_editions(reading).order_by(audit.c.seq))
    return tuple(
        PlanVersion(
            id=written(row.id),
            plan=row.plan,
            version=row.version,
            title=row.title,
            effective=row.effective,
            loaded_by=row.post,
            loaded_at=row.recorded_at,
            seq=row.seq,
        )
        for row in rows
    )


def stored_plan(reading: Reading, version: str) -> Plan | None:
    """An edition exactly as it was loaded; None when the ledger has none of this version."""
    query = _editions(reading).where(plan_versions.c.version == version)
    edition = reading.connection.execute(query).first()
    if edition is None:
        return None
    chosen = plan_parts.c.plan_version == edition.id
    parts = reading.connection.execute(
        select(plan_parts).where(chosen).order_by(plan_parts.c.kind, plan_parts.c.place)
    ).all()
    lists = {
        kind: tuple(load(noun, row.content) for row in parts if row.kind == kind)
        for kind, noun in _PARTS.items()
    }
    targets = reading.connection.execute(
        select(target_versions.c.content)
        .where(target_versions.c.plan_version == edition.id)
        .order_by(target_versions.c.id)
    ).scalars()
    filled: dict[str, Any] = {**lists, "targets": tuple(load(Target, text) for text in targets)}
    return replace(load(Plan, edition.content), **filled)


def target_history(reading: Reading, target_id: str) -> tuple[TargetVersion, ...]:
    """A target in every edition up to the head, oldest first."""
    query = (
        _editions(reading)
        .add_columns(target_versions.c.content.label("target"))
        .join(target_versions, target_versions.c.plan_version == plan_versions.c.id)
        .where(target_versions.c.target == target_id)
        .order_by(audit.c.seq)
    )
    return tuple(
        TargetVersion(
            row.version, load(Target, row.target), row.effective, row.post, row.recorded_at
        )
        for row in reading.connection.execute(query)
    )


def set_baseline(unit: Unit, baseline: Baseline) -> Baseline:
    """Keep a baseline as the next version of its indicator and area; as stored."""
    unit.lock_chain()
    mine = (
        baseline_rows.c.indicator == baseline.indicator,
        baseline_rows.c.area == baseline.area,
    )
    last = select(func.coalesce(func.max(baseline_rows.c.version), 0)).where(*mine)
    version = int(unit.connection.execute(last).scalar_one()) + 1
    kept = replace(baseline, version=version)
    unit.add(baseline_rows, [vars(kept) | {"post": unit.actor.post}])
    return kept


def baselines(reading: Reading) -> tuple[Baseline, ...]:
    """The baselines that count at the head: the highest version of each."""
    newest = {(b.indicator, b.area): b for b in baseline_history(reading)}
    return tuple(newest[key] for key in sorted(newest))


def baseline_history(reading: Reading) -> tuple[Baseline, ...]:
    """Every version up to the head, in order of entering."""
    query = (
        select(baseline_rows)
        .join(audit, audit.c.unit == baseline_rows.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, baseline_rows.c.id)
    )
    return tuple(_baseline(row) for row in reading.connection.execute(query))


def _editions(reading: Reading) -> Select[Any]:
    return (
        select(plan_versions, audit.c.seq, audit.c.recorded_at)
        .join(audit, audit.c.unit == plan_versions.c.unit)
        .where(audit.c.seq <= reading.head)
    )


def _target(edition: int, plan: Plan, target: Target) -> dict[str, Any]:
    return {
        "plan_version": edition,
        "target": target.id,
        "clause": target.quote,
        "printed": target.printed,
        "comparator": target.comparator,
        "value": target.value,
        "deadline": target.deadline,
        "effective": plan.issued,
        "content": dump(Target, target),
    }


def _baseline(row: Row[Any]) -> Baseline:
    return Baseline(
        indicator=row.indicator,
        area=row.area,
        period=row.period,
        value=row.value,
        source=row.source,
        version=row.version,
        demo=row.demo,
    )
