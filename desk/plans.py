"""The plan's edition people edit becomes an immutable version in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.handle import Desk
from ledger import plans
from observations.errors import Refused, UserError
from observations.identity import Actor
from targets.check import check_plan
from targets.show import plan_document


def keep_plan(desk: Desk, actor: Actor) -> bool:
    """Store the plan's current edition unless it is kept already; True when it was new.

    A plan that does not hold (`plan check`) is not loaded.
    """
    with desk.ledger.read() as reading:
        kept = plans.versions(reading)
    if any(one.version == desk.plan.version for one in kept):
        return False
    others = {one.title for one in kept if one.plan != desk.plan.id}
    if others:
        raise Refused(
            f"这个台账是方案《{others.pop()}》的,不能载入《{desk.plan.title}》",
            cure="设 CITYPLAN_PLAN 为原方案目录,或换一个数据目录",
        )
    problems = check_plan(desk.plan)
    if problems:
        raise UserError(
            f"方案有{len(problems)}处问题,首处:{problems[0].place}:{problems[0].text}",
            cure="运行 cityplan plan check 查看全部",
        )
    with desk.ledger.write(actor, desk.now(), "plan.load", desk.plan.id) as unit:
        return plans.store_plan(unit, desk.plan)


def plan_as_of(desk: Desk, moment: datetime) -> dict[str, Any]:
    """The plan document with the targets as loaded at `moment`; `UserError` when none was."""
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        editions = [one for one in plans.versions(reading) if one.plan == desk.plan.id]
        stored = plans.stored_plan(reading, editions[-1].version) if editions else None
    if stored is None:
        raise UserError(f"{moment:%Y-%m-%d %H:%M} 之前没有载入过方案", cure="换一个时刻")
    return plan_document(stored)


def as_it_stood(desk: Desk, moment: datetime) -> Desk:
    """The desk as it stood at `moment`: the plan loaded then, and no clock that runs past it.

    Before any plan was loaded there is none but today's.
    """
    until = min(moment, desk.now())
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        editions = [one for one in plans.versions(reading) if one.plan == desk.plan.id]
        known = editions[-1].version if editions else desk.plan.version
        same = known == desk.plan.version
        plan = desk.plan if same else plans.stored_plan(reading, known) or desk.plan
    return replace(desk, plan=plan, clock=lambda: until)
