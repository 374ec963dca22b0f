"""Tables as bureaus and companies send them, drawn by the tests, and the layouts that read them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from textwrap import dedent

import xlsxwriter

from observations.tables.model import TableLayout
from targets.layout_files import layout_of
from targets.load import DEFAULT_PLAN, load_plan
from targets.yamlfile import parse_yaml

PLAN = load_plan(DEFAULT_PLAN)
INDICATORS = {indicator.key: indicator for indicator in PLAN.indicators}
BANNER, TOWN, OTHER = "150627", "150627100", "150627101"

WATER = """
id: water-quarter
edition: "2024"
title: 市政供水季报
office: municipal-utilities
frequency: Q
shape: areas
recognise: {title: [供水, 季报]}
period: {in: title}
heading_rows: 2
columns:
  - {heading: 序号, role: ignored}
  - {heading: 地区, role: area, aliases: [旗区、镇]}
  - {heading: 供水量/总量, unit: 万立方米, indicator: leakage_rate, part: denominator}
  - {heading: 供水量/漏损水量, unit: 立方米, indicator: leakage_rate, part: numerator}
  - {heading: 漏损率, unit: "‰", indicator: leakage_rate}
  - {heading: 备注, role: note}
areas:
  - {code: "150627", names: [伊旗, 全旗]}
  - {code: "150627100", names: [阿镇]}
  - {code: "150627101"}
ignored_rows: [其他]
end: ["注:", 填表人]
totals:
  - {label: 合计, sums: [供水量/总量, 供水量/漏损水量]}
"""
HEADINGS = (
    ("序号", "地区", "供水量", None, "漏损率", "备注"),
    (None, None, "总量(万立方米)", "漏损水量(立方米)", "(‰)", None),
)
MERGED = ((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (2, 5, 3, 5))
TITLE = "2024年第一季度市政供水季报"
ROWS = (
    (1, "阿镇", 120.5, 102425, 85, ""),
    (2, "札萨克镇", "30.25", 27225, "90‰", "含乡村"),
    ("合计", None, 150.75, 129650, None, None),
    ("注:漏损率按 CJJ 92 计算", None, None, None, None, None),
)


def layout(text: str = WATER, **changes: str) -> TableLayout:
    """A layout from YAML; `changes` replace one piece of text each."""
    for old, new in changes.items():
        text = text.replace(old, new)
    return layout_of(parse_yaml(dedent(text), "表样.yaml"), PLAN)


def book(
    rows: Sequence[Sequence[object]] = ROWS,
    *,
    title: str = TITLE,
    headings: Sequence[Sequence[object]] = HEADINGS,
    merged: Sequence[tuple[int, int, int, int]] = MERGED,
    percents: Mapping[tuple[int, int], float] | None = None,
    sheets: Sequence[str] = ("供水",),
) -> bytes:
    """A workbook: title, a line with the sender, headings from row 3, rows below."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as made:
        made.set_properties({"created": datetime(2024, 4, 8, tzinfo=UTC)})
        percent = made.add_format({"num_format": "0.0%"})
        for name in sheets:
            sheet = made.add_worksheet(name)
            sheet.write(0, 0, title)
            sheet.write(1, 0, "填报单位:旗市政公用事业中心")
            for r, line in enumerate((*headings, *rows), start=2):
                for c, value in enumerate(line):
                    if value is not None:
                        sheet.write(r, c, value)
            for area in merged:
                first = (*headings, *rows)[area[0] - 2][area[1]]
                sheet.merge_range(*area, first)
            for at, number in (percents or {}).items():
                sheet.write_number(*at, number, percent)
    return out.getvalue()
