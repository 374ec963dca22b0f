"""Hand-worked cases of every rule: what a civil servant can check with a pocket calculator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from targets.series.config import load_config, published
from targets.series.judge import judge
from targets.series.model import Verdict
from targets.series.table import read_table

EUSTAT = Path(__file__).with_name("eustat.yaml")
HEAD = "series,period,value,base_period,target,target_period,direction,limit,target_max,milestone"


def verdict(rule: str, rows: str, config: Path | None = None) -> Verdict:
    """The verdict on one series; `rows` are period=value, then constants by name."""
    values, _, constants = rows.partition("|")
    known = dict(word.split("=") for word in constants.split())
    lines = [HEAD.split(",")]
    for word in values.split():
        period, value = word.split("=")
        value, _, milestone = value.partition("/")
        cells = {"series": "一", "period": period, "value": value, "milestone": milestone} | known
        lines.append([cells.get(column, "") for column in lines[0]])
    chosen = load_config(rule, config) if config else published(rule)
    return judge(read_table("一.csv", lines).series, chosen)[0]


@dataclass(frozen=True)
class Row:
    """What is given and what must come out; None is “nothing”."""

    what: str
    given: str
    status: str
    progress: float | None
    score: float | None


NONE = "not_available"
GROWTH = (
    # 有目标:R = 年均增长 ÷ 须年均增长
    Row("正好按须有的速度", "2015=10 2025=20 | direction=up target=40 target_period=2035",
        "substantial_progress", 1.0, 7.1429 - 4.2857),
    Row("每年须降 20%,降了 18%", "2015=100 2016=82 | target=64 target_period=2017 direction=down",
        "moderate_progress", 0.9, 7.1429 * 0.9 - 4.2857),
    Row("原地不动", "2015=50 2020=50 | direction=up target=80",
        "limited_progress", 0.0, -2.5),
    Row("越走越远", "2015=100 2016=50 | target=200 target_period=2016 direction=up",
        "deterioration", -0.5, 4.1667 * -0.5 - 2.5),
    Row("恰等于目标(上升)", "2015=50 2020=90 | direction=up target=90", "target_achieved", None, 5),
    Row("恰等于目标(下降)", "2015=12 2020=9 | direction=down target=9", "target_achieved", None, 5),
    Row("目标为零以 0.001 代", "2015=1 2030=0.001 | direction=down target=0",
        "target_achieved", 1.0, 5),
    Row("已达标而只有一年", "2020=95 | direction=up target=90", "target_achieved", None, 5),
    Row("基期就是目标,现值背离", "2015=90 2020=85 | direction=up target=90",
        "deterioration", None, -5),
    # 无目标:P = 年均增长,按方向
    Row("一年涨百分之二", "2015=100 2016=102 | direction=up",
        "substantial_progress", 0.02, 500 * 0.02 - 5),
    Row("一年涨百分之一", "2015=100 2016=101 | direction=up",
        "moderate_progress", 0.01, 1.25),
    Row("六十四涨到六十五", "2015=64 2016=65 | direction=up",
        "substantial_progress", 1 / 64, 500 / 64 - 5),
    Row("没有变化", "2015=7 2019=7 | direction=up", "limited_progress", 0.0, -2.5),
    Row("不写方向作下降为好", "2015=100 2016=102 |", "deterioration", -0.02, -5.0),
    Row("负数变小的负数", "2015=-100 2016=-98 | direction=up",
        "substantial_progress", 0.02, 5.0),
    Row("基期为零以 0.001 代", "2015=0 2016=0.001 | direction=up",
        "limited_progress", 0.0, -2.5),
    Row("基期即限值,守住", "2015=100 2020=100 | direction=up limit=100",
        "substantial_progress", 0.0, 5),
    Row("基期即限值,跌落", "2015=100 2016=99 | direction=up limit=100",
        "deterioration", -0.01, 125 * -0.01 - 2.5),
    Row("限值的两倍以外不折减", "2015=200 2016=198 | direction=down limit=100",
        "moderate_progress", 0.01, 250 * 0.01 - 1.25),
    Row("限值为零不折减", "2015=200 2016=198 | direction=down limit=0",
        "moderate_progress", 0.01, 250 * 0.01 - 1.25),
    Row("基期和限值都为零", "2015=0 2016=0.00102 | direction=up limit=0",
        "substantial_progress", 0.02, 5),
    Row("半年期:一年半涨到 1.03^1.5", "2020-Q2=1 2021-Q4=1.0453358 | direction=up base_period=2020-Q2",  # noqa: E501
        "substantial_progress", 1.0453358 ** (1 / 1.5) - 1, 5),
    # 没有结论
    Row("只有一年", "2015=9 | direction=up", NONE, None, None),
    Row("不满一年", "2020-Q1=1 2020-Q4=2 | direction=up base_period=2020-Q1", NONE, None, None),
    Row("基期晚于现值", "2015=9 2016=8 | direction=up base_period=2020", NONE, None, None),
    Row("一正一负", "2015=9 2016=-8 | direction=up", NONE, None, None),
    Row("重复年份", "2015=9 2015=8 2016=7 | direction=up", NONE, None, None),
    Row("2016 与 2016-12 是同一时点", "2015=9 2016=8 2016-12=7 | direction=up", NONE, None, None),
    Row("没有数值", "2015= 2016=— | direction=up", NONE, None, None),
    Row("区间目标", "2015=9 2016=8 | target=2 target_max=3", NONE, None, None),
    Row("目标期就是基期", "2015=9 2016=8 | target=20 target_period=2015 direction=up",
        NONE, None, None),
)  # fmt: skip
PACE = "base_period=2022 target_period=2025"
LINEAR = (
    Row("漏损:12.9 → 9,半程,少 11.5 点", f"2022=12.9 2024-Q2=11.4 | {PACE} direction=down target=9",
        "behind", 1.5 / 3.9, (1.5 / 3.9 - 0.5) * 100),
    Row("恰少 10 点,归较轻一级", f"2022=0 2024-Q2=40 | {PACE} direction=up target=100",
        "on_pace", 0.4, -10.0),
    Row("恰少 30 点,归较轻一级", f"2022=0 2024-Q2=20 | {PACE} direction=up target=100",
        "behind", 0.2, -30.0),
    Row("少 31 点", f"2022=0 2024-Q2=19 | {PACE} direction=up target=100",
        "far_behind", 0.19, -31.0),
    Row("第三季度末是 11/12,不按天数", f"2022=0 2025-Q3=91 | {PACE} direction=up target=100",
        "on_pace", 0.91, (0.91 - 11 / 12) * 100),
    Row("逾期差一点也不是达序时", f"2022=0 2025=99 | {PACE} direction=up target=100",
        "behind", 0.99, -1.0),
    Row("逾期差得多", f"2022=0 2026=60 | {PACE} direction=up target=100",
        "far_behind", 0.6, -40.0),
    Row("提前达到", f"2022=0 2023=100 | {PACE} direction=up target=100", "met", 1.0, 200 / 3),
    Row("没有基期也能达标", "2024=9 | direction=down target=9", "met", None, None),
    Row("没有写基期,不猜", "2022=12 2024=11 | direction=down target=9 target_period=2025",
        NONE, None, None),
    Row("基期没有数值,不猜", f"2021=12 2024=11 | {PACE} direction=down target=9", NONE, None, None),
    Row("没有目标期", "2022=12 2024=11 | base_period=2022 direction=down target=9",
        NONE, None, None),
    Row("没有方向", f"2022=12 2024=11 | {PACE} target=9", NONE, None, None),
    Row("没有目标", f"2022=12 2024=11 | {PACE} direction=down", NONE, None, None),
    Row("基期已达标而跌破", f"2022=95 2024=89 | {PACE} direction=up target=90",
        "behind", None, None),
    Row("区间:从 5 降向 2—3", f"2022=5 2024-Q2=4 | {PACE} target=2 target_max=3",
        "on_pace", 0.5, 0.0),
    Row("区间:越过的和不到的一样算", f"2022=5 2024-Q2=1.5 | {PACE} target=2 target_max=3",
        "on_pace", 0.75, 25.0),
    Row("区间的端点算达到", f"2022=5 2024-Q2=3 | {PACE} target=2 target_max=3", "met", 1.0, 50.0),
    Row("基期为零、目标为零以外", f"2022=0 2023=-1 | {PACE} direction=up target=3",
        "far_behind", -1 / 3, (-1 / 3 - 1 / 3) * 100),
)  # fmt: skip
STEP = (
    Row("没有节点:目标期前不退步即可", f"2022=0 2024=0 | {PACE} direction=up target=100",
        "on_pace", 0.0, 0.0),
    Row("没有节点而退步", f"2022=0 2024=-31 | {PACE} direction=up target=100",
        "far_behind", -0.31, -31.0),
    Row("最近的节点达到", f"2022=0 2023=/30 2024=60/60 2025=/100 | {PACE} direction=up target=100",
        "on_pace", 0.6, 0.0),
    Row("最近的节点差 20 点", f"2022=0 2023=/30 2024=40/60 | {PACE} direction=up target=100",
        "behind", 0.4, -20.0),
    Row("下一节点未到,不算", f"2022=0 2023=30/30 2024-Q3=30 2024=/90 | {PACE} direction=up target=100",  # noqa: E501
        "on_pace", 0.3, 0.0),
    Row("到目标期按目标", f"2022=0 2024=/60 2025=80 | {PACE} direction=up target=100",
        "behind", 0.8, -20.0),
)  # fmt: skip
MET = (
    Row("恰等于(上升)", "2024=90 | direction=up target=90", "met", None, None),
    Row("恰等于(下降)", "2024=9 | direction=down target=9", "met", None, None),
    Row("差一点", "2024=89.99 | direction=up target=90", "not_met", None, None),
    Row("只看最近一期", "2023=95 2024=89 | direction=up target=90", "not_met", None, None),
    Row("区间之外", "2024=3.01 | target=2 target_max=3", "not_met", None, None),
    Row("比值 1:3", "2024=0.3333333333 | direction=up target=0.3333333333", "met", None, None),
    Row("目标为零", "2024=0 | direction=down target=0", "met", None, None),
    Row("没有目标", "2024=9 | direction=down", NONE, None, None),
    Row("没有方向", "2024=9 | target=9", NONE, None, None),
)
ALL = [
    pytest.param(rule, row, id=f"{rule}-{row.what}")
    for rule, rows in (("open-sdg", GROWTH), ("linear", LINEAR), ("step", STEP), ("met", MET))
    for row in rows
]


@pytest.mark.parametrize(("rule", "row"), ALL)
def test_a_case_worked_by_hand(rule: str, row: Row) -> None:
    judged = verdict(rule, row.given)
    assert judged.status == row.status, judged.why
    if row.progress is not None:
        assert judged.progress_value == pytest.approx(row.progress, abs=1e-9)
    assert judged.score == (None if row.score is None else pytest.approx(row.score, abs=1e-9))


def test_near_the_limit_less_is_asked_by_the_published_share() -> None:
    """C = 1 − 0.95^4.44 at 95 of 100; 1.5 % becomes 1.5 % × C."""
    share = 1 - 0.95**4.44
    assert verdict("open-sdg", "2015=95 2016=95.3 | direction=up limit=100").score == pytest.approx(
        250 * (0.3 / 95) / share - 1.25 if 0.015 * share > 0.3 / 95 else 500 * 0.3 / 95 / share - 5
    )
    judged = verdict("open-sdg", "2015=95 2016=95.3 | direction=up limit=100")
    assert judged.status == "substantial_progress"
    assert "折减系数 0.20367" in judged.why


@pytest.mark.parametrize(
    ("given", "status", "score"),
    [
        ("2015=100 2016=102.5 | direction=up", "significant_progress", 5),
        ("2015=100 2016=100.5 | direction=up", "moderate_progress", 1.25),
        ("2015=100 2016=100.05 | direction=up", "no_progress", 0.125),
        ("2015=100 2016=99.95 | direction=up", "no_progress", -0.125),
        ("2015=100 2016=99.5 | direction=up", "moderate_deterioration", -1.25),
        ("2015=100 2016=98.5 | direction=up", "significant_deterioration", -3.75),
        ("2015=100 2016=97 | direction=up", "significant_deterioration", -5),
        ("2015=98 2016=100 | direction=up limit=100", "significant_progress", 5),
        # near the limit a fifth of 1 % is enough, but −0.1 % stays −0.1 %: −0.05 % is no progress
        ("2015=95 2016=94.9525 | direction=up limit=100", "no_progress", -0.125),
        ("2015=100 2016=100 | direction=up limit=100", "significant_progress", 5),
        ("2014=100 2018=108 | direction=up", "significant_progress", 250 * (1.08**0.25 - 1)),
        ("2014=100 2016=104 2018=108 | direction=up", "significant_progress",
         250 * (108 / 104) ** 0.5 - 250),
        ("2015=50 2020=90 | direction=up target=90", "significant_progress", 5),
        ("2015=50 2020=50 | direction=up target=90", "moderate_deterioration", -2.5),
        ("2015=100 2016=110 | direction=up target=120 target_period=2016", "moderate_deterioration",
         5 / 1.2 * 1.1 - 5),
    ],
)  # fmt: skip
def test_the_basque_setting_is_configuration_alone(given: str, status: str, score: float) -> None:
    judged = verdict("open-sdg", given, EUSTAT)
    assert (judged.status, judged.score) == (status, pytest.approx(score, abs=1e-9)), judged.why


def test_linear_instead_of_compound_growth_changes_verdicts() -> None:
    """1 → 2 on the way to 100 by half-time: compound says little, straight says far behind."""
    given = "2015=1 2023=10 | base_period=2015 target=100 target_period=2031 direction=up"
    assert verdict("open-sdg", given).status == "substantial_progress"
    assert verdict("linear", given).status == "far_behind"
