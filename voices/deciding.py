"""Deciding about an opinion: what must be written, what may still be corrected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from observations.errors import Refused, UserError
from voices.opinion_events import Act, By, Judged, OpinionEvent, OpinionState, Stage, following
from voices.opinions_rules import OpinionRules
from voices.review import Decision, problem_of

LONGEST_TITLE, LONGEST_CONTENT, LONGEST_REASON, LONGEST_TOPIC = 30, 500, 200, 20
FEWEST_BEST, MOST_BEST = 5, 10


@dataclass(frozen=True)
class Around:
    """What a decision is held against: the rules, the plan's task ids and indicator keys."""

    rules: OpinionRules
    tasks: Collection[str]
    indicators: Collection[str]


def decide(
    last: OpinionEvent, judged: Judged, by: By, around: Around, *, why: str = "", running: bool
) -> OpinionEvent:
    """审查, or a later decision in its place, with the reason why.

    `running`: its case is open, so that it cannot become invalid or go another way.
    `UserError` names what is incomplete, `Refused` what cannot be changed any more.
    """
    state = last.after
    problem = _problem(state, judged, by, around)
    if problem:
        raise UserError(problem, cure="补齐、改正后再确认")
    if state.judged is None:
        return following(last, Act.REVIEWED, by, why, judged=judged, judged_by=by.actor)
    _require_correction(state, judged, why, running=running)
    best = state.recommended and not judged.invalid and bool(judged.public)
    changed: dict[str, object] = {"judged": judged, "judged_by": by.actor, "recommended": best}
    return following(last, Act.CORRECTED, by, why, **changed)


def hand(last: OpinionEvent, case: str, by: By) -> OpinionEvent:
    """交办: the opinion is handled in `case` from now on."""
    state = last.after
    if state.stage not in {Stage.TO_HAND, Stage.TO_GROUP}:
        raise Refused(f"{state.number} 现在“{state.stage}”,不能交办", cure="审查为有效以后交办一次")
    return following(last, Act.HANDED, by, "", case=case)


def recommend(last: OpinionEvent, by: By, why: str, *, best: bool) -> OpinionEvent:
    """推荐 as one of the best, or take it back; only what the public may read."""
    state = last.after
    if not why.strip():
        raise UserError("没有写理由", cure="写明为什么推荐或撤回")
    if len(why.strip()) > LONGEST_REASON:
        raise UserError(f"理由超过 {LONGEST_REASON} 字", cure="写精简些")
    if state.recommended is best:
        raise Refused(f"{state.number} {'已经' if best else '没有'}推荐", cure="看过最新的情况再办")
    if best and not (state.judged and state.is_valid and state.judged.public):
        raise Refused(f"{state.number} 不是有效并且公开的,不能推荐", cure="先审查,或改推荐别的")
    act = Act.RECOMMENDED if best else Act.DROPPED
    return following(last, act, by, why, recommended=best)


def decision_of(state: OpinionState) -> Decision:
    """What was decided, as the review form counts it."""
    return _decision(state.number, state.judged_by, state.judged or Judged())


def _decision(number: str, by: str, one: Judged) -> Decision:
    return Decision(
        number, by, one.invalid, one.range, one.way, one.public, one.reason, one.answered
    )


def _problem(state: OpinionState, one: Judged, by: By, around: Around) -> str:
    found = problem_of(_decision(state.number, by.actor, one), around.rules)
    if found or one.invalid:
        return found or _of_invalid(one)
    checks = (
        _long("摘编标题", one.title, LONGEST_TITLE, fewest=4),
        _long("摘编内容", one.content, LONGEST_CONTENT, fewest=4),
        _long("不公开的理由", one.reason, LONGEST_REASON),
        "" if one.topics else "没有写属于哪个方面",
        *(_long("方面", topic, LONGEST_TOPIC, fewest=2) for topic in one.topics),
        _unknown("任务", one.tasks, around.tasks),
        _unknown("指标", one.indicators, around.indicators),
        "公开的不写不公开的理由" if one.public and one.reason else "",
    )
    return next(filter(None, checks), "")


def _of_invalid(one: Judged) -> str:
    said = (one.title, one.content, one.topics, one.tasks, one.indicators, one.ahead)
    return "判为无效的,不写方面、摘编和关联" if any(said) else ""


def _long(label: str, text: str, most: int, *, fewest: int = 0) -> str:
    size = len(text.strip())
    if size < fewest:
        return f"没有写{label},或少于 {fewest} 字"
    return f"{label}有 {size} 字,至多 {most} 字" if size > most else ""


def _unknown(label: str, given: Collection[str], known: Collection[str]) -> str:
    strange = [one for one in given if one not in known]
    return f"方案里没有所写的{label}(第 {list(given).index(strange[0]) + 1} 个)" if strange else ""


def _require_correction(state: OpinionState, judged: Judged, why: str, *, running: bool) -> None:
    if not why.strip():
        raise UserError("更正须写明理由", cure="写明原判定错在哪里")
    if len(why.strip()) > LONGEST_REASON:
        raise UserError(f"更正的理由超过 {LONGEST_REASON} 字", cure="写精简些")
    if state.judged == judged:
        raise UserError("与现在的判定相同,没有更正", cure="改正后再确认")
    before = state.judged or Judged()
    if state.case and (judged.invalid or judged.way != before.way):
        what = f"{state.number} 已交办,不能改为无效或另一种办法"
        cure = "先在督办里说明理由销号" if running else "另收一条"
        raise Refused(what, cure=cure)
