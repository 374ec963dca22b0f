"""Layouts that offices use: task tables, columns of years, brackets of names, parts and annexes."""

from __future__ import annotations

from datetime import date

import pytest

from targets.extract.model import Draft, TargetDraft
from targets.extract.prepare import prepare
from targets.extract.read import extract
from targets.sections import sections, task_section

HEAD = "某县公共服务提升方案（2024—2026年）\n\n一、主要任务\n"


def read(text: str) -> tuple[Draft, list[TargetDraft]]:
    draft = extract(HEAD + text)
    return draft, list(draft.targets)


def offices(draft: Draft, target: TargetDraft) -> tuple[list[str], list[str]]:
    names = {office.id: office.name for office in draft.offices}
    return [names[i] for i in target.leads], [names[i] for i in target.cooperating]


def test_office_lines_that_come_back_are_kept_and_running_headers_are_not():
    item = "（{}）改造站点{}座。\n牵头单位：县民政局\n\n"
    raw = HEAD + "".join(item.format(mark, n) for n, mark in enumerate("一二三四", start=2))
    assert prepare(raw).count("牵头单位：县民政局") == 4
    paged = raw.replace("（三）", "— 2 —\n某县公共服务提升方案（2024—2026年）\n（三）")
    assert prepare(paged).count("公共服务提升方案") == 1


TASKS = """
| 序号 | 工作任务 | 年度目标 | 责任单位 | 协办单位 | 完成时间 |
|---|---|---|---|---|---|
| 1 | 完善步道 | 新建健身步道17公里 | 县体育局 | 县住建局、
县水务局 | 2025年9月底 |
| 2 | 改善照明 | 主街亮灯率不低于97％，更换灯具850盏 | 县城管局 | | 2024年 |
"""


def test_a_table_of_tasks_gives_each_row_its_offices_and_its_day():
    draft, targets = read(TASKS)
    rows = [(t.found.name, t.found.value, t.found.deadline, *offices(draft, t)) for t in targets]
    assert rows == [
        ("新建健身步道", 17, date(2025, 9, 30), ["县体育局"], ["县住建局", "县水务局"]),
        ("主街亮灯率", 97, date(2024, 12, 31), ["县城管局"], []),
        ("更换灯具", 850, date(2024, 12, 31), ["县城管局"], []),
    ]


YEARS = """
指    标\t基期值（2023年）\t2024年目标\t2025年目标\t属  性\t牵头部门
1.社区食堂覆盖率（%）\t31\t40\t不低于55\t约束性\t县民政局
2.每千人口病床数（张/千人）\t5.2\t5.4\t5.8\t预期性\t县卫健局
"""


def test_a_table_of_years_gives_a_target_a_year_with_the_unit_out_of_the_name():
    draft, targets = read(YEARS)
    rows = [
        (t.found.name, t.found.value, t.found.unit, t.found.deadline.year, t.found.number,
         t.found.binding, offices(draft, t)[0])
        for t in targets
    ]  # fmt: skip
    assert rows == [
        ("社区食堂覆盖率", 40, "%", 2024, 1, "binding", ["县民政局"]),
        ("社区食堂覆盖率", 55, "%", 2025, 1, "binding", ["县民政局"]),
        ("每千人口病床数", 5.4, "张/千人", 2024, 2, "indicative", ["县卫健局"]),
        ("每千人口病床数", 5.8, "张/千人", 2025, 2, "indicative", ["县卫健局"]),
    ]


def test_a_row_that_falls_from_its_baseline_is_a_ceiling_and_asked_about():
    rows = "指标\t单位\t2023年\t2025年\t2026年\n空关房比例\t%\t9\t7\t5\n绿地率\t%\t30\t31\t32\n"
    draft, targets = read(rows)
    assert [t.found.comparator for t in targets] == ["<=", "<=", ">=", ">="]
    assert all("comparator" in t.inferred for t in targets)
    assert {q.target for q in draft.questions if q.kind == "comparator"} == {t.id for t in targets}


