"""Four eyes: the office's second post reviews, the bureau's desk approves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from desk import alert_life
from desk.handle import Desk
from desk.hands import require_other_hands
from desk.quality_facts import sent_back_fact, unapproved_fact
from desk.rights import acting_for, require_role
from ledger import approvals, facts, receipts
from ledger.approvals import SubmissionRow
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.period import Submitted

Level = Literal["office", "desk"]
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Given:
    """An approval given: which of the two, the sentence that says so, and what it covers.

    `receipts`: forms, tables and corrections of the office for the period, one submission.
    """

    level: Level
    text: str
    receipts: tuple[str, ...] = ()


def approve(
    desk: Desk, actor: Actor, office: str, period: Submitted, *, seen: int | None = None
) -> Given:
    """Give the next approval of a submission; `Refused` says why it may not be given.

    First 审核 by a post of the office other than the one that submitted, then 审定 by the
    bureau's desk, again another post. Nobody approves what the same post (or one whose password
    or token it holds) handed in, nor what came after `seen`, the sequence its page showed.
    """
    _require_known(desk, office)
    acting = acting_for(desk, actor, office, *Role)
    row = submission(desk, office, period)
    _unchanged(row, seen)
    sent_by = senders(desk, row)
    level = next_level(row, acting, sent_by)
    if isinstance(level, str):
        raise Refused(level)
    require_other_hands(desk, acting, sent_by, row.office_approved_by or "")
    with desk.ledger.write(acting, desk.now(), f"approve.{level.level}", f"{office}/{period}") as u:
        approvals.approve(u, office, str(period), level.level, seen=row.seq)
        if level.level == "desk":
            alert_life.after_approval(u, office, str(period))
    return replace(level, receipts=row.receipts)


def send_back(
    desk: Desk,
    actor: Actor,
    office: str,
    period: Submitted,
    text: str,
    *,
    seen: int | None = None,
) -> str:
    """Send a submission back with a reason; the sentence that says what holds from now on.

    Values approved before stay published until a corrected form is approved.
    """
    acting = acting_for(desk, actor, office, Role.REVIEWER, Role.DESK)
    if not text.strip():
        raise UserError("退回须写明理由", cure="写明哪里不对、怎样改")
    row = submission(desk, office, period)
    if row.state == "returned":
        raise Refused("该报送已经退回", cure="等候该单位重新送交")
    if row.state == "approved":
        require_role(acting, Role.DESK)
    _unchanged(row, seen)
    with desk.ledger.write(acting, desk.now(), "send_back", f"{office}/{period}") as unit:
        approvals.send_back(unit, office, str(period), text.strip()[:LONGEST_REASON])
        facts.store(unit, [sent_back_fact(desk, acting, row, text.strip()[:LONGEST_REASON])])
        alert_life.after_sent_back(desk, unit, row, text.strip()[:LONGEST_REASON])
    kept = ";此前审定的值继续公布,直到更正后的报表审定" if row.state == "approved" else ""
    return f"已退回{desk.office_names.get(office, office)}{period.label}报送{kept}"


def unapprove(
    desk: Desk,
    actor: Actor,
    office: str,
    period: Submitted,
    text: str,
    *,
    seen: int | None = None,
) -> str:
    """Take back the desk's last approval that stands; the sentence that says what holds now.

    The submission waits for the desk again. Published from now on is what an earlier approval
    covers that still stands, else nothing of it; what was quoted as of earlier stays so.
    """
    _require_known(desk, office)
    acting = acting_for(desk, actor, office, Role.DESK)
    if not text.strip():
        raise UserError("撤销审定须写明理由", cure="写明为什么撤销")
    row = submission(desk, office, period)
    _unchanged(row, seen)
    reason = text.strip()[:LONGEST_REASON]
    with desk.ledger.write(acting, desk.now(), "unapprove", f"{office}/{period}") as unit:
        approvals.unapprove(unit, office, str(period), reason)
        facts.store(unit, [unapproved_fact(desk, acting, row, reason)])
    with desk.ledger.read() as reading:
        before = approvals.approved_until(reading, office, str(period))
    now = "此前审定的值恢复公布" if before is not None else "该期没有其他审定,数值不再公布"
    return f"已撤销{desk.office_names[office]}{period.label}报送的审定;{now}"


def submission(desk: Desk, office: str, period: Submitted) -> SubmissionRow:
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
        found = receipts.handed_in_by(reading, row.receipts)
    return frozenset({row.submitted_by, *found.values()})


def next_level(row: SubmissionRow, actor: Actor, sent_by: frozenset[str]) -> Given | str:
    """The approval `actor` may give now, or the Chinese reason why none.

    Four eyes are persons': a deputy may not approve what its own post did before, nor what the
    post it stands in for did. `actor` has the rights it has for the submission's office.
    """
    done = {"approved": "该报送已审定", "returned": f"该报送已退回({row.text}),须改正后重新送交"}
    if row.state in done:
        return done[row.state]
    if actor.names & sent_by:
        return f"岗位“{actor.title}”是送交人,不能审核自己送交的报表,请另一岗位办理"
    if row.state == "waiting":
        return _review(actor)
    if not actor.has(Role.DESK):
        return "该报送已审核,待住建局审定"
    if row.office_approved_by in actor.names:
        return f"岗位“{actor.title}”已作审核,审定须由另一岗位办理"
    return Given("desk", "已审定")


def _review(actor: Actor) -> Given | str:
    if actor.has(Role.REVIEWER):
        return Given("office", "已审核,待住建局审定")
    if actor.has(Role.DESK):
        return "该报送还没有经本单位审核"
    return f"岗位“{actor.post}”没有审核权限"
