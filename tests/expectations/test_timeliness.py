"""Timeliness: rates that cannot pass 100 %, by working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.reporting import Due, Received, Standing
from expectations.timeliness import due_date, timeliness
from observations.calendar import SHANGHAI, WorkingDays
from observations.period import ReportingPeriod

Q3 = ReportingPeriod.parse("2024-Q3")
Q2 = ReportingPeriod.parse("2024-Q2")
CALENDAR = WorkingDays()
TODAY = date(2024, 11, 1)
DUE = date(2024, 10, 15)


def came(day: date, office: str = "water", **more: object) -> Received:
    """A delivery at noon in Shanghai, accepted with five values unless `more` says otherwise."""
    base = {"period": Q3, "accepted": True, "values": 5}
    arrived = datetime.combine(day, time(12), SHANGHAI)
    return Received(office=office, arrived=arrived, **(base | more))  # type: ignore[arg-type]


def test_the_due_date_passes_over_the_national_holiday() -> None:
    assert due_date(Q3, 5, CALENDAR) == date(2024, 10, 12)  # a Saturday that was worked


def test_a_form_on_its_due_date_is_on_time() -> None:
    found = timeliness([Due("water", Q3, DUE)], [came(DUE)], CALENDAR, TODAY)
    assert (found.expected, found.received, found.on_time) == (1, 1, 1)
    assert (found.received_rate, found.on_time_rate) == (1.0, 1.0)


def test_a_form_after_its_due_date_is_received_and_late() -> None:
    found = timeliness([Due("water", Q3, DUE)], [came(date(2024, 10, 18))], CALENDAR, TODAY)
    assert (found.received, found.on_time, found.forms[0].days_late) == (1, 0, 3)


def test_a_form_on_the_sunday_after_a_friday_is_late() -> None:
    found = timeliness(
        [Due("water", Q3, date(2024, 10, 18))], [came(date(2024, 10, 20))], CALENDAR, TODAY
    )
    assert (found.on_time, found.forms[0].days_late) == (0, 1)


def test_closed_offices_and_unasked_deliveries_raise_no_rate() -> None:
    due = [Due("water", Q3, DUE), Due("city", Q3, DUE, excuse="closed")]
    deliveries = [came(DUE), came(DUE), came(DUE, "city"), came(DUE, "stranger")]
    found = timeliness(due, deliveries, CALENDAR, TODAY)
    assert (found.expected, found.received, found.received_rate) == (1, 1, 1.0)


def test_an_empty_or_returned_form_is_no_report() -> None:
    deliveries = [came(DUE, values=0), came(DUE, accepted=False)]
    found = timeliness([Due("water", Q3, DUE)], deliveries, CALENDAR, TODAY)
    assert (found.received, found.received_rate) == (0, 0.0)


def test_a_returned_form_counts_by_the_delivery_that_passed() -> None:
    deliveries = [came(DUE, accepted=False), came(date(2024, 10, 16))]
    found = timeliness([Due("water", Q3, DUE)], deliveries, CALENDAR, TODAY)
    assert (found.received, found.on_time) == (1, 0)


def test_a_zero_report_is_received_and_shown_apart() -> None:
    zero = came(DUE, values=0, zero_report=True)
    found = timeliness([Due("water", Q3, DUE)], [zero], CALENDAR, TODAY)
    assert (found.received, found.on_time, found.zero_reports) == (1, 1, 1)


def test_a_form_not_due_yet_is_not_expected_yet() -> None:
    early = timeliness([Due("water", Q3, DUE)], [], CALENDAR, DUE)
    assert (early.expected, early.received_rate, early.on_time_rate) == (0, None, None)


def test_the_run_of_late_forms_is_told_with_its_working_days() -> None:
    due = [Due("water", Q2, date(2024, 7, 15)), Due("water", Q3, DUE), Due("city", Q3, DUE)]
    deliveries = [came(date(2024, 7, 17), period=Q2), came(date(2024, 10, 18)), came(DUE, "city")]
    offices = timeliness(due, deliveries, CALENDAR, TODAY).by_office()
    assert offices["water"].late_in_a_row() == (2, 5)
    assert offices["city"].late_in_a_row() == (0, 0)


def test_an_excused_form_is_counted_apart_and_in_no_rate() -> None:
    due = [
        Due("water", Q3, DUE),
        Due("gas", Q3, DUE, excuse="exempt"),
        Due("merged", Q3, DUE, excuse="closed"),
        Due("old", Q3, DUE, excuse="before"),
    ]
    found = timeliness(due, [came(DUE, one.office) for one in due], CALENDAR, TODAY)
    assert (found.asked, found.expected, found.received) == (4, 1, 1)
    assert [found.with_excuse(word) for word in ("exempt", "closed", "before")] == [1, 1, 1]
    assert (found.completeness.value, found.timeliness.value) == (1.0, 1.0)


def test_a_form_not_due_yet_raises_no_rate_even_when_it_came() -> None:
    found = timeliness([Due("water", Q3, DUE)], [came(date(2024, 10, 9))], CALENDAR, DUE)
    assert (found.expected, found.completeness.value) == (0, None)
    assert [form.received for form in found.pending] == [True]


ZONES = [
    UTC,
    ZoneInfo("America/New_York"),
    ZoneInfo("Pacific/Auckland"),
    timezone(-timedelta(hours=12)),
]


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_millisecond_of_the_due_date_in_shanghai_is_on_time(zone: ZoneInfo) -> None:
    last = datetime.combine(DUE, time(23, 59, 59, 999_000), SHANGHAI)
    at = {"last": last, "midnight": last + timedelta(milliseconds=1)}
    told = {}
    for name, moment in at.items():
        one = Received("water", Q3, moment.astimezone(zone), accepted=True, values=5)
        found = timeliness([Due("water", Q3, DUE)], [one], CALENDAR, TODAY)
        told[name] = (found.received, found.on_time, found.forms[0].days_late)
    assert told == {"last": (1, 1, 0), "midnight": (1, 0, 1)}


def test_a_moment_without_a_zone_has_no_day() -> None:
    naive = Received("water", Q3, datetime(2024, 10, 15, 9), accepted=True, values=5)  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a time zone"):
        timeliness([Due("water", Q3, DUE)], [naive], CALENDAR, TODAY)


def test_what_did_not_come_is_told_apart_by_what_came_instead() -> None:
    due = [Due(office, Q3, DUE) for office in ("a", "b", "c", "d", "e")]
    deliveries = [
        came(DUE, "a"),
        came(DUE, "b", values=0, zero_report=True),
        came(DUE, "c", values=0),
        came(DUE, "d", accepted=False),
    ]
    found = timeliness(due, deliveries, CALENDAR, TODAY)
    assert [form.outcome for form in found.forms] == [
        "values",
        "zero",
        "empty",
        "returned",
        "absent",
    ]
    assert (found.received, found.non_empty, found.zero_reports, found.missing) == (2, 1, 1, 3)


def test_an_empty_form_in_time_does_not_make_the_filled_one_after_it_punctual() -> None:
    deliveries = [came(DUE, values=0), came(date(2024, 10, 18))]
    found = timeliness([Due("water", Q3, DUE)], deliveries, CALENDAR, TODAY)
    assert (found.received, found.on_time, found.forms[0].days_late) == (1, 0, 3)


def test_quality_is_asked_of_what_came_and_doubts_are_counted_apart() -> None:
    due = [Due(office, Q3, DUE) for office in ("good", "doubted", "critical", "back", "absent")]
    deliveries = [came(DUE, one.office) for one in due[:4]]
    against = {
        ("doubted", Q3): Standing(doubts=2),
        ("critical", Q3): Standing(criticals=1, doubts=1),
        ("back", Q3): Standing(sent_back=True),
    }
    found = timeliness(due, deliveries, CALENDAR, TODAY, standing=against)
    assert (found.quality.numerator, found.quality.denominator) == (2, 4)
    assert (found.passed, found.doubted) == (2, 1)


def test_the_row_of_late_forms_is_broken_by_one_in_time_and_not_by_an_excused_one() -> None:
    q1, year = ReportingPeriod.parse("2024-Q1"), ReportingPeriod.parse("2023")
    due = [
        Due("water", year, date(2024, 1, 22)),  # another frequency: in no row of quarters
        Due("water", q1, date(2024, 4, 16)),
        Due("water", Q2, date(2024, 7, 15), excuse="exempt"),
        Due("water", Q3, DUE),
    ]
    late = [came(date(2024, 4, 18), period=q1), came(date(2024, 10, 16))]
    assert timeliness(due, late, CALENDAR, TODAY).late_in_a_row() == (2, 3)
    broken = [came(date(2024, 4, 16), period=q1), came(date(2024, 10, 16))]
    found = timeliness(due, broken, CALENDAR, TODAY)
    assert (found.late_in_a_row(), found.late_in_a_row(q1)) == ((1, 1), (0, 0))
    assert timeliness([], [], CALENDAR, TODAY).late_in_a_row() == (0, 0)


PERIODS = st.sampled_from([Q2, Q3, ReportingPeriod.parse("2023")])
OFFICES = st.sampled_from(["a", "b", "c"])
DAYS = st.dates(date(2024, 6, 1), date(2024, 12, 31))
MOMENTS = st.datetimes(
    datetime(2024, 6, 1),  # noqa: DTZ001
    datetime(2024, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from(ZONES),
)
DUES = st.lists(
    st.builds(
        Due, OFFICES, PERIODS, DAYS, st.integers(1, 9),
        st.sampled_from(["", "", "exempt", "closed", "before"]),
    )
)  # fmt: skip
DELIVERIES = st.lists(
    st.builds(Received, OFFICES, PERIODS, MOMENTS, st.booleans(), st.integers(0, 3), st.booleans()),
    max_size=25,
)
AGAINST = st.dictionaries(
    st.tuples(OFFICES, PERIODS),
    st.builds(Standing, st.integers(0, 2), st.integers(0, 2), st.booleans()),
)


@given(DUES, DELIVERIES, AGAINST, DAYS)
def test_no_count_passes_the_one_it_is_a_part_of(due, deliveries, against, today) -> None:
    whole = timeliness(due, deliveries, CALENDAR, today, standing=against)
    for one in (whole, whole.of_period(Q3), *whole.by_office().values()):
        assert 0 <= one.on_time <= one.received <= one.expected <= one.asked
        assert 0 <= one.doubted <= one.passed <= one.received
        assert one.received == one.non_empty + one.zero_reports
        lacking = sum(map(one.with_outcome, ("empty", "returned", "absent")))
        assert one.missing == lacking == one.expected - one.received
        excused = sum(map(one.with_excuse, ("exempt", "closed", "before")))
        assert one.asked == one.expected + excused
        assert 0 <= one.values_on_time <= one.values_expected
        for rate in (one.completeness, one.timeliness, one.quality):
            assert rate.value is None or 0 <= rate.value <= 1
    parts = whole.by_office().values()
    assert sum(one.expected for one in parts) == whole.expected
    assert sum(one.on_time for one in parts) == whole.on_time


@given(DUES, DELIVERIES, DAYS)
def test_the_order_in_which_deliveries_are_known_changes_nothing(due, deliveries, today) -> None:
    forth = timeliness(due, deliveries, CALENDAR, today)
    back = timeliness(due, deliveries[::-1], CALENDAR, today)
    assert forth.received == back.received and forth.on_time == back.on_time
