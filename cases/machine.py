"""What may be done to a case, by whom, until when; every refusal says why and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from cases.events import CaseState, Part, Standing, Step
from cases.kinds import CaseKind
from observations.calendar import WorkingDays

_OPEN = frozenset(Standing) - {Standing.CLOSED}
_ASSIGNED, _WORKING = Standing.ASSIGNED, Standing.WORKING
_ANSWERED, _VERIFIED = Standing.ANSWERED, Standing.VERIFIED

FROM: Mapping[Step, frozenset[Standing]] = {
    Step.ACCEPT: frozenset({_ASSIGNED}),
    Step.OBJECT: frozenset({_ASSIGNED}),
    Step.REASSIGN: frozenset({_ASSIGNED, Standing.OBJECTED, _WORKING}),
    Step.NOTE: frozenset({_ASSIGNED, _WORKING, _ANSWERED, _VERIFIED}),
    Step.EXTEND: frozenset({_WORKING}),
    Step.ANSWER: frozenset({_WORKING}),
    Step.VERIFY: frozenset({_ANSWERED}),
    Step.RETURN: frozenset({Standing.OBJECTED, _ANSWERED, _VERIFIED}),
    Step.CLOSE: _OPEN,
    Step.LOOK_BACK: frozenset({Standing.CLOSED}),
    Step.REOPEN: frozenset({Standing.CLOSED}),
}
"""Where a case must stand for a step to be taken; 交办 begins one."""


@dataclass(frozen=True)
class Hand:
    """Who acts: the posts whose hand it is, and what they are to this case."""

    names: frozenset[str]
    parts: frozenset[Part]

    def part(self, step: Step, kind: CaseKind) -> str:
        """As what it takes the step."""
        return next((str(one) for one in Part if one in self.parts & kind.who(step)), "")


@dataclass(frozen=True)
class Refusal:
    """Why a step may not be taken, and what to do instead."""

    what: str
    cure: str


@dataclass(frozen=True)
class When:
    """The day of the step and the calendar its deadlines go by."""

    day: date
    calendar: WorkingDays


Rule = Callable[[CaseState, CaseKind, Hand, When], Refusal | None]


def allowed(
    state: CaseState | None, step: Step, kind: CaseKind, hand: Hand, when: When
) -> Refusal | None:
    """None when `hand` may take `step` on that day; else the reason. `state` None: no case yet."""
    refused = _by_kind(step, kind, hand) or _by_standing(state, step)
    if refused or state is None:
        return refused
    if when.day < state.last.day:
        what = f"办理日期 {when.day} 早于上一步({state.last.step},{state.last.day})"
        return Refusal(what, "核对本机时间后再办")
    rule = _RULES.get(step)
    return rule(state, kind, hand, when) if rule else None


def _by_kind(step: Step, kind: CaseKind, hand: Hand) -> Refusal | None:
    who = kind.who(step)
    if not who:
        return Refusal(f"“{kind.name}”没有“{step}”这一步", "用 cityplan cases show 查看可办的步骤")
    if hand.parts & who:
        return None
    words = "、".join(part.label for part in Part if part in who)
    return Refusal(f"“{step}”只能由{words}办理", f"请{words}办理")


def _by_standing(state: CaseState | None, step: Step) -> Refusal | None:
    if step is Step.OPEN:
        already = f"这件督办已于 {state.events[0].day} 交办" if state else ""
        return Refusal(already, "在原件上办理") if already else None
    if state is None:
        return Refusal(f"还没有交办,不能“{step}”", "先交办")
    if state.standing in FROM[step]:
        return None
    steps = "、".join(one for one, places in FROM.items() if state.standing in places)
    return Refusal(f"这件督办现在“{state.standing}”,不能“{step}”", f"现在可以:{steps}")


def _object(state: CaseState, kind: CaseKind, _hand: Hand, when: When) -> Refusal | None:
    until = when.calendar.add(state.assigned_on or when.day, kind.days.object)
    if when.day <= until:
        return None
    return Refusal(
        f"对交办的异议应在{kind.days.object}个工作日内({until} 以前)提出",
        "签收后办理,有情况写入办理进展;确需改派的请调度岗位办理",
    )


def _extend(state: CaseState, kind: CaseKind, _hand: Hand, when: When) -> Refusal | None:
    if state.extended >= kind.extend.times:
        return Refusal(
            f"已延期 {state.extended} 次,“{kind.name}”至多 {kind.extend.times} 次", "按期回复"
        )
    if state.due is None or when.day > state.due:
        return Refusal(f"时限 {state.due} 已过,不能再延期", "尽快回复,并写明逾期原因")
    return None


def _verify(state: CaseState, _kind: CaseKind, hand: Hand, _when: When) -> Refusal | None:
    if state.answered_by in hand.names:
        return Refusal(f"回复是“{state.answered_by}”写的,不能自己核验", "请另一岗位核验")
    return None


def _close(state: CaseState, kind: CaseKind, hand: Hand, _when: When) -> Refusal | None:
    if Part.LEADER in hand.parts & kind.who(Step.CLOSE):
        return None
    if kind.by_evidence:
        if Part.SYSTEM in hand.parts:
            return None
        return Refusal(
            f"“{kind.name}”凭其后审定、质量合格的数据自动销号", "确需提前销号的,由领导岗位写明理由"
        )
    if state.standing is _VERIFIED:
        return None
    return Refusal(f"这件督办现在“{state.standing}”,核验以后才能销号", "先核验")


_RULES: Mapping[Step, Rule] = {
    Step.OBJECT: _object,
    Step.EXTEND: _extend,
    Step.VERIFY: _verify,
    Step.CLOSE: _close,
}


def steps_now(state: CaseState, kind: CaseKind, hand: Hand, when: When) -> tuple[Step, ...]:
    """The steps that `hand` may take now, in the order of their way."""
    return tuple(one for one in Step if allowed(state, one, kind, hand, when) is None)
