"""What becomes of the demo's cases: signed for, answered, verified, extended, sent back, left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cases.events import Step
from cases.taking import Asked
from desk.case_acts import Opening, Shown, act_on_case, open_case
from desk.demo.clock import ReplayClock
from desk.demo.posts import DESK, LEADER, clerk, reviewer
from desk.handle import SHANGHAI, Desk
from desk.views.cases import cases
from desk.views.rows import CaseRow
from observations.identity import Actor
from observations.period import ReportingPeriod

GIVEN = ReportingPeriod.parse("2025-Q3")
"""The quarter after which people give cases too: an instruction, a finding, two inspections, a
proposal, a suggestion."""
EVIDENCE = "工作情况报告(演示)"
SAID = {"instruction": "老旧小区供水改造要盯紧,月底前报进展", "leader_post": "领导小组岗"}
FINDING = {
    "origin": "督查反馈意见(演示)",
    "problem": "井盖破损未及时更换",
    "measure": "逐条排查,两周内更换",
    "goal": "排查出的破损井盖全部更换,现场可查",
    "duty_post": "市政科负责岗",
    "leader_post": "分管领导岗",
}
CAME = (
    ("cppcc-proposal", "sanitation", "关于背街小巷增设垃圾分类投放点的提案(演示)", "7", "3"),
    ("npc-suggestion", "housing", "关于老旧小区充电设施的建议(演示)", "12", "2"),
)
REPLY = "背街小巷已增设投放点二十处(演示)。\n其余点位与路面整治一并安排。"
INSPECTIONS = (("公厕管护督查", "随机抽查20座"), ("垃圾分类考核", "抽查10个小区"))


@dataclass(frozen=True)
class Act:
    """A step of a post so many working days after the cases were given, at an hour."""

    days: int
    hour: int
    who: Actor
    case: str
    asked: Asked
    evidence: str = ""


def work_on_cases(desk: Desk, clock: ReplayClock, period: ReportingPeriod, opened: date) -> None:
    """The weeks after the meeting on a quarter; every third new case is left alone on purpose."""
    new = [one for one in cases(desk, DESK) if one.opened == opened]
    given = _given(desk) if period == GIVEN else []
    start = clock.moment
    acts = [act for one in new for act in _lagging(desk, one)]
    acts += [act for number in given for act in _of_people(desk, number)]
    for act in sorted(acts, key=lambda one: (one.days, one.hour)):
        clock.moment = _moment(desk, start, act)
        act_on_case(desk, act.who, act.case, act.asked, shown=Shown(words=act.evidence))


def _moment(desk: Desk, start: datetime, act: Act) -> datetime:
    day = desk.calendar.add(start.date(), act.days) if act.days else start.date()
    return datetime.combine(day, time(act.hour), SHANGHAI)


def _lagging(desk: Desk, one: CaseRow) -> Iterable[Act]:
    """A lagging target: signed for the next day; answered in time; verified, or sent back."""
    if one.office not in desk.plan.reporting_offices:
        return
    third = int(one.number.rpartition("-")[2]) % 3
    if third == 0:
        return
    office, number = reviewer(desk, one.office), one.number
    yield Act(0, 10, office, number, Asked(Step.ACCEPT))
    yield Act(2, 15, clerk(desk, one.office), number, Asked(Step.NOTE, "已列出点位清单,逐项落实"))
    answer = Asked(Step.ANSWER, "已制定整改措施并排定工期,值以下期报送为准")
    yield Act(3, 9, office, number, answer, EVIDENCE)
    if third == 1:
        verified = Asked(Step.VERIFY, "措施和工期已核实,待数据达到序时再销号")
        yield Act(5, 11, DESK, number, verified, "现场核查记录(演示)")
    else:
        yield Act(5, 11, DESK, number, Asked(Step.RETURN, "未写明完成时间,请补充后再报"))


def _given(desk: Desk) -> list[str]:
    """An instruction, a finding, two inspections due at one office, a proposal, a suggestion."""
    found = [open_case(desk, who, one).case for who, one in _openings(desk)]
    known = {one.id: one.number for one in cases(desk, DESK)}
    return list(dict.fromkeys(known[case] for case in found))


def _openings(desk: Desk) -> Iterable[tuple[Actor, Opening]]:
    yield (
        LEADER,
        Opening("instruction", "housing", "老旧小区供水改造", "领导小组批示,每月报进展。", SAID),
    )
    why, due = "督查反馈井盖破损未更换。", desk.calendar.add(desk.today(), 15)
    yield (
        DESK,
        Opening("rectification", "urban-management", "破损井盖整治", why, FINDING, due=due),
    )
    ended = desk.today() - timedelta(days=1)
    for title, plan in INSPECTIONS:
        why, told = "年度督查检查计划内。", {"plan": plan}
        yield DESK, Opening("inspection", "sanitation", title, why, told, ended=ended)
    for kind, office, title, number, proposers in CAME:
        lines = {"year": str(desk.today().year), "number": number, "proposers": proposers}
        yield DESK, Opening(kind, office, title, "请研究办理,按期答复。", lines)


def _of_people(desk: Desk, number: str) -> Iterable[Act]:
    """The instruction goes its whole way with one extension, the proposal without; the others
    are in hand.
    """
    one = next(row for row in cases(desk, DESK) if row.number == number)
    office, desk_s = reviewer(desk, one.office), DESK
    yield Act(1, 11, office, number, Asked(Step.ACCEPT))
    if one.kind == "cppcc-proposal":
        asked = Asked(Step.ANSWER, REPLY, fields={"next": "年内完成其余点位"})
        yield Act(5, 10, office, number, asked, "演示函〔2025〕7号")
        yield Act(7, 9, desk_s, number, Asked(Step.VERIFY, "答复与现场相符"), "核稿单(演示)")
        yield Act(8, 14, desk_s, number, Asked(Step.CLOSE, "已成函答复"))
        return
    if one.kind != "instruction":
        yield Act(4, 16, clerk(desk, one.office), number, Asked(Step.NOTE, "已排查过半,按期推进"))
        return
    longer = Asked(Step.EXTEND, "施工许可晚到", progress="已完成两个小区,余一个", days=3)
    yield Act(4, 10, desk_s, number, longer)
    yield Act(7, 15, office, number, Asked(Step.ANSWER, "三个小区均已完工通水"), EVIDENCE)
    yield Act(8, 10, desk_s, number, Asked(Step.VERIFY, "三个小区现场核实通水"), "现场照片(演示)")
    yield Act(9, 9, desk_s, number, Asked(Step.CLOSE, "核验属实"))
