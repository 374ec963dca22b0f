"""The files of a plan folder and what each record of theirs holds."""

from __future__ import annotations

from dataclasses import replace

from targets.national.catalogue import FORMULAS
from targets.shapes import Field, Shape

_FORMULAS = tuple(FORMULAS)
_SLUG = "[a-z][a-z0-9-]*"
_KEY = "[a-z][a-z0-9_]*"
_ID = "[A-Za-z0-9][A-Za-z0-9-]*"
_BESIDE = r"\.\./[^/\\.][^/\\]*"
INFERABLE = (
    "area", "deadline", "tier", "leads", "cooperating", "task", "comparator", "indicator",
    "counting", "pace",
)  # fmt: skip
LEVELS = ("国", "自治区", "省", "市", "旗区", "镇", "村", "园区")
COUNTINGS = ("new", "cumulative")
AGGREGATIONS = ("sum", "ratio", "supply", "all", "none")
PACES = ("linear", "step", "seasonal", "compound", "met")
REASONS = ("date", "document number", "ordinal", "name", "description")

PLAN = Shape(
    "plan",
    "方案",
    "",
    (
        Field("id", "text", "方案编号(小写英文)", True, pattern=_SLUG),
        Field("title", "text", "方案全称,与原文一致", True),
        Field("document", "text", "文号,与原文一致", True),
        Field("issuer", "text", "印发单位,与原文一致", True),
        Field("area", "code", "方案所属地区的代码", True),
        Field("start", "day", "方案期首日", True),
        Field("end", "day", "方案期末日", True),
        Field("issued", "day", "印发日期", True),
        Field("pace_origin", "day", "序时进度起点,可改为印发日或上位文件成文日", True),
        Field(
            "inherits", "text", "承接哪个上级方案:旁边的文件夹,如 ../150600-2023", pattern=_BESIDE
        ),
        Field("rule", "text", "评估规则文件的名称,默认 yinchuan-2025", pattern=_SLUG),
        Field("covered", "texts", "每个数都须有着落的章(第一级标题的序号)", True),
    ),
)

OFFICES = Shape(
    "offices",
    "单位",
    "offices",
    (
        Field("id", "text", "单位代号(小写英文)", True, pattern=_SLUG),
        Field("name", "text", "单位名称,文中最常用的写法", True),
        Field("aliases", "texts", "文中或日常的其他写法"),
        Field("ended", "day", "撤并之日,自这天起不再保留;与 successor 一起写"),
        Field("successor", "text", "撤并后由哪个单位承担职责,写单位代号", pattern=_SLUG),
        Field("area", "code", "是哪个地区的单位,写地区代码;不写即方案所属地区的"),
    ),
)

AREAS = Shape(
    "areas",
    "地区",
    "areas",
    (
        Field("code", "code", "行政区划代码", True),
        Field("name", "text", "名称", True),
        Field("level", "text", "层级", True, LEVELS),
        Field("parent", "code", "上级代码"),
        Field(
            "members",
            "codes",
            "由哪些地区合成,写全代码,方案没有列的也写;不写即上级是它的各地区;[] 为不合成",
        ),
        Field("valid_from", "day", "设立之日,自这天起有这个地区;不写即一直有"),
        Field("valid_to", "day", "撤销之日,自这天起不再有;与 successors 一起写"),
        Field("successors", "codes", "撤销后划归哪些地区,写代码;[] 为没有承接的地区"),
        Field("tile", "tile", "方格示意图上的 [行, 列],从 0 起"),
    ),
)

