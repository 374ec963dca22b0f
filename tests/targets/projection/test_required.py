"""What every coming period must bring."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.projection import required_pace
from tests.targets.projection.series import BALANCE, COVERAGE, GREEN, indicator, target

DAY = date(2024, 9, 30)

# 情形, 指标, 目标, 现值 → 还剩几期, 每期, 第一期, 最后一期
ROWS = [
    ("五个季度从 11.4 降到 9", indicator(COVERAGE, direction="down", unit="‰"),
     target("<=", 9.0), 11.4, 5, -0.48, -0.48, -0.48),
    ("率:越近 100 越难,末期的步子反而小", COVERAGE, target(">=", 95), 80.0, 5, 3.0, 4.5263, 1.7056),
    ("率:从 50 到 90,每季优势比乘 9 的五分之一次方", COVERAGE, target(">=", 90), 50.0,
     5, 8.0, 10.8127, 4.7069),
    ("人均:每季按同一比例", GREEN, target(">=", 16), 8.0, 5, 1.6, 1.1896, 2.0712),
    ("从 0 起没有按比例的路", COVERAGE, target(">=", 50), 0.0, 5, 10.0, 10.0, 10.0),
    ("负数", BALANCE, target(">=", 0), -10.0, 5, 2.0, 2.0, 2.0),
    ("区间:近的一边", BALANCE, target("range", 5, value_max=9), 14.0, 5, -1.0, -1.0, -1.0),
]  # fmt: skip


@pytest.mark.parametrize(("case", "what", "goal", "value", "left", "each", "first", "last"), ROWS)
def test_the_pace_required(case, what, goal, value, left, each, first, last):
    found = required_pace(what, goal, value, DAY)
    steps = (found.periods, found.step, found.first_step, found.last_step)
    assert steps == pytest.approx((left, each, first, last), abs=1e-4), case


def test_nothing_is_required_once_met_or_when_less_than_a_period_is_left():
    assert required_pace(COVERAGE, target(">=", 95), 95.0, DAY) is None
    assert required_pace(COVERAGE, target(">=", 95), 90.0, date(2025, 11, 30)) is None
    assert required_pace(COVERAGE, target(">=", 95), 90.0, date(2026, 1, 31)) is None


@given(value=st.floats(0.5, 94.5))
def test_even_steps_on_the_odds_end_exactly_at_the_goal(value):
    found = required_pace(COVERAGE, target(">=", 95.0), value, DAY)
    odds = [value / (100 - value), 19.0]
    factor = (odds[1] / odds[0]) ** (1 / found.periods)
    reached = odds[0] * factor
    assert value + found.first_step == pytest.approx(100 * reached / (1 + reached))
    before = odds[1] / factor
    assert found.goal - found.last_step == pytest.approx(100 * before / (1 + before))
