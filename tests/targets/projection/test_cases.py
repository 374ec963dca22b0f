"""What is projected and what is not, as a table that can be read aloud."""

import pytest

from targets.projection import projected, projection_text
from tests.targets.projection.series import (
    BALANCE,
    COVERAGE,
    GREEN,
    TOILETS,
    indicator,
    series,
    target,
    units,
)  # fmt: skip

RISING = (88.0, 88.9, 89.1, 90.2, 90.4, 91.5)
LEAK = indicator(COVERAGE, direction="down")
YEARLY_LATER = [*series("2021", 86.0, 87.1), *series("2023-Q1", *RISING)]
RATE = "trend-average-3/logit+identity"
MONTHS = indicator(TOILETS, cumulative=False, year_to_date=True)
PIECES = indicator(TOILETS, cumulative=False)

# 情形, 指标, 目标, 各期的值 → 为何不作预测
SILENT = [
    ("口径待定", indicator(COVERAGE, definition_pending=True), target(">=", 95),
     series("2023-Q1", *RISING), "definition_pending"),
    ("一个值也没有", COVERAGE, target(">=", 95), [], "no_value"),
    ("是否类", indicator(COVERAGE, kind="yes"), target("yes", 1),
     series("2023-Q1", 0, 0, 0, 0, 0, 0), "yes_no"),
    ("每年都要做的,逐年判", TOILETS, target(">=", 4, cadence="year"),
     series("2023-Q1", 3, 8, 12, 19, 21), "recurring"),
    ("方案没写期限", COVERAGE, target(">=", 95, open_ended=True),
     series("2023-Q1", *RISING), "open_ended"),
    ("最后一个值已到期限", COVERAGE, target(">=", 95, "2024-Q2"),
     series("2023-Q1", *RISING), "past_deadline"),
    ("最后一个值晚于期限", COVERAGE, target(">=", 95, "2023-Q4"),
     series("2023-Q1", *RISING), "past_deadline"),
    ("只有四期", COVERAGE, target(">=", 95), series("2023-Q1", *RISING[:4]), "few_points"),
    ("年度五期加季度一期,不同频率不混用", COVERAGE, target(">=", 95),
     [*series("2018", 80, 81.3, 82, 84, 84.4), *series("2023-Q1", 85)], "few_points"),
    ("口径变更以后只有四期", indicator(COVERAGE, redefined=target(">=", 0, "2023-Q2").deadline),
     target(">=", 95), series("2023-Q1", *RISING), "few_points"),
    ("近期有存疑的值", COVERAGE, target(">=", 95),
     [*series("2023-Q1", *RISING[:5]), *series("2024-Q2", 91.5, doubted=True)], "doubted"),
    ("恰在一条直线上", COVERAGE, target(">=", 95),
     series("2023-Q1", 80, 81, 82, 83, 84, 85), "no_scatter"),
    ("直线加进位误差", COVERAGE, target(">=", 95),
     series("2023-Q1", 80.0, 80.3, 80.7, 81.0, 81.3, 81.7, decimals=1), "no_scatter"),
    ("各期相同", COVERAGE, target(">=", 95), series("2023-Q1", 80, 80, 80, 80, 80), "constant"),
    ("只有两种值", COVERAGE, target(">=", 95),
     series("2023-Q1", 50, 50, 75, 75, 75, 75), "step_like"),
    ("多数期没有动", COVERAGE, target(">=", 95),
     series("2023-Q1", 50, 50, 50, 62.5, 62.5, 75), "step_like"),
    ("一次跃升,前后微动", COVERAGE, target(">=", 95),
     series("2023-Q1", 50.1, 50.3, 49.9, 80.2, 80.0, 80.4), "step_like"),
    ("小分母比例要求“不高于”", indicator(COVERAGE), target("<=", 95),
     units("2023-Q1", 8, 1, 2, 2, 4, 5), "step_like"),
    ("五个区里的目标数已满", COVERAGE, target(">=", 60),
     units("2023-Q1", 5, 1, 2, 2, 2, 3), "already_reached"),
    ("累计件数已到目标", TOILETS, target(">=", 20), series("2023-Q1", 3, 8, 12, 19, 21),
     "already_reached"),
    ("累计件数回落", TOILETS, target(">=", 30), series("2023-Q1", 3, 8, 12, 11, 14),
     "falling_total"),
    ("每期件数,未写明新增还是累计", PIECES, target(">=", 30), series("2023-Q1", 3, 5, 4, 6, 2),
     "counting_unknown"),
    ("每期件数累计,中间缺一期", PIECES, target(">=", 40, counting="cumulative"),
     series("2023-Q1", 3, 5, None, 4, 6, 2), "counting_unknown"),
    ("累计件数,要算期限当年新增而没有上年底数", TOILETS, target(">=", 9, counting="new"),
     series("2025-01", 3, 5, 6, 8, 9), "counting_unknown"),
    ("近期全在停工季节", indicator(MONTHS, season=(0, 0, 0, 0, 0, .25, .5, .75, 1, 1, 1, 1)),
     target(">=", 9), series("2025-01", 0, 0, 0, 0, 0), "out_of_season"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "what", "goal", "values", "code"), SILENT)
