"""Four eyes: the office's second post reviews, the bureau's desk approves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from desk.handle import Desk
from desk.quality_facts import sent_back_fact
from desk.rights import require_office, require_role
from ledger import approvals, facts, receipts
from ledger.approvals import SubmissionRow
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import ReportingPeriod

Level = Literal["office", "desk"]
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Given:
    """An approval given: which of the two, and the sentence that says so."""

    level: Level
    text: str


def approve(
    desk: Desk, actor: Actor, office: str, period: ReportingPeriod, *, seen: int | None = None
) -> Given:
    """Give the next approval of a submission; `Refused` says why it may not be given.

    First 审核 by a post of the office other than the one that submitted, then 审定 by the
    bureau's desk, again another post. Nobody approves what the same post handed in, nor what
    came after `seen`, the sequence that the approver's page showed.
    """
    _require_known(desk, office)
    require_office(desk, actor, office)
    row = submission(desk, office, period)
    _unchanged(row, seen)
    level = next_level(row, actor, senders(desk, row))
    if isinstance(level, str):
        raise Refused(level)
    with desk.ledger.write(actor, desk.now(), f"approve.{level.level}", f"{office}/{period}") as u:
        approvals.approve(u, office, str(period), level.level, seen=row.seq)
    return level


def send_back(
    desk: Desk,
    actor: Actor,
    office: str,
    period: ReportingPeriod,
    text: str,
    *,
    seen: int | None = None,
) -> str:
    """Send a submission back with a reason; the sentence that says what holds from now on.

    Values approved before stay published until a corrected form is approved.
    """
    require_office(desk, actor, office)
    require_role(actor, Role.REVIEWER, Role.DESK)
    if not text.strip():
        raise UserError("退回须写明理由", cure="写明哪里不对、怎样改")
    row = submission(desk, office, period)
    if row.state == "returned":
        raise Refused("该报送已经退回", cure="等候该单位重新送交")
    if row.state == "approved":
        require_role(actor, Role.DESK)
    _unchanged(row, seen)
    with desk.ledger.write(actor, desk.now(), "send_back", f"{office}/{period}") as unit:
        approvals.send_back(unit, office, str(period), text.strip()[:LONGEST_REASON])
        facts.store(unit, [sent_back_fact(desk, actor, row, text.strip()[:LONGEST_REASON])])
    kept = ";此前审定的值继续公布,直到更正后的报表审定" if row.state == "approved" else ""
    return f"已退回{desk.office_names.get(office, office)}{period.label}报送{kept}"


def submission(desk: Desk, office: str, period: ReportingPeriod) -> SubmissionRow:
    """The submission of an office for a period; `UserError` when there is none."""
    with desk.ledger.read() as reading:
        row = approvals.submission(reading, office, str(period))
    if row is not None:
        return row
    _require_known(desk, office)
    raise UserError(f"{desk.office_names[office]}没有{period.label}的已收报送", cure="先送交报表")


def _unchanged(row: SubmissionRow, seen: int | None) -> None:
    """`Refused` when the page showed an older state of the submission."""
    if seen is not None and seen != row.seq:
        raise Refused("页面打开之后又有新的报送", cure="请刷新后再办理")


def _require_known(desk: Desk, office: str) -> None:
    if office not in desk.office_names:
        known = "、".join(desk.plan.reporting_offices)
        raise UserError(f"没有单位“{office}”", cure=f"可用:{known}")


def senders(desk: Desk, row: SubmissionRow) -> frozenset[str]:
    """Every post that handed in a file of the submission."""
    with desk.ledger.read() as reading:
        found = [receipts.get(reading, one) for one in row.receipts]
    return frozenset({row.submitted_by, *(one.received_by for one in found if one)})


def next_level(row: SubmissionRow, actor: Actor, sent_by: frozenset[str]) -> Given | str:
    """The approval `actor` may give now, or the Chinese reason why none."""
    if row.state == "approved":
        return "该报送已审定"
    if row.state == "returned":
        return f"该报送已退回({row.text}),须改正后重新送交"
    if actor.post in sent_by:
        return f"岗位“{actor.post}”是送交人,不能审核自己送交的报表,请另一岗位办理"
    if row.state == "waiting":
        if actor.has(Role.REVIEWER):
            return Given("office", "已审核,待住建局审定")
        if actor.has(Role.DESK):
            return "该报送还没有经本单位审核"
        return f"岗位“{actor.post}”没有审核权限"
    if not actor.has(Role.DESK):
        return "该报送已审核,待住建局审定"
    if actor.post == row.office_approved_by:
        return f"岗位“{actor.post}”已作审核,审定须由另一岗位办理"
    return Given("desk", "已审定")
