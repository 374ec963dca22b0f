"""Baselines are entered by people; every entry is a version."""

from __future__ import annotations

from dataclasses import replace

from desk.entering import (
    indicator_meant,
    require_on_the_way,
    require_possible,
    required_reason,
)
from desk.handle import Desk
from desk.rights import require_role
from ledger import entered, milestones, plans
from ledger.entered import Entered
from observations.errors import UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.adjustments import ever
from targets.assessment import Baseline
from targets.milestones import latest_milestones


def set_baseline(desk: Desk, actor: Actor, given: Baseline) -> Baseline:
    """Keep a new version of a baseline; the version as kept."""
    require_role(actor, Role.DESK, Role.ADMIN)
    checked = accepted(desk, given)
    subject = f"{given.indicator}/{given.area}/{given.period}"
    with desk.ledger.write(actor, desk.now(), "baseline.set", subject) as unit:
        return plans.set_baseline(unit, checked)


def withdraw_baseline(desk: Desk, actor: Actor, indicator: str, area: str, reason: str) -> Baseline:
    """Take back the baseline of a wrong indicator or area: the version that counted until now.

    All its versions stay in the history; `UserError` where none counts or no reason is given.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    why = required_reason(reason)
    with desk.ledger.write(actor, desk.now(), "baseline.withdraw", f"{indicator}/{area}") as unit:
        unit.lock_chain()
        standing = {(one.indicator, one.area): one for one in plans.baselines(unit.reading())}
        if (indicator, area) not in standing:
            raise UserError(
                f"指标“{indicator}”在地区 {area} 没有基期值", cure="用 cityplan baseline list 查看"
            )
        entered.withdraw(unit, standing[indicator, area], why)
    return standing[indicator, area]


def versions(desk: Desk) -> tuple[Entered[Baseline], ...]:
    """Every version of every baseline, in order of entering."""
    with desk.ledger.read() as reading:
        return entered.baselines(reading)


def accepted(desk: Desk, given: Baseline) -> Baseline:
    """The baseline as it may be kept; `UserError` says what is wrong with it."""
    known = {(target.indicator, target.area) for target in ever(desk.plan).values()}
    if (given.indicator, given.area) not in known:
        raise UserError(
            f"方案中没有指标“{given.indicator}”在地区 {given.area} 的目标",
            cure=indicator_meant(desk.plan, given.indicator, given.area),
        )
    if ReportingPeriod.parse(given.period).end >= desk.plan.end:
        raise UserError(
            f"基期 {given.period} 不早于方案期末", cure="填方案开始前后的实测期,如 2022"
        )
    if not given.source.strip():
        raise UserError("基期值缺来源", cure="写明文件名、文号或台账")
    require_possible(desk.plan.indicator(given.indicator), given.value, "基期值")
    _require_milestones_ahead(desk, given)
    return replace(given, demo=desk.is_demo)


def _require_milestones_ahead(desk: Desk, given: Baseline) -> None:
    """`UserError` where a milestone that stands would lie on the far side of the new baseline."""
    targets = ever(desk.plan)
    with desk.ledger.read() as reading:
        standing = latest_milestones(milestones.milestones(reading))
    for target_id, ones in standing.items():
        target = targets.get(target_id)
        if target and (target.indicator, target.area) == (given.indicator, given.area):
            for one in ones:
                require_on_the_way(desk.plan, one, given.value, "与基期值不符:")
