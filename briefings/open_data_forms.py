"""The tables of the open data: columns, types, units, constraints and foreign keys."""

from __future__ import annotations

from typing import Any

from briefings.open_data import CODE, PERIOD, Column, Form, Reference

NEEDED: dict[str, Any] = {"required": True}
CODED = {**NEEDED, "pattern": CODE}
PERIODIC = {**NEEDED, "pattern": PERIOD}
COUNT = {**NEEDED, "minimum": 0}
DEMO = Column("demo", "演示", "boolean", "true:由演示程序合成,不得引用", bounds=NEEDED)
COMPARATORS = {"ge": ">=", "le": "<=", "eq": "=", "range": "range", "yes": "yes"}
BINDINGS = ("binding", "indicative", "none")
KINDS = ("rate", "ratio", "count", "density", "amount", "yes")


def _code(name: str, title: str, about: str = "") -> Column:
    return Column(name, title, about=about, bounds=CODED)


def _to(table: str, column: str, there: str = "code") -> Reference:
    return Reference((column,), table, (there,))


def _among(*values: str) -> dict[str, Any]:
    return {**NEEDED, "enum": list(values)}


def _number(name: str, title: str, about: str) -> Column:
    return Column(name, title, "number", about, "见同行 unit 列")


DISCLOSURE = Column("disclosure", "公开的报告期", about="哪一期批准公开的内容", bounds=PERIODIC)
OBSERVATIONS = Form(
    "observations",
    "观测值",
    "已批准公开的数值,一个指标、地区、报告期一行;几期都公开过的,取最后批准的一期",
    (
        _code("indicator", "指标"),
        _code("area", "地区", "行政区划代码"),
        Column("period", "报告期", about="2024、2024-Q2 或 2024-06", bounds=PERIODIC),
        Column("value", "数值", "number", "按指标的小数位", "见同行 unit 列", NEEDED),
        Column("unit", "计量单位", bounds=NEEDED),
        Column("decimals", "小数位", "integer", "数值写到第几位", bounds=COUNT),
        _code("source", "来源种类"),
        Column("revision", "修订号", about="台账里的哪一次修订;合成、推算的为空"),
        Column("approved_on", "审定日期", "date", "该数值所在报送审定之日"),
        _code("status", "数据状态", "SDMX CL_OBS_STATUS"),
        DISCLOSURE,
        DEMO,
    ),
    ("indicator", "area", "period"),
    (
        *(_to("indicators", "indicator"), _to("areas", "area"), _to("periods", "period")),
        *(_to("sources", "source"), _to("statuses", "status")),
        _to("disclosures", "disclosure", "period"),
    ),
)
TARGETS = Form(
    "targets",
    "目标",
    "公开的各期所对照的目标,一个版本一行",
    (
        _code("target", "目标"),
        Column("version", "版本", bounds=NEEDED),
        Column("name", "名称", bounds=NEEDED),
        _code("indicator", "指标"),
        _code("area", "地区", "行政区划代码"),
        Column("comparator", "比较", about="ge 不低于、le 不高于、eq 等于、range 区间、yes 完成",
               bounds=_among(*COMPARATORS)),
        _number("value", "目标值", "区间的下限"),
        _number("value_max", "区间上限", "只有区间才有"),
        Column("unit", "计量单位", bounds=NEEDED),
        Column("goal", "目标的写法", about="批准公开的原文", bounds=NEEDED),
        Column("deadline", "期限", "date", "方案没有写期限的为空"),
        Column("binding", "属性", about="约束性、预期性、未标", bounds=_among(*BINDINGS)),
        Column("tier", "层级", about="市、旗、镇哪一级的目标", bounds=NEEDED),
        Column("task", "重点任务", bounds={"pattern": CODE}),
    ),
    ("target", "version"),
    (_to("indicators", "indicator"), _to("areas", "area"), _to("tasks", "task")),
)  # fmt: skip
ASSESSMENTS = Form(
    "assessments",
    "进展",
    "公开的各期各项目标的数值和结论;核实中的只写核实中,没有数值",
    (
        DISCLOSURE,
        _code("target", "目标"),
        Column("version", "目标版本", bounds=NEEDED),
        Column("measured", "实测的报告期", bounds={"pattern": PERIOD}),
        Column("value", "数值", "number", "对照目标的数,按指标的小数位", "见同行 unit 列"),
        Column("unit", "计量单位", bounds=NEEDED),
        _code("level", "进展"),
        Column("trend", "趋势", bounds={"pattern": CODE}),
        Column("notes", "注", about="批准公开的注释,以分号分开"),
        DEMO,
    ),
    ("disclosure", "target"),
    (
        _to("disclosures", "disclosure", "period"),
        Reference(("target", "version"), "targets", ("target", "version")),
        *(_to("periods", "measured"), _to("levels", "level"), _to("trends", "trend")),
    ),
)
STANDINGS = Form(
    "task_standings",
    "重点任务进展",
    "公开的各期,每项重点任务的目标各有几项达到什么进展;没有目标的任务不列",
    (
        DISCLOSURE,
        _code("task", "重点任务"),
        _code("level", "进展"),
        Column("count", "目标数", "integer", unit="项", bounds={**NEEDED, "minimum": 1}),
        DEMO,
    ),
    ("disclosure", "task", "level"),
    (_to("disclosures", "disclosure", "period"), _to("tasks", "task"), _to("levels", "level")),
)
DISCLOSURES = Form(
    "disclosures",
    "公开记录",
    "批准公开且没有撤下的各期",
    (
        Column("period", "报告期", bounds=PERIODIC),
        Column("approved_on", "批准公开日期", "date", bounds=NEEDED),
        Column("sha256", "内容校验", about="批准的那一份的散列,与公开页所印一致",
               bounds={**NEEDED, "pattern": "^[0-9a-f]{64}$"}),
        Column("measured_to", "截至", "date", bounds=NEEDED),
        Column("time_share", "时间进度", "number", unit="%",
               bounds={**NEEDED, "minimum": 0, "maximum": 100}),
        Column("rule", "判定规则", bounds=NEEDED),
        Column("plan", "方案", bounds=NEEDED),
        DEMO,
    ),
    ("period",),
    (_to("periods", "period"),),
)  # fmt: skip
INDICATORS = Form(
    "indicators",
    "指标",
    "指标的定义和标准",
    (
        _code("code", "代码"),
        Column("name", "名称", bounds=NEEDED),
        Column("unit", "计量单位", bounds=NEEDED),
        Column("kind", "种类", bounds=_among(*KINDS)),
        Column("direction", "方向", about="up 越高越好,down 越低越好", bounds=_among("up", "down")),
        Column("frequency", "频率", about="A 年、Q 季、M 月", bounds=_among("A", "Q", "M")),
        Column("decimals", "小数位", "integer", bounds=COUNT),
        _number("minimum", "下限", "低于它的不可能"),
        _number("maximum", "上限", "高于它的不可能"),
        Column("numerator", "分子的定义"),
        Column("denominator", "分母的定义"),
        Column("standard", "标准", about="定义所依的标准或文件"),
        Column("checked", "定义核对情况"),
    ),
    ("code",),
)
AREAS = Form(
    "areas",
    "地区",
    "国家行政区划代码;镇、园区为九位统计用代码",
    (
        Column("code", "代码", bounds={**NEEDED, "pattern": "^[0-9]{6}([0-9]{3})?$"}),
        Column("name", "名称", bounds=NEEDED),
        Column("level", "级别", bounds=NEEDED),
        Column("parent", "上级"),
    ),
    ("code",),
    (Reference(("parent",), "", ("code",)),),
)
OFFICES = Form(
    "offices",
    "单位",
    "方案所列单位;数值和进展不分单位公开",
    (_code("code", "代码"), Column("name", "名称", bounds=NEEDED)),
    ("code",),
)
TASKS = Form(
    "tasks",
    "重点任务",
    "方案的重点任务",
    (
        _code("code", "代码"),
        Column("section", "章节", bounds=NEEDED),
        Column("number", "序号", "integer", bounds=NEEDED),
        Column("title", "名称", bounds=NEEDED),
    ),
    ("code",),
)
PERIODS = Form(
    "periods",
    "报告期",
    "数据里出现的报告期",
    (
        Column("code", "代码", bounds=PERIODIC),
        Column("name", "名称", bounds=NEEDED),
        Column("frequency", "频率", bounds=_among("A", "Q", "M")),
        Column("start", "起", "date", bounds=NEEDED),
        Column("end", "止", "date", bounds=NEEDED),
    ),
    ("code",),
)


