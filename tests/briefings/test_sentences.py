from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefings import sentences
from briefings.context import CaseLine, Evidence, Lateness, Punctuality
from briefings.format import change_between, format_gap, format_target, format_value
from briefings.lineage import LineageBook
from briefings.paper import joined, say, text_of
from briefings.scorecard import scorecard
from observations.period import Frequency
from targets.assessment import Baseline, Level


@pytest.fixture
def book(card):
    return LineageBook(card)


def row(card, target_id):
    return next(one for one in card.rows if one.target.id == target_id)


def wide(text):
    return text.translate(str.maketrans(",;:()", "\uff0c\uff1b\uff1a\uff08\uff09"))


@pytest.mark.parametrize(
    ("target_id", "words"),
    [
        ("t9", "供水管网漏损率11.4%,比上季度下降0.3个百分点,距序时10.75%尚差0.65个百分点,滞后。"),
        (
            "t16",
            "建筑垃圾资源化利用率34%,比上季度下降11个百分点,距序时44.58%尚差10.58个百分点,严重滞后。",
        ),
        (
            "t7",
            "公共卫生间设置密度4.2座/平方公里,比上季度上升0.3座/平方公里,已达标(目标≥4座/平方公里)。",
        ),
        (
            "t2",
            "公园绿地服务半径覆盖率(市目标)88.41%,比上季度上升4.41个百分点,达到序时进度(应达85.83%)。",
        ),
        ("p-chargers", "城镇充电设施5000个,已达标(目标≥5000个)。"),
    ],
)
def test_a_standing_is_one_exact_sentence(card, book, target_id, words):
    assert text_of(sentences.standing(book, row(card, target_id))) == wide(words)


def test_an_unchanged_ratio_is_held_and_written_one_to_n(card, book):
    told = text_of(sentences.standing(book, row(card, "p-piles")))
    assert told.startswith(wide("桩车比1:4.1,与上季度持平,达到序时进度").replace("1\uff1a4", "1:4"))


def test_slightly_behind_the_pace_is_said_while_on_pace(recard, measure, book):
    values = {"2024-Q2": {"leakage": 11.7}, "2024-Q3": {"leakage": 11.0}}
    one = row(recard(measured=measure(values)), "t9")
    assert one.assessment.level is Level.ON_PACE
    assert text_of(sentences.standing(book, one)) == wide(
        "供水管网漏损率11%,比上季度下降0.7个百分点,"
        "达到序时进度(略滞后,序时应达10.75%,尚差0.25个百分点)。"
    )


@pytest.mark.parametrize(
    ("then", "words", "cited"),
    [
        (12.9, "同比下降1.5个百分点", True),
        (10.0, "同比上升1.4个百分点", True),
        (11.4, "同比持平", False),
    ],
)
def test_the_same_period_a_year_before_is_told_beside_the_last_one(card, then, words, cited):
    file = ("R1", "f.xlsx", "a" * 64, "填报", "G7")
    known = Evidence("r-old", "leakage", "150627", "2023-Q3", "water", then, *file)
    around = replace(card.context, year_ago={"t9": known}, evidence={"r-old": known})
    book = LineageBook(replace(card, context=around))
    told = text_of(sentences.standing(book, row(card, "t9")))
    assert told.startswith(
        wide(f"供水管网漏损率11.4%,比上季度下降0.3个百分点,{words},距序时10.75%")
    )
    sources = [one for one in book.entries if one.kind == "year"]
    assert len(sources) == cited
    assert all("r-old" in one.revisions and known in one.evidence for one in sources)


def test_the_gap_of_a_sentence_is_the_difference_of_its_own_numbers(card):
    for one in card.rows:
        if one.gap == "—" or one.expected == "—" or one.indicator.unit != "%":
            continue
        value, pace = (float(text.rstrip("%")) for text in (one.value, one.expected))
        assert float(one.gap.removesuffix("个百分点")) == pytest.approx(abs(value - pace))


def test_counts_leave_out_levels_nobody_is_at(card, book):
    met = [one for one in card.rows if one.assessment.level is Level.MET]
    assert text_of(sentences.counted(book, met, "")) == "已达标3项"
    assert sentences.counted(book, [], "") == ()