INDICATORS = Shape(
    "indicators",
    "指标",
    "indicators",
    (
        Field("key", "text", "指标代号(小写英文和下划线)", True, pattern=_KEY),
        Field("name", "text", "指标名称", True),
        Field("unit", "text", "单位", True),
        Field(
            "kind",
            "text",
            "率、比值、件数、密度、人均量、是否",
            True,
            ("rate", "ratio", "count", "density", "amount", "yes"),
        ),
        Field("direction", "text", "越大越好 up,越小越好 down", True, ("up", "down")),
        Field("frequency", "text", "填报频率:年 A、季 Q、月 M", True, ("A", "Q", "M")),
        Field("decimals", "whole", "小数位数"),
        Field("numerator", "text", "分子"),
        Field("denominator", "text", "分母"),
        Field("numerator_unit", "text", "分子单位"),
        Field("denominator_unit", "text", "分母单位"),
        Field("scale", "number", "数值 = 分子 / 分母 × scale,百分率为 100"),
        Field("hard_min", "number", "小于它不可能"),
        Field("hard_max", "number", "大于它不可能"),
        Field("plausible_min", "number", "小于它存疑"),
        Field("plausible_max", "number", "大于它存疑"),
        Field("cumulative", "flag", "累计数,只增不减"),
        Field("year_to_date", "flag", "本年累计数,每年1月从零起"),
        Field("season", "numbers", "季节份额:到每期末通常完成全年的几成,最后一期为 1"),
        Field("redefined", "day", "分子或分母口径自这天起变更,前后不可直比"),
        Field(
            "aggregation",
            "text",
            "下级怎样合成:相加 sum、分子分母相加 ratio、按供水量 supply、都完成 all、不合成 none",
            choices=AGGREGATIONS,
        ),
        Field("standard", "text", "依据的标准"),
        Field("confidence", "text", "定义的可信度"),
        Field("remark", "text", "口径说明"),
        Field("definition_pending", "flag", "口径待定:收数而不判"),
        Field("derivation", "text", "由原始数推算的公式(cityplan derive list)", choices=_FORMULAS),
        Field("inputs", "texts", "推算用的原始量:公式输入=指标代号,全部已报时自动推算"),
        Field("derived_output", "text", "取公式的哪个结果,默认第一个"),
        Field("aliases", "texts", "其他名称"),
    ),
    common=True,
)

TARGETS = Shape(
    "targets",
    "目标",
    "targets",
    (
        Field("id", "text", "目标编号:T 表、P 正文、M 节点、F 频次", True, pattern=_ID),
        Field("name", "text", "目标名称,能照抄原文就照抄", True),
        Field("indicator", "text", "用哪个指标衡量", True, pattern=_KEY),
        Field("area", "code", "判哪个地区的值", True),
        Field("comparator", "text", "执行的比较符", True, (">=", "<=", "=", "range", "yes")),
        Field("value", "number", "目标值,用指标的单位;1:3 写 0.3333;是否类写 1", True),
        Field("value_max", "number", "区间的上限"),
        Field("printed", "text", "印出的数和比较符,照抄", True),
        Field("printed_comparator", "text", "印出的比较用语;没印就不写"),
        Field("deadline", "day", "期限", True),
        Field("open_ended", "flag", "原文确无期限,deadline 只是占位,不判逾期"),
        Field("tier", "text", "谁的承诺", True, ("市", "旗", "阿镇")),
        Field("binding", "text", "约束性、预期性、无", True, ("binding", "indicative", "none")),
        Field("section", "text", "所在节,如 四(一)1;表为 三·表", True),
        Field("quote", "text", "原文照抄,在该节内唯一", True),
        Field("source", "text", "来源", True, ("table", "prose", "milestone", "process")),
        Field("category", "text", "表中类别"),
        Field("number", "whole", "表中序号"),
        Field("task", "text", "所属任务;不写 leads 时取任务的牵头和配合单位"),
        Field("leads", "texts", "牵头单位代号"),
        Field("cooperating", "texts", "配合单位代号"),
        Field("inferred", "texts", "原文没写、推定的字段", choices=INFERABLE),
        Field("notes", "texts", "推定的理由和口径说明"),
        Field("keep", "flag", "保持类:已达标,只判不跌破"),
        Field("counting", "text", "件数:期限那一年的新增 new,或累计 cumulative", choices=COUNTINGS),
        Field("pace", "text", "序时模型;不写时由评估规则的表决定", choices=PACES),
        Field("cadence", "text", "频次", choices=("month", "quarter", "year", "five-years")),
        Field("handed_down", "handed", "交下级承接:true 为各级,或写只交给哪一级"),
    ),
    common=True,
)

TASKS = Shape(
    "tasks",
    "任务",
    "tasks",
    (
        Field("id", "text", "任务编号", True, pattern=_ID),
        Field("section", "text", "所在节,如 四(一)", True),
        Field("number", "whole", "节内序号", True),
        Field("title", "text", "任务名称,照抄", True),
        Field("leads", "texts", "牵头单位代号", True),
        Field("cooperating", "texts", "配合单位代号"),
        Field("quote", "text", "牵头、配合单位一句,照抄", True),
    ),
)

