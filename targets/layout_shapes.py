"""What a layout of a third party's table may hold: one table for the reader and the schema."""

from __future__ import annotations

from typing import Any

from targets.shapes import Field, Shape, json_schema

_SLUG = "[a-z][a-z0-9-]*"
_KEY = "[a-z][a-z0-9_]*"
_PERIOD = "[0-9]{4}(-(Q[1-4]|[0-9]{2}))?"
_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,9})?"
QUESTION = Field("question", "text", "还要人确认的事;确认后删去,留着就不启用")

LAYOUT = Shape(
    "layout",
    "外来表样",
    "",
    (
        Field("id", "text", "表样编号(小写英文)", True, pattern=_SLUG),
        Field("edition", "text", "版次;表头或行改了就另写一个文件", True),
        Field("title", "text", "表名,提示和退回单上用", True),
        Field("office", "text", "报送单位代号", True, pattern=_SLUG),
        Field("frequency", "text", "年 A、季 Q、月 M", True, ("A", "Q", "M")),
        Field(
            "shape",
            "text",
            "行是指标 indicators、行是地区 areas、逐条 long",
            True,
            ("indicators", "areas", "long"),
        ),
        Field("since", "text", "适用的第一个报告期", pattern=_PERIOD),
        Field("until", "text", "适用的最后一个报告期", pattern=_PERIOD),
        Field("area", "code", "全表都是这个地区的数"),
        Field("heading_rows", "whole", "表头有几行,缺省 1"),
        Field("ignored_rows", "texts", "不采用的行:第一格或指标、地区格的文字"),
        Field("end", "texts", "表尾注释的开头,如 注:;从这一行起不再读"),
        Field("history", "flag", "历史补录:以前年度的数"),
        Field("questions", "texts", "还要人确认的事;确认后删去,留着就不启用"),
    ),
)
RECOGNISE = Shape(
    "recognise",
    "怎样认出",
    "",
    (
        Field("title", "texts", "标题(或工作表名)里都要有的字"),
        Field("sheet", "text", "工作表名里要有的字"),
        Field("headings", "texts", "必须有的列"),
    ),
)
PERIOD = Shape(
    "period",
    "报告期写在哪里",
    "",
    (
        Field(
            "in",
            "text",
            "标题 title、工作表名 sheet、一列 column、列名 headings、固定 fixed",
            True,
            ("title", "sheet", "column", "headings", "fixed"),
        ),
        Field("value", "text", "固定的报告期", pattern=_PERIOD),
        Field("to_date", "flag", "1—6月按第二季度收;只用于累计数"),
    ),
)
COLUMN = Shape(
    "columns",
    "列",
    "",
    (
        Field("heading", "text", "列名,多行表头写成 供水/总量;不含单位", True),
        Field(
            "role",
            "text",
            "数值 data(缺省)、地区、指标、报告期、单位、说明、不采用",
            choices=("data", "area", "indicator", "period", "unit", "note", "ignored"),
        ),
        Field("aliases", "texts", "列名的其他写法"),
        Field("indicator", "text", "指标代号", pattern=_KEY),
        Field("part", "text", "本期值、分子、分母", choices=("value", "numerator", "denominator")),
        Field("area", "code", "这一列是哪个地区的数"),
        Field("unit", "text", "文件里写的单位;与指标不同的按换算表换算"),
        Field("optional", "flag", "可以没有这一列"),
        Field("repeats", "flag", "空格表示与上一行相同(合并格另存为文本后)"),
        QUESTION,
    ),
)
ROW = Shape(
    "rows",
    "行",
    "",
    (
        Field("name", "text", "行名,照抄", True),
        Field("indicator", "text", "指标代号", True, pattern=_KEY),
        Field("part", "text", "本期值、分子、分母", choices=("value", "numerator", "denominator")),
        Field("aliases", "texts", "行名的其他写法"),
        Field("unit", "text", "文件里写的单位"),
        Field("area", "code", "这一行是哪个地区的数"),
        QUESTION,
    ),
)
AREA = Shape(
    "areas",
    "地区",
    "",
    (
        Field("code", "code", "行政区划代码,须在方案的地区内", True),
        Field("names", "texts", "文件里的写法;方案中的名称和代码不必写"),
        QUESTION,
    ),
)
TOTAL = Shape(
    "totals",
    "合计行",
    "",
    (
        Field("label", "text", "合计行的名称,照抄", True),
        Field("sums", "texts", "核对哪些列(heading)"),
        Field(
            "rows",
            "text",
            "合计全部行 all(缺省),或上一个合计以来的行 group",
            choices=("all", "group"),
        ),
        Field("area", "code", "合计行本身也是这个地区的值"),
        Field("tolerance", "text", "允许相差多少(文件的单位),加引号", pattern=_NUMBER),
        QUESTION,
    ),
)
SECTIONS = {"recognise": RECOGNISE, "period": PERIOD}
LISTS = {"columns": COLUMN, "rows": ROW, "areas": AREA, "totals": TOTAL}
REQUIRED = ("recognise", "period", "columns")


def layout_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a layout file."""
    whole = json_schema(LAYOUT)
    for name, shape in SECTIONS.items():
        whole["properties"][name] = _part(shape)
    for name, shape in LISTS.items():
        record = _part(shape)
        title = record.pop("title")
        whole["properties"][name] = {"title": title, "type": "array", "items": record}
    whole["properties"]["heading_rows"] |= {"minimum": 1, "maximum": 3}
    whole["required"] = [*whole["required"], *REQUIRED]
    return whole


def _part(shape: Shape) -> dict[str, Any]:
    return {name: value for name, value in json_schema(shape).items() if name != "$schema"}
