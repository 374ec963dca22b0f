"""The rules on series as a post meets them: what it reported before, reports now, is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from expectations.group import judged, spoken
from expectations.relations.thresholds import goals_of
from expectations.rules import load_book
from expectations.speaking import findings_of
from observations.finding import Severity
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.load import DEFAULT_PLAN, load_plan
from tests.expectations.forms import BANNER, context, record, report, row

Q = Frequency.QUARTER
SWEPT = Indicator("swept", "机械化清扫率", "%", "rate", "up", Q, hard_min=0, hard_max=100)
CASES = Indicator("cases", "处置案件", "件", "count", "up", Q, decimals=0, hard_min=0)
ANEW = replace(CASES, key="anew", name="年初以来处置案件", year_to_date=True)
PARKS = replace(CASES, key="parks", name="口袋公园", cumulative=True)
TONNES = Indicator("tonnes", "清运量", "吨", "amount", "up", Q, hard_min=0)
NAMES = ("a", "b", "c", "d", "e", "f", "g", "h", "i")
RATES = {n: replace(SWEPT, key=n, name=f"指标{n}", decimals=2) for n in NAMES}
KNOWN = {one.key: one for one in (SWEPT, CASES, ANEW, PARKS, TONNES)} | RATES
BOOK = load_book()
OURS = {one.id for one in BOOK.relations if one.id.startswith("Q9")}


def placed(key: str, values: list[float | None], until: str) -> list[dict[str, Any]]:
    last = ReportingPeriod.parse(until)
    periods = [str(last.shift(n - len(values) + 1)) for n in range(len(values))]
    both = zip(values, periods, strict=True)
    return [row(key, None if v is None else float(v), period=p) for v, p in both]


def said(
    past: dict[str, list[float | None]],
    now: dict[str, float],
    period: str = "2024-Q2",
    **more: Any,
) -> list[tuple[str, Severity]]:
    """Rule and severity of everything the rules on series say of one form."""
    before = str(ReportingPeriod.parse(period).previous())
    held = [one for key, values in past.items() for one in placed(key, values, before)]
    note = more.pop("note", "")
    rows = [row(key, float(value), period=period, note=note) for key, value in now.items()]
    base = {"indicators": KNOWN} | more
    group = judged([report(*rows)], context(record(*held), **base), BOOK)
    return [
        (rule.id, Severity(found["severity"]))
        for rule in BOOK.declared
        if rule.id in OURS
        for found in spoken(group, rule).iter_rows(named=True)
    ]


STEADY = [90.12, 90.87, 91.03, 90.45, 91.26, 90.71, 91.38, 90.94, 91.64]
CALM = [91.0, 91.1, 91.0, 91.1, 91.05, 91.1, 91.0, 91.08, 91.1]
HAULED = [310, 298, 305, 320, 301, 315, 308, 312]
THREES = [41, 44, 47, 50, 53, 56, 59, 62]
PIECES = [152, 148, 160, 155, 158, 149]
TOTALS = [150, 301, 452, 603, 150, 299, 451, 600, 150]
WARNED, TOLD = Severity.WARNING, Severity.INFO


@pytest.mark.parametrize(
    ("what", "key", "past", "now", "expected"),
    [
        ("突然跌去十个点", "swept", STEADY, 80.21, [("Q901", WARNED)]),
        ("突然升高七个点", "swept", STEADY, 98.9, [("Q901", WARNED)]),
        ("照常", "swept", STEADY, 91.12, []),
        ("上期缺报,突然升高七个点", "swept", [*STEADY, None], 98.9, [("Q901", WARNED)]),
        ("上期缺报,照常", "swept", [*STEADY, None], 91.12, []),
        ("上两期都缺报,不用统计量", "swept", [*STEADY, None, None], 98.9, [("Q902", TOLD)]),
        ("只有五期历史,不用统计量", "swept", STEADY[:5], 80.21, []),
        ("一直不变的数略有变化", "swept", [90.0] * 8, 90.5, []),
        ("件数翻番", "cases", HAULED, 640, [("Q911", WARNED)]),
        ("累计数大批竣工", "parks", [3, 5, 8, 10, 13, 15, 18, 20], 60, [("Q901", WARNED)]),
        ("累计数照常增加", "parks", [3, 5, 8, 10, 13, 15, 18, 20], 24, []),
        ("每期都增三个,一下子多出上百", "parks", THREES, 166, [("Q901", WARNED)]),
        ("每期都增三个,恰好填到目标", "parks", THREES, 100, [("Q901", WARNED)]),
        ("每期都增三个,这期多几个", "parks", THREES, 70, []),
        ("吨数多三成", "tonnes", HAULED, 405, [("Q902", TOLD)]),
        ("平稳指标有小的偏离", "swept", CALM, 92.6, [("Q902", TOLD)]),
    ],
)  # fmt: skip
def test_sudden_changes(what, key, past, now, expected) -> None:
    assert said({key: past}, {key: now}) == expected, what


def test_a_reason_in_the_note_lowers_a_doubt_to_a_remark() -> None:
    found = said({"swept": STEADY}, {"swept": 80.21}, note="五月起两台清扫车送修,有维修单")
    assert found == [("Q901", TOLD)]


@pytest.mark.parametrize(
    ("what", "key", "period", "past", "now", "expected"),
    [
        ("三季度填了前三季度之和", "cases", "2024-Q3", PIECES, 466, "Q911"),
        ("二季度填了上半年之和", "cases", "2024-Q2",
         [152, 148, 160, 155, 150, 149, 157, 151, 158], 313, "Q911"),
        ("吨数填了累计", "tonnes", "2024-Q3", [1520, 1480, 1600, 1550, 1580, 1490], 4660, "Q911"),
        ("上期已是累计,本期接着累计", "cases", "2024-Q4",
         [152, 148, 160, 155, 158, 310, 470], 622, "Q911"),
        ("一季度无所谓累计", "cases", "2024-Q1", [152, 148, 160, 155], 161, ""),
        ("当期数略多", "cases", "2024-Q3", PIECES, 181, ""),
        ("年内下降", "anew", "2024-Q2", [152, 301, 460, 615, 158], 149, "Q912"),
        ("二季度几乎没有增加", "anew", "2024-Q2", TOTALS, 151, "Q912"),
        ("年内照常增加", "anew", "2024-Q2", [152, 301, 460, 615, 158], 309, ""),
        ("年初清零", "anew", "2024-Q1", [152, 301, 460, 615], 158, ""),
        ("年初没有清零", "anew", "2024-Q1", [152, 301, 460, 615], 768, "Q913"),
    ],
)  # fmt: skip
def test_running_totals_and_pieces(what, key, period, past, now, expected) -> None:
    found = said({key: past}, {key: now}, period)
    assert [rule for rule, _ in found] == ([expected] if expected else []), what
    assert all(severity is WARNED for _, severity in found)


MOVING = [88.12, 90.87, 89.03, 91.45, 90.26, 92.71, 91.38]


@pytest.mark.parametrize(
    ("what", "past", "now", "expected"),
    [
        ("三期相同", [*MOVING, 91.64, 91.64], 91.64, [("Q921", WARNED)]),
        ("全表两期相同,台账上从无此事", STEADY, 91.64, [("Q923", WARNED)]),
        ("历来常不变", [88.1, 88.1, 89.0, 89.0, 91.4, 91.4, 91.6, 91.6], 91.6, []),
        ("到顶后不变", [*MOVING, 100, 100], 100, []),
    ],
)
def test_values_that_do_not_move(what, past, now, expected) -> None:
    assert said({"swept": past}, {"swept": now}) == expected, what


def test_three_whole_percents_among_decimals_are_doubted_together() -> None:
    past = {n: [v + place for v in STEADY[:7]] for place, n in enumerate("abc")}
    assert said(past, {"a": 91, "b": 92, "c": 93}) == [("Q931", WARNED)]
    assert said(past, {"a": 91, "b": 92.14, "c": 93.31}) == []


def test_an_office_that_always_rounds_is_not_doubted_for_it() -> None:
    past = {n: [round(v) + place for v in (*MOVING, 90)] for place, n in enumerate("abc")}
    assert said(past, {"a": 91, "b": 92, "c": 93}) == []


def goals(value: float) -> dict[tuple[str, str], tuple[float, ...]]:
    return {(name, BANNER): (value,) for name in NAMES} | {("cases", BANNER): (20.0,)}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"a": 95.0}, [("Q941", TOLD)]),
        ({"a": 95.01}, [("Q941", TOLD)]),
        ({"a": 95.02}, []),
        ({"a": 94.99}, []),
        ({"cases": 20}, []),  # 件数报到目标为止是常事
        (dict.fromkeys(NAMES[:8], 95.05), [("Q942", WARNED)]),
        (dict.fromkeys(NAMES[:7], 95.05), []),  # 不足八项不下结论
        ({n: 95.05 if n < "e" else 94.93 for n in NAMES[:8]}, []),  # 两侧各半
    ],
)
def test_values_at_their_goals(now, expected) -> None:
    assert said({"swept": [1.0]}, now, goals=goals(95.0)) == expected


def test_a_goal_that_was_met_last_period_with_the_same_value_is_not_said_again() -> None:
    assert said({"a": [93.2, 95.0]}, {"a": 95.0}, goals=goals(95.0)) == []


def test_the_goals_of_the_plan_are_both_its_lines() -> None:
    plan = load_plan(DEFAULT_PLAN)
    assert goals_of(plan)["park_service_coverage", BANNER] == (90.0, 88.41)
    assert ("response_team", BANNER) not in goals_of(plan)


PEAK = [90.12, 90.87, 91.03, 90.45, 91.26, 90.71, 91.38, 96.94]


def test_a_year_end_that_rises_and_falls_back_is_to_be_verified() -> None:
    assert said({"swept": PEAK}, {"swept": 91.12}, "2024-Q1") == [("Q951", WARNED)]
    assert said({"swept": PEAK}, {"swept": 97.3}, "2024-Q1") == []  # it stayed
    assert said({"swept": PEAK}, {"swept": 91.12}, "2024-Q2") == []  # no year's end


def test_a_peak_of_every_year_is_its_season() -> None:
    winters = [90.1, 90.4, 90.2, 96.0, 90.3, 90.2, 90.6, 96.9]
    assert said({"swept": winters}, {"swept": 90.4}, "2024-Q1") == []


def test_eight_small_peaks_at_once_are_to_be_verified() -> None:
    past = {n: [80.1 + p, 80.5 + p, 80.2 + p, 81.3 + p] for p, n in enumerate(NAMES[:8])}
    assert said(past, {n: 80.4 + p for p, n in enumerate(past)}, "2024-Q1") == [("Q952", WARNED)]
    few = dict(list(past.items())[:7])
    assert said(few, {n: 80.4 + p for p, n in enumerate(few)}, "2024-Q1") == []


def test_a_changed_definition_makes_earlier_values_no_history() -> None:
    changed = KNOWN | {"swept": replace(SWEPT, redefined=date(2024, 4, 1))}
    assert said({"swept": STEADY}, {"swept": 80.21}, indicators=changed) == []


def test_the_message_shows_the_arithmetic() -> None:
    held = record(*placed("swept", STEADY, "2024-Q1"))
    group = judged([report(row("swept", 80.21))], context(held, indicators=KNOWN), BOOK)
    ((found,),) = findings_of(group)
    assert found.message == (
        "《市政供水月报》2024-Q2,I5:“机械化清扫率”填报 80.21,按上期、上年同期和近一年各期推算,"
        "最近的可能值是 91.09,低出 10.88;历来变动的离散程度(绝对中位差÷0.6745)为 0.5411,"
        "修正 z 值 10.88÷0.5411=20.1,超过 5.2(8 次变动)"
    )
    assert found.expected == "接近 91.09"
    assert "说明栏" in BOOK.rule("Q901").cure


def test_statistics_doubt_and_never_return() -> None:
    declared = [one for one in BOOK.relations if one.id in OURS]
    assert len(declared) == 18
    assert all(one.severity is not Severity.CRITICAL for one in declared)
