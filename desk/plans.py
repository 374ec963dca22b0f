"""The plan's edition people edit becomes an immutable version in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from desk.handle import SHANGHAI, Desk
from desk.rights import require_role
from ledger import plans
from ledger.unit import Reading, Unit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.adjustment import Change
from targets.adjustments import changes, in_force
from targets.check import check_plan
from targets.editions import Differences, differences, subject_of
from targets.model import Plan
from targets.show import FIELD_LABELS

_LOAD = "用 cityplan plan load --reason 理由 提请载入这一版,由另一调度岗位批准"


@dataclass(frozen=True)
class Approval:
    """Who approved an edition, and by which document (its number; empty: the plan's own)."""

    approved_by: str
    document: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a loading kept: the edition and what it changed of targets, old → new.

    `kept` is False when this very edition stood already.
    """

    version: str
    kept: bool
    first: bool
    effective: date
    changes: tuple[Change, ...]


def keep_plan(desk: Desk, actor: Actor) -> bool:
    """Store the plan's current edition when nobody need approve it; True when it was new.

    The first edition of a plan is, and a later one that touches no promise and nobody's duty.
    A plan that does not hold (`plan check`) is not loaded; `Refused` for one to be approved.
    """
    return _kept(desk, actor).kept


def keep_first_plan(desk: Desk, actor: Actor) -> bool:
    """Store the plan when the ledger has none yet; a changed one waits for its loading."""
    with desk.ledger.read() as reading:
        standing = _standing(desk, reading)
    return standing is None and keep_plan(desk, actor)


def load_undecided(desk: Desk, actor: Actor) -> Loaded:
    """Store the folder's edition where nobody need decide on it, as `keep_plan`; what it was."""
    require_role(actor, Role.DESK, Role.ADMIN)
    return _kept(desk, actor)


def foreseen(desk: Desk, document: str) -> Loaded | None:
    """What letting the folder's edition in would keep today; None where nobody need decide.

    What is approved with the edition has no approver yet. Refused like `require_loadable`.
    """
    found = require_loadable(desk)
    if found is None or found.quiet:
        return None
    made, effective = _made(desk, found, Approval("", document))
    return Loaded(desk.plan.version, False, False, effective, made)


def require_loadable(desk: Desk) -> Differences | None:
    """What loading the folder's edition would change; None when it stands already.

    `Refused` for one that may never be loaded as it is, `UserError` for one that does not hold.
    """
    with desk.ledger.read() as reading:
        standing = _standing(desk, reading)
    if standing is not None and standing.version == desk.plan.version:
        return None
    _require_sound(desk)
    if standing is None:
        return None
    found = differences(standing, desk.plan)
    _require_adjustments(found)
    return found


def store_asked(desk: Desk, unit: Unit, approval: Approval) -> None:
    """Store the folder's edition in `unit`; two posts decided on it."""
    _require_sound(desk)
    _store(desk, unit, approval)


def plan_as_of(desk: Desk, moment: datetime, day: date | None = None) -> Plan:
    """The plan as loaded at `moment`, in force on `day` (the moment's own by default).

    `UserError` when none was loaded by then.
    """
    with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
        stored = _latest(desk, reading)
    if stored is None:
        raise UserError(f"{moment:%Y-%m-%d %H:%M} 之前没有载入过方案", cure="换一个时刻")
    return in_force(stored, day or moment.astimezone(SHANGHAI).date())


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


def in_period(desk: Desk, period: ReportingPeriod) -> Desk:
    """The desk with the targets in force at the end of `period`: it is judged by those."""
    return replace(desk, plan=in_force(desk.plan, period.end))


def judged_by(desk: Desk, period: ReportingPeriod, moment: datetime | None = None) -> Plan:
    """The plan that judges `period`, as known at `moment` (now by default)."""
    return in_period(desk if moment is None else as_it_stood(desk, moment), period).plan


def _latest(desk: Desk, reading: Reading) -> Plan | None:
    editions = [one for one in plans.versions(reading) if one.plan == desk.plan.id]
    return plans.stored_plan(reading, editions[-1].version) if editions else None


def _standing(desk: Desk, reading: Reading) -> Plan | None:
    """The edition that stands at the head; `Refused` in a ledger of another plan."""
    others = {one.title for one in plans.versions(reading) if one.plan != desk.plan.id}
    if others:
        raise Refused(
            f"这个台账是方案《{others.pop()}》的,不能载入《{desk.plan.title}》",
            cure="设 CITYPLAN_PLAN 为原方案目录,或换一个数据目录",
        )
    return _latest(desk, reading)


def _kept(desk: Desk, actor: Actor) -> Loaded:
    """Check, then compare and store in one unit: no other edition comes between."""
    with desk.ledger.read() as reading:
        standing = _standing(desk, reading)
    if standing is not None and standing.version == desk.plan.version:
        return Loaded(standing.version, False, False, standing.issued, ())
    _require_sound(desk)
    with desk.ledger.write(actor, desk.now(), "plan.load", desk.plan.id) as unit:
        unit.lock_chain()
        return _store(desk, unit, None)


def _require_sound(desk: Desk) -> None:
    problems = check_plan(desk.plan.written or desk.plan)
    if problems:
        raise UserError(
            f"方案有{len(problems)}处问题,首处:{problems[0].place}:{problems[0].text}",
            cure="运行 cityplan plan check 查看全部",
        )


def _store(desk: Desk, unit: Unit, approval: Approval | None) -> Loaded:
    standing = _standing(desk, unit.reading())
    if standing is not None and standing.version == desk.plan.version:
        return Loaded(standing.version, False, False, standing.issued, ())  # another was first
    made = changes(desk.plan)
    effective = desk.plan.issued
    if standing is not None:
        found = differences(standing, desk.plan)
        _require_approval(found, approval)
        _require_adjustments(found)
        made, effective = _made(desk, found, approval)
    if not plans.store_plan(unit, desk.plan, made, effective=effective):
        raise Refused(
            f"这一版方案({desk.plan.version})以前载入过,其后台账已换了新版",
            cure="恢复现行版的文件;确要改回的,写一条新的调整再载入",
        )
    return Loaded(desk.plan.version, True, standing is None, effective, made)


def _require_approval(found: Differences, approval: Approval | None) -> None:
    if approval is None and not found.quiet:
        first = (*found.silent, *found.approved_with_it, *found.adjusted)[0]
        raise Refused(f"方案目录里的方案有改动({_said(first)}),尚未载入台账", cure=_LOAD)


def _require_adjustments(found: Differences) -> None:
    if not found.silent:
        return
    more = f"等{len(found.silent)}处" if len(found.silent) > 1 else ""
    raise Refused(
        f"{_said(found.silent[0])}{more},没有调整记录,不能载入",
        cure="恢复原来的写法;确有调整的,在 adjustments.yaml 写明文号、条款、批准单位和生效日期",
    )


def _made(
    desk: Desk, found: Differences, approval: Approval | None
) -> tuple[tuple[Change, ...], date]:
    """What the edition changes, and the first day that it does."""
    effective = min((one.effective for one in found.adjusted), default=desk.today())
    return (*_approved(desk, found, approval), *found.adjusted), effective


def _approved(desk: Desk, found: Differences, approval: Approval | None) -> tuple[Change, ...]:
    """What somebody approved with the edition: from today on, but a promise from its issue on."""
    if approval is None:
        return ()
    return tuple(
        replace(
            one,
            approved_by=approval.approved_by,
            document=approval.document or one.document,
            decided=desk.today(),
            effective=one.effective if one.field == "added" else desk.today(),
        )
        for one in found.approved_with_it
    )


def _said(one: Change) -> str:
    label = FIELD_LABELS.get(one.field, one.field)
    return f"{subject_of(one)} 的{label}由“{one.old or '无'}”变为“{one.new or '无'}”"