def test_a_row_before_a_page_break_and_rows_without_their_class_are_read():
    text = (
        "领域 序号 指标 2023年 2026年 属性\n安居 1 公租房入住率（%） 88 95 预期性\n"
        "2 老旧小区改造率（%） 40 ≥80 约束性\n— 4 —\n领域 序号 指标 2023年 2026年 属性\n"
        "出行 3 公交准点率（%） 80 90 预期性\n"
    )
    _, targets = read(text)
    assert [(t.found.category, t.found.name, t.found.value) for t in targets] == [
        ("安居", "公租房入住率", 95), ("安居", "老旧小区改造率", 80), ("出行", "公交准点率", 90),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "leads", "helping"),
    [
        ("（县教育局、县财政局）", ["县教育局", "县财政局"], []),
        ("〔县教育局会同县财政局、县人社局〕", ["县教育局"], ["县财政局", "县人社局"]),
        ("（县教育局牵头，县财政局等按职责配合）", ["县教育局"], ["县财政局"]),
        ("（县教育局负责，2025年8月底前完成）", ["县教育局"], []),
        ("（县教育局、县财政局负责，长期坚持）", ["县教育局", "县财政局"], []),
        ("（责任单位：县教育局；责任人：局主要负责同志）", ["县教育局"], []),
        (
            "【牵头处室单位：县教育局；配合单位：各乡（镇、街道）】",
            ["县教育局"],
            ["各乡(镇、街道)"],
        ),
        ("\n责任单位：县财政局、县教育局（牵头）\n", ["县教育局"], ["县财政局"]),
        (
            "\n主责单位：县教育局\n协助单位：供水、供电、通信企业\n时间：2025年8月",
            ["县教育局"],
            ["供水、供电、通信企业"],
        ),
    ],
)
def test_who_answers_is_read_in_each_wording(clause, leads, helping):
    draft, targets = read(f"（一）扩大供给。新增学位320个。{clause}\n\n（二）其他。\n")
    assert offices(draft, targets[0]) == (leads, helping)
    says_when = "2025年8月" in clause
    assert targets[0].found.deadline == (date(2025, 8, 31) if says_when else date(2026, 12, 31))


@pytest.mark.parametrize(
    "bracket", ["（县体育中心北侧）", "（含乡镇）", "（县、乡、村）", "（见附表）"]
)
def test_a_bracket_that_names_no_offices_answers_for_nothing(bracket):
    _, targets = read(f"（一）扩大供给。新建球场6处{bracket}，新增学位320个。\n")
    assert [t.leads for t in targets] == [(), ()]


@pytest.mark.parametrize(
    ("words", "value", "unit", "comparator"),
    [
        ("新增巡检设备45台（套）", 45, "台(套)", ">="),
        ("群众满意度达到88分以上", 88, "分", ">="),
        ("清洁车辆占比不低于七成", 70, "%", ">="),
        ("本地采购占比不低于四分之一", 25, "%", ">="),
        ("诉求36小时内响应", 36, "小时", "<="),
        ("办证环节压缩为2个环节", 2, "个环节", "<="),
        ("由8个工作日缩短为5个工作日", 5, "个工作日", "<="),
        ("车均场地达到90平方米/标台", 90, "平方米/标台", ">="),
        ("果园面积发展到6.5万亩", 6.5, "万亩", ">="),
        ("常住人口稳定在31万人", 31, "万人", ">="),
        ("一般事故控制在6起以内", 6, "起", "<="),
        ("事故隐患整改率达到99%", 99, "%", ">="),
    ],
)
def test_units_and_verbs_of_arriving_are_read(words, value, unit, comparator):
    _, targets = read(f"到2026年，{words}。\n")
    found = [(t.found.value, t.found.unit, t.found.comparator) for t in targets]
    assert found == [(value, unit, comparator)]


@pytest.mark.parametrize(
    "words",
    [
        "按月发放两项补贴。",
        "编制80人以上（含80人）的单位都要落实。",
        "培育百万元村和亿元企业。",
        "对获评单位分别给予30万元、10万元奖励。",
        "每季度末前3个工作日内报送。",
        "招引投资8000万元以上的项目。",
        "各镇可结合实际制定实施细则。",
        "开展隐患动态清零行动，普遍轮训一遍。",
    ],
)
def test_names_conditions_and_rewards_are_no_promises(words):
    assert read(words)[1] == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("实施桥梁加固12座，完成河道清淤30公里", ["桥梁加固", "河道清淤"]),
        ("“一码通行”率达到95%，按时办结率达到99%", ["“一码通行”率", "按时办结率"]),
        ("0—3岁婴幼儿入托率达到40%", ["0-3岁婴幼儿入托率"]),
        ("建成区绿地率达到38%", ["建成区绿地率"]),
        ("零工驿站（市场）达到9个", ["零工驿站(市场)"]),
        ("2025年，通车里程和站点分别达到80公里、40座；2026年，分别达到95公里、52座",
         ["通车里程", "站点", "通车里程", "站点"]),
        ("覆盖率2025年达到60%，2026年达到80%", ["覆盖率", "覆盖率"]),
        ("入托率2024年达到30%、2025年达到35%、2026年达到40%", ["入托率"] * 3),
        ("新建12家书屋、新建9家剧场、新增80个阅读点", ["书屋", "剧场", "阅读点"]),
        ("建设便民驿站6处（其中2024年2处，2025年4处）", ["便民驿站"] * 3),
        ("改造便民驿站6处，其中2024年完成2处，2025年完成4处", ["改造便民驿站"] * 3),
        ("建设面积约2万平方米的展馆1座", ["建设面积约2万平方米的展馆"]),
        ("自动化率由目前的41%提高到63%", ["自动化率"]),
    ],
)  # fmt: skip
def test_names_are_the_things_without_verbs_and_with_their_marks(words, names):
    assert [t.found.name for t in read(f"{words}。\n")[1]] == names


