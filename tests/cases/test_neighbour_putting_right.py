"""The region's own written rules on putting right (neighbour-rules.md §4, §5), each as a test."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.colours import colour_on, load_colours
from cases.events import Part, Standing, Step
from cases.kinds import load_kinds
from cases.lists import three_lists
from cases.taking import Asked, New, begin
from observations.errors import Refused, UserError
from tests.cases.hands import (
    CALENDAR,
    DESK,
    FIELDS,
    LEADER,
    OFFICE,
    RECTIFY,
    SYSTEM,
    by,
    closed_rectification,
    given,
    lagging,
    on,
    told,
)

EVE = date(2024, 9, 30)  # the last working day before the seven days off of 国庆
MONDAY, TUESDAY = date(2024, 10, 14), date(2024, 10, 15)
DUE = date(2024, 11, 29)
SUQIAN = load_colours("suqian-2025")


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
    one, other = closed_rectification(MONDAY, DUE), given(RECTIFY, MONDAY, due=DUE)
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
    done = closed_rectification(MONDAY, DUE)
    looked = on(done, Step.LOOK_BACK, DESK, DUE, RECTIFY, text="又缺失两处")
    again = on(looked, Step.REOPEN, DESK, DUE, RECTIFY, text="回头看发现反弹")
    assert (again.is_open, again.standing) == (True, Standing.ASSIGNED)
    assert [one.step for one in again.events][-3:] == [Step.CLOSE, Step.LOOK_BACK, Step.REOPEN]


def test_a_case_holds_the_whole_way_and_who_closed_it_when_and_by_what_can_be_looked_up() -> None:
    """“问题—措施—责任单位(牵头/配合)—责任人岗位—时限—进展—证据—销号—回头看;状态只增不改,谁在何时凭什么销号可查”"""
    done = closed_rectification(MONDAY, DUE)
    first, steps = done.events[0], {one.step: one for one in done.events}
    assert {"problem", "measure", "goal", "duty_post", "leader_post"} <= set(first.fields)
    assert (first.office, first.due, steps[Step.VERIFY].evidence) == (
        "housing", DUE, "现场核查记录",
    )  # fmt: skip
    closing = steps[Step.CLOSE]
    assert (closing.actor, closing.day, closing.part) == ("住建局调度岗", MONDAY, "desk")
    assert done.look_back_due == CALENDAR.add(MONDAY, 60)
    longer = on(done, Step.LOOK_BACK, DESK, TUESDAY, RECTIFY)
    assert longer.events[: len(done.events)] == done.events
    assert [one.place for one in longer.events] == list(range(1, len(longer.events) + 1))


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
    beside = Path(__file__).parent.glob("test_neighbour_*.py")
    here = "".join(path.read_text("utf-8") for path in beside)
    quoted = {one.quote for kind in load_kinds() for one in kind.basis}
    assert [quote for quote in quoted if quote not in here] == []