def _words(name: str, title: str) -> Form:
    columns = (_code("code", "代码"), Column("name", "中文", bounds=NEEDED))
    english = Column("name_en", "英文", bounds=NEEDED)
    return Form(name, title, f"{title}的代码", (*columns, english), ("code",))


WORDS = {
    "levels": _words("levels", "进展"),
    "trends": _words("trends", "趋势"),
    "statuses": _words("statuses", "数据状态"),
    "sources": _words("sources", "来源种类"),
}
CODES: dict[str, dict[str, tuple[str, str]]] = {
    "levels": {
        "met": ("已达标", "target met"),
        "on_pace": ("达序时", "on pace"),
        "behind": ("滞后", "behind"),
        "far_behind": ("严重滞后", "far behind"),
        "not_assessable": ("不可评估", "not assessable"),
        "checking": ("核实中", "being verified"),
    },
    "trends": {
        "improving": ("改善", "improving"),
        "flat": ("持平", "flat"),
        "worsening": ("恶化", "worsening"),
        "unknown": ("趋势不明", "unknown"),
    },
    "statuses": {
        "A": ("正常", "normal value"),
        "E": ("估计", "estimated value"),
        "P": ("初步", "provisional value"),
    },
    "sources": {
        "reported": ("单位填报,两级审定", "reported and approved by two"),
        "quoted": ("引自他人公开发布", "quoted from another's publication"),
        "composed": ("由下级地区合成", "composed from the areas below"),
        "derived": ("按公式由原始量推算", "derived by a formula"),
    },
}
FORMS = (
    *(OBSERVATIONS, TARGETS, ASSESSMENTS, STANDINGS, DISCLOSURES),
    *(INDICATORS, AREAS, OFFICES, TASKS, PERIODS, *WORDS.values()),
)
