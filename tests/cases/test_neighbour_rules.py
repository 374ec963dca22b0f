"""The region's own written rules (neighbour-rules.md §1, §2, §4, §5), each as a test.

The quotation stands in the test; a kind's file that rests on it quotes it too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cases.colours import colour_on, load_colours
from cases.events import Part, Standing, Step, as_of, fold, states
from cases.kinds import load_kinds
from cases.lists import three_lists
from cases.merging import host_for, merge
from cases.stages import stages
from cases.taking import Asked, New, begin
from observations.errors import Refused, UserError
from tests.cases.hands import (
    CALENDAR,
    DESK,
    FIELDS,
    INSPECT,
    INSTRUCT,
    LAGGING,
    LEADER,
    OFFICE,
    RECTIFY,
    SYSTEM,
    by,
    given,
    lagging,
    on,
)

EVE = date(2024, 9, 30)  # the last working day before the seven days off of 国庆
MONDAY, TUESDAY = date(2024, 10, 14), date(2024, 10, 15)
DUE = date(2024, 11, 29)
SUQIAN = load_colours("suqian-2025")


def told(state, kind, until):
    return [(one.key.partition("-")[0], one.day, one.to) for one in
            stages(state.events, kind, CALENDAR, until)]  # fmt: skip


def closed_rectification():
    state = on(given(RECTIFY, MONDAY, due=DUE), Step.ACCEPT, OFFICE, MONDAY, RECTIFY, text="")
    state = on(state, Step.ANSWER, OFFICE, MONDAY, RECTIFY)
    state = on(state, Step.VERIFY, DESK, MONDAY, RECTIFY)
    return on(state, Step.CLOSE, DESK, MONDAY, RECTIFY)


# §1


def test_an_office_has_the_time_it_needs_even_on_the_eve_of_a_holiday() -> None:
    """“精简基层向上级报文报表的数量,确需上报的为基层留出必要时间”"""
    for kind in (LAGGING, INSTRUCT):
        assert kind.days.answer >= 5
    assert given(INSTRUCT, EVE).due == date(2024, 10, 12)  # a Saturday that is worked
    assert CALENDAR.between(EVE, date(2024, 10, 12)) == 5


def test_no_office_is_asked_twice_about_one_thing() -> None:
    """“防止多头重复向基层派任务要数字”"""
    state = given(INSTRUCT, MONDAY)
    with pytest.raises(Refused, match="这件督办已于 2024-10-14 交办"):
        on(state, Step.OPEN, DESK, TUESDAY, INSTRUCT)


def test_an_inspection_names_its_plan_before_its_conduct_and_its_effect_after() -> None:
    """“事前查方案,事中督作风,事后看成效”"""
    new = New("inspection/9", "inspection:9", "年度督查", "housing", "住建局", ended=MONDAY)
    with pytest.raises(UserError, match=r"缺督查方案\(事前\)"):
        begin(new, Asked(Step.OPEN, "已结束"), INSPECT, by(DESK, MONDAY))
    state = on(given(INSPECT, MONDAY), Step.ACCEPT, OFFICE, MONDAY, INSPECT, text="")
    report = {"problems": "三处", "advice": "逐处整改"}
    with pytest.raises(UserError, match=r"缺作风情况\(事中\)、成效\(事后\)"):
        on(state, Step.ANSWER, OFFICE, MONDAY, INSPECT, fields=report)


def test_what_is_due_at_one_office_is_reported_once() -> None:
    """“鼓励‘多考合一’、‘多检合一’”"""
    first = given(INSPECT, MONDAY)
    new = New(
        "inspection/2", "inspection:2", "垃圾分类检查", "housing", "住建局",
        ended=date(2024, 10, 18),
    )  # fmt: skip
    acts = by(DESK, date(2024, 10, 18))
    assert host_for(new, INSPECT, [first], acts) == first
    both = fold((*first.events, merge(first, new, "检查已结束", INSPECT, acts)))
    assert both.subjects == ("inspection:1", "inspection:2")
    assert (both.due, both.standing) == (first.due, Standing.ASSIGNED)
    for other in (replace(new, office="water"), replace(new, ended=date(2024, 11, 20))):
        late = by(DESK, max(acts.when.day, other.ended or MONDAY))
        assert host_for(other, INSPECT, [first], late) is None
    answered = on(first, Step.ACCEPT, OFFICE, MONDAY, INSPECT, text="")
    answered = on(answered, Step.ANSWER, OFFICE, MONDAY, INSPECT)
    assert host_for(new, INSPECT, [answered], acts) is None


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        (date(2024, 9, 20), date(2024, 10, 10)),
        (date(2024, 2, 2), date(2024, 2, 21)),  # 4 and 18 February are worked, 10–17 are off
        (date(2025, 1, 22), date(2025, 2, 11)),  # 26 January and 8 February are worked
    ],
)
def test_a_result_is_filed_within_ten_working_days_of_the_end(ended: date, due: date) -> None:
    """“要求牵头部门于督查检查考核工作结束后10个工作日内进行结果报备,形成有问题、有针对性意见建议的专题报告”"""
    state = given(INSPECT, ended, ended=ended)
    assert state.due == due
    later = given(INSPECT, CALENDAR.add(ended, 4), ended=ended)
    assert later.due == due  # whenever it was entered
    assert [one.name for one in INSPECT.answer_fields if one.required][:2] == ["problems", "advice"]


def test_inspections_are_looked_at_every_month() -> None:
    """“旗级督查检查考核实行月调度”"""
    days = [day for key, day, _ in told(given(INSPECT, MONDAY), INSPECT, DUE) if key == "review"]
    assert days == [date(2024, 10, 31), date(2024, 11, 29)]


def test_the_list_is_complete_on_every_day_and_what_is_closed_is_looked_at_again() -> None:
    """“实行清单式管理、程序化推进,实时更新汇总、对账清账,定期组织‘回头看’”"""
    done = closed_rectification()
    other = given(INSTRUCT, TUESDAY)
    events = (*done.events, *other.events)
    assert [len(as_of(events, day)) for day in (EVE, MONDAY, TUESDAY)] == [0, 1, 2]
    assert sum(one.is_open for one in states(events)) == 1
    back = CALENDAR.add(MONDAY, 60)
    assert ("look_back", back, Part.DESK) in told(done, RECTIFY, back)
    looked = on(done, Step.LOOK_BACK, DESK, back, RECTIFY)
    assert [one for one in told(looked, RECTIFY, DUE.replace(year=2025)) if one[0] == "due"] == []


# §2, the times the kinds take over


def test_an_answer_is_due_in_five_working_days() -> None:
    """“各承办单位对市民意见建议要在5个工作日内办理回复”"""
    assert given(INSTRUCT, MONDAY).due == date(2024, 10, 21)


def test_a_deadline_is_put_off_once_by_five_working_days_at_most_with_the_progress() -> None:
    """“复杂问题可申请延期,延期理由要说明阶段性工作进展情况,延期时长一般在5个工作日内”"""
    state = on(lagging(MONDAY), Step.ACCEPT, OFFICE, MONDAY, text="")
    with pytest.raises(UserError, match="延期须说明阶段性工作进展"):
        on(state, Step.EXTEND, DESK, MONDAY, progress="")
    with pytest.raises(UserError, match="申请延期 6 个工作日,应为 1 至 5 个"):
        on(state, Step.EXTEND, DESK, MONDAY, days=6)
    longer = on(state, Step.EXTEND, DESK, MONDAY, days=5)
    assert longer.due == date(2024, 10, 28)
    with pytest.raises(Refused, match="已延期 1 次"):
        on(longer, Step.EXTEND, DESK, TUESDAY)
    with pytest.raises(Refused, match="时限 2024-10-21 已过,不能再延期"):
        on(state, Step.EXTEND, DESK, date(2024, 10, 22))


@pytest.mark.parametrize(
    ("assigned", "last"),
    [(MONDAY, TUESDAY), (date(2024, 10, 11), date(2024, 10, 12)), (EVE, date(2024, 10, 8))],
)
def test_an_objection_is_made_within_one_working_day(assigned: date, last: date) -> None:
    """“对交办有异议的单位,请在1个工作日内提出意见”"""
    assert on(lagging(assigned), Step.OBJECT, OFFICE, last).standing is Standing.OBJECTED
    with pytest.raises(Refused, match="应在1个工作日内"):
        on(lagging(assigned), Step.OBJECT, OFFICE, CALENDAR.add(last, 1))


# §4


def test_three_lists_are_made() -> None:
    """“制定问题清单、任务清单、责任清单”"""
    made = three_lists([given(RECTIFY, MONDAY, due=DUE)], {"rectification": RECTIFY})
    assert list(made) == ["问题清单", "任务清单", "责任清单"]
    (problem,), (task,), (duty,) = made.values()
    assert problem.lines == {"来源文件": "巡察反馈意见第3项", "问题": "井盖缺失"}
    assert (task.lines["整改措施"], task.due) == ("逐一补装", DUE)
    assert (duty.office, duty.lines["责任岗位"]) == ("housing", "市政科长岗")


def test_a_ledger_has_its_timetable_its_way_and_its_task() -> None:
    """“标定整改的时间表、路线图、任务书,建立整改工作台账”"""
    with pytest.raises(UserError, match="“督查整改”要写明办结时限"):
        given(RECTIFY, MONDAY)
    with pytest.raises(UserError, match="办结时限 2024-09-30 已过"):
        given(RECTIFY, MONDAY, due=EVE)


def test_a_duty_is_a_posts_and_what_is_done_can_be_checked() -> None:
    """“可量化、可检查、可问责”,“责任到岗、任务到人、要求到位”"""
    new = New("rectification/2", "rectification:2", "井盖", "housing", "住建局")
    half = {k: v for k, v in FIELDS["rectification"].items() if k not in {"goal", "duty_post"}}
    with pytest.raises(UserError, match="“督查整改”缺可检查的完成标准、责任岗位"):
        begin(new, Asked(Step.OPEN, "属实", due=DUE, fields=half), RECTIFY, by(DESK, MONDAY))


def test_what_is_done_is_closed_one_by_one_and_nothing_before_it_is_verified() -> None:
    """“对巡察反馈的问题实行台账式管理,做到完成一项销号一项,不留盲区、不留死角”"""
    one, other = closed_rectification(), given(RECTIFY, MONDAY, due=DUE)
    assert (one.is_open, other.is_open) == (False, True)
    with pytest.raises(Refused, match="核验以后才能销号"):
        on(other, Step.CLOSE, DESK, MONDAY, RECTIFY)


def test_progress_is_reported_regularly_and_who_is_late_is_named() -> None:
    """“建立整改进展情况定期报告制度……定期调度梳理评估工作进展,点名通报存在的问题”"""
    state = on(given(RECTIFY, MONDAY, due=TUESDAY), Step.ACCEPT, OFFICE, MONDAY, RECTIFY, text="")
    late = [one for one in told(state, RECTIFY, DUE) if one[0] == "late"]
    assert late == [
        ("late", date(2024, 10, 16), Part.DESK),
        ("late", date(2024, 10, 22), Part.LEADER),
    ]


def test_a_leader_stands_behind_every_rectification_and_it_is_crossed_off() -> None:
    """“建立监督台账,实行动态管控,持续跟踪督办”;“实行领导包联、销号管理”"""
    fields = [one for one in RECTIFY.fields if one.name == "leader_post"]
    assert [one.required for one in fields] == [True]
    early = on(given(RECTIFY, MONDAY, due=DUE), Step.CLOSE, LEADER, MONDAY, RECTIFY, text="已并案")
    assert (early.last.part, early.last.text) == ("leader", "已并案")


def test_progress_is_heard_every_quarter() -> None:
    """“每季度听取……情况汇报”"""
    days = [d for key, d, _ in told(given(RECTIFY, MONDAY, due=DUE), RECTIFY, date(2025, 4, 1))
            if key == "review"]  # fmt: skip
    assert days == [date(2024, 12, 31), date(2025, 3, 31)]


def test_what_has_a_deadline_is_followed_until_it_is_answered() -> None:
    """“对列出整改时限的任务,持续跟踪推进,确保按时完成”"""
    state = given(RECTIFY, MONDAY, due=DUE)
    reminded = [d for key, d, to in told(state, RECTIFY, date(2024, 12, 31))
                if key.startswith("due")]  # fmt: skip
    assert reminded == [date(2024, 11, 27), DUE, date(2024, 12, 2), date(2024, 12, 4)]
    state = on(state, Step.ACCEPT, OFFICE, MONDAY, RECTIFY, text="")
    state = on(state, Step.ANSWER, OFFICE, TUESDAY, RECTIFY)
    after = [key for key, d, to in told(state, RECTIFY, date(2024, 12, 31)) if to is Part.OFFICE]
    assert after == []


def test_what_was_put_right_is_kept_right() -> None:
    """“对已基本完成的整改任务,继续巩固整改成果”"""
    done = closed_rectification()
    looked = on(done, Step.LOOK_BACK, DESK, DUE, RECTIFY, text="又缺失两处")
    again = on(looked, Step.REOPEN, DESK, DUE, RECTIFY, text="回头看发现反弹")
    assert (again.is_open, again.standing) == (True, Standing.ASSIGNED)
    assert [one.step for one in again.events][-3:] == [Step.CLOSE, Step.LOOK_BACK, Step.REOPEN]


# §5


def test_blue_is_near_yellow_is_behind_or_poor_red_is_overdue_and_words_stand_beside() -> None:
    """“蓝 = 临近时限;黄 = 未达序时进度或质量差;红 = 逾期未办结”"""
    state = on(lagging(MONDAY), Step.ACCEPT, OFFICE, MONDAY, text="")

    def seen(state, day):
        found = colour_on(state, SUQIAN, CALENDAR, day)
        return found.colour, found.text

    assert seen(state, date(2024, 10, 16)) == ("", "")
    assert seen(state, date(2024, 10, 17)) == ("蓝", "临近时限")
    assert seen(state, date(2024, 10, 20)) == ("蓝", "临近时限")  # a Sunday
    assert seen(state, date(2024, 10, 22)) == ("红", "逾期未办结")
    answered = on(state, Step.ANSWER, OFFICE, TUESDAY)
    returned = on(answered, Step.RETURN, DESK, TUESDAY)
    assert seen(returned, TUESDAY) == ("黄", "质量差,核验退回")
    verified = on(answered, Step.VERIFY, DESK, TUESDAY)
    assert seen(verified, DUE) == ("黄", "措施已核验,仍未达序时")
    assert seen(on(verified, Step.CLOSE, SYSTEM, DUE), DUE) == ("", "")


def test_colours_are_a_rule_with_a_version_that_the_result_keeps() -> None:
    """“各地颜色含义互相矛盾,所以颜色规则可配置、随结果保存版本,界面上颜色必须配文字”"""
    assert colour_on(lagging(MONDAY), SUQIAN, CALENDAR, DUE).rule == "suqian-2025-1"
    own = SUQIAN.model_copy(update={
        "version": 2, "rows": tuple(one.model_copy(update={"colour": "橙", "text": "严重逾期"})
                                    for one in SUQIAN.rows),
    })  # fmt: skip
    other = colour_on(lagging(MONDAY), own, CALENDAR, DUE)
    assert (other.colour, other.text, other.rule) == ("橙", "严重逾期", "suqian-2025-2")
    assert all(row.text for row in SUQIAN.rows)


def test_every_sentence_a_kind_rests_on_stands_in_a_test_here() -> None:
    here = Path(__file__).read_text("utf-8")
    quoted = {one.quote for kind in load_kinds() for one in kind.basis}
    assert [quote for quote in quoted if quote not in here] == []
