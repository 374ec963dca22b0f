"""Punctuality and closing rates, counted by hand beside them; as of any day; none without cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases import rate_rule
from cases.events import CaseState, Step
from cases.kinds import load_kinds
from cases.rate_rule import load_rate_rule
from cases.rates import Counting, OfficeRates, Span, rates_by_office, rates_of_all
from observations.errors import UserError
from observations.period import ReportingPeriod
from tests.cases.hands import (
    CALENDAR,
    DESK,
    INSTRUCT,
    LEADER,
    OFFICE,
    RECTIFY,
    SYSTEM,
    given,
    lagging,
    on,
)

RULE = load_rate_rule()
KINDS = {one.id: one for one in load_kinds()}
Q4 = ReportingPeriod.parse("2024-Q4")
MONDAY, TUESDAY, WEDNESDAY = date(2024, 10, 14), date(2024, 10, 15), date(2024, 10, 16)
DUE, LATE = date(2024, 10, 21), date(2024, 10, 22)  # of what is given on that Monday
END = date(2024, 12, 31)


def counting(until: date = END, **rule: bool) -> Counting:
    return Counting(RULE.model_copy(update=rule), KINDS, CALENDAR, Span.of(Q4, until))


def rates(*cases: CaseState, until: date = END, **rule: bool) -> dict[str, OfficeRates]:
    by = counting(until, **rule)
    return {one.office: one for one in rates_by_office([one.events for one in cases], by)}


def shares(found: OfficeRates) -> dict[str, tuple[int, int]]:
    return {name: (one.numerator, one.denominator) for name, one in found.shares.items()}


def signed(day: date = MONDAY) -> CaseState:
    return on(lagging(MONDAY), Step.ACCEPT, OFFICE, day, text="")


def test_each_rate_is_counted_by_its_rule() -> None:
    good = on(signed(), Step.ANSWER, OFFICE, DUE)
    good = on(good, Step.VERIFY, DESK, DUE)
    good = on(good, Step.CLOSE, SYSTEM, date(2024, 11, 4))
    late = on(signed(WEDNESDAY), Step.ANSWER, OFFICE, LATE)
    never = lagging(MONDAY)
    found = rates(good, late, never)["housing"]
    assert shares(found) == {
        "signed": (1, 3),  # one on Wednesday, a day late; one never
        "answered": (1, 3),
        "closed": (1, 3),
        "in_time": (1, 1),
    }
    assert (found.closing_days.numerator, found.closing_days.denominator) == (15, 1)
    assert found.shares["answered"].rate == pytest.approx(1 / 3)


def test_what_nothing_is_a_share_of_has_no_rate() -> None:
    found = rates(lagging(MONDAY), until=MONDAY)["housing"]
    assert shares(found)["answered"] == (0, 0)
    assert found.shares["answered"].rate is None
    assert found.shares["signed"].rate is None  # until Tuesday it may be signed
    assert found.closing_days.rate is None
    assert rates_of_all((), counting()).shares["closed"].rate is None


def test_a_deadline_counts_from_the_day_it_is_reached_and_as_it_was_put_off() -> None:
    longer = on(signed(), Step.EXTEND, DESK, DUE, days=5)
    done = on(longer, Step.ANSWER, OFFICE, date(2024, 10, 28))
    seen = {
        day: shares(rates(done, until=day)["housing"])["answered"]
        for day in (DUE, date(2024, 10, 27), date(2024, 10, 28))
    }
    assert list(seen.values()) == [(0, 0), (0, 0), (1, 1)]
    assert shares(rates(done, extended=False)["housing"])["answered"] == (0, 1)


def test_who_objects_in_time_has_signed_in_time_if_the_rule_says_so() -> None:
    objected = on(lagging(MONDAY), Step.OBJECT, OFFICE, TUESDAY)
    assert shares(rates(objected)["housing"])["signed"] == (1, 1)
    assert shares(rates(objected, objection_signs=False)["housing"])["signed"] == (0, 0)


def test_what_was_handed_on_in_time_is_the_next_offices_duty_alone() -> None:
    objected = on(lagging(MONDAY), Step.OBJECT, OFFICE, TUESDAY)
    moved = on(objected, Step.REASSIGN, DESK, WEDNESDAY)
    found = rates(moved)
    assert shares(found["housing"])["answered"] == (0, 0)
    assert shares(found["urban-management"])["answered"] == (0, 1)
    assert (found["housing"].requests, found["urban-management"].requests) == (1, 1)


def test_what_came_back_is_owed_again_and_lateness_stays_with_the_case_until_it_closes() -> None:
    bad = on(signed(), Step.ANSWER, OFFICE, TUESDAY)
    bad = on(bad, Step.RETURN, DESK, LATE)  # to be done again by the 25th
    again = on(bad, Step.ANSWER, OFFICE, date(2024, 10, 28))
    assert shares(rates(again)["housing"])["answered"] == (1, 2)
    closed = on(again, Step.CLOSE, LEADER, date(2024, 10, 28))
    assert shares(rates(closed)["housing"])["in_time"] == (0, 1)


def test_a_case_that_falls_back_is_counted_as_reopened_and_open_again() -> None:
    done = on(signed(), Step.CLOSE, SYSTEM, TUESDAY)
    again = on(done, Step.REOPEN, SYSTEM, date(2024, 11, 4))
    then, now = (rates(again, until=day)["housing"] for day in (TUESDAY, END))
    assert (shares(then)["closed"], then.reopened) == ((1, 1), 0)
    assert (shares(now)["closed"], now.reopened, now.requests) == ((0, 1), 1, 2)


def test_the_burden_is_how_many_requests_and_how_many_answers_at_once() -> None:
    other = given(INSTRUCT, TUESDAY)  # due on the 22nd
    third = given(RECTIFY, MONDAY, due=DUE)
    found = rates(lagging(MONDAY), other, third)["housing"]
    assert found.asked == {"lagging-target": 1, "instruction": 1, "rectification": 1}
    assert (found.requests, found.together, found.at_once) == (3, 2, 3)


def test_a_rule_file_that_leaves_a_rate_out_is_refused_with_its_place(tmp_path: Path) -> None:
    text = (rate_rule.FOLDER / "standard.yaml").read_text("utf-8")
    for old, new, told in (
        ("name: in_time", "name: often", "rates[4].name:只能取规定的词"),
        ("name: in_time", "name: closed", "rates 要依次写明"),
        ("extended: true", "extended: maybe", "extended:写法不对"),
    ):
        (tmp_path / "standard.yaml").write_text(text.replace(old, new, 1), "utf-8")
        load_rate_rule.cache_clear()
        with pytest.raises(UserError) as mistake:
            load_rate_rule("standard", tmp_path)
        assert told in mistake.value.what and mistake.value.cure
    with pytest.raises(UserError, match="没有督办统计口径“mine”;改成 standard"):
        load_rate_rule("mine")
