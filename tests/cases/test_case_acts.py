"""What posts do to cases on a real desk: rights and scope, four eyes, nothing lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

import pytest

from cases.events import Standing, Step
from cases.taking import Asked
from desk import views
from desk.case_acts import Opening, Shown, act_on_case, may, open_case, the_case
from desk.demo.posts import ADMIN, LEADER
from desk.handle import SHANGHAI
from desk.views.cases import cases_on
from ledger import audit, case_log
from ledger.facts import pending
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from tests.desk.hall import Hall

HOUSING, OTHER = "housing", "transport"
FIELDS = {
    "origin": "巡察反馈意见第3项", "problem": "井盖缺失", "measure": "逐一补装",
    "goal": "缺失为零", "duty_post": "市政科长岗", "leader_post": "分管领导岗",
}  # fmt: skip
GIVEN = Opening("rectification", HOUSING, "井盖整治", "问题属实", FIELDS, due=date(2024, 11, 29))
SCAN = b"%PDF-1.7\n"


def opened(hall: Hall, given: Opening = GIVEN) -> str:
    return open_case(hall.desk, hall.bureau, given).case


def act(hall: Hall, actor: Actor, case: str, step: Step, **said: object):
    asked = Asked(step, **({"text": "情况如下"} | said))  # type: ignore[arg-type]
    return act_on_case(hall.desk, actor, case, asked)


def test_a_rectification_goes_its_whole_way_and_the_office_and_the_desk_are_told(
    one_hall: Hall,
) -> None:
    hall, mine = one_hall, one_hall.clerk(HOUSING)
    case = opened(hall)
    assert act(hall, mine, case, Step.ACCEPT).standing is Standing.WORKING
    scan = Shown("整改报告", SCAN, "报告.pdf")
    answered = act_on_case(hall.desk, mine, case, Asked(Step.ANSWER, "已补装"), shown=scan)
    assert answered.last.evidence == "整改报告 报告.pdf"
    assert answered.last.evidence_sha256 == sha256(SCAN).hexdigest()
    seen = Shown("现场核查记录 3 号")
    verified = act_on_case(hall.desk, hall.bureau, case, Asked(Step.VERIFY, "属实"), shown=seen)
    assert verified.last.evidence_sha256 == sha256("现场核查记录 3 号".encode()).hexdigest()
    act(hall, hall.bureau, case, Step.CLOSE)
    (row,) = (one for one in views.cases(hall.desk, mine) if one.id == case)
    assert (row.step_label, row.closed, row.title) == ("已销号", date(2024, 10, 14), "井盖整治")
    with hall.desk.ledger.read() as reading:
        told = {(one.fact.body["title"], one.fact.body["office"]) for one in pending(reading)}
        acts = [row.action for row in audit.tail(reading, 10)]
    assert {("督办新交办", HOUSING), ("督办已回复,待核验", ""), ("督办已销号", HOUSING)} <= told
    assert {"case.open", "case.accept", "case.answer", "case.verify", "case.close"} <= {*acts}


def test_a_post_of_another_office_neither_sees_nor_touches_the_case(one_hall: Hall) -> None:
    hall, case = one_hall, opened(one_hall)
    stranger = hall.clerk(OTHER)
    assert case not in {one.id for one in views.cases(hall.desk, stranger)}
    with pytest.raises(UserError, match="没有督办事项"):
        act(hall, stranger, case, Step.ACCEPT)
    looker = Actor("查看岗", frozenset({Role.VIEWER}))
    with pytest.raises(UserError, match="没有督办事项"):
        act(hall, looker, case, Step.ACCEPT)


def test_each_takes_only_the_steps_of_its_part(one_hall: Hall) -> None:
    hall, case = one_hall, opened(one_hall)
    with pytest.raises(Refused, match="“签收”只能由承办单位办理"):
        act(hall, hall.bureau, case, Step.ACCEPT)
    with pytest.raises(Refused, match="“改派”只能由调度岗位办理"):
        act(hall, hall.clerk(HOUSING), case, Step.REASSIGN, to=OTHER)
    with pytest.raises(Refused, match="“交办”只能由调度岗位、领导岗位办理"):
        open_case(hall.desk, hall.clerk(HOUSING), replace(GIVEN, title="另一件"))
    with pytest.raises(Refused, match="只能由"):
        open_case(hall.desk, ADMIN, replace(GIVEN, title="另一件"))
    with hall.desk.ledger.read() as reading:
        state = the_case(hall.desk, LEADER, reading, case)
    assert may(hall.desk, LEADER, state) == (Step.CLOSE,)


def test_a_desk_of_another_area_gives_and_moves_nothing_here(one_hall: Hall) -> None:
    hall, case = one_hall, opened(one_hall)
    elsewhere = Actor("别地区经办人", frozenset({Role.DESK}), areas=frozenset({"150627100"}))
    with pytest.raises(Refused, match="“交办”只能由"):
        open_case(hall.desk, elsewhere, replace(GIVEN, title="另一件"))
    with pytest.raises(UserError, match="没有督办事项"):
        act(hall, elsewhere, case, Step.REASSIGN, to=OTHER)


def test_after_it_is_handed_on_the_case_is_the_other_offices(one_hall: Hall) -> None:
    hall, case = one_hall, opened(one_hall)
    act(hall, hall.clerk(HOUSING), case, Step.OBJECT, text="属交通部门职责")
    moved = act(hall, hall.bureau, case, Step.REASSIGN, to=OTHER)
    assert moved.office == OTHER
    assert act(hall, hall.clerk(OTHER), case, Step.ACCEPT).standing is Standing.WORKING
    with pytest.raises(UserError, match="没有督办事项"):
        act(hall, hall.clerk(HOUSING), case, Step.NOTE)


def test_who_answered_does_not_verify_whatever_rights_the_post_has(one_hall: Hall) -> None:
    hall, case = one_hall, opened(one_hall)
    all_in_one = Actor("多面手岗", frozenset({Role.DESK, Role.CLERK}), frozenset({HOUSING}))
    act(hall, all_in_one, case, Step.ACCEPT)
    act(hall, all_in_one, case, Step.ANSWER, evidence="报告")
    with pytest.raises(Refused, match="不能自己核验"):
        act(hall, all_in_one, case, Step.VERIFY, evidence="看过")
    assert act(hall, hall.bureau, case, Step.VERIFY, evidence="看过").standing is Standing.VERIFIED


def test_the_same_is_not_given_twice_and_inspections_of_one_office_are_merged(
    one_hall: Hall,
) -> None:
    hall, desk = one_hall, one_hall.desk
    opened(hall)
    with pytest.raises(Refused, match="“井盖整治”已交办住房和城乡建设局,尚未销号"):
        opened(hall)
    first = Opening(
        "inspection", HOUSING, "市容督查", "督查已结束", {"plan": "年度方案"},
        ended=date(2024, 10, 11),
    )  # fmt: skip
    one = open_case(desk, hall.bureau, first)
    assert one.due == date(2024, 10, 24)
    second = replace(first, title="物业考核", ended=date(2024, 10, 14))
    both = open_case(desk, LEADER, second)
    assert (both.case, both.step) == (one.case, Step.NOTE)
    assert "并入“物业考核”" in both.text
    assert len([row for row in views.cases(desk, hall.bureau) if row.kind == "inspection"]) == 1
    with pytest.raises(Refused, match="“物业考核”已交办"):
        open_case(desk, hall.bureau, second)


def test_what_is_wrong_with_an_opening_is_said(one_hall: Hall) -> None:
    for given, told in (
        (replace(GIVEN, kind="rumour"), "没有督办类型“rumour”"),
        (replace(GIVEN, office="nobody"), "没有单位“nobody”"),
        (replace(GIVEN, cooperating=(HOUSING,)), "牵头单位不能又是配合单位"),
        (replace(GIVEN, title=" "), "事项名称应为 2 至 100 字"),
        (replace(GIVEN, area="1"), "方案中没有地区“1”"),
        (replace(GIVEN, fields={}), "“督查整改”缺来源文件"),
    ):
        with pytest.raises(UserError, match=told) as mistake:
            opened(one_hall, given)
        assert mistake.value.cure


def test_a_past_days_list_is_as_it_was_then(one_hall: Hall) -> None:
    hall, case = one_hall, opened(one_hall)
    hall.clock.moment = datetime(2024, 10, 16, 9, tzinfo=SHANGHAI)
    act(hall, hall.clerk(HOUSING), case, Step.ACCEPT)
    hall.clock.moment = datetime(2024, 12, 3, 9, tzinfo=SHANGHAI)
    seen = {
        day: [(one.standing, one.colour, one.days_left) for one in
              cases_on(hall.desk, hall.bureau, day) if one.id == case]
        for day in (date(2024, 10, 13), date(2024, 10, 14), date(2024, 11, 28), date(2024, 12, 2))
    }  # fmt: skip
    assert list(seen.values()) == [
        [],
        [("待签收", "", 34)],
        [("办理中", "蓝", 1)],
        [("办理中", "红", -1)],
    ]
    with pytest.raises(UserError, match="2024-12-04 还没有到"):
        cases_on(hall.desk, hall.bureau, date(2024, 12, 4))


def test_of_steps_taken_at_once_none_is_lost(hall: Hall) -> None:
    case = opened(hall)
    mine = hall.clerk(HOUSING)
    act(hall, mine, case, Step.ACCEPT)

    def note(number: int) -> int:
        return len(act(hall, mine, case, Step.NOTE, text=f"进展 {number}").events)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(note, range(6))) == [3, 4, 5, 6, 7, 8]
    with hall.desk.ledger.read() as reading:
        kept = case_log.events(reading, case)
    assert [one.place for one in kept] == list(range(1, 9))
    assert {one.text for one in kept[2:]} == {f"进展 {number}" for number in range(6)}


def test_of_those_who_act_on_what_they_saw_one_is_kept_and_the_others_are_told(
    hall: Hall,
) -> None:
    case = opened(hall)
    mine = hall.clerk(HOUSING)

    def accept(_: int) -> str:
        try:
            act_on_case(hall.desk, mine, case, Asked(Step.NOTE, "看过"), seen=1)
        except Refused as told:
            return told.what
        return ""

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(accept, range(4)))
    assert told[0] == ""
    assert {one.partition(":")[0] for one in told[1:]} == {"打开之后另有人办过"}
    assert audit.verify(hall.desk.ledger) == ()