def test_when_all_that_lags_lags_far_it_is_said_once(card, book):
    assert text_of(sentences.counted(book, [row(card, "t16")], "")) == "严重滞后1项"


def test_far_behind_is_told_inside_the_count_of_behind(card, book):
    told = text_of(sentences.counted(book, [row(card, "t9"), row(card, "t16")], ""))
    assert told == wide("滞后2项(其中严重滞后1项)")


def test_punctuality_says_that_it_counts_indicators_and_nothing_due_means_no_sentence(book):
    assert sentences.punctuality(book, None) == ()
    assert sentences.punctuality(book, Punctuality(0, 0)) == ()
    told = text_of(sentences.punctuality(book, Punctuality(214, 203)))
    assert told == wide("按指标计应报214项,按时报送203项,及时率94.9%。")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Lateness("x", 2, 5, 0), "某局连续2期逾期,最长5个工作日。"),
        (Lateness("x", 1, 3, 0), "某局本期逾期3个工作日。"),
        (Lateness("x", 0, 0, 4), "某局尚有4项未报。"),
        (Lateness("x", 0, 0, 0), ""),
    ],
)
def test_lateness_names_only_what_happened(book, one, words):
    assert text_of(sentences.late(book, "某局", one)) == wide(words)


def test_supervised_cases_are_counted_running_overdue_and_closed(book):
    def case(number, due, closed=None):
        return CaseLine(number, "事", "zjj", date(2024, 7, 1), due, closed=closed)

    cases = [
        case("1", date(2024, 9, 1)),
        case("2", date(2024, 12, 1)),
        case("3", date(2024, 9, 1), date(2024, 8, 30)),
    ]
    told = text_of(sentences.supervised(book, cases, date(2024, 10, 14)))
    assert told == wide("督办事项在办2项(其中逾期1项),累计销号1项。")
    all_late = text_of(sentences.supervised(book, cases[:1], date(2024, 10, 14)))
    assert all_late == wide("督办事项在办1项,已逾期。")
    assert sentences.supervised(book, [], date(2024, 10, 14)) == ()


def test_long_lists_of_names_end_in_etc(card):
    rows = [row(card, "t9")] * 8
    told = sentences.names(rows)
    assert told.count("供水管网漏损率") == sentences.MAX_NAMES and told.endswith("等")


def test_empty_parts_leave_no_stray_mark():
    assert joined([(), say("甲"), (), say("乙")], ",") == say("甲", ",", "乙")
    assert say("", ()) == ()


def test_values_are_written_with_their_unit_once(plan):
    leakage, piles = plan.indicator("leakage"), plan.indicator("piles")
    assert format_value(leakage, 9.0) == "9%"
    assert format_value(piles, 0.2439) == "1:4.1"
    assert format_value(plan.indicator("toilets"), 4.2) == "4.2座/平方公里"
    assert format_value(plan.indicator("cim"), 1.0) == "已完成"
    assert format_value(leakage, None) == "—"


def test_a_whole_is_promised_as_100_percent_not_as_at_least(plan):
    target = next(one for one in plan.targets if one.id == "t5")
    assert format_target(plan.indicator("service"), target) == "100%"


def test_a_gap_too_small_to_print_is_never_zero(plan):
    assert format_gap(plan.indicator("leakage"), 9.004, 9.0) == "不足0.01个百分点"
    assert format_gap(plan.indicator("chargers"), 4999.8, 5000.0) == "不足1个"
    assert format_gap(plan.indicator("leakage"), 9.0, 9.0) == "0个百分点"


def test_changes_are_points_for_percent_and_pieces_for_counts(plan):
    leakage, chargers = plan.indicator("leakage"), plan.indicator("chargers")
    assert change_between(leakage, 11.7, 11.4).text == "下降0.3个百分点"
    assert change_between(chargers, 4800.0, 5000.0).text == "上升200个"
    assert change_between(leakage, 11.4, 11.4).text == "持平"
    assert change_between(leakage, 11.4001, 11.4).text == "持平"
    assert change_between(leakage, None, 11.4) is None
    assert format_gap(chargers, 4800.0, 5000.0) == "200个"


def test_a_sentence_never_says_nan_none_or_a_unit_twice(card, book):
    for one in card.rows:
        for told in (sentences.standing(book, one), sentences.shortfall(book, one)):
            text = text_of(told)
            assert not any(bad in text for bad in ("nan", "None", "%%", "个个", "inf"))


