"""What the record says otherwise than an issued paper: asked for on demand, never stored."""

from __future__ import annotations

from dataclasses import dataclass

from briefings.format import format_value
from desk.assess import what_was_known
from desk.handle import Desk
from desk.plans import in_period
from desk.rights import require_discloser
from ledger import papers, runs
from observations.errors import UserError
from observations.identity import Actor
from observations.period import ReportingPeriod
from targets.assessment import Assessment


@dataclass(frozen=True)
class Told:
    """A target as one side tells it; `value` as printed, `—` without one; `level` in words."""

    value: str
    level: str


@dataclass(frozen=True)
class PaperChange:
    """A target that stands otherwise now than in the paper."""

    target_id: str
    name: str
    then: Told
    now: Told


def changes_since(desk: Desk, actor: Actor, paper: str) -> tuple[PaperChange, ...]:
    """Targets whose printed value or verdict differs today from the issued paper, in its order.

    `UserError` for a paper that is not in the archive.
    """
    require_discloser(actor)
    with desk.ledger.read() as reading:
        row = next((one.file for one in papers.papers(reading) if one.file.paper == paper), None)
        then = runs.run(reading, row.run) if row else None
    if row is None or then is None:
        raise UserError(f"归档里没有“{paper}”这份通报", cure="用 cityplan paper list 查编号")
    period = ReportingPeriod.parse(row.period)
    known = {one.target_id: one for one in what_was_known(desk, period, desk.now()).assessments}
    found = []
    for one in then.assessments:
        before, after = _told(desk, one), _told(desk, known.get(one.target_id))
        if before != after:
            name = _name(desk, period, one)
            found.append(PaperChange(one.target_id, name, before, after))
    return tuple(found)


def _told(desk: Desk, verdict: Assessment | None) -> Told:
    if verdict is None:
        return Told("—", "已不在方案")
    indicator = desk.plan.indicator(verdict.indicator)
    return Told(format_value(indicator, verdict.value), verdict.level.label)


def _name(desk: Desk, period: ReportingPeriod, verdict: Assessment) -> str:
    named = {one.id: one.name for one in in_period(desk, period).plan.targets}
    return named.get(verdict.target_id) or desk.plan.indicator(verdict.indicator).name
