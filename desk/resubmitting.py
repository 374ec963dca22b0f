"""Handing a report in again as it stands: it was sent back, and its numbers are right."""

from __future__ import annotations

from desk import alert_life
from desk.approve import LONGEST_REASON, submission
from desk.closing import closing_of
from desk.corrections import SHORTEST_REASON
from desk.handle import Desk
from desk.intake import SENDERS
from desk.rights import acting_for
from ledger import approvals
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import Submitted


def resubmit(
    desk: Desk, actor: Actor, office: str, period: Submitted, text: str, *, seen: int | None = None
) -> str:
    """Hand in again, unchanged, what a person sent back; the sentence that says what follows.

    `text` says what the numbers were checked against: both approvers read it, and the post that
    wrote it may give neither. `Refused` unless the submission is returned and as `seen`, and
    for a closed period without an exception, as for any delivery.
    """
    acting = acting_for(desk, actor, office, *SENDERS)
    said = text.strip()[:LONGEST_REASON]
    if len(said) < SHORTEST_REASON:
        raise UserError(
            "原样重报须写明依据", cure=f"写明数值与什么核对过,不少于 {SHORTEST_REASON} 个字"
        )
    row = submission(desk, office, period)
    if row.state != "returned":
        raise Refused("该报送没有被退回,不必原样重报", cure="等候审核、审定")
    if seen is not None and seen != row.seq:
        raise Refused("页面打开之后这份报送有了变化", cure="请刷新后再办理")
    shut = closing_of(desk, office, str(period))
    if shut is not None and not shut.exceptions:
        raise Refused(f"{period.label}已关账", cure="确需补报的,先申请例外")
    with desk.ledger.write(acting, desk.now(), "resubmit", f"{office}/{period}") as unit:
        approvals.resubmit(unit, office, str(period), said, seen=row.seq)
        alert_life.after_resubmitted(unit, row, said)
    return f"已原样重报{desk.office_names[office]}{period.label}的报送,待本单位另一岗位审核"
