"""When a form is spoken of: by working days, once a stage, never on a day off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.reminder_rule import SHIPPED, load_reminders, stage_of
from observations.calendar import WorkingDays
from observations.errors import UserError

CALENDAR = WorkingDays()
RULE = load_reminders()

# 期限2024-09-29(周日,调休上班),其后国庆放假至10月7日,10月12日(周六)上班
WALK = [
    ("2024-09-24", None, "期限前4个工作日:还不提醒"),
    ("2024-09-25", "before-3", "期限前3个工作日(26、27、29)"),
    ("2024-09-28", "before-3", "周六"),
    ("2024-09-29", "after-0", "当天"),
    ("2024-09-30", "after-1", "逾期1个工作日"),
    ("2024-10-07", "after-1", "假期里没有新的一步"),
    ("2024-10-09", "after-3", "8日为第2个,9日为第3个工作日"),
    ("2024-10-10", "after-3", "第4个"),
    ("2024-10-11", "after-5", "第5个"),
    ("2024-10-16", "after-5", "12日(周六上班)为第6个,16日为第9个"),
    ("2024-10-17", "after-10", "第10个:此后每5个工作日"),
    ("2024-10-24", "after-15", "第15个"),
]


@pytest.mark.parametrize(("today", "key", "why"), WALK)
def test_the_stages_around_a_due_date_before_the_national_day(
    today: str, key: str | None, why: str
) -> None:
    stage = stage_of(RULE, CALENDAR, date(2024, 9, 29), date.fromisoformat(today))
    assert (stage.key if stage else None) == key, why


DUES = st.dates(date(2023, 1, 1), date(2026, 10, 1)).map(lambda day: CALENDAR.add(day, 1))


@given(DUES, st.lists(st.booleans(), min_size=60, max_size=60), st.integers(1, 3))
def test_however_often_and_seldom_the_flow_runs_a_stage_is_said_once_and_never_on_a_day_off(
    due: date, runs: list[bool], times: int
) -> None:
    said: dict[str, date] = {}
    told: list[date] = []
    for number, on in enumerate(runs):
        today = due + timedelta(days=number - 10)
        if not on or not CALENDAR.is_working_day(today):
            continue
        for _ in range(times):
            stage = stage_of(RULE, CALENDAR, due, today)
            if stage is None or stage.said(said):
                continue
            assert stage.key not in said and stage.day <= today
            assert CALENDAR.is_working_day(stage.day)
            said[stage.key] = today
            told.append(today)
    assert len(told) == len(set(told))  # at most one notice a form and day
    if all(runs):
        offsets = [CALENDAR.between(due, day) for day in told]
        assert offsets[:5] == [-3, 0, 1, 3, 5] and set(offsets[5:]) <= {10, 15, 20, 25, 30, 35}


def test_without_a_word_before_the_due_day_nothing_is_said_before_it() -> None:
    quiet = replace(RULE, before=(), on_due_day=False)
    assert stage_of(quiet, CALENDAR, date(2024, 10, 18), date(2024, 10, 18)) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("after: [1, 3, 5]", "after: [3, 1]", "after:应为由小到大"),
        ("after: [1, 3, 5]", "after: [0, 1]", "after:应为由小到大、不重复的正整数"),
        ("after: [1, 3, 5]", "after: [1.5]", "after:应为"),
        ("before: [3]", "before: [1, 3]", "before:应为由大到小"),
        ("then_every: 5", "then_every: 0", "then_every:应为不小于 1"),
        ("ask: 住建局调度岗", "ask: ''", "ask:写作“”,应为文字"),
        ("on_due_day: true", "on_due_day: yes", "on_due_day:写作“yes”"),
        ("{ask}", "{who}", "texts.how:不认识的 {who}"),
        ("{due}前报送,还有", "{due前报送,还有", "texts.before:应为文字"),
        ("  empty:", "  leer:", "texts:应正好有"),
        ("version: 1", "version: 1\ncolour: red", "colour"),
    ],
)
def test_a_rule_that_is_none_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = tmp_path / "reminders.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UserError) as raised:
        load_reminders(path)
    assert told in raised.value.what and "第" in raised.value.what
