"""办理过程: every step of one submission with its post and moment, as people read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.handle import SHANGHAI, Desk
from desk.rights import require_office
from ledger import deputies, trail
from ledger.deputies import Leave
from ledger.trail import Event
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor
from observations.period import Submitted


@dataclass(frozen=True)
class Step:
    """One step: what was done (`act`, and in Chinese `title`), by which post, what was said.

    `at` in Shanghai; `post` names whom a deputy stood in for: 甲(代乙).
    """

    seq: int
    at: datetime
    act: str
    title: str
    post: str
    text: str
    receipt: str


def trail_of(
    desk: Desk, actor: Actor, office: str, period: Submitted, head: int | None = None
) -> tuple[Step, ...]:
    """Deliveries, verdicts, answers, approvals, returns, exceptions, deputies; oldest first."""
    if office not in desk.office_names:
        known = "、".join(desk.plan.reporting_offices)
        raise UserError(f"没有单位“{office}”", cure=f"可用:{known}")
    require_office(desk, actor, office)
    with desk.ledger.read(head) as reading:
        events = trail.events(reading, office, str(period))
        steps = [_step(reading, one) for one in events]
        steps += _leaves(reading, events)
    return tuple(sorted(steps, key=lambda one: one.seq))


def titled(reading: Reading, office: str, period: str, post: str) -> str:
    """`post` as its last step on the submission has it: 甲(代乙) when it stood in for another."""
    mine = [one for one in trail.events(reading, office, period) if one.post == post]
    return _titled(reading, mine[-1]) if mine else post


def _titled(reading: Reading, event: Event) -> str:
    absent = _absent(reading, event)
    return f"{event.post}(代{'、'.join(absent)})" if absent else event.post


def _step(reading: Reading, event: Event) -> Step:
    title, text = _TITLES[event.act](event)
    post = _titled(reading, event)
    at = event.at.astimezone(SHANGHAI)
    return Step(event.seq, at, event.act, title, post, text, event.receipt)


def _absent(reading: Reading, event: Event) -> tuple[str, ...]:
    """The posts that the event's post stood in for when it acted."""
    day = event.at.astimezone(SHANGHAI).date()
    then = Reading(reading.connection, min(event.seq, reading.head), live=False)
    return deputies.absent(then, event.post, day)


def _leaves(reading: Reading, events: Sequence[Event]) -> list[Step]:
    """Words on deputies of the submission's posts, for leaves during its time."""
    if not events:
        return []
    days = [one.at.astimezone(SHANGHAI).date() for one in events]
    rows = deputies.words(reading, {one.post for one in events})
    during = [r for r in rows if r.leave.since <= max(days) and r.leave.until >= min(days)]
    return [
        Step(
            seq=row.seq,
            at=row.at.astimezone(SHANGHAI),
            act=f"deputy.{row.decision}",
            title="指定代理" if row.decision == "named" else "结束代理",
            post=row.by,
            text=_leave_words(row.leave),
            receipt="",
        )
        for row in during
    ]


def _leave_words(leave: Leave) -> str:
    why = f":{leave.text}" if leave.text else ""
    return f"{leave.deputy}代{leave.post},{leave.since}至{leave.until}{why}"


def _judged(event: Event) -> tuple[str, str]:
    words = {"accepted": "受理", "returned": "退回", "refused": "无法受理", "duplicate": "重复来件"}
    labels = {"critical": "退回级", "warning": "存疑", "info": "提示"}
    kind = _KINDS.get(event.edition.rpartition("/")[2], "")
    said = [f"{labels[severity]}{count}条" for severity, count in event.counts]
    if event.verdict == "accepted":
        said.insert(0, f"变动{event.changed}个值")
    elif event.verdict == "duplicate":
        said.insert(0, f"与回执 {event.text} 相同")
    return f"{kind}核验:{words.get(event.verdict, event.verdict)}", ",".join(said)


_KINDS = {"correction": "更正", "withdrawal": "撤回", "nil": "零报告"}


def _plain(title: str) -> Callable[[Event], tuple[str, str]]:
    return lambda event: (title, event.text)


_TITLES: dict[str, Callable[[Event], tuple[str, str]]] = {
    "received": _plain("送交"),
    "judged": _judged,
    "answered": _plain("属实说明"),
    "office": _plain("单位审核"),
    "desk": _plain("审定"),
    "returned": _plain("退回"),
    "again": _plain("原样重报"),
    "withdrawn": _plain("撤销审定"),
    "closed": _plain("关账"),
    "opened": _plain("重开"),
    "asked": _plain("申请例外"),
    "granted": _plain("准许例外"),
    "ended": _plain("结束例外"),
}
