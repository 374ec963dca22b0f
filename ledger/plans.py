"""Plan editions as they were loaded, and baselines: immutable, each version kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from ledger import entered
from ledger.content import dump, load
from ledger.ids import written
from ledger.tables.chain import audit
from ledger.tables.plans import baselines as baseline_rows
from ledger.tables.plans import plan_parts, plan_versions, target_changes, target_versions
from ledger.unit import Reading, Unit
from observations.identity import Area, Office
from observations.indicator import Indicator
from targets.adjusting import edition_name
from targets.adjustment import Act, Adjustment, Change
from targets.assessment import Baseline
from targets.model import NumberException, Plan, Reporting, Target, Task

_PARTS: dict[str, type[Any]] = {
    "offices": Office,
    "areas": Area,
    "indicators": Indicator,
    "tasks": Task,
    "reporting": Reporting,
    "exceptions": NumberException,
    "adjustments": Adjustment,
    "added": Target,
    "acts": Act,
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
    document: str


@dataclass(frozen=True)
class TargetVersion:
    """One target as one edition has it, before any adjustment; `clause` is its quote.

    `document` and `issuer` are the plan's own: what first promised it, and who approved that.
    """

    version: str
    target: Target
    effective: date
    loaded_by: str
    loaded_at: datetime
    document: str
    issuer: str


@dataclass(frozen=True)
class KeptChange:
    """What an edition changed of a target, old → new, and when that edition was loaded."""

    change: Change
    version: str
    loaded_by: str
    loaded_at: datetime
    seq: int


def store_plan(
    unit: Unit, plan: Plan, made: Iterable[Change] = (), *, effective: date | None = None
) -> bool:
    """Keep an edition as written with all its targets; False when it is kept already.

    `made` is what it changes against the edition before, each change with its document and
    approver; `effective` the day from which the edition holds, the plan's issue by default.
    """
    plan = plan.written or plan
    head = {
        "plan": plan.id,
        "version": plan.version,
        "title": plan.title,
        "document": plan.document,
        "effective": effective or plan.issued,
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
    by = {"plan_version": edition, "post": unit.actor.post}
    unit.add(target_changes, [vars(one) | by for one in made])
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
            document=row.document,
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
    plan = load(Plan, edition.content)
    filled: dict[str, Any] = {**lists, "targets": tuple(load(Target, text) for text in targets)}
    for kind in ("targets", "added"):  # an edition of an older program names none
        filled[kind] = tuple(
            replace(one, version=one.version or edition_name(plan.issued)) for one in filled[kind]
        )
    return replace(plan, **filled)


def target_history(reading: Reading, plan: str, target_id: str) -> tuple[TargetVersion, ...]:
    """A target of `plan` as written in every edition up to the head, oldest first."""
    query = (
        _editions(reading)
        .add_columns(target_versions.c.content.label("target"))
        .join(target_versions, target_versions.c.plan_version == plan_versions.c.id)
        .where(plan_versions.c.plan == plan, target_versions.c.target == target_id)
        .order_by(audit.c.seq)
    )
    return tuple(
        TargetVersion(
            version=row.version,
            target=load(Target, row.target),
            effective=row.effective,
            loaded_by=row.post,
            loaded_at=row.recorded_at,
            document=row.document,
            issuer=_head_of(row.content).issuer,
        )
        for row in reading.connection.execute(query)
    )


@lru_cache(maxsize=16)
def _head_of(content: str) -> Plan:
    """An edition without its lists; the same text is the same edition."""
    return load(Plan, content)


def target_changes_of(reading: Reading, plan: str, target_id: str) -> tuple[KeptChange, ...]:
    """What editions of `plan` up to the head changed of a target, in order of loading."""
    names = ("target", "field", "old", "new", "clause", "approved_by", "decided", "reason")
    own = [target_changes.c[name].label(f"change_{name}") for name in names]
    own += [target_changes.c[name].label(f"change_{name}") for name in ("document", "effective")]
    query = (
        _editions(reading)
        .add_columns(*own)
        .join(target_changes, target_changes.c.plan_version == plan_versions.c.id)
        .where(plan_versions.c.plan == plan, target_changes.c.target == target_id)
        .order_by(audit.c.seq, target_changes.c.id)
    )
    return tuple(
        KeptChange(
            change=Change(**{c.name[7:]: getattr(row, c.name) for c in own}),
            version=row.version,
            loaded_by=row.post,
            loaded_at=row.recorded_at,
            seq=row.seq,
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
    """The baselines that count at the head: the highest version of each not withdrawn."""
    return tuple(one.entry for one in entered.in_force(entered.baselines(reading)))


def baseline_history(reading: Reading) -> tuple[Baseline, ...]:
    """Every version up to the head, in order of entering."""
    return tuple(one.entry for one in entered.baselines(reading))


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