def test_where_nothing_can_be_known_no_probability_is_given_and_the_reason_is(
    case, what, goal, values, code
):
    found = projected(what, goal, values)
    assert (found.projection, found.absent) == (None, code), case
    assert projection_text(what, goal, found).endswith("。")


# 情形, 指标, 目标, 各期的值 → 方法, 期数, 用语
SPOKEN = [
    ("上升的率,目标在望", COVERAGE, target(">=", 91), series("2023-Q1", *RISING),
     RATE, 6, "很可能"),
    ("上升的率,目标太远", COVERAGE, target(">=", 99), series("2023-Q1", *RISING),
     RATE, 6, "很不可能"),
    ("下降的率", LEAK, target("<=", 9, "2024-Q4"),
     series("2023-Q1", 13.1, 12.2, 12.4, 11.0, 10.6, 9.4), RATE, 6, "可能"),
    ("区间,走势落在中间", COVERAGE, target("range", 89, value_max=96),
     series("2023-Q1", *RISING), RATE, 6, "很可能"),
    ("恰等于某个数,连续的量难以恰好", COVERAGE, target("=", 93), series("2023-Q1", *RISING),
     RATE, 6, "很不可能"),
    ("值里有 0", COVERAGE, target(">=", 40), series("2023-Q1", 0, 4, 11, 13, 22, 24),
     RATE, 6, "可能"),
    ("匀速上升,百分之百在望", COVERAGE, target(">=", 100, "2025-Q4"),
     series("2024-Q1", 87.2, 89.5, 91.4, 93.6, 95.49, 97.74), RATE, 6,
     "很可能"),
    ("越近百分之百越慢", COVERAGE, target(">=", 100, "2025-Q4"),
     series("2024-Q1", 80.1, 87.9, 92.8, 95.7, 97.4, 98.5), RATE, 6,
     "很不可能"),
    ("匀速下降,零填埋在望", LEAK, target("<=", 0, "2025-Q4"),
     series("2024-Q1", 12.9, 10.4, 8.7, 6.5, 4.4, 2.2), RATE, 6,
     "很可能"),
    ("比百分之百还多,不可能", COVERAGE, target(">=", 101, "2025-Q4"),
     series("2024-Q1", 87.2, 89.5, 91.4, 93.6, 95.49, 97.74), RATE, 6,
     "很不可能"),
    ("保持类已经跌破:问的是到期能否回到", COVERAGE, target(">=", 90, keep=True),
     series("2023-Q1", 84.1, 84.9, 86.2, 86.9, 88.1, 88.7), RATE, 6,
     "很可能"),
    ("值里有 100", COVERAGE, target(">=", 90), series("2023-Q1", 96, 97.5, 97, 99, 100, 99),
     RATE, 6, "很可能"),
    ("人均面积,对数", GREEN, target(">=", 15.5), series("2023-Q1", 13.1, 13.2, 13.9, 14.0, 14.6),
     "trend-average-3/log+identity", 5, "可能"),
    ("有负数,按原值", BALANCE, target(">=", 0), series("2023-Q1", -9, -7.2, -6.1, -3.5, -2.9),
     "trend-average-3/identity", 5, "很可能"),
    ("中间缺两期", COVERAGE, target(">=", 91),
     series("2022-Q3", 87.0, 88.1, None, 88.9, None, 90.2, 90.4, 91.5),
     RATE, 6, "很可能"),
    ("前两年按年、后来按季:只用按季的", COVERAGE, target(">=", 91), YEARLY_LATER,
     RATE, 6, "很可能"),
    ("半年一报(只有二、四季度)", COVERAGE, target(">=", 91),
     series("2022-Q2", 86.0, None, 87.2, None, 88.9, None, 89.1, None, 90.6),
     RATE, 5, "很可能"),
    ("目标已达到,还要守到期限", COVERAGE, target(">=", 85, keep=True),
     series("2023-Q1", 92.0, 91.1, 92.6, 91.8, 92.4, 91.5, 92.2, 91.9),
     RATE, 8, "很可能"),
    ("目标已达到而走势向下", COVERAGE, target(">=", 90, keep=True),
     series("2023-Q1", 93.2, 92.9, 92.1, 91.9, 91.2, 90.7), RATE, 6, "不太可能"),
    ("累计件数,照速度够", TOILETS, target(">=", 34), series("2023-Q1", 3, 8, 12, 19, 23, 28),
     "gamma-poisson-2", 6, "很可能"),
    ("累计件数,差得远", TOILETS, target(">=", 90), series("2023-Q1", 3, 8, 12, 19, 23, 28),
     "gamma-poisson-2", 6, "很不可能"),
    ("一件也没有做", TOILETS, target(">=", 5), series("2023-Q1", 0, 0, 0, 0, 0, 0),
     "gamma-poisson-2", 6, "很不可能"),
    ("每期件数求和", PIECES, target(">=", 30, counting="cumulative"),
     series("2023-Q1", 3, 5, 4, 6, 2, 5), "gamma-poisson-2", 6, "很可能"),
    ("本年累计,每年从零起", MONTHS, target(">=", 12, counting="new"),
     series("2023-Q1", 2, 5, 9, 12, 3, 6, 8, 13, 2, 6), "gamma-poisson-2", 10, "两可"),
    ("八个区里完成六个以上", COVERAGE, target(">=", 75), units("2023-Q1", 8, 1, 2, 2, 4, 5),
     "beta-geometric-1", 5, "很可能"),
    ("八个区一个也没有动", COVERAGE, target(">=", 75), units("2023-Q1", 8, 0, 0, 0, 0, 0),
     "beta-geometric-1", 5, "很不可能"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "what", "goal", "values", "method", "n", "word"), SPOKEN)