def test_a_month_holds_until_the_semicolon_and_a_year_until_the_full_stop():
    _, targets = read("2025年6月底前建成泵站3座，改造管网8公里；新增绿地5公顷。\n")
    assert [t.found.deadline for t in targets] == [
        date(2025, 6, 30), date(2025, 6, 30), date(2026, 12, 31),
    ]  # fmt: skip
    _, targets = read("到2025年，新建泵站3座；新增绿地5公顷。\n")
    assert [t.found.deadline.year for t in targets] == [2025, 2025]


def test_the_time_of_the_clause_is_surer_than_the_plan_s_own_term():
    _, targets = read("（一）改造。三年改造小区70个。\n责任单位：县住建局\n时间：2025年10月\n")
    assert targets[0].found.deadline == date(2025, 10, 31)


def test_milestones_end_clauses_too_and_pass_examinations():
    _, targets = read("县医院新院区2024年9月底前开工，2026年6月底前通过省级竣工验收。\n")
    assert [(t.found.comparator, t.found.name, t.found.deadline) for t in targets] == [
        ("yes", "县医院新院区", date(2024, 9, 30)), ("yes", "县医院新院区", date(2026, 6, 30)),
    ]  # fmt: skip


def test_parts_great_numerals_numbered_tasks_and_annexes_are_sections():
    text = "标题\n壹、目标\n贰、任务\n任务一：增绿\n新增。\n任务二：治水\n治理。\n附件1\n任务表\n"
    assert [s.name for s in sections(text)] == ["", "一", "二", "二(一)", "二(二)", "附件1"]
    assert task_section(text, "二", 2) == "二(二)"
    parts = "标题\n第一部分 目标\n（一）甲\n第二部分 任务\n（一）乙\n1.丙\n"
    assert [s.name for s in sections(parts)] == ["", "一", "一(一)", "二", "二(一)", "二(一)1"]


def test_a_comparison_with_last_year_is_asked_about():
    draft, targets = read("高校毕业生招录人数不低于上年规模。\n")
    assert targets == []
    assert [q.kind for q in draft.questions if "上年" in q.quote] == ["change"]


PASTED = """序号
指标
单位
2024年
2026年
属性
责任单位
1
社区食堂覆盖率
%
40
60
预期性
县民政局
2
适老化改造户数
户

300

县民政局、县住建局
3
护理床位占比
%
52
≥55
约束性

"""


def test_an_empty_line_in_a_table_pasted_cell_by_cell_is_an_empty_cell():
    draft = extract(f"{HEAD}{PASTED}\n（一）扩大供给。新增学位320个。（县教育局）\n")
    rows = [(t.found.name, t.found.value, t.found.deadline.year, len(t.leads))
            for t in draft.targets if t.found.source == "table"]  # fmt: skip
    assert rows == [
        ("社区食堂覆盖率", 40, 2024, 1),
        ("社区食堂覆盖率", 60, 2026, 1),
        ("适老化改造户数", 300, 2026, 2),
        ("护理床位占比", 52, 2024, 0),
        ("护理床位占比", 55, 2026, 0),
    ]


def test_empty_lines_between_the_cells_of_a_pasted_table_are_none_of_its_cells():
    rows = [row for row in PASTED.splitlines() if row]
    whole = "\n\n".join(
        [*rows[:14], "2", "适老化改造户数", "户", "200", "300", "预期性", "县民政局"]
    )
    draft = extract(f"{HEAD}{whole}\n\n（一）扩大供给。新增学位320个。（县教育局）\n")
    values = [t.found.value for t in draft.targets if t.found.source == "table"]
    assert values == [40, 60, 200, 300]
