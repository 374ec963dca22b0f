"""Checking reports: every rule on real batches through the real Great Expectations run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from expectations.check import check
from expectations.messages import chance_words
from observations.finding import Finding, Severity
from observations.stations import CheckedReport, FormHeader, Interpreted, Verdict
from tests.expectations.forms import (
    INDICATORS,
    OUR_FORM,
    PARKS,
    SWEEPING,
    Q,
    context,
    q1,
    record,
    report,
    row,
)


def judged(*rows: dict, previous: pl.DataFrame | None = None, **more: object) -> CheckedReport:
    return check([report(*rows)], context(previous, **more))[0]


def rules(checked: CheckedReport) -> list[str]:
    return [f.rule for f in checked.findings]


def test_a_clean_form_is_accepted_without_a_word() -> None:
    before = record(q1("leakage", 9.4), q1("sweeping", 83.1), q1("parks", 12), q1("per_head", 21.3))
    checked = judged(
        row("leakage", 9.1, numerator=91, denominator=1000),
        row("sweeping", 84.25, numerator=337, denominator=400),
        row("parks", 15),
        row("per_head", 21.4),
        row("film", 1),
        previous=before,
    )
    assert checked.findings == ()
    assert checked.verdict is Verdict.ACCEPTED
    assert checked.accepted["doubted"].to_list() == [False] * 5


def test_a_percent_written_as_a_fraction_is_returned_with_form_cell_and_cure() -> None:
    checked = judged(row("leakage", 0.091), previous=record(q1("leakage", 9.3)))
    assert rules(checked) == ["Q301"]
    assert checked.findings[0].message == (
        "《市政供水月报》2024-Q2,I5:“供水管网漏损率”填报 0.091,疑似小数写法,单位为 %,应填 9.1"
    )
    assert checked.findings[0].expected == "9.1"
    assert checked.verdict is Verdict.RETURNED
    assert checked.accepted.is_empty()


def test_a_fraction_is_plain_by_the_usual_range_when_nothing_is_on_record() -> None:
    assert rules(judged(row("sweeping", 0.88))) == ["Q301"]


def test_a_fraction_that_its_parts_deny_is_one_finding_not_two() -> None:
    checked = judged(row("sweeping", 0.8425, numerator=337, denominator=400))
    assert rules(checked) == ["Q301"]
    assert checked.findings[0].expected == "84.25"


def test_a_value_multiplied_by_a_hundred_is_one_finding_not_three() -> None:
    checked = judged(row("leakage", 910), previous=record(q1("leakage", 9.3)))
    assert rules(checked) == ["Q301"]
    assert "多乘了 100" in checked.findings[0].message


def test_a_ratio_written_as_percent_is_returned() -> None:
    checked = judged(row("chargers", 33.3), previous=record(q1("chargers", 0.31)))
    assert rules(checked) == ["Q301"]
    assert checked.findings[0].expected == "0.333"
    assert "百分数写法" in checked.findings[0].message


def test_a_numerator_in_ten_thousands_is_named_at_its_own_cell() -> None:
    before = record(q1("leakage", 9.3, numerator=930_000, denominator=10_000_000))
    checked = judged(row("leakage", 0.00091, numerator=91, denominator=1e7), previous=before)
    assert "Q301" in rules(checked)
    slip = next(f for f in checked.findings if f.rule == "Q301")
    assert (slip.cell, slip.expected) == ("F5", "910000")
    assert "以“万”为单位" in slip.message


def test_a_numerator_short_of_two_places_is_returned_where_the_value_leaves_its_range() -> None:
    before = record(q1("sweeping", 84, numerator=336, denominator=400))
    checked = judged(row("sweeping", 0.84, numerator=3.36, denominator=400), previous=before)
    assert [(f.rule, f.cell, f.expected) for f in checked.findings] == [("Q301", "F5", "336")]


def test_a_small_rate_that_its_parts_confirm_is_believed() -> None:
    checked = judged(row("leakage", 1.2, numerator=12, denominator=1000))
    assert checked.findings == ()


def test_a_falling_rate_near_zero_is_doubted_not_returned() -> None:
    landfill = {"landfill": type(PARKS)("landfill", "填埋率", "%", "rate", "down", Q, hard_min=0)}
    checked = judged(
        row("landfill", 0.05), previous=record(q1("landfill", 5.0)), indicators=landfill
    )
    assert rules(checked) == ["Q302"]
    assert checked.verdict is Verdict.ACCEPTED
    assert checked.accepted["doubted"].to_list() == [True]


@pytest.mark.parametrize("value", [-15, 100])
def test_a_value_exactly_at_a_hard_bound_is_possible(value: float) -> None:
    assert "Q201" not in rules(judged(row("leakage", value)))


@pytest.mark.parametrize("value", [-15.01, 100.01, float("inf")])
def test_a_value_outside_the_hard_range_is_impossible(value: float) -> None:
    assert "Q201" in rules(judged(row("leakage", value)))


def test_the_large_parks_of_kangbashi_are_true() -> None:
    assert judged(row("per_head", 96.22)).findings == ()


def test_an_unusual_value_is_doubted_and_kept() -> None:
    checked = judged(row("leakage", 41.5))
    assert rules(checked) == ["Q202"]
    assert checked.verdict is Verdict.ACCEPTED
    assert checked.accepted["doubted"].to_list() == [True]


def test_an_explained_unusual_value_is_noted_and_not_doubted() -> None:
    checked = judged(row("leakage", 41.5, note="主管爆管,抢修用水未计量"))
    assert [f.severity for f in checked.findings] == [Severity.INFO]
    assert checked.accepted["doubted"].to_list() == [False]


def test_a_missing_value_is_a_warning_and_stays_missing() -> None:
    checked = judged(row("leakage", None), row("parks", 3))
    assert rules(checked) == ["Q102"]
    assert checked.accepted["value"].to_list() == [None, 3.0]


def test_nothing_is_to_be_complete_in_a_zero_report() -> None:
    nothing = replace(OUR_FORM, nil=True)
    rows = [row(key, None, note="零报告") for key in ("leakage", "parks", "film")]
    (checked,) = check([report(*rows, header=nothing)], context(record(q1("parks", 12))))
    assert (checked.verdict, checked.findings) == (Verdict.ACCEPTED, ())
    assert checked.accepted["doubted"].to_list() == [False] * 3


def test_nothing_is_to_be_complete_in_a_withdrawal() -> None:
    taken_back = replace(OUR_FORM, edition="e1/withdrawal")
    rows = [row(key, None, note="重复") for key in ("leakage", "parks", "film")]
    early = context(record(row("parks", 12)), today=date(2024, 6, 28))
    (checked,) = check([report(*rows, header=taken_back)], early)
    assert (checked.verdict, checked.findings) == (Verdict.ACCEPTED, ())


def test_a_withdrawal_of_another_offices_value_is_still_returned() -> None:
    taken_back = replace(OUR_FORM, edition="e1/withdrawal")
    before = record(row("parks", 12, office="city"))
    (checked,) = check([report(row("parks", None), header=taken_back)], context(before))
    assert rules(checked) == ["Q502"]


def test_nan_is_no_value() -> None:
    checked = judged(row("leakage", float("nan")))
    assert rules(checked) == ["Q102"]
    assert checked.accepted["value"].to_list() == [None]


def test_half_a_fraction_is_named() -> None:
    (said,) = judged(row("leakage", 9.1, numerator=91)).findings
    assert (said.rule, said.severity, said.cell) == ("Q104", Severity.WARNING, "H5")
    assert "只填了分子 91,缺分母(供水总量),本期值无法复算" in said.message


@pytest.mark.parametrize(
    ("parts", "cell", "words"),
    [
        ({"numerator": 5}, "H5", "只填了分子 5,缺分母(供水总量),本期值算不出来"),
        ({"denominator": 520}, "F5", "只填了分母 520,缺分子(漏损水量),本期值算不出来"),
    ],
)
def test_a_fraction_without_its_other_half_is_returned_at_the_blank_cell(
    parts: dict[str, float], cell: str, words: str
) -> None:
    checked = judged(row("leakage", None, **parts))
    (said,) = checked.findings
    assert (said.rule, said.severity, said.cell) == ("Q103", Severity.CRITICAL, cell)
    assert words in said.message
    assert checked.verdict is Verdict.RETURNED
    explained = judged(row("leakage", None, note="水厂十月补报", **parts))
    assert [(f.rule, f.severity) for f in explained.findings] == [("Q103", Severity.WARNING)]


def test_what_was_done_is_not_undone_without_a_reason() -> None:
    before = record(q1("film", 1))
    undone = row("film", 0, printed="否")
    (said,) = judged(undone, previous=before).findings
    assert (said.rule, said.severity) == ("Q601", Severity.CRITICAL)
    assert said.message.endswith(
        "“宣传片”填报 否,2024年第一季度已报“是”;已完成的事项不能改回未完成,确需更正请写说明"
    )
    assert "累计" not in said.message
    explained = judged({**undone, "note": "验收未通过"}, previous=before)
    assert [(f.rule, f.severity) for f in explained.findings] == [("Q601", Severity.WARNING)]
    assert judged(row("film", 1, printed="是"), previous=before).findings == ()


def test_a_numerator_above_its_denominator_is_returned_once() -> None:
    checked = judged(row("sorting", 100, numerator=120, denominator=100))
    assert rules(checked) == ["Q403"]
    assert checked.findings[0].cell == "F5"


def test_a_rate_is_recomputed_within_its_printed_precision() -> None:
    exact = {"numerator": 1, "denominator": 3}
    assert judged(row("sorting", 33.33, **exact)).findings == ()
    assert judged(row("sorting", 33.3, **exact)).findings == ()
    assert rules(judged(row("sorting", 33.34, **exact))) == ["Q404"]


def test_about_a_third_may_be_rounded() -> None:
    rough = judged(row("sorting", 33.2, numerator=1, denominator=3, qualifier="约"))
    assert rough.findings == ()


def test_a_zero_denominator_is_returned_at_its_cell() -> None:
    checked = judged(row("sorting", 50, numerator=0, denominator=0))
    assert rules(checked) == ["Q402"]
    assert checked.findings[0].cell == "H5"


def test_one_key_twice_in_a_form_names_both_rows() -> None:
    checked = judged(row("parks", 3), row("leakage", 9.1), row("parks", 4))
    assert [(f.rule, f.cell) for f in checked.findings] == [("Q501", "I5"), ("Q501", "I7")]


def test_another_offices_value_is_a_conflict_and_not_a_revision() -> None:
    checked = judged(row("parks", 3), reporting={("parks", "150627"): "city"})
    assert rules(checked) == ["Q502"]
    assert "应由城市管理综合执法局填报" in checked.findings[0].message


def test_a_second_office_is_told_the_value_that_stands_and_its_own() -> None:
    stands = record(row("parks", 3, office="city"))
    checked = judged(row("parks", 4), previous=stands)
    assert "Q502" in rules(checked)
    (said,) = [f.message for f in checked.findings if f.rule == "Q502"]
    assert "城市管理综合执法局已报 3,本表填报 4" in said
    assert checked.accepted.is_empty()


def test_the_second_office_of_one_group_is_the_one_returned() -> None:
    first, second = report(row("parks", 3)), report(row("parks", 4, office="city"))
    said = check([first, second], context())
    assert [c.verdict for c in said] == [Verdict.ACCEPTED, Verdict.RETURNED]


def test_the_second_office_of_one_group_is_told_both_values_with_their_cells() -> None:
    first = report(row("film", 1), row("parks", 3), name="住建.xlsx")
    second = report(row("parks", 4, office="city", cell="C9"), name="城管.xlsx")
    said = check([first, second], context())
    (told,) = said[1].findings
    assert (told.rule, told.cell, told.value) == ("Q502", "C9", "4")
    assert told.message.startswith("《城管》2024-Q2,C9:")
    assert told.message.endswith("(《住建》2024-Q2 填报!I6 填报 3 个,本表 C9 填报 4 个)")


def test_the_office_that_answers_is_named_with_its_value_also_when_it_came_second() -> None:
    first, second = report(row("parks", 3)), report(row("parks", 4, office="city"), name="城管.csv")
    said = check([first, second], context(reporting={("parks", "150627"): "city"}))
    assert [c.verdict for c in said] == [Verdict.RETURNED, Verdict.ACCEPTED]
    assert "《城管》2024-Q2 填报!I5 填报 4 个,本表 I5 填报 3 个" in said[0].findings[0].message


def test_every_table_of_a_group_is_called_by_its_own_title() -> None:
    editions = [
        FormHeader("water-table", edition, "water", "2024-Q2", title=f"供水季报({edition}版)")
        for edition in ("2023", "2024")
    ]
    tables = [report(row("leakage", 41.5), header=one, name="导出(1).csv") for one in editions]
    other = report(row("parks", 300), name="公园.csv", header=None)
    said = check([*tables, other], context())
    names = [c.findings[0].message.partition("》")[0] for c in said]
    assert names == ["《供水季报(2023版)", "《供水季报(2024版)", "《公园"]


def test_a_value_written_in_another_unit_is_told_in_the_indicators_own() -> None:
    checked = judged(row("leakage", 41.5, printed="415"))
    assert "填报 41.5(表上写 415),不在通常的范围内(1 至 35,单位 %)" in checked.findings[0].message


def test_denominators_of_one_name_and_area_are_compared_across_tables() -> None:
    rows = [row("sweeping", 84.25, numerator=337, denominator=400, area=a) for a in ("1", "2")]
    same = dict(INDICATORS, washing=replace(SWEEPING, key="washing", name="冲洗率"))
    washing = row("washing", 50, numerator=210, denominator=420, area="1")
    said = check([report(*rows), report(washing)], context(indicators=same))
    assert [[(f.rule, f.area) for f in c.findings] for c in said] == [[("Q824", "1")]] * 2
    assert (
        "填报 400 万平方米,其他指标或已报的同一分母折合 420 万平方米" in said[0].findings[0].message
    )
    equal = report(washing | {"numerator": 200, "denominator": 400})
    assert [rules(c) for c in check([report(*rows), equal], context(indicators=same))] == [[], []]


def test_an_office_may_correct_itself_within_one_group() -> None:
    said = check([report(row("parks", 3)), report(row("parks", 4))], context())
    assert [c.verdict for c in said] == [Verdict.ACCEPTED, Verdict.ACCEPTED]


def test_a_cumulative_count_never_falls_without_a_reason() -> None:
    before = record(q1("parks", 12))
    assert rules(judged(row("parks", 5), previous=before)) == ["Q601"]
    explained = judged(row("parks", 5, note="重复登记 7 个,已核减"), previous=before)
    assert [(f.rule, f.severity) for f in explained.findings] == [("Q601", Severity.WARNING)]
    assert explained.verdict is Verdict.ACCEPTED


def test_standing_still_is_no_fall() -> None:
    assert judged(row("parks", 12), previous=record(q1("parks", 12))).findings == ()


def test_a_jump_is_doubted() -> None:
    checked = judged(row("sweeping", 52), previous=record(q1("sweeping", 84)))
    assert rules(checked) == ["Q602"]
    assert checked.findings[0].message.endswith(
        "“道路机械化清扫率”本期 52,2024年第一季度 84,变动 32 个百分点,超过通常的 15"
    )


def test_the_same_change_over_two_years_is_no_jump() -> None:
    before = record(row("sweeping", 84, period="2022-Q2"))
    assert judged(row("sweeping", 52), previous=before).findings == ()


def test_a_large_restatement_of_the_same_period_is_doubted() -> None:
    assert rules(judged(row("sweeping", 52), previous=record(row("sweeping", 84)))) == ["Q603"]


def test_a_copy_of_the_last_form_is_one_finding_and_doubts_its_rows() -> None:
    values = {"leakage": 9.13, "sweeping": 84.25, "per_head": 21.37}
    before = record(*(q1(k, v) for k, v in values.items()), q1("parks", 12))
    checked = judged(*(row(k, v) for k, v in values.items()), row("parks", 12), previous=before)
    assert rules(checked) == ["Q604"]
    assert "3 项数值" in checked.findings[0].message
    assert checked.accepted["doubted"].to_list() == [True, True, True, False]


def test_whole_numbers_may_repeat() -> None:
    before = record(q1("sorting", 100), q1("sweeping", 90), q1("parks", 12))
    checked = judged(row("sorting", 100), row("sweeping", 90), row("parks", 12), previous=before)
    assert checked.findings == ()


def test_yes_or_no_is_one_or_zero() -> None:
    assert rules(judged(row("film", 0.5))) == ["Q203"]
    assert judged(row("film", 0)).findings == ()


def test_pieces_are_whole() -> None:
    assert rules(judged(row("parks", 12.5))) == ["Q204"]


def test_a_period_that_has_not_begun_returns_the_form() -> None:
    checked = judged(row("parks", 3, period="2024-Q3"), today=date(2024, 6, 30))
    assert rules(checked) == ["Q701"]


def test_a_period_that_has_not_ended_is_noted() -> None:
    checked = judged(row("parks", 3), today=date(2024, 6, 28))
    assert [(f.rule, f.severity) for f in checked.findings] == [("Q702", Severity.INFO)]


def test_an_indicator_outside_the_plan_is_returned() -> None:
    assert rules(judged(row("moon", 3))) == ["Q101"]


def test_denominators_of_one_name_agree() -> None:
    same = type(PARKS)(
        "washing", "冲洗率", "%", "rate", "up", Q, numerator="冲洗面积",
        denominator="清扫保洁面积", denominator_unit="万平方米",
    )  # fmt: skip
    known = context().indicators | {"washing": same}
    checked = judged(
        row("sweeping", 84.25, numerator=337, denominator=400),
        row("washing", 50, numerator=210, denominator=420),
        indicators=known,
    )
    assert rules(checked) == ["Q405", "Q405"]
    assert not any("多数" in f.message for f in checked.findings), "nobody knows which is wrong"


def test_of_three_denominators_the_one_that_differs_is_named() -> None:
    keys = ("sweeping", "washing", "watering")
    shared = {
        key: type(PARKS)(
            key, key, "%", "rate", "up", Q, numerator="面积", denominator="清扫保洁面积",
            denominator_unit="万平方米",
        )
        for key in keys
    }  # fmt: skip
    held = (400, 400, 420)
    rows = [
        row(key, 50, numerator=of / 2, denominator=of, denominator_cell=f"H{n}")
        for n, (key, of) in enumerate(zip(keys, held, strict=True), start=5)
    ]
    found = judged(*rows, indicators=context().indicators | shared).findings
    told = [f.message for f in found if f.rule == "Q405"]
    assert len(told) == 3
    assert all(m.endswith("最小 400,最大 420;多数填报 400,不同的是 H7") for m in told), told


def test_several_periods_at_once_are_each_others_history() -> None:
    forms = [
        report(row("parks", 9, period="2024-Q2")),
        report(row("parks", 12, period="2024-Q1")),
        report(row("parks", 10, period="2023-Q4")),
    ]
    said = check(forms, context())
    assert [[f.rule for f in c.findings] for c in said] == [["Q601"], [], []]


def test_an_impossible_value_is_nobodys_history() -> None:
    forms = [report(q1("sweeping", 8425)), report(row("sweeping", 84.25))]
    said = check(forms, context())
    assert [c.verdict for c in said] == [Verdict.RETURNED, Verdict.ACCEPTED]
    assert said[1].findings == ()


def test_what_reading_found_is_carried_and_counts() -> None:
    door = Finding("cell.number_as_text", Severity.WARNING, "文本数字", sheet="填报", cell="I5")
    checked = check([report(row("parks", 3), row("leakage", 9.1), findings=[door])], context())[0]
    assert checked.findings == (door,)
    assert checked.accepted["doubted"].to_list() == [True, False]


def test_a_file_that_is_no_form_is_refused_beside_a_good_one() -> None:
    alien = report(header=None, findings=[Finding("form.unknown", Severity.CRITICAL, "认不出")])
    said = check([alien, report(row("parks", 3))], context())
    assert [c.verdict for c in said] == [Verdict.REFUSED, Verdict.ACCEPTED]


def test_a_form_without_rows_is_checked_too() -> None:
    empty: Interpreted = report()
    checked = check([empty], context())[0]
    assert (checked.verdict, checked.findings) == (Verdict.ACCEPTED, ())
    assert json.loads(checked.evidence)["meta"]["rows"] == 0


def test_no_reports_give_no_answers() -> None:
    assert check([], context()) == ()


def test_the_evidence_is_great_expectations_own_count_beside_ours() -> None:
    checked = judged(row("parks", 3), row("parks", 4))
    evidence = json.loads(checked.evidence)
    unique = next(e for e in evidence["results"] if e["rule_id"] == "Q501")
    assert unique["type"] == "expect_column_values_to_be_unique"
    assert (unique["success"], unique["unexpected_count"], unique["masked"]) == (False, 2, 2)
    assert evidence["meta"]["suite"] == checked.suite
    assert evidence["meta"]["statistics"]["evaluated_expectations"] <= 25


def test_doubt_falls_on_the_right_row_of_the_right_form() -> None:
    forms = [
        report(),
        report(row("parks", 3)),
        report(),
        report(row("film", 1), row("leakage", 50)),
    ]
    said = check([*forms, report(row("parks", 4, area="150603"))], context())
    assert [c.accepted["doubted"].to_list() for c in said] == [
        [],
        [False],
        [],
        [False, True],
        [False],
    ]


@pytest.mark.parametrize(
    ("percent", "told"),
    [
        ("5.9e-11", "不到 0.01%"),
        ("0.0099", "不到 0.01%"),
        ("0.01", "约为 0.01%"),
        ("0.043", "约为 0.043%"),
        ("12", "约为 12%"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_tiny_chance_is_told_in_words_not_with_an_exponent(percent, told) -> None:
    assert chance_words(percent) == told
