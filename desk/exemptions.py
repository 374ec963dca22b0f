"""Forms that the desk does not ask of an office, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from desk.asked import NO_DATA
from desk.closing import LONGEST_REASON
from desk.handle import Desk
from desk.rates import asked_values
from desk.rights import acting_for
from ledger import exemptions
from ledger.alert_log import Taken, take_steps, unclosed_now
from ledger.exemptions import Decision, ExemptionRow
from ledger.form_arrivals import form_arrivals
from ledger.unit import Unit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod


@dataclass(frozen=True)
class Excused:
    """A form not to be asked: whose, for which period, why it is not, and the reason."""

    office: str
    period: ReportingPeriod
    decision: Decision
    text: str


def exempt(desk: Desk, actor: Actor, form: Excused) -> None:
    """Ask a form of an office no more: it leaves the expected ones and is reminded of no more.

    `Refused` once the form came: what is there is never excused away. Alerts that it is missing
    are closed with the reason.
    """
    acting = acting_for(desk, actor, form.office, Role.DESK)
    _require_asked(desk, form)
    text = _reason(form.text)
    with desk.ledger.read() as reading:
        came = form_arrivals(reading, [str(form.period)])
    if any(one.office == form.office and one.accepted for one in came):
        name = desk.office_names[form.office]
        raise Refused(f"{name}{form.period.label}的报表已报送并受理,不能再免报", cure="核对报告期")
    about = f"{form.office}/{form.period}"
    with desk.ledger.write(acting, desk.now(), "exempt.add", about) as unit:
        exemptions.exempt(unit, form.office, str(form.period), form.decision, text)
        _close_alerts(unit, form, f"免报:{text}")


def end_exemption(
    desk: Desk, actor: Actor, office: str, period: ReportingPeriod, reason: str
) -> None:
    """Ask the form again; `Refused` when it is asked."""
    acting = acting_for(desk, actor, office, Role.DESK)
    with desk.ledger.write(acting, desk.now(), "exempt.end", f"{office}/{period}") as unit:
        exemptions.end(unit, office, str(period), _reason(reason))


def exempted(desk: Desk, actor: Actor) -> tuple[ExemptionRow, ...]:
    """Forms of the actor's offices that are not asked, newest period first."""
    with desk.ledger.read() as reading:
        rows = exemptions.standing(reading).values()
    mine = (row for row in rows if actor.covers(row.office))
    return tuple(sorted(mine, key=lambda r: (ReportingPeriod.parse(r.period), r.office))[::-1])


def _require_asked(desk: Desk, form: Excused) -> None:
    plan, period = desk.plan, form.period
    if form.office not in plan.reporting_offices:
        known = "、".join(plan.reporting_offices)
        raise UserError(f"没有填报单位“{form.office}”", cure=f"可用:{known}")
    if form.office not in asked_values(desk, period):
        name, label = desk.office_names[form.office], period.frequency.label
        raise UserError(f"{name}没有按{label}填报的表,{period.label}不用免报", cure="核对报告期")
    if period.end < plan.issued or period.start > plan.end:
        raise UserError(f"{period.label}不在方案的填报期内,不用免报", cure="核对报告期")


def _close_alerts(unit: Unit, form: Excused, text: str) -> None:
    open_ = unclosed_now(unit, kinds=[NO_DATA], offices=[form.office])
    mine = [one for one in open_ if one.alert.period == str(form.period)]
    take_steps(unit, [Taken(one.id, "closed", text) for one in mine])


def _reason(text: str) -> str:
    if not text.strip():
        raise UserError("须写明理由", cure="加 --reason")
    return text.strip()[:LONGEST_REASON]
