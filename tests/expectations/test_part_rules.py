"""Numerators and denominators beside their own history, as a post would write the cases down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.group import judged, spoken
from expectations.rules import load_book
from expectations.speaking import findings_of
from expectations.statistics.parts import repeats, stock_limit, turned_back
from observations.finding import Severity
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from tests.expectations.forms import FILM, context, record, report, row

Q = Frequency.QUARTER
SHARE = Indicator(
    "share", "渣土全流程监管达标率", "%", "rate", "up", Q,
    numerator="达标趟次", denominator="总趟次", hard_min=0, hard_max=100,
)  # fmt: skip
KNOWN = {one.key: one for one in (SHARE, FILM)}
BOOK = load_book()
OURS = ("Q854", "Q914", "Q923", "Q924", "Q933")
Parts = list[tuple[float, float]]


def written(parts: tuple[float, float], period: str, note: str = "") -> dict[str, Any]:
    above, below = parts
    value = round(above / below * 100, 2)
    return row(
        "share", value, numerator=float(above), denominator=float(below), period=period, note=note
    )


def said(past: Parts, now: tuple[float, float], period: str, note: str = "") -> Any:
    """Rule and severity of what the rules on parts say of a form with one rate on it."""
    this = ReportingPeriod.parse(period)
    held = [written(p, str(this.shift(n - len(past)))) for n, p in enumerate(past)]
    group = judged(
        [report(written(now, period, note))], context(record(*held), indicators=KNOWN), BOOK
    )
    return [
        (name, Severity(found["severity"]))
        for name in OURS
        for found in spoken(group, BOOK.rule(name)).iter_rows(named=True)
    ], [one.message for found in findings_of(group) for one in found]


LOADS: Parts = [
    (18903, 27822), (28490, 40211), (29930, 42904), (29014, 41877),
    (18240, 27104), (27844, 40133), (28766, 41902), (29210, 42411),
    (19161, 28034),
]  # fmt: skip
"""Truck loads of nine quarters to the first of 2025: fewer in winter."""
RUBBLE: Parts = [
    (1489, 2099), (1484, 2080), (2333, 3274), (2179, 3022), (1516, 2079), (1584, 2200),
    (2326, 3214), (2496, 3430), (1714, 2354), (1618, 2222),
]  # fmt: skip
"""Loads of building waste of ten quarters to the first of 2025: half as many again in summer."""
LAMPS: Parts = [(21870, 22380), (21902, 22380), (21911, 22431), (21954, 22431), (21990, 22493)]
SITES: Parts = [(30, 41), (44, 66), (21, 37), (52, 60), (33, 48), (40, 71)]


@pytest.mark.parametrize(
    ("what", "past", "now", "period", "expected"),
    [
        ("二季度填了上半年之和", LOADS, (47200, 68300), "2025-Q2", "Q914"),
        ("三季度填了前三季度之和", [*LOADS, (28030, 40316)], (76000, 110300), "2025-Q3", "Q914"),
        ("季节悬殊,二季度填了上半年之和", RUBBLE, (3859, 5270), "2025-Q2", "Q914"),
        ("季节悬殊,二季度照常", RUBBLE, (2410, 3310), "2025-Q2", ""),
        ("季节悬殊,二季度多三成", RUBBLE, (3050, 4190), "2025-Q2", ""),
        ("二季度照常", LOADS, (28030, 40316), "2025-Q2", ""),
        ("二季度多三成", LOADS, (36400, 52400), "2025-Q2", ""),
        ("只有分母成倍", LOADS, (28030, 68300), "2025-Q2", ""),
        ("一季度无所谓累计", LOADS[:8], (47200, 68300), "2025-Q1", ""),
        ("路灯少了三成,比率不变", LAMPS, (15543, 15893), "2025-Q1", "Q854"),
        ("路灯多了一成半", LAMPS, (25250, 25850), "2025-Q1", "Q854"),
        ("路灯照常增加", LAMPS, (22105, 22601), "2025-Q1", ""),
        ("只有三期历史", LAMPS[-3:], (15543, 15893), "2025-Q1", ""),
        ("在建工地期期不同", SITES, (15, 25), "2025-Q1", ""),
        ("分母数字颠倒", LAMPS, (21995, 24293), "2025-Q1", "Q933"),
        ("分子数字颠倒", LAMPS, (12995, 22493), "2025-Q1", "Q933"),
        ("一项的表与上期分毫不差", LOADS, LOADS[-1], "2025-Q2", "Q923"),
        ("历来有过两期相同", [*LOADS[:6], *LOADS[5:]], LOADS[-1], "2025-Q2", ""),
    ],
)  # fmt: skip
def test_parts_are_compared_with_their_own_past(what, past, now, period, expected) -> None:
    found, _ = said(past, now, period)
    assert found == ([(expected, Severity.WARNING)] if expected else []), what


def test_an_explained_change_of_a_stock_is_only_noted() -> None:
    found, _ = said(LAMPS, (15543, 15893), "2025-Q1", note="路灯管理权移交康巴什区")
    assert found == [("Q854", Severity.INFO)]


def test_the_sentence_shows_the_sum_it_means() -> None:
    _, messages = said(LOADS, (47200, 68300), "2025-Q2")
    assert any(
        "分子 47200、分母 68300 应填本期数;此前今年累计 19161、28034,加上通常一期 27844、40133,"
        "约为 47005、68167,疑为累计数" in one
        for one in messages
    )


def test_the_exchanged_number_is_named() -> None:
    _, messages = said(LAMPS, (21995, 24293), "2025-Q1")
    assert any("分母 24293" in one and "相邻两位对调为 22493" in one for one in messages)


def test_a_number_and_an_answer_repeated_are_a_copied_form() -> None:
    this = ReportingPeriod.parse("2025-Q2")
    held = [written(p, str(this.shift(n - len(LOADS)))) for n, p in enumerate(LOADS)]
    held += [row("film", 0.0, period=str(this.shift(-back))) for back in range(1, 6)]
    form = report(written(LOADS[-1], "2025-Q2"), row("film", 0.0, period="2025-Q2"))
    group = judged([form], context(record(*held), indicators=KNOWN), BOOK)
    assert spoken(group, BOOK.rule("Q923")).height == 1


@pytest.mark.parametrize(
    ("back", "expected"), [(2, "Q924"), (3, "Q924"), (1, "Q923")], ids=["two", "three", "last"]
)
def test_one_number_of_an_earlier_period_is_a_form_of_that_period(back: int, expected: str) -> None:
    this = ReportingPeriod.parse("2025-Q3")
    counts = [
        (4120, 6400),
        (4551, 6713),
        (4314, 6620),
        (4688, 6905),
        (5027, 7118),
        (4893, 7236),
        (5171, 7502),
    ]
    held = [written(p, str(this.shift(n - len(counts)))) for n, p in enumerate(counts)]
    form = report(written(counts[-back], "2025-Q3"))
    group = judged([form], context(record(*held), indicators=KNOWN), BOOK)
    told = {rule: spoken(group, BOOK.rule(rule)).height for rule in ("Q923", "Q924")}
    assert told == {"Q923": 0, "Q924": 0} | {expected: 1}
    labels = spoken(group, BOOK.rule(expected))["repeated_label"].to_list()
    assert labels == [this.shift(-back).label]


def test_a_form_equal_to_an_old_one_is_believed_where_that_happened_before() -> None:
    this = ReportingPeriod.parse("2025-Q3")
    counts = [
        (4120, 6400),
        (4551, 6713),
        (4120, 6400),
        (4688, 6905),
        (5027, 7118),
        (4893, 7236),
        (5171, 7502),
    ]
    held = [written(p, str(this.shift(n - len(counts)))) for n, p in enumerate(counts)]
    form = report(written(counts[-2], "2025-Q3"))
    group = judged([form], context(record(*held), indicators=KNOWN), BOOK)
    assert spoken(group, BOOK.rule("Q924")).height == 0


@given(st.integers(10, 9_999_999), st.integers(0, 2))
def test_exchanged_digits_exchanged_again_are_the_number(number: int, decimals: int) -> None:
    step = np.array([10.0**-decimals])
    value = np.array([number * step[0]])
    for found in turned_back(value, step):
        if np.isfinite(found[0]):
            digits = sorted(str(round(found[0] / step[0])))
            assert digits == sorted(str(number))
            again = turned_back(found, step)
            assert any(abs(one[0] - value[0]) < step[0] / 2 for one in again)


def test_a_stock_s_limit_follows_from_its_changes() -> None:
    still = np.array([[1000.0] * 5])
    assert stock_limit(still, 0.08, 1.5, 4) == pytest.approx([0.08])
    moved = np.array([[1100.0, 1000.0, 1000.0, 1000.0, 1000.0]])
    assert stock_limit(moved, 0.08, 1.5, 4) == pytest.approx([np.log(1.1) * 1.5 * (1 + 4 / 4)])
    small = np.array([[25.0] * 5])
    assert stock_limit(small, 0.08, 1.5, 4) == pytest.approx([1 / 5])


def test_a_repetition_is_as_likely_as_it_was_before() -> None:
    often = np.array([[5.0, 5.0, 7.0, 7.0, 9.0]])
    assert repeats(often, np.array([1.0])) == pytest.approx([2.5 / 5])
    assert repeats(often[:, :4], np.array([1.0])) == pytest.approx([1.0])  # three changes
    there_and_back = np.array([[5.0, 9.0, 5.0, 9.0, 5.0, 9.0]])
    assert repeats(there_and_back, np.array([1.0]), 2) == pytest.approx([4.5 / 5])
    assert repeats(there_and_back, np.array([1.0]), 3) == pytest.approx([1.0])  # three changes
