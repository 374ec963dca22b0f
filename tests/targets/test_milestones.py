"""Milestones: which one is due on a day, which is next, and which contradict each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.milestones import (
    Milestone,
    clashing,
    due_milestone,
    latest_milestones,
    next_milestone,
)

SPLIT = tuple(
    Milestone("T09", period, value, "年度分解表")
    for period, value in (("2023", 11.5), ("2024-Q2", 10.8), ("2024", 10.0), ("2025", 9.0))
)

# 哪一天 | 已到期的节点 | 下一个节点
WORKED = (
    (date(2023, 12, 30), None, 11.5),
    (date(2023, 12, 31), 11.5, 10.8),
    (date(2024, 6, 29), 11.5, 10.8),
    (date(2024, 6, 30), 10.8, 10.0),
    (date(2024, 12, 31), 10.0, 9.0),
    (date(2025, 12, 31), 9.0, None),
)


@pytest.mark.parametrize(("day", "due", "after"), WORKED)
def test_a_milestone_is_due_from_the_last_day_of_its_period(
    day: date, due: float | None, after: float | None
) -> None:
    found, coming = due_milestone(SPLIT, day), next_milestone(SPLIT, day)
    assert (found.value if found else None, coming.value if coming else None) == (due, after)


def test_the_newest_version_of_each_period_counts() -> None:
    newer = Milestone("T09", "2024", 10.2, "调整后的分解表", version=2)
    other = Milestone("T01", "2024", 60.0, "分解表")
    by_target = latest_milestones((newer, *SPLIT, other))
    assert [m.value for m in by_target["T09"]] == [11.5, 10.8, 10.2, 9.0]
    assert by_target["T01"] == (other,)


def test_two_periods_that_end_one_day_must_agree() -> None:
    same = Milestone("T09", "2024-Q4", 10.0, "季度表")
    assert clashing((*SPLIT, same)) == ()
    less = Milestone("T09", "2024-12", 9.9, "月度表")
    ((one, another),) = clashing((*SPLIT, less))
    assert {one, another} == {SPLIT[2], less}


PERIODS = st.sampled_from(("2023", "2024", "2025", "2024-Q1", "2024-Q4", "2024-06", "2025-11"))
MILESTONES = st.lists(
    st.builds(Milestone, st.just("T"), PERIODS, st.floats(0, 100), st.just("来源")), max_size=9
)


@given(MILESTONES, st.dates(date(2022, 1, 1), date(2027, 1, 1)))
def test_what_is_due_lies_before_what_is_next(given_ones: list[Milestone], day: date) -> None:
    due, coming = due_milestone(given_ones, day), next_milestone(given_ones, day)
    assert (due is None) == all(m.day > day for m in given_ones)
    assert (coming is None) == all(m.day <= day for m in given_ones)
    if due and coming:
        assert due.day <= day < coming.day
    for one in given_ones:
        assert not (due and due.day < one.day <= day)
        assert not (coming and day < one.day < coming.day)
