"""What posts do to cases: give, sign for, object, hand on, report, answer, verify, close."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cases.events import CaseEvent, CaseState, Part, Step, fold
from cases.items import filled
from cases.kinds import load_kind
from cases.machine import Hand, When, steps_now
from cases.merging import host_for, merge
from cases.taking import Asked, New, Taking, begin, take
from desk.accounts import denied
from desk.case_evidence import Shown as Shown  # noqa: PLC0414 -- what is shown to these acts
from desk.case_evidence import keep, keep_bytes, proof_of, with_proof
from desk.case_known import beside
from desk.case_told import case_facts
from desk.handle import Desk
from desk.hands import require_other_hands
from desk.opinion_words import require_unnamed_step
from desk.views.cases import sees_case, subject_of
from ledger import case_log, case_reads, facts
from ledger.unit import Reading
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

_PARTS = {
    Role.CLERK: Part.OFFICE,
    Role.REVIEWER: Part.OFFICE,
    Role.DESK: Part.DESK,
    Role.LEADER: Part.LEADER,
}
LONGEST_TITLE = 100


@dataclass(frozen=True)
class Opening:
    """A case that people open: its kind, whose it is, what it is about."""

    kind: str
    office: str
    title: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    cooperating: tuple[str, ...] = ()
    area: str = ""
    due: date | None = None
    ended: date | None = None


def open_case(desk: Desk, actor: Actor, given: Opening, shown: Shown | None = None) -> CaseEvent:
    """交办; what is due at the same office is put into one where the kind says so (多考合一).

    `Refused` when the same is open at the office already, or the post may not give it.
    """
    kind, new = load_kind(given.kind), new_case(desk, given)
    by = acting(desk, actor, new.office, new.area)
    proof = proof_of(desk, new.office, shown)
    asked = Asked(Step.OPEN, given.text, due=given.due, fields=given.fields)
    asked = with_proof(asked, proof)
    with desk.ledger.write(actor.within(new.office), by.now, "case.open", new.case) as unit:
        unit.lock_chain()  # the same given twice at once is one case
        known = beside(unit.reading(), new, kind)
        _require_new(desk, actor, known, new)
        event = begin(new, asked, kind, by)
        host = host_for(new, kind, known, by)
        if host is not None:
            event = merge(host, new, given.text, kind, by)
            event = replace(event, evidence=proof.words, evidence_sha256=proof.sha256)
        case_log.append(unit, [event])
        keep(unit, event, proof)
        facts.store(unit, case_facts(desk, (event,)))
    keep_bytes(desk, proof)
    return event


def act_on_case(
    desk: Desk,
    actor: Actor,
    case: str,
    asked: Asked,
    *,
    seen: int | None = None,
    shown: Shown | None = None,
) -> CaseState:
    """Take a step on the case with this id or printed number; the case after it.

    `seen`: how many steps the page showed; `Refused` when there are more by now, as when the
    step may not be taken. `UserError` for no such case in the post's scope.
    """
    with desk.ledger.read() as reading:
        known = the_case(desk, actor, reading, case)
    kind, (_, area) = load_kind(known.kind), subject_of(desk, known)
    _require_offices(desk, asked)
    by = acting(desk, actor, known.office, area)
    with desk.ledger.read() as reading:
        require_unnamed_step(desk, reading, known, asked, shown)
    proof = proof_of(desk, known.office, shown)
    asked = with_proof(asked, proof)
    if asked.step is Step.VERIFY:
        require_other_hands(desk, actor, {known.answered_by} - {""}, "")
    action = f"case.{asked.step.name.lower()}"
    with desk.ledger.write(actor.within(known.office), by.now, action, known.case) as unit:
        unit.lock_chain()  # the step is judged by the case as it is, not as it was
        state = fold(case_log.events(unit.reading(), known.case))
        if seen is not None and seen != len(state.events):
            raise Refused(
                f"打开之后另有人办过:{state.last.step}({state.last.actor})", cure="看过再办"
            )
        event = take(state, asked, kind, by)
        case_log.append(unit, [event])
        keep(unit, event, proof)
        facts.store(unit, case_facts(desk, (event,)))
    keep_bytes(desk, proof)
    return fold((*state.events, event))


def the_case(desk: Desk, actor: Actor, reading: Reading, case: str) -> CaseState:
    """The case with this id or printed number; `UserError` when the post sees none such."""
    found = case_reads.named(reading, case)
    if found is not None:
        state = fold(case_log.events(reading, found.case))
        _, area = subject_of(desk, state)
        if sees_case(actor, state.office, area):
            return state
        denied(desk, actor, f"case {case}", "不在本岗位范围内")
    raise UserError(f"没有督办事项“{case}”", cure="用 cityplan cases list 查编号")


def may(desk: Desk, actor: Actor, state: CaseState) -> tuple[Step, ...]:
    """The steps that the post may take on the case now."""
    kind, (_, area) = load_kind(state.kind), subject_of(desk, state)
    by = acting(desk, actor, state.office, area)
    return steps_now(state, kind, by.hand, When(by.when.day, desk.calendar))


def acting(desk: Desk, actor: Actor, office: str, area: str) -> Taking:
    """The post with what it is to the office's cases in the area: rights are never mixed."""
    fit = [one for one in actor.each() if one.covers_value(office, area)]
    parts = {_PARTS[role] for one in fit for role in one.roles if role in _PARTS}
    hand = Hand(actor.names, frozenset(parts))
    return Taking(actor.post, hand, desk.now(), desk.calendar)


