"""Milestones (节点值、年度分解值) are entered by people; every entry is a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desk.entering import require_on_the_way, require_possible, required_reason, target_meant
from desk.handle import Desk
from desk.rights import require_role
from ledger import entered, milestones, plans
from ledger.entered import Entered
from ledger.unit import Unit
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.adjustments import ever, in_force
from targets.milestones import Milestone, clashing, latest_milestones
from targets.model import Plan, Target


def set_milestone(desk: Desk, actor: Actor, given: Milestone) -> Milestone:
    """Keep a new version of a milestone; the version as kept."""
    require_role(actor, Role.DESK, Role.ADMIN)
    checked = accepted(desk, given)
    subject = f"{checked.target}/{checked.period}"
    with desk.ledger.write(actor, desk.now(), "milestone.set", subject) as unit:
        return keep(unit, [checked])[0]


def keep(unit: Unit, given: Sequence[Milestone]) -> list[Milestone]:
    """Keep milestones as new versions; `UserError` when two ask different values of one day."""
    unit.lock_chain()
    kept = [milestones.set_milestone(unit, one) for one in given]
    by_target = latest_milestones((*milestones.milestones(unit.reading()), *kept))
    for target in dict.fromkeys(one.target for one in given):
        for one, other in clashing(by_target[target]):
            raise UserError(
                f"目标 {target}:{one.period} 的节点值 {one.value:g} 与 {other.period} 的"
                f" {other.value:g} 是同一天({one.day}),数却不同",
                cure="两处写成一个数,或先改正其中一个",
            )
    return kept


def withdraw_milestone(
    desk: Desk, actor: Actor, target: str, period: str, reason: str
) -> Milestone:
    """Take back a milestone of a wrong target or period: the version that counted until now.

    All its versions stay in the history; `UserError` where none counts or no reason is given.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    why = required_reason(reason)
    asked = str(ReportingPeriod.parse(period))
    with desk.ledger.write(actor, desk.now(), "milestone.withdraw", f"{target}/{asked}") as unit:
        unit.lock_chain()
        standing = milestones.milestones(unit.reading())
        mine = {one.period: one for one in standing if one.target == target}
        if asked not in mine:
            known = f"现有 {'、'.join(mine)}" if mine else "用 cityplan milestone list 查看"
            raise UserError(f"目标 {target} 没有 {asked} 的节点值", cure=known)
        entered.withdraw(unit, mine[asked], why)
    return mine[asked]


def versions(desk: Desk, target: str = "") -> tuple[Entered[Milestone], ...]:
    """Every version of every milestone, or of one target's, in order of entering."""
    with desk.ledger.read() as reading:
        found = entered.milestones(reading)
    return tuple(one for one in found if target in ("", one.entry.target))


def accepted(desk: Desk, given: Milestone, where: str = "") -> Milestone:
    """The milestone as it may be kept; `UserError`, beginning with `where`, says what is wrong."""
    target = ever(desk.plan).get(given.target)
    if target is None:
        raise UserError(
            f"{where}方案中没有目标“{given.target}”", cure=target_meant(desk.plan, given.target)
        )
    period = ReportingPeriod.parse(given.period)
    last = _last_deadline(desk.plan, target)
    if not desk.plan.start <= period.end <= last:
        raise UserError(
            f"{where}节点 {given.period} 不在方案期首 {desk.plan.start} 至目标期限 {last} 之间",
            cure="填目标期限以前的年、季或月",
        )
    require_possible(desk.plan.indicator(target.indicator), given.value, f"{where}节点值")
    with desk.ledger.read() as reading:
        standing = plans.baselines(reading)
    known = [b.value for b in standing if (b.indicator, b.area) == (target.indicator, target.area)]
    require_on_the_way(desk.plan, given, known[0] if known else None, where)
    if not given.source.strip():
        raise UserError(f"{where}节点值缺来源", cure="写明文件名、文号或分解表")
    source = given.source.strip()
    return replace(given, period=str(period), source=source, demo=desk.is_demo)


def _last_deadline(plan: Plan, target: Target) -> date:
    """The latest deadline the target ever has."""
    adjusted = [t.deadline for t in in_force(plan, date.max).targets if t.id == target.id]
    return max([target.deadline, *adjusted])
