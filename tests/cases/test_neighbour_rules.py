"""The region's own written rules (neighbour-rules.md §1, §2), each as a test; §4, §5 beside.

The quotation stands in the test; a kind's file that rests on it quotes it too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.events import Part, Standing, Step, as_of, fold, states
from cases.kinds import load_kinds
from cases.merging import host_for, merge
from cases.rate_rule import load_rate_rule
from cases.rates import Counting, Span, rates_by_office
from cases.taking import Asked, New, begin
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from tests.cases.hands import (
    CALENDAR,
    DESK,
    INSPECT,
    INSTRUCT,
    LAGGING,
    OFFICE,
    RECTIFY,
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
Q4 = ReportingPeriod.parse("2024-Q4")


def counting(period):
    kinds = {one.id: one for one in load_kinds()}
    return Counting(load_rate_rule(), kinds, CALENDAR, Span.of(period, date(2024, 12, 31)))


# §1


def test_an_office_has_the_time_it_needs_even_on_the_eve_of_a_holiday() -> None:
    """“精简基层向上级报文报表的数量,确需上报的为基层留出必要时间”"""
    for kind in (LAGGING, INSTRUCT):
        assert kind.days.answer >= 5
    assert given(INSTRUCT, EVE).due == date(2024, 10, 12)  # a Saturday that is worked
    assert CALENDAR.between(EVE, date(2024, 10, 12)) == 5


def test_requests_are_watched_by_month_weighed_by_quarter_and_judged_by_year() -> None:
    """“对各部门发文开会情况实施‘月监测、季调度、年考核’”"""
    cases = [given(INSTRUCT, day) for day in (date(2024, 9, 2), MONDAY, DUE)]
    counted = {}
    for written in ("2024-09", "2024-10", "2024-Q4", "2024"):
        period = ReportingPeriod.parse(written)
        (housing,) = rates_by_office([one.events for one in cases], counting(period))
        counted[written] = (housing.requests, housing.shares["answered"].denominator)
    assert counted == {"2024-09": (1, 1), "2024-10": (1, 1), "2024-Q4": (2, 2), "2024": (3, 3)}


def test_the_burden_of_requests_is_a_number_that_can_be_seen() -> None:
    """“一个数只要一次(系统已有的不再要);每个单位每期一张表;报数负担本身是一个可看的数”"""
    both = [given(INSTRUCT, MONDAY), given(RECTIFY, MONDAY, due=date(2024, 10, 21))]
    (housing,) = rates_by_office([one.events for one in both], counting(Q4))
    assert housing.asked == {"instruction": 1, "rectification": 1}
    assert (housing.requests, housing.together, housing.at_once) == (2, 2, 2)


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
    done = closed_rectification(MONDAY, DUE)
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