def new_case(desk: Desk, given: Opening, *, through: str = "") -> New:
    """What would be opened; `UserError` for a title, area or office that cannot be.

    `Refused` for a kind that is opened `through` what it is about, and is not here.
    """
    kind, title = load_kind(given.kind), given.title.strip()
    area = given.area or desk.plan.area
    if kind.opens.through != through:
        raise Refused(f"“{kind.name}”不单独交办", cure="在“意见建议”页审查后交办")
    if not 2 <= len(title) <= LONGEST_TITLE:
        raise UserError(f"事项名称应为 2 至 {LONGEST_TITLE} 字", cure="写明是哪件事")
    if area not in {one.code for one in desk.plan.areas}:
        raise UserError(f"方案中没有地区“{area}”", cure="写行政区划代码,如 150627")
    _require_known(desk, (given.office, *given.cooperating))
    if given.office in given.cooperating:
        raise UserError("牵头单位不能又是配合单位", cure="去掉一处")
    lines = filled(kind.fields, given.fields, kind)
    named = [lines[one] for one in kind.known_by] or [given.office, area, title]
    about = hashlib.sha256("/".join(named).encode()).hexdigest()[:12]
    return New(
        case=f"{given.kind}/{about}",
        subject=f"{given.kind}:{about}",
        title=kind.text.title.format(title=title, **lines),
        office=given.office,
        office_name=desk.office_names[given.office],
        cooperating=given.cooperating,
        area=area,
        ended=given.ended,
    )


def _require_new(desk: Desk, actor: Actor, known: tuple[CaseState, ...], new: New) -> None:
    same = next((one for one in known if new.subject in one.subjects), None)
    if same is None:
        return
    if not sees_case(actor, same.office, subject_of(desk, same)[1]):
        raise Refused("同一件已由别的调度岗位交办", cure="与其核对编号")
    if same.is_open:
        office = desk.office_names.get(same.office, same.office)
        raise Refused(f"“{new.title}”已交办{office},尚未销号", cure="在原件上办理")
    raise Refused(f"“{new.title}”已办结销号", cure="又发生的,在原件上重开")


def _require_offices(desk: Desk, asked: Asked) -> None:
    if asked.step is Step.REASSIGN and asked.to:
        _require_known(desk, (asked.to, *asked.cooperating))


def _require_known(desk: Desk, offices: tuple[str, ...]) -> None:
    for one in offices:
        if one not in desk.office_names:
            raise UserError(f"没有单位“{one}”", cure=f"可用:{'、'.join(desk.office_names)}")