def test_what_is_projected_names_its_method_its_values_and_its_word(
    case, what, goal, values, method, n, word
):
    found = projected(what, goal, values)
    assert (found.absent, found.method, found.n) == ("", method, n), case
    assert found.word == word, (case, found)
    assert found.projection is not None
    assert found.projection.low <= found.centre <= found.projection.high
    assert f"({word})" in projection_text(what, goal, found)


def test_more_than_twelve_values_are_not_looked_at():
    recent = series("2022-Q1", *(80 + 0.7 * i + (-1) ** i * 0.3 for i in range(12)))
    older = series("2020-Q1", 3, 55, 20, 91, 4, 60, 7, 8)
    assert projected(COVERAGE, target(">=", 95), [*older, *recent]) == projected(
        COVERAGE, target(">=", 95), recent
    )


def test_a_doubted_value_long_ago_silences_nothing():
    old = series("2019-Q1", 91.5, doubted=True)
    recent = series("2022-Q1", *(80 + 0.7 * i + (-1) ** i * 0.3 for i in range(12)))
    assert projected(COVERAGE, target(">=", 95), [*old, *recent]).projection is not None


def test_a_long_count_is_projected_from_its_last_twelve_values_and_says_so():
    totals = [4.0 * quarter + quarter % 3 for quarter in range(20)]
    found = projected(TOILETS, target(">=", 100), series("2020-Q1", *totals))
    assert (found.n, found.method) == (12, "gamma-poisson-2")
