"""Who may see what is about a person, and have it destroyed; what is kept too long goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desk import personal
from desk.data_key import destroyed
from desk.handle import Desk
from desk.opinion_rights import handles, works_for
from desk.rights import require_role
from ledger import case_reads, opinions, sealed
from ledger.unit import Reading
from observations.calendar import shanghai_day
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from voices.opinion_events import OpinionState, Stage
from voices.retention import ended, load_retention, reason

RESTORED = "restored"
_AGAIN = "由较早的备份恢复的密钥,按原来的销毁记录再次销毁"


def may_reveal(actor: Actor, reading: Reading, state: OpinionState) -> bool:
    """True for the desk of its area, and for the office that has its case while it is open."""
    if handles(actor, state.area):
        return True
    case = case_reads.named(reading, state.case) if state.case else None
    return case is not None and case.is_open and works_for(actor, case.office, state.area)


def reveal(desk: Desk, actor: Actor, number: str, why: str) -> Mapping[str, str]:
    """The person's own words and how to reach them, once it is said in the chain who asked why.

    `Refused` for a post that does not handle it, `UserError` for none of this number.
    """
    with desk.ledger.read() as reading:
        state = _state(reading, number)
        allowed = may_reveal(actor, reading, state)
    if not allowed:
        what = "只有该地区的调度岗位和正在办理的承办单位可以查看"
        raise Refused(what, cure="请办理的岗位查看")
    return personal.reveal(desk, actor, number, why)


def erase(desk: Desk, actor: Actor, number: str, why: str) -> tuple[str, ...]:
    """销毁 at somebody's wish or by law: the desk of its area, or the administrator.

    `Refused` once it was destroyed or when its case is still open: the answer has to reach them.
    """
    with desk.ledger.read() as reading:
        state = _state(reading, number)
        running = state.case and (case := case_reads.named(reading, state.case)) and case.is_open
    if not handles(actor, state.area):
        require_role(actor, Role.ADMIN)
    if running:
        raise Refused(f"意见 {number} 还在办理,要向本人反馈", cure="办结销号以后再销毁")
    gone = personal.erase(desk, actor, [number], why)
    if not gone:
        raise Refused(f"意见 {number} 没有留存的个人信息", cure="已经销毁的不必再办")
    return gone


def due(desk: Desk, reading: Reading, day: date) -> dict[str, str]:
    """Opinions whose data are kept too long on that day, with the reason of each."""
    rule, states = load_retention(), opinions.of_numbers(reading, sealed.with_keys(reading))
    closed = _closed(reading, states)
    found = {}
    for state in states:
        purpose = ended(state, _judged(reading, state), closed.get(state.case), rule)
        if purpose is not None and purpose.due <= day:
            found[state.number] = reason(purpose, rule)
    return found


def retain(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """Destroy what is kept too long, and keys that an older backup brought back; which."""
    require_role(actor, Role.DESK, Role.ADMIN)
    rule = load_retention().id
    with desk.ledger.read() as reading:
        gone_before = destroyed(desk.settings)
        back = [one for one in sealed.with_keys(reading) if one in gone_before]
        late = due(desk, reading, desk.today())
    gone = list(personal.erase(desk, actor, back, _AGAIN, rule=RESTORED))
    for why in sorted(set(late.values())):
        some = [one for one in late if late[one] == why and one not in gone]
        gone += personal.erase(desk, actor, some, why, rule=rule)
    return tuple(gone)


def _judged(reading: Reading, state: OpinionState) -> date:
    """The day of the decision that an opinion is invalid; of others it is not asked."""
    last = opinions.last(reading, state.number) if state.stage is Stage.INVALID else None
    return shanghai_day(last.at) if last else state.received


def _closed(reading: Reading, states: Sequence[OpinionState]) -> dict[str, date]:
    """Cases of these opinions that are closed, with the day."""
    cases = {one.case for one in states if one.case}
    return {one.case: one.closed for one in case_reads.of_cases(reading, cases) if one.closed}


def _state(reading: Reading, number: str) -> OpinionState:
    last = opinions.last(reading, number)
    if last is None:
        raise UserError(f"没有意见“{number[:20]}”", cure="从“意见建议”页打开")
    return last.after
