"""A table of series and a file of settings: what is wrong is named with its line and cure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from observations.errors import UserError
from targets.series.config import RULES, config_of, load_config, published
from targets.series.judge import judge
from targets.series.shapes import judge_schema
from targets.series.table import read_table
from targets.series.words import percent
from targets.yamlfile import parse_yaml, read_yaml

EUSTAT = Path(__file__).with_name("eustat.yaml")


def lines(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("series,period,val\n甲,2015,1", "第1行缺列:value"),
        ("series,period,value,value\n甲,2015,1,1", "列名重复:value"),
        ("series,period,value,target_perid\n甲,2015,1,2", "应写 target_period"),
        ("series,period,value\n甲,15年,1", "第2行 period 列:“15年”读不懂,写成 2024"),
        ("series,period,value\n甲,,1", "第2行 period 列:空着"),
        ("series,period,value\n,2015,1", "第2行 series 列:空着"),
        ("series,period,value\n\n甲,2015,12%", "第3行 value 列:“12%”读不懂"),
        ("series,period,value\n甲,2015,1e999", "数太大"),
        ("series,period,value\n甲,2015,1,多余", "“多余”不在任何一列下"),
        ("series,period,value,direction\n甲,2015,1,升", "上升为好写 up"),
        ("series,period,value,target\n甲,2015,1,9\n甲,2016,1,8", "第3行 target 列:与第2行不同"),
        ("series,period,value,target_max\n甲,2015,1,9", "有 target_max 而没有 target"),
        ("series,period,value,target,target_max\n甲,2015,1,9,8", "target_max 列:小于 target"),
        ("series,period,value,milestone\n甲,2015,1,9\n甲,2015-Q4,1,8", "第3行 milestone 列"),
        ("series,period,value", "没有数据行"),
        ("", "第1行缺列:series、period、value"),
    ],
)
def test_what_cannot_be_read_is_named_with_line_and_cure(text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        read_table("表.csv", lines(text))
    assert said in str(raised.value)
    assert "《表.csv》" in raised.value.what
    assert raised.value.cure


def test_all_wrong_cells_are_named_at_once_and_counted_when_many() -> None:
    rows = "\n".join(f"甲,{2000 + n},x{n}" for n in range(30))
    with pytest.raises(UserError) as raised:
        read_table("表.csv", lines(f"series,period,value\n{rows}"))
    assert raised.value.what.count("value 列") == 20
    assert "另有10处" in raised.value.what


def test_numbers_keep_every_digit_and_other_columns_are_named_not_used() -> None:
    text = (
        "Series,PERIOD,value,说明\n甲,2015,0.30000000000000004,好\n甲,2016,1.5E-05,\n甲,2017,NaN,"
    )
    table = read_table("表.csv", lines(text))
    assert [p.value for p in table.series[0].points] == [0.30000000000000004, 1.5e-05]
    assert table.ignored == ("说明",)


def test_a_table_as_tools_write_it_is_the_same_table() -> None:
    plain = (
        "series,period,value,base_period,target,direction\n"
        "甲,2015,1,2015,,up\n甲,2020,2,,,\n乙,2015,1,,9,down\n乙,2020,,,,"
    )
    by_tool = (
        ",target,direction,series,period,value,base_period\n"
        "0,NaN,positive,甲,2015.0,1.0,2015.0\n1,nan,None,甲,2020.0,2.0,NaN\n"
        "2,9.0,negative,乙,2015.0,1.0,<NA>\n3,9.0,negative,乙,2020.0,None,NaT"
    )
    one, other = (read_table("表.csv", lines(text)) for text in (plain, by_tool))
    assert one == other
    assert other.ignored == ()


def test_a_constant_may_stand_in_one_row_only() -> None:
    text = "series,period,value,target\n甲,2015,1,\n甲,2016,1,9\n甲,2017,1,9.0"
    assert read_table("表.csv", lines(text)).series[0].target == 9


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        ("open-sdg", "threshold: [1, 2, 3]", "第1行 threshold:不认识的字段"),
        ("open-sdg", "name: a\nthresholds: [0.1, 0.2, 0.3]", "第2行 thresholds:应为三个或四个数"),
        ("open-sdg", "thresholds: {high: 0.1, lo: 0}", "thresholds.lo:不认识"),
        ("open-sdg", "thresholds: {high: 0.1, med: 0.01, medium: 0.02}", "缺少或重复"),
        ("open-sdg", "thresholds: {high: 0.004}", "从大到小"),
        ("open-sdg", "thresholds: [0.95, 0.6, 0]", "年均增长 1.5% 写 0.015"),
        ("open-sdg", "thresholds: [1.5, 0.5, 0]", "年均增长 1.5% 写 0.015"),
        ("open-sdg", "thresholds: {with_target: [95, 60, 0]}", "比值 0.95"),
        ("open-sdg", "thresholds: 0.95", "应为列表"),
        ("open-sdg", "thresholds: {with_target: ~}", "thresholds.with_target:应为列表"),
        ("open-sdg", "levels: {best: a}", "levels.best:不认识的水平"),
        ("open-sdg", "levels: {deterioration: limited_progress}", "名称重复"),
        ("open-sdg", "levels: []", "0 个水平,对不上"),
        ("linear", "thresholds: [0.1, 0.3]", "单位是百分点,不是小数"),
        ("linear", "thresholds: [-10, 30]", "应为两个数"),
        ("linear", "thresholds: [10]", "应为两个数"),
        ("open-sdg", "thresholds: [a, b, c]", "应为数"),
        ("open-sdg", "levels: [a, b, c]", "3 个水平,对不上"),
        ("open-sdg", "levels: [a, b, c, d, e]", "5 个水平,对不上"),
        ("open-sdg", "levels: [a, b, b, c]", "名称重复"),
        ("open-sdg", "levels: [a, not_available, b, c]", "留给不能判定的序列"),
        ("open-sdg", "limit_reached_is_achieved: 是", "应为 true 或 false"),
        ("linear", "thresholds: [30, 10]", "前小后大"),
        ("linear", "levels: [a, b]", "应为四个名称"),
        ("linear", "score: eurostat", "只用于 open-sdg"),
        ("met", "thresholds: [1, 2]", "met 规则没有门槛"),
        ("met", "levels: [a]", "应为两个名称"),
        ("met", "- a", "应为“键: 值”"),
    ],
)
def test_a_setting_nobody_knows_is_refused_with_its_line(rule: str, text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        config_of(rule, parse_yaml(text, "设置.yaml"))
    assert said in str(raised.value)
    assert raised.value.what.startswith("设置.yaml 第")
    assert raised.value.cure


def test_the_version_names_the_setting_and_changes_with_it() -> None:
    one = load_config("open-sdg", EUSTAT)
    other = config_of("open-sdg", parse_yaml("name: eustat", "x"))
    assert one.version.startswith("open-sdg-2.4+eustat-")
    assert one.version != other.version


def test_a_plain_list_speaks_of_series_without_a_target() -> None:
    keyed = config_of("open-sdg", parse_yaml("thresholds: {high: 0.2, med: 0.1, low: 0}", "x"))
    listed = config_of("open-sdg", parse_yaml("thresholds: [0.2, 0.1, 0]", "x"))
    assert keyed.bands == listed.bands
    assert listed.bands["without_target"].thresholds == (0.2, 0.1, 0.0)
    assert listed.bands["with_target"].thresholds == (0.95, 0.6, 0.0)


TEN = "thresholds: [0.01, 0.001, -0.001]\n"


@pytest.mark.parametrize(
    ("text", "achieved", "with_target", "without_target"),
    [
        ("levels: [甲, 乙, 丙, 丁]", "target_achieved", "甲乙丙丁", "甲乙丙丁"),
        ("levels: [已达标, 甲, 乙, 丙, 丁, not_available]", "已达标", "甲乙丙丁", "甲乙丙丁"),
        ("levels: {achieved: 成, without_target: [甲, 乙, 丙, 丁]}", "成", "published", "甲乙丙丁"),
        (f"{TEN}levels: [好, 较好, 持平, 较差, 差]", "好", ("好", "较好", "较差", "差"),
         ("好", "较好", "持平", "较差", "差")),
        (f"{TEN}levels: [已达标, 好, 较好, 停滞, 较差, 差]", "已达标",
         ("好", "较好", "较差", "差"), ("好", "较好", "停滞", "较差", "差")),
        ("thresholds: [0.01, 0.001, 0, -0.001]\nlevels: [甲, 乙, 丙, 停滞, 丁]",
         "target_achieved", "甲乙丙丁", ("甲", "乙", "丙", "停滞", "丁")),
        ("levels: {target_achieved: 成, limited_progress: 少}", "成",
         ("substantial_progress", "moderate_progress", "少", "deterioration"),
         ("substantial_progress", "moderate_progress", "少", "deterioration")),
        ("levels: ~", "target_achieved", "published", "published"),
    ],
)  # fmt: skip
def test_levels_are_taken_in_every_shape_that_means_one_thing(
    text: str, achieved: str, with_target: Sequence[str], without_target: Sequence[str]
) -> None:
    config = config_of("open-sdg", parse_yaml(text, "x"))
    before = published("open-sdg").bands["with_target"].levels
    assert config.achieved == achieved
    for branch, names in (("with_target", with_target), ("without_target", without_target)):
        expected = before if names == "published" else tuple(names)
        assert config.bands[branch].levels == expected


@pytest.mark.parametrize(
    ("written", "without_target"),
    [
        ("[0.01, 0.001, -0.001]", (0.01, 0.001, -0.001)),
        ("[1%, 0.1%, -0.1%]", (0.01, 0.001, -0.001)),
        ("{high: 0.01, medium: 1e-3, low: -.001}", (0.01, 0.001, -0.001)),
        ("{low: 0.001, high: 0.01}", (0.01, 0.005, 0.001)),
        ("{high: 0.02}", (0.02, 0.005, 0.0)),
        ("{substantial_progress: 0.02, limited_progress: -0.01}", (0.02, 0.005, -0.01)),
        ("{without_target: {med: 0.1%}}", (0.015, 0.001, 0.0)),
        ("{with_target: [1.3, 0.6, 0]}", (0.015, 0.005, 0.0)),
    ],
)
def test_thresholds_are_taken_in_every_shape_that_means_one_thing(
    written: str, without_target: tuple[float, ...]
) -> None:
    document = parse_yaml(f"thresholds: {written}", "x")
    config = config_of("open-sdg", document)
    assert config.bands["without_target"].thresholds == pytest.approx(without_target, abs=1e-15)
    jsonschema.Draft202012Validator(judge_schema()).validate(document.value)


def test_what_is_applied_can_be_written_into_a_file_again() -> None:
    texts = [("open-sdg", EUSTAT.read_text("utf-8")), ("linear", "thresholds: [7, 20]")]
    for rule, text in [*texts, ("met", "levels: {met: 成}\nlimit_reached_is_achieved: True")]:
        config = config_of(rule, parse_yaml(text, "x"))
        again = config_of(rule, parse_yaml(json.dumps(config.applied, ensure_ascii=False), "y"))
        assert again.applied == config.applied
        assert (again.bands, again.achieved, again.missed) == (
            config.bands, config.achieved, config.missed,
        )  # fmt: skip


def test_points_and_names_of_the_pace_are_settings_too() -> None:
    config = config_of("linear", parse_yaml("thresholds: [5, 20]\nlevels: [甲, 乙, 丙, 丁]", "x"))
    assert config.bands["pace"].thresholds == (-0.05, -0.2)
    assert (config.achieved, *config.bands["pace"].levels) == ("甲", "乙", "丙", "丁")


def test_the_schema_takes_the_sample_and_refuses_what_the_reader_refuses() -> None:
    schema = judge_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    judge.validate(read_yaml(EUSTAT).value)
    for wrong in (
        {"threshold": [1]},
        {"levels": ["a"]},
        {"score": "x"},
        {"thresholds": {}},
        {"thresholds": {"hi": 1}},
        {"levels": {"best": "a"}},
    ):
        assert not judge.is_valid(wrong), json.dumps(wrong)
    assert set(RULES) == {"open-sdg", "linear", "step", "met"}


@pytest.mark.parametrize(
    ("written", "period"),
    [("2015年", "2015"), ("2024年6月", "2024-06"), ("2024年第二季度", "2024-Q2")],
)
def test_periods_are_also_read_as_people_write_them(written: str, period: str) -> None:
    table = read_table("表.csv", lines(f"series,period,value\n甲,{written},1"))
    assert str(table.series[0].points[0].period) == period
    for doubtful in ("2024年13月", "2024年1—3月", "约2015年", "2015-12-31"):
        with pytest.raises(UserError, match="读不懂"):
            read_table("表.csv", lines(f"series,period,value\n甲,{doubtful},1"))


def test_why_prints_numbers_as_given_and_shares_short() -> None:
    text = """series,period,value,base_period,target,target_period,direction
甲,2015,12.345678,2015,9.8765,2025,down
甲,2020,11.23456789,,,,
乙,2015,1e-99,2015,,,up
乙,2020,2e99,,,,"""
    table = read_table("表.csv", lines(text))
    (one, other) = judge(table.series, published("open-sdg"))
    assert "基期值 12.345678,2020年现值 11.23456789," in one.why
    assert "达到 9.8765 须" in one.why
    assert "5年年均增长 4.57305e+41%;" in other.why
    (one, _) = judge(table.series, published("met"))
    assert one.why == "2020年现值 11.23456789,目标 ≤ 9.8765,判为 not_met(未达标)"
    assert percent(-1e-9) == "0%"