REPORTING = Shape(
    "reporting",
    "填报单位",
    "reporting",
    (
        Field("indicator", "text", "指标代号", True, pattern=_KEY),
        Field("area", "code", "地区代码", True),
        Field("office", "text", "填报单位代号", True, pattern=_SLUG),
        Field("inferred", "flag", "推定的(默认);已书面明确的写 false"),
    ),
)

EXCEPTIONS = Shape(
    "exceptions",
    "不是目标的数",
    "exceptions",
    (
        Field("section", "text", "所在节", True),
        Field("quote", "text", "含这个数的原文,在该节内唯一", True),
        Field("reason", "text", "为什么不是目标", True, REASONS),
    ),
)

# Targets that a later document adds; the adjustment that names one brings it into force.
ADDED = replace(TARGETS, name="added", title="新增目标")

ADJUSTMENTS = Shape(
    "adjustments",
    "期中调整",
    "adjustments",
    (
        Field("id", "text", "调整文件代号;原文放在 adjustments/<id>.txt", True, pattern=_ID),
        Field("target", "text", "调整哪个目标", True, pattern=_ID),
        Field("document", "text", "调整文件的文号,与其原文一致", True),
        Field("quote", "text", "作出调整的一句,照抄,在调整文件里唯一", True),
        Field("approved_by", "text", "批准的机关或岗位", True),
        Field("decided", "day", "决定(成文)日期", True),
        Field("effective", "day", "自哪天起按新的执行", True),
        Field("reason", "text", "为什么调整", True),
        Field("value", "number", "新目标值,用指标的单位"),
        Field("value_max", "number", "新的区间上限"),
        Field("comparator", "text", "新的比较符", choices=(">=", "<=", "=", "range", "yes")),
        Field("printed", "text", "调整文件印出的数和比较用语,照抄"),
        Field("deadline", "day", "新期限"),
        Field("binding", "text", "新属性", choices=("binding", "indicative", "none")),
        Field("leads", "texts", "新的牵头单位代号,写全"),
        Field("cooperating", "texts", "新的配合单位代号,写全;[] 为不再有"),
        Field("withdrawn", "flag", "true:自生效日起撤销这个目标"),
        Field("added", "flag", "true:自生效日起新增 added.yaml 里的这个目标"),
    ),
    common=True,
)

OVERRIDES = Shape(
    "overrides",
    "承接的目标本级另定的",
    "overrides",
    (
        Field("target", "text", "承接来的目标编号,如 T3-150600", True, pattern=_ID),
        Field("quote", "text", "本级方案里另定的一句,照抄,在全文唯一", True),
        Field("reason", "text", "为什么另定", True),
        Field("value", "number", "本级的目标值,用指标的单位"),
        Field("value_max", "number", "本级的区间上限"),
        Field("comparator", "text", "本级的比较符", choices=(">=", "<=", "=", "range", "yes")),
        Field("printed", "text", "本级方案印出的数和比较用语,照抄"),
        Field("deadline", "day", "本级的期限"),
        Field("binding", "text", "本级的属性", choices=("binding", "indicative", "none")),
        Field("leads", "texts", "本级的牵头单位代号,写全"),
        Field("cooperating", "texts", "本级的配合单位代号,写全;[] 为没有"),
        Field(
            "milestones",
            "texts",
            "本级方案写明的节点值,报告期=值,如 2026=88",
            pattern="[0-9]{4}(?:-Q[1-4]|-[01][0-9])?=-?[0-9]+(?:[.][0-9]+)?",
        ),
        Field("dropped", "flag", "true:本级不执行这个目标(约束性的不能)"),
    ),
)

COUNTERPARTS = Shape(
    "counterparts",
    "对应单位",
    "counterparts",
    (
        Field("above", "text", "上级方案里的单位名称", True),
        Field("office", "text", "在本级由哪个单位承担,写单位代号", True, pattern=_SLUG),
    ),
)

SHAPES = (
    *(PLAN, OFFICES, AREAS, INDICATORS, TARGETS, TASKS, REPORTING, EXCEPTIONS),
    *(ADJUSTMENTS, ADDED, OVERRIDES, COUNTERPARTS),
)
