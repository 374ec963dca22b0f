"""Who may do what to a case, until when; every refusal says why and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from cases.events import Standing, Step, as_of
from cases.machine import allowed, steps_now
from observations.errors import Refused, UserError
from tests.cases.hands import (
    ANSWERS,
    CALENDAR,
    DESK,
    INSPECT,
    LAGGING,
    LEADER,
    OFFICE,
    RECTIFY,
    SYSTEM,
    at,
    given,
    lagging,
    on,
)

FRIDAY = date(2024, 9, 27)  # the 29th and the 12th of October are worked, 1–7 October are off
MONDAY = date(2024, 10, 14)
TUESDAY, WEDNESDAY = date(2024, 10, 15), date(2024, 10, 16)


def test_the_whole_way_of_a_rectification_from_giving_to_look_back() -> None:
    state = given(RECTIFY, MONDAY, due=date(2024, 11, 29))
    assert (state.standing, state.due) == (Standing.ASSIGNED, date(2024, 11, 29))
    state = on(state, Step.ACCEPT, OFFICE, TUESDAY, RECTIFY, text="")
    state = on(state, Step.ANSWER, OFFICE, WEDNESDAY, RECTIFY)
    assert (state.standing, state.due) == (Standing.ANSWERED, CALENDAR.add(WEDNESDAY, 5))
    state = on(state, Step.VERIFY, DESK, WEDNESDAY, RECTIFY)
    assert (state.standing, state.due) == (Standing.VERIFIED, CALENDAR.add(WEDNESDAY, 3))
    state = on(state, Step.CLOSE, DESK, WEDNESDAY, RECTIFY)
    assert (state.is_open, state.look_back_due) == (False, CALENDAR.add(WEDNESDAY, 60))
    looked = on(state, Step.LOOK_BACK, DESK, date(2025, 1, 15), RECTIFY)
    assert (looked.standing, looked.look_back_due) == (Standing.CLOSED, None)
    again = on(looked, Step.REOPEN, DESK, date(2025, 1, 15), RECTIFY)
    assert (again.standing, again.due) == (Standing.ASSIGNED, CALENDAR.add(date(2025, 1, 15), 5))


def test_every_step_keeps_who_as_what_when_why_and_the_hash_of_its_evidence() -> None:
    state = on(lagging(MONDAY), Step.ACCEPT, OFFICE, TUESDAY, text="")
    state = on(state, Step.ANSWER, OFFICE, TUESDAY, evidence_sha256="ab" * 32)
    last = state.last
    assert (last.actor, last.part, last.day, last.text) == (
        "住建局经办岗", "office", TUESDAY, "情况如下",
    )  # fmt: skip
    assert (last.evidence, last.evidence_sha256, last.place) == ("整改报告", "ab" * 32, 3)
    assert last.edition == "lagging-target-3"


def test_a_step_out_of_its_place_is_refused_with_those_that_may_be_taken() -> None:
    with pytest.raises(Refused, match="现在“待签收”,不能“回复”;现在可以:签收、异议、改派、办理"):
        on(lagging(MONDAY), Step.ANSWER, OFFICE, MONDAY)


def test_a_step_of_somebody_else_is_refused_with_whose_it_is() -> None:
    with pytest.raises(Refused, match="“签收”只能由承办单位办理"):
        on(lagging(MONDAY), Step.ACCEPT, DESK, MONDAY)
    with pytest.raises(Refused, match="“改派”只能由调度岗位办理"):
        on(lagging(MONDAY), Step.REASSIGN, OFFICE, MONDAY)


def test_an_objection_that_is_not_upheld_leaves_the_whole_time_that_was_left() -> None:
    objected = on(lagging(MONDAY), Step.OBJECT, OFFICE, TUESDAY)
    assert (objected.standing, objected.due) == (Standing.OBJECTED, WEDNESDAY)
    back = on(objected, Step.RETURN, DESK, WEDNESDAY)
    assert (back.standing, back.due) == (Standing.WORKING, date(2024, 10, 21))
    assert not back.returned


def test_an_upheld_objection_gives_the_case_to_another_office_with_the_whole_time() -> None:
    objected = on(lagging(MONDAY), Step.OBJECT, OFFICE, TUESDAY)
    moved = on(objected, Step.REASSIGN, DESK, WEDNESDAY)
    assert (moved.office, moved.standing) == ("urban-management", Standing.ASSIGNED)
    assert moved.due == CALENDAR.add(WEDNESDAY, 5)
    with pytest.raises(UserError, match="改派须写明另一家承办单位"):
        on(moved, Step.REASSIGN, DESK, WEDNESDAY, to="urban-management")


def test_who_answered_does_not_verify_whatever_else_the_post_is() -> None:
    both = OFFICE.__class__(OFFICE.names, OFFICE.parts | DESK.parts)
    state = on(lagging(MONDAY), Step.ACCEPT, OFFICE, MONDAY, text="")
    state = on(state, Step.ANSWER, OFFICE, MONDAY)
    with pytest.raises(Refused, match="回复是“住建局经办岗”写的,不能自己核验"):
        on(state, Step.VERIFY, both, MONDAY)


def test_an_answer_sent_back_has_at_least_the_days_of_rework() -> None:
    state = on(lagging(MONDAY), Step.ACCEPT, OFFICE, MONDAY, text="")
    state = on(state, Step.ANSWER, OFFICE, date(2024, 10, 21))
    back = on(state, Step.RETURN, DESK, date(2024, 10, 22))
    assert (back.due, back.returned) == (date(2024, 10, 25), True)


def test_a_case_of_evidence_is_closed_by_nobody_but_evidence_or_a_leader() -> None:
    state = on(lagging(MONDAY), Step.ACCEPT, OFFICE, MONDAY, text="")
    state = on(on(state, Step.ANSWER, OFFICE, MONDAY), Step.VERIFY, DESK, TUESDAY)
    assert (state.standing, state.due) == (Standing.VERIFIED, None)
    with pytest.raises(Refused, match="“销号”只能由领导岗位、系统办理"):
        on(state, Step.CLOSE, DESK, TUESDAY)
    with pytest.raises(UserError, match="“销号”须写明内容或理由"):
        on(state, Step.CLOSE, LEADER, TUESDAY, text=" ")
    closed = on(state, Step.CLOSE, LEADER, TUESDAY, text="项目已移交市级")
    assert (closed.is_open, closed.last.text, closed.cleared) == (False, "项目已移交市级", False)
    assert on(lagging(MONDAY), Step.CLOSE, SYSTEM, TUESDAY).cleared


def test_a_verified_kind_is_not_closed_before_it_is_verified_but_by_a_leader() -> None:
    state = given(RECTIFY, MONDAY, due=TUESDAY)
    with pytest.raises(Refused, match="核验以后才能销号"):
        on(state, Step.CLOSE, DESK, MONDAY, RECTIFY)
    assert not on(state, Step.CLOSE, LEADER, MONDAY, RECTIFY).is_open


def test_a_day_before_the_last_step_is_refused() -> None:
    refusal = allowed(lagging(TUESDAY), Step.ACCEPT, LAGGING, OFFICE, at(MONDAY))
    assert refusal is not None
    assert "早于上一步(交办,2024-10-15)" in refusal.what


def test_what_must_be_filled_in_is_named_and_what_is_unknown_too() -> None:
    with pytest.raises(UserError, match="“督查考核报备”要写明结束日期"):
        given(INSPECT, MONDAY, ended=None)
    state = on(given(INSPECT, MONDAY), Step.ACCEPT, OFFICE, MONDAY, INSPECT, text="")
    with pytest.raises(UserError, match="“督查考核报备”缺发现的问题、有针对性的意见建议"):
        on(state, Step.ANSWER, OFFICE, MONDAY, INSPECT, fields={})
    strange = ANSWERS["inspection"] | {"mood": "好"}
    with pytest.raises(UserError, match="没有“mood”这一项"):
        on(state, Step.ANSWER, OFFICE, MONDAY, INSPECT, fields=strange)


def test_the_steps_a_post_may_take_now_are_those_allowed() -> None:
    assert steps_now(lagging(MONDAY), LAGGING, OFFICE, at(MONDAY)) == (
        Step.ACCEPT, Step.OBJECT, Step.NOTE,
    )  # fmt: skip
    assert steps_now(lagging(MONDAY), LAGGING, LEADER, at(MONDAY)) == (Step.CLOSE,)


def test_any_past_day_is_what_had_happened_by_its_end() -> None:
    state = on(on(lagging(MONDAY), Step.ACCEPT, OFFICE, TUESDAY), Step.ANSWER, OFFICE, WEDNESDAY)
    told = [as_of(state.events, day) for day in (FRIDAY, MONDAY, TUESDAY, WEDNESDAY)]
    standings = [[one.standing for one in then] for then in told]
    assert standings == [
        [], [Standing.ASSIGNED], [Standing.WORKING], [Standing.ANSWERED],
    ]  # fmt: skip
