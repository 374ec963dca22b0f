"""Every version of one target: what it was, what it became, on whose word, loaded when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.entering import target_meant
from desk.handle import Desk
from ledger import plans
from ledger.plans import KeptChange, TargetVersion
from observations.errors import UserError
from targets.adjusting import edition_name
from targets.adjustments import ever, promise_of
from targets.model import Plan


@dataclass(frozen=True)
class TargetStep:
    """One step of a target's history: `field` is `first` for what was first promised.

    `loaded_at` and `loaded_by` tell since when the ledger knows it; `effective` since when it
    holds. `demo` marks what a demonstration's database keeps.
    """

    target: str
    version: str
    field: str
    old: str
    new: str
    clause: str
    document: str
    approved_by: str
    decided: date
    effective: date
    reason: str
    edition: str
    loaded_by: str
    loaded_at: datetime
    demo: bool = False


def target_steps(desk: Desk, target: str, moment: datetime | None = None) -> tuple[TargetStep, ...]:
    """The history of a target as known at `moment` (now by default), by day of effect.

    Under the plan's own id stand the changes of its settings, under an indicator's key or an
    area's code those of its definition. `UserError` for a target that the ledger never had.
    """
    head = None if moment is None else desk.ledger.head_at(moment)
    with desk.ledger.read(head) as reading:
        written = plans.target_history(reading, desk.plan.id, target)
        changed = plans.target_changes_of(reading, desk.plan.id, target)
    steps = [_first(written[0])] if written and not _added(changed) else []
    steps += [_step(one) for one in changed]
    if not steps:
        if target in _beside(desk.plan):
            return ()
        known = target in ever(desk.plan)
        said = "还没有载入台账" if known else "方案和台账里都没有"
        cure = "先运行 cityplan plan load" if known else target_meant(desk.plan, target)
        raise UserError(f"目标“{target}”{said}", cure=cure)
    told = (replace(one, demo=desk.is_demo) for one in steps)
    return tuple(sorted(told, key=lambda one: (one.effective, one.decided)))


def _beside(plan: Plan) -> set[str]:
    """What else than a target has a history: the plan itself, its indicators and areas."""
    areas, indicators = (area.code for area in plan.areas), (one.key for one in plan.indicators)
    return {plan.id, *areas, *indicators}


def _added(changed: tuple[KeptChange, ...]) -> bool:
    return any(one.change.field == "added" for one in changed)


def _first(kept: TargetVersion) -> TargetStep:
    return TargetStep(
        target=kept.target.id,
        version=kept.target.version or edition_name(kept.effective),
        field="first",
        old="",
        new=promise_of(kept.target),
        clause=kept.target.quote,
        document=kept.document,
        approved_by=kept.issuer,
        decided=kept.effective,
        effective=kept.effective,
        reason="",
        edition=kept.version,
        loaded_by=kept.loaded_by,
        loaded_at=kept.loaded_at,
    )


def _step(kept: KeptChange) -> TargetStep:
    one = kept.change
    return TargetStep(
        **vars(one),
        version=f"{one.effective} {one.document}{'新增' if one.field == 'added' else '调整'}",
        edition=kept.version,
        loaded_by=kept.loaded_by,
        loaded_at=kept.loaded_at,
    )