@pytest.mark.parametrize(
    ("key", "target_id", "value", "long", "short"),
    [
        (
            "cim",
            "p-cim",
            0.0,
            "CIM基础平台(一期)未完成,应于2023年底前完成,严重滞后。",
            "CIM基础平台(一期)未完成,应于2023年底前完成",
        ),
        (
            "piles",
            "p-piles",
            0.125,
            "桩车比1:8,未达序时1:4.2,严重滞后。",
            "桩车比1:8,序时应不低于1:4.2",
        ),
        (
            "leakage",
            "t9",
            12.9,
            "供水管网漏损率12.9%,距序时10.75%尚差2.15个百分点,严重滞后。",
            "供水管网漏损率12.9%,序时应不高于10.75%,差2.15个百分点",
        ),
    ],
)
def test_what_lags_is_told_by_its_kind(recard, measure, book, key, target_id, value, long, short):
    quarter = "2023" if key == "cim" else "2024-Q3"
    one = row(recard(measured=measure({quarter: {key: value}})), target_id)
    keep = str.maketrans(",()", "\uff0c\uff08\uff09")
    assert one.lagging
    assert text_of(sentences.standing(book, one)) == long.translate(keep)
    assert text_of(sentences.shortfall(book, one)) == short.translate(keep)


def test_a_yearly_value_says_when_it_was_measured(plan, measure, judge):
    yearly = tuple(replace(one, frequency=Frequency.YEAR) for one in plan.indicators)
    plan = replace(plan, indicators=yearly)
    card = scorecard(plan, judge(plan, "2024-Q3", measure({"2023": {"leakage": 12.9}})), None)
    one, told = row(card, "t9"), LineageBook(card)
    for sentence in (sentences.standing, sentences.shortfall):
        assert text_of(sentence(told, one)).startswith(wide("供水管网漏损率12.9%(2023年实测),"))


def test_a_finished_matter_is_met_without_repeating_its_target(plan, measure, judge):
    card = scorecard(plan, judge(plan, "2024-Q3", measure({"2023": {"cim": 1.0}})), None)
    told = text_of(sentences.standing(LineageBook(card), row(card, "p-cim")))
    assert told == wide("CIM基础平台(一期)已完成,已达标。")


def test_what_cannot_be_assessed_is_counted_by_its_reason(card, book):
    assert text_of(sentences.reasons(book, card.rows)) == wide("(口径待定1项、缺报1项)")
    assert sentences.reasons(book, [row(card, "t9")]) == ()


def test_a_missed_deadline_is_told_against_the_target(plan, recard, measure, judge):
    baseline = Baseline("chargers", "150627", "2022", 1000.0, "人工录入")
    run = judge(plan, "2024-Q3", measure({"2024-Q3": {"chargers": 4200.0}}), (baseline,))
    card = scorecard(plan, run, None)
    one = row(card, "p-chargers")
    assert one.assessment.why_code == "deadline_missed"
    told = LineageBook(card)
    assert text_of(sentences.standing(told, one)) == wide(
        f"城镇充电设施4200个,期限2023年底已到,距目标≥5000个尚差800个,{one.assessment.level.label}。"
    )
    assert text_of(sentences.shortfall(told, one)) == wide(
        "城镇充电设施4200个,期限2023年底已到,目标≥5000个,差800个"
    )


def test_a_kept_target_that_fell_has_no_pace_but_a_distance(plan, measure, judge):
    kept = replace(next(t for t in plan.targets if t.id == "t7"), keep=True)
    plan = replace(plan, targets=(kept,))
    card = scorecard(plan, judge(plan, "2024-Q3", measure({"2024-Q3": {"toilets": 3.7}})), None)
    one, told = card.rows[0], LineageBook(card)
    assert text_of(sentences.standing(told, one)) == wide(
        "公共卫生间设置密度3.7座/平方公里,距目标≥4座/平方公里尚差0.3座/平方公里,滞后。"
    )
    assert text_of(sentences.shortfall(told, one)) == wide(
        "公共卫生间设置密度3.7座/平方公里,目标≥4座/平方公里,差0.3座/平方公里"
    )
