"""Hands and a case to try the machine on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from cases.events import CaseEvent, CaseState, Part, Step, fold
from cases.kinds import CaseKind, load_kind
from cases.machine import Hand, When
from cases.stages import stages
from cases.taking import Asked, New, Taking, begin, take
from observations.calendar import SHANGHAI, WorkingDays

CALENDAR = WorkingDays()
OFFICE = Hand(frozenset({"住建局经办岗"}), frozenset({Part.OFFICE}))
DESK = Hand(frozenset({"住建局调度岗"}), frozenset({Part.DESK}))
LEADER = Hand(frozenset({"分管领导岗"}), frozenset({Part.LEADER}))
SYSTEM = Hand(frozenset({"系统"}), frozenset({Part.SYSTEM}))
LAGGING, RECTIFY, INSPECT, INSTRUCT = (
    load_kind(one) for one in ("lagging-target", "rectification", "inspection", "instruction")
)
FIELDS = {
    "rectification": {
        "origin": "巡察反馈意见第3项", "problem": "井盖缺失", "measure": "逐一补装",
        "goal": "缺失为零", "duty_post": "市政科长岗", "leader_post": "分管领导岗",
    },
    "instruction": {"instruction": "请尽快处理", "leader_post": "分管领导岗"},
    "inspection": {"plan": "年度督查方案"},
}  # fmt: skip
ANSWERS = {
    "inspection": dict.fromkeys(("problems", "advice", "conduct", "effect"), "如报告"),
}


def by(hand: Hand, day: date, hour: int = 10) -> Taking:
    (name,) = hand.names
    return Taking(name, hand, datetime.combine(day, time(hour), SHANGHAI), CALENDAR)


def at(day: date) -> When:
    return When(day, CALENDAR)


def given(kind: CaseKind, day: date, **more: object) -> CaseState:
    """A case of a kind that people open, given on `day`."""
    new = New(f"{kind.id}/1", f"{kind.id}:1", "井盖整治", "housing", "住房和城乡建设局")
    if kind.counts_from == "ended":
        new = replace(new, ended=more.pop("ended", day))
    asked = Asked(Step.OPEN, "问题属实", fields=FIELDS[kind.id], **more)  # type: ignore[arg-type]
    return fold([begin(new, asked, kind, by(DESK, day))])


def lagging(day: date) -> CaseState:
    """A case of the assessment's, given on `day`."""
    event = CaseEvent(
        "lagging-target/T1", "lagging-target", Step.OPEN, by(SYSTEM, day).now, "系统", "housing",
        "target:T1", "滞后。", CALENDAR.add(day, 5), "run:1", place=1, part="system",
    )  # fmt: skip
    return fold([event])


WORDS = {
    Step.ANSWER: {"evidence": "整改报告"},
    Step.VERIFY: {"evidence": "现场核查记录"},
    Step.REASSIGN: {"to": "urban-management"},
    Step.EXTEND: {"days": 3, "progress": "已完成一半"},
}


def on(
    state: CaseState, step: Step, hand: Hand, day: date, kind: CaseKind = LAGGING, **more: object
) -> CaseState:
    """The case after `step`, taken with the words it needs."""
    words: dict[str, object] = {"text": "情况如下", **WORDS.get(step, {})}
    if step is Step.ANSWER:
        words["fields"] = ANSWERS.get(kind.id, {})
    event = take(state, Asked(step, **(words | more)), kind, by(hand, day))  # type: ignore[arg-type]
    return fold((*state.events, event))


def closed_rectification(day: date, due: date) -> CaseState:
    """A rectification that went its whole way on one day."""
    state = on(given(RECTIFY, day, due=due), Step.ACCEPT, OFFICE, day, RECTIFY, text="")
    state = on(state, Step.ANSWER, OFFICE, day, RECTIFY)
    state = on(state, Step.VERIFY, DESK, day, RECTIFY)
    return on(state, Step.CLOSE, DESK, day, RECTIFY)


def told(state: CaseState, kind: CaseKind, until: date) -> list[tuple[str, date, Part]]:
    """What is said of a case up to a day: which stage, when, to whom."""
    return [
        (one.key.partition("-")[0], one.day, one.to)
        for one in stages(state.events, kind, CALENDAR, until)
    ]
