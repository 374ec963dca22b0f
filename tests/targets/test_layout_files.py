"""A layout is checked when it is read: file, line and field for the first thing wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from observations.errors import UserError
from observations.period import Frequency, ReportingPeriod
from targets.layout_files import load_layout, load_layouts
from tests.observations.tables.made import PLAN, WATER, layout

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schemas" / "layout.schema.json").read_text("utf-8")
)


def test_a_layout_says_what_its_file_says():
    read = layout()
    assert (read.name, read.office_name) == ("water-quarter@2024", "市政公用事业中心")
    assert read.frequency is Frequency.QUARTER
    assert [c.role for c in read.columns] == ["ignored", "area", "data", "data", "data", "note"]
    assert read.areas[0].names == ("伊金霍洛旗", "伊旗", "全旗")
    assert read.serves(ReportingPeriod.parse("2030-Q1"))


def test_what_the_reader_takes_the_schema_takes():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(yaml.safe_load(WATER))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("office: municipal-utilities", "office: nobody", "没有单位“nobody”"),
        ("indicator: leakage_rate, part: denominator", "indicator: no_such", "没有指标"),
        ("unit: 万立方米", "unit: 吨", "不能精确换算"),
        ('code: "150627101"', 'code: "999999"', "没有地区"),
        ("{title: [供水, 季报]}", "{}", "没有写怎样认出"),
        ("shape: areas", "shape: indicators", "没有 role 为 indicator 的列"),
        ("{in: title}", "{in: column}", "报告期列与"),
        ("{in: title}", "{in: fixed}", "value 与 period.in"),
        ("{in: title}", "{in: fixed, value: 2024-06}", "不是季报的报告期"),
        ("sums: [供水量/总量, 供水量/漏损水量]", "sums: [供水量]", "不是数值列"),
        ("heading: 备注, role: note", "heading: 地区, role: note", "重复"),
        ("names: [阿镇]", "names: [全旗]", "重复"),
        ("heading_rows: 2", "heading_rows: 9", "应为 1 至 3"),
        ("heading_rows: 2", "heading_rows: 2\ncolour: red", "不认识的字段"),
        ('edition: "2024"', 'edition: "2024"\nsince: 2024-Q2\nuntil: 2024-Q1', "早于 since"),
        ('edition: "2024"', 'edition: "2024"\nsince: 2024-06', "不是季报"),
        ("columns:", "column:", "缺少 columns"),
        ("indicator: leakage_rate}", "indicator: pocket_parks, part: numerator}", "不按分子"),
        ("- {heading: 漏损率", "- {heading: '{period}/漏损率'", "{period} 与"),
        ("- {heading: 漏损率", "- {heading: '{area}{area}漏损率'", "只能写一次"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_field(old, new, said):
    assert old in WATER
    with pytest.raises(UserError, match=r"表样\.yaml 第[0-9]+行") as told:
        layout(WATER.replace(old, new))
    assert said in str(told.value)


def test_a_question_left_keeps_the_layout_out():
    asked = WATER.replace("role: note}", "role: note, question: 要不要}")
    with pytest.raises(UserError, match="还有 1 个问题没有确认"):
        layout(asked)
    jsonschema.Draft202012Validator(SCHEMA).validate(yaml.safe_load(asked))


def test_a_wrong_layout_does_not_hold_up_the_others(tmp_path):
    (tmp_path / "a.yaml").write_text(WATER, "utf-8")
    (tmp_path / "b.yaml").write_text(WATER.replace("shape: areas", "shape: round"), "utf-8")
    (tmp_path / "c.yaml").write_text(WATER, "utf-8")
    (tmp_path / "d.yaml").write_text("# to be written\n", "utf-8")
    (tmp_path / ".#a.yaml").symlink_to("somebody@desk.4711")  # an editor's lock
    held = load_layouts([tmp_path, tmp_path / "none"], PLAN)
    assert list(held.layouts) == ["water-quarter@2024"]
    assert [p.what.partition(":")[0] for p in held.problems] == [
        ".#a.yaml",
        "b.yaml 第7行 shape",
        "c.yaml",
        "d.yaml 第1行",
    ]


def test_a_layout_is_read_from_its_file(tmp_path):
    path = tmp_path / "water.yaml"
    path.write_text(WATER, "utf-8")
    assert load_layout(path, PLAN) == layout()
