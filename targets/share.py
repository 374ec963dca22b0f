"""What a plan has from the plans above: its share of their promises, with its own word on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from observations.errors import UserError
from observations.indicator import Indicator
from targets import files
from targets.adjusting import own_adjustments, require_offices, with_adjustments
from targets.adjustment import Act, Adjustment
from targets.folder import Row, rows_of
from targets.inheriting import Above, Heir, Line, ancestors, handed_lines, taken_over
from targets.milestones import Milestone
from targets.model import Plan, Target
from targets.overriding import (
    Taken,
    flowing,
    overrides_of,
    require_known,
    stated_milestones,
    take,
)


@dataclass(frozen=True)
class Share:
    """The lines that are targets of the plan, and those that it only passes on."""

    above: Above | None = None
    taken: tuple[Taken, ...] = ()
    passing: tuple[Taken, ...] = ()
    overrides: tuple[Adjustment, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        """The plan's inherited targets, as first written; those an adjustment adds are apart."""
        return self._targets(later=False)

    @property
    def added(self) -> tuple[Target, ...]:
        """The inherited targets that an adjustment of the plan above brings into force."""
        return self._targets(later=True)

    def _targets(self, *, later: bool) -> tuple[Target, ...]:
        mine = (one.target for one in self.taken if one.line.later is later)
        return tuple(target for target in mine if target is not None)


def share_of(folder: Path, heir: Heir, above: Above | None) -> Share:
    """The share of the plan in `folder` of what `above` hands down, its own word on it included.

    `UserError` with file and line for an override or a counterpart that cannot be.
    """
    rows, counterparts = rows_of(folder, files.OVERRIDES), rows_of(folder, files.COUNTERPARTS)
    if above is None:
        for place, _ in (*rows, *counterparts):
            raise UserError(f"{place}:本方案没有承接上级方案", cure="在 plan.yaml 写 inherits")
        return Share()
    received, passing = taken_over(above, replace(heir, counterparts=tuple(counterparts)))
    overrides = overrides_of(heir.head, rows)
    require_known(overrides, (*received, *passing))
    for one in overrides:
        require_offices(one, heir.offices)
    _only_promises(rows, passing)
    own = {one.target: one for one in overrides}
    return Share(
        above,
        tuple(take(line, own.get(line.target.id)) for line in received),
        tuple(take(line, own.get(line.target.id)) for line in passing),
        overrides,
        stated_milestones(heir.head, rows),
    )


def require_apart(own: tuple[Target, ...], share: Share) -> None:
    """`UserError` for an own target with the id of an inherited one."""
    inherited = {one.line.target.id for one in share.taken}
    for target in own:
        if target.id in inherited:
            what = f"targets.yaml:目标编号“{target.id}”是承接来的目标的"
            raise UserError(what, cure="本级的目标另编号;要改承接来的,写进 overrides.yaml")


def _only_promises(rows: list[Row], passing: tuple[Line, ...]) -> None:
    """A line that only passes through is led, and paced, by those below."""
    lines = {line.target.id for line in passing}
    for place, fields in rows:
        said = [name for name in ("leads", "cooperating", "milestones") if name in fields]
        if fields["target"] in lines and said:
            what = f"{place}.{said[0]}:目标“{fields['target']}”只由本级转交下级,不归本级"
            raise UserError(what, cure="只写 value、deadline 等;单位和节点由承接的下级定")


def with_indicators(
    own: Mapping[str, Indicator], places: Mapping[str, Row], share: Share
) -> dict[str, Indicator]:
    """The plan's indicators and those its inherited targets are measured by: one definition each.

    `UserError` when the plan defines one otherwise than the plan above.
    """
    known = dict(own)
    for one in (one for taken in share.taken for one in taken.line.indicators):
        if known.setdefault(one.key, one) != one:
            title = share.above.plan.title if share.above else ""
            what = f"{places[one.key][0]}:指标“{one.key}”与上级方案《{title}》的定义不同"
            raise UserError(what, cure="删去本级的定义,沿用上级的;口径确有不同的另用一个代号")
    return known


def with_share(plan: Plan, folder: Path, share: Share) -> tuple[Plan, tuple[Line, ...]]:
    """`plan` with its adjustments and those that flow from above; and what it hands down."""
    own = own_adjustments(plan, rows_of(folder, files.ADJUSTMENTS))
    flows = [
        flowing(one, [a for a in own if a.target == one.line.target.id])
        for one in share.taken
        if one.target is not None
    ]
    passed = [flowing(one, ()) for one in share.passing if one.target is not None]
    from_above = tuple(a for _, made in flows for a in made if a.from_plan)
    dropped = (one for one in (*share.taken, *share.passing) if one.target is None)
    plan = replace(
        plan,
        adjustments=from_above,
        acts=_acts(from_above, share.taken),
        weaker=tuple(
            remark
            for one in (*(t for t, _ in flows), *(t for t, _ in passed), *dropped)
            for remark in one.weaker
        ),
    )
    whole = with_adjustments(plan, folder, own)
    lines = [_passing(one, made) for one, made in passed]
    return whole, handed_lines(whole, lines)


def _passing(taken: Taken, made: tuple[Adjustment, ...]) -> Line:
    target = taken.target or taken.line.target
    return replace(taken.line, target=target, adjustments=made)


def _acts(made: tuple[Adjustment, ...], taken: tuple[Taken, ...]) -> tuple[Act, ...]:
    wanted = {one.id for one in made}
    acts = {act.id: act for one in taken for act in one.line.acts}
    return tuple(act for name, act in acts.items() if name in wanted)


def heritage(share: Share) -> dict[str, Any]:
    """The fields of a `Plan` that tell of the plans above it."""
    if share.above is None:
        return {}
    return {
        "inherits": ancestors(share.above.plan),
        "overrides": share.overrides,
        "milestones": share.milestones,
    }
