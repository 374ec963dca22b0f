"""Citizens' opinions as cases (neighbour-rules.md §2), each sentence as a test.

The quotation stands in the test; the kind's file that rests on it quotes it too.
"""

from __future__ import annotations

from datetime import date

import pytest

from cases.events import CaseState, Standing, Step, fold
from cases.kinds import load_kind
from cases.taking import Asked, New, begin
from observations.errors import Refused, UserError
from tests.cases.hands import CALENDAR, DESK, LEADER, OFFICE, by, on

OPINION, STUDY = load_kind("opinion"), load_kind("opinion-study")
EVE, LAST = date(2024, 9, 30), date(2024, 10, 12)  # 国庆 between them, a Saturday that is worked
TOLD = {"told_how": "电话回复,已说明清运时间", "told_on": "2024-10-14"}


def handed(day: date = EVE, number: str = "YJ-2024-0001") -> CaseState:
    """An opinion given to an office on `day`."""
    new = New(f"opinion/{number}", f"opinion:{number}", "增设分类垃圾桶", "sanitation", "环卫中心")
    fields = {"opinion": number, "content": "小区缺分类垃圾桶,建议增设"}
    return fold([begin(new, Asked(Step.OPEN, "请办理", fields=fields), OPINION, by(DESK, day))])


def verified(state: CaseState, day: date) -> CaseState:
    state = on(state, Step.ANSWER, OFFICE, day, OPINION, text="已增设 6 组", evidence="现场照片")
    return on(state, Step.VERIFY, DESK, day, OPINION)


def test_what_is_forwarded_is_handled_one_by_one_and_what_is_circulated_in_groups() -> None:
    """“转办件要逐件办理回复,转阅件要归类研究”"""
    assert OPINION.known_by == ("opinion",)  # one opinion, one case, whatever it is called
    assert STUDY.known_by == ("opinions",)  # one group, one case
    assert {one.name for one in STUDY.fields} == {"topic", "opinions", "content"}
    assert next(one.label for one in STUDY.answer_fields if one.required).startswith("采纳情况")
    assert not OPINION.merges and not STUDY.merges


def test_every_citizen_is_told_and_the_closing_says_how_and_when() -> None:
    """“按照‘谁办理谁负责’的原则,逐条办理、逐条向市民反馈”"""
    state = verified(on(handed(), Step.ACCEPT, OFFICE, EVE, OPINION, text=""), LAST)
    for hand in (DESK, LEADER):
        with pytest.raises(UserError, match="缺怎样向市民反馈"):
            on(state, Step.CLOSE, hand, LAST, OPINION)
    with pytest.raises(UserError, match="“反馈日期”不是日期"):
        on(state, Step.CLOSE, DESK, LAST, OPINION, fields=TOLD | {"told_on": "昨天"})
    closed = on(state, Step.CLOSE, DESK, LAST, OPINION, fields=TOLD)
    assert closed.standing is Standing.CLOSED and dict(closed.last.fields) == TOLD
    with pytest.raises(Refused, match="只能由承办单位办理"):
        on(on(handed(), Step.ACCEPT, OFFICE, EVE, OPINION), Step.ANSWER, DESK, EVE, OPINION)


def test_an_opinion_is_answered_within_five_working_days_the_holidays_not_counted() -> None:
    """“各承办单位对市民意见建议要在5个工作日内办理回复”"""
    assert handed().due == LAST and CALENDAR.between(EVE, LAST) == 5
    assert "2024" not in handed().last.text and "10月12日前(5个工作日)" in handed().last.text


def test_a_hard_one_is_put_off_once_with_what_was_done_and_by_five_days_at_most() -> None:
    """“复杂问题可申请延期,延期理由要说明阶段性工作进展情况,延期时长一般在5个工作日内”"""
    state = on(handed(), Step.ACCEPT, OFFICE, EVE, OPINION, text="")
    for days, progress, told in ((6, "过半", "应为 1 至 5 个"), (3, " ", "阶段性工作进展")):
        with pytest.raises(UserError, match=told):
            on(state, Step.EXTEND, DESK, LAST, OPINION, days=days, progress=progress)
    longer = on(state, Step.EXTEND, DESK, LAST, OPINION, days=5, progress="已选点 4 处")
    assert longer.due == date(2024, 10, 18) and "阶段进展:已选点 4 处" in longer.last.text
    with pytest.raises(Refused, match="至多 1 次"):
        on(longer, Step.EXTEND, DESK, LAST, OPINION)


def test_an_office_objects_within_one_working_day() -> None:
    """“对交办有异议的单位,请在1个工作日内提出意见”"""
    first = date(2024, 10, 8)  # the first working day after the holidays
    assert on(handed(), Step.OBJECT, OFFICE, first, OPINION).standing is Standing.OBJECTED
    with pytest.raises(Refused, match="1个工作日内"):
        on(handed(), Step.OBJECT, OFFICE, date(2024, 10, 9), OPINION)
