"""Timeliness: rates that cannot pass 100 %, by working days."""

from __future__ import annotations

from datetime import date

from expectations.timeliness import Due, Received, due_date, timeliness
from observations.calendar import WorkingDays
from observations.period import ReportingPeriod

Q3 = ReportingPeriod.parse("2024-Q3")
Q2 = ReportingPeriod.parse("2024-Q2")
CALENDAR = WorkingDays()
TODAY = date(2024, 11, 1)
DUE = date(2024, 10, 15)


def came(day: date, office: str = "water", **more: object) -> Received:
    base = {"period": Q3, "accepted": True, "values": 5}
    return Received(office=office, day=day, **(base | more))  # type: ignore[arg-type]


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
    due = [Due("water", Q3, DUE), Due("city", Q3, DUE, exempt=True)]
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
