"""The plan as data, held against counts and traps that were read in the document by eye."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from targets.check import check_plan
from targets.conflicts import find_conflicts, pairs
from targets.load import DEFAULT_PLAN, load_plan
from targets.names import indicator_named, office_named
from targets.quotes import fold
from tests.targets.plans import copy_of, real_plan, spoil, target

PLAN = real_plan()


def conflicts_of(kind: str) -> list[tuple[str, ...]]:
    return [c.targets for c in find_conflicts(PLAN) if c.kind == kind]


def test_our_plan_agrees_with_its_document_everywhere() -> None:
    assert check_plan(PLAN) == ()


def test_the_table_has_twenty_rows_fifteen_binding_and_five_indicative() -> None:
    table = [t for t in PLAN.targets if t.source == "table"]
    assert [t.number for t in table] == list(range(1, 21))
    binding = [t.number for t in table if t.binding == "binding"]
    assert binding == [*range(1, 14), 15, 17]
    assert [t.number for t in table if t.binding == "indicative"] == [14, 16, 18, 19, 20]


def test_there_are_twenty_nine_tasks_each_led_by_somebody() -> None:
    assert len(PLAN.tasks) == 29
    assert Counter(t.section for t in PLAN.tasks) == {
        "四(一)": 5, "四(二)": 3, "四(三)": 7, "四(四)": 5, "四(五)": 6, "四(六)": 3
    }  # fmt: skip
    assert all(t.leads for t in PLAN.tasks)


@pytest.mark.parametrize(
    ("quote", "comparator", "value", "deadline"),
    [
        ("2023年新建或改造口袋公园、小微绿地6个以上", ">=", 6, "2023-12-31"),
        ("城市建成区绿地率达到42.14%", ">=", 42.14, "2025-12-31"),
        ("绿化覆盖率达到44.03%", ">=", 44.03, "2025-12-31"),
        ("公园绿地服务半径覆盖率达到88.41%", ">=", 88.41, "2025-12-31"),
        ("城市人均公园绿地面积达到50.93平方米", ">=", 50.93, "2025-12-31"),
        ("城市林荫路推广率达到73.36%", ">=", 73.36, "2025-12-31"),
        ("车位占总车位的比例达到15%以上", ">=", 15, "2025-12-31"),
        ("机动车停车位100%建设", ">=", 100, "2025-12-31"),
        ("2023年,完成城镇充电设施5000个", ">=", 5000, "2023-12-31"),
        ("服务半径不大于2公里", "<=", 2, "2025-12-31"),
        ("力争不低于1:3", ">=", 0.3333, "2025-12-31"),
        ("生活垃圾回收利用率达到35%以上", ">=", 35, "2025-12-31"),
        ("生活垃圾焚烧处理能力占比达到80%以上", ">=", 80, "2025-12-31"),
        ("供水管网漏损率控制在9%以内", "<=", 9, "2025-12-31"),
        ("新建改造城市绿道不少于100公里", ">=", 100, "2023-12-31"),
        ("工地施工“六个百分百”", ">=", 100, "2025-12-31"),
        ("主干道亮灯率达到98%以上", ">=", 98, "2025-12-31"),
        ("业主委员会党员人数占比50%以上", ">=", 50, "2025-12-31"),
        ("70%的降雨实现就地消纳利用", ">=", 70, "2025-12-31"),
        ("打造5个以上城市精细化管理示范样板", ">=", 5, "2023-12-31"),
        ("制作一部高质量的城市精细化管理宣传片", ">=", 1, "2023-12-31"),
        ("一本城市形象宣传图册", ">=", 1, "2023-12-31"),
        ("成功创建国家节水型城市", "yes", 1, "2024-12-31"),
        ("获评中国人居环境奖、联合国人居环境奖", "yes", 1, "2025-12-31"),
        ("各旗区依据", "yes", 1, "2023-12-31"),
        ("推出一批在全市、全区乃至全国有影响力", "yes", 1, "2023-12-31"),
        ("创建一些可复制、可推广的典型经验", "yes", 1, "2023-12-31"),
        ("承办全区城市精细化管理现场会", "yes", 1, "2023-12-31"),
        ("举办全市打造一流城市形象", "yes", 1, "2023-12-31"),
        ("基本实现“全覆盖、全过程、全天候”", "yes", 1, "2025-12-31"),
        ("编制《城市基础设施风险评估报告》", "yes", 1, "2023-12-31"),
        ("编制与城市发展深度融合的慢行系统规划", "yes", 1, "2025-12-31"),
        ("启动智能停车场建设", "yes", 1, "2025-12-31"),
        ("搭建智慧停车信息管理平台", "yes", 1, "2025-12-31"),
        ("研究制定韧性城市评价标准", "yes", 1, "2025-12-31"),
        ("全面开展窨井盖普查", "yes", 1, "2025-12-31"),
        ("主要内容纳入控制性详细规划", "yes", 1, "2025-12-31"),
        ("极端天气和巨灾情景专项应急预案", "yes", 1, "2025-12-31"),
        ("前端物联感知系统", "yes", 1, "2025-12-31"),
        ("7×24小时", "yes", 1, "2025-12-31"),
        ("每季度召开一次领导小组推进会", ">=", 1, "2025-12-31"),
        ("每年至少形成1个", ">=", 1, "2025-12-31"),
    ],
)
def test_what_the_document_promises_is_a_target(
    quote: str, comparator: str, value: float, deadline: str
) -> None:
    found = [t for t in PLAN.targets if fold(quote) in fold(t.quote)]
    assert (comparator, value, date.fromisoformat(deadline)) in [
        (t.comparator, t.value, t.deadline) for t in found
    ]


def test_loading_the_plan_pulls_in_no_heavy_library() -> None:
    code = (
        "import sys; from targets.load import load_plan, DEFAULT_PLAN; from targets import show;"
        "show.plan_document(load_plan(DEFAULT_PLAN));"
        "print({'polars', 'pandas', 'numpy', 'pydantic'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


# ---- the eleven traps of the document ----------------------------------------------------


def test_trap_1_table_and_prose_are_two_targets_never_merged() -> None:
    both = [(a, b) for a, b in pairs(PLAN) if {a.source, b.source} == {"table", "prose"}]
    assert len(both) == 9
    scopes = {name for names in conflicts_of("scope") for name in names}
    assert {t.id for pair in both for t in pair} <= scopes
    assert all(a.tier == "市" and b.tier in ("旗", "阿镇") for a, b in both)
    assert all(t.tier == "市" and t.section == "三·表" for t in PLAN.targets if t.source == "table")
    assert len({t.id for t in PLAN.targets}) == len(PLAN.targets)


def test_trap_2_park_service_coverage_is_90_in_the_table_and_88_41_in_the_prose() -> None:
    assert (target("T02").value, target("P04").value) == (90, 88.41)
    assert target("T02").binding == "binding"
    (conflict,) = (c for c in find_conflicts(PLAN) if c.kind == "number")
    assert conflict.targets == ("T02", "P04")
    assert "1.59 个百分点" in conflict.text


def test_trap_3_rows_without_a_printed_comparator_keep_print_and_practice_apart() -> None:
    for name, printed in (("T06", "90"), ("T20", "95")):
        assert (target(name).printed, target(name).printed_comparator) == (printed, "")
        assert target(name).comparator == ">="
        assert "comparator" in target(name).inferred
    assert target("P26").printed_comparator == "以上"
    assert ("T20", "P26") in conflicts_of("comparator")
    assert ("T06",) in conflicts_of("comparator")


def test_trap_4_the_missing_columns_of_the_table_are_reported() -> None:
    (missing,) = (
        c for c in find_conflicts(PLAN) if "没有基期值、年度分解、责任单位、期限" in c.text
    )
    assert missing.kind == "fields"
    assert missing.targets == tuple(t.id for t in PLAN.targets if t.source == "table")


def test_trap_5_the_pace_origin_is_a_setting_and_the_short_notice_is_reported(tmp_path) -> None:
    folder = copy_of(DEFAULT_PLAN, tmp_path)
    spoil(folder, "plan.yaml", "pace_origin: 2023-01-01", "pace_origin: 2023-11-06")
    assert load_plan(folder).pace_origin == date(2023, 11, 6)
    (short,) = (c for c in find_conflicts(PLAN) if "只剩 55 天" in c.text)
    assert len(short.targets) >= 10
    assert all(target(t).deadline == date(2023, 12, 31) for t in short.targets)


def test_trap_6_names_that_differ_are_reported_and_understood() -> None:
    names = conflicts_of("name")
    assert ("T12", "P19") in names
    assert ("T13", "P21") in names
    spelled = " ".join(c.text for c in find_conflicts(PLAN) if c.kind == "name" and not c.targets)
    for variant in (
        "城市管理综合执法局", "旗住房保障综合服务中心", "旗大数据中心", "旗住房和城乡建设局"
    ):  # fmt: skip
        assert f"“{variant}”" in spelled


def test_trap_7_misprints_and_the_copied_subject_are_found() -> None:
    texts = [c.text for c in find_conflicts(PLAN) if not c.targets]
    assert any("四(五)2" in t and "“and”" in t for t in texts)
    assert any("四(四)4" in t and "“主委员会”" in t and "“业主委员会”" in t for t in texts)
    assert any("四(五)2" in t and "“各旗区”" in t for t in texts)


def test_trap_8_deadlines_the_prose_does_not_print_are_inferred_and_say_so() -> None:
    inferred = {t.id for t in PLAN.targets if t.source == "prose" and "deadline" in t.inferred}
    assert {"P07", "P08", "P20", "P21", "P22", "P23", "P24", "P29", "P32"} <= inferred
    assert all(any("期限" in note for note in target(t).notes) for t in inferred)
    open_ended = {t.id for t in PLAN.targets if t.open_ended and t.source == "prose"}
    assert open_ended == {"P33", "P34"}  # 逐步“零填埋”, “1+4+N”
    works = {t.id for t in PLAN.targets if t.open_ended and t.source == "milestone"}
    assert works == {"M29", "M30", "M31", "M32", "M33", "M34", "M35"}
    remarks = [c for c in find_conflicts(PLAN) if "期限" in c.text and c.kind == "fields"]
    listed = {name for c in remarks for name in c.targets}
    assert inferred | open_ended | works | {"M27", "M28"} <= listed


def test_trap_9_what_is_counted_is_said_where_the_document_does_not() -> None:
    assert any("新增还是累计" in note for note in target("P09").notes)
    assert "indicator" in target("P09").inferred
    assert ("P09", "P20") in conflicts_of("fields")
    pending = {i.key for i in PLAN.indicators if i.definition_pending}
    assert {
        "community_service_coverage", "muck_supervision_rate", "charger_vehicle_ratio"
    } <= pending  # fmt: skip
    judged = {t.indicator for t in PLAN.targets}
    assert len(pending & judged) == 3
    (said,) = (c for c in find_conflicts(PLAN) if "口径待定" in c.text)
    assert set(said.targets) == {"T05", "T13", "P11", "P21"}


def test_trap_10_titles_are_the_citys_by_inference() -> None:
    for name in ("M08", "M09", "M11", "M12"):
        assert target(name).tier == "市"
        assert "tier" in target(name).inferred
    assert ("M08", "M09", "M11", "M12") in conflicts_of("scope")
    assert target("M10").tier == "市"  # printed: 助力全市创建


def test_trap_11_rows_without_prose_or_task_are_named_and_their_offices_inferred() -> None:
    silent = tuple(f"T{n:02d}" for n in (4, 5, 6, 7, 8, 10, 11, 15, 17, 18, 19))
    assert silent in conflicts_of("fields")
    assert ("T04", "T05", "T06", "T07", "T17") in conflicts_of("offices")
    unled = {t.id for t in PLAN.targets if t.source == "table" and t.task is None}
    assert unled == {"T04", "T05", "T06", "T07", "T17"}
    assert all("人工指定" in " ".join(target(t).notes) for t in unled)


# ---- who, where, and why ----------------------------------------------------------------


def test_whatever_is_inferred_is_explained() -> None:
    assert all(t.notes for t in PLAN.targets if t.inferred)
    broken = replace(target("P07"), inferred=())
    plan = replace(PLAN, targets=tuple(broken if t.id == "P07" else t for t in PLAN.targets))
    assert [p.place for p in check_plan(plan)] == ["目标 P07"]


def test_one_office_reports_each_indicator_of_each_area() -> None:
    keys = [(r.indicator, r.area) for r in PLAN.reporting]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(t.indicator, t.area) for t in PLAN.targets}
    assert all(r.inferred for r in PLAN.reporting)


def test_the_nine_banners_have_their_tiles_and_no_two_share_one() -> None:
    tiles = [a.tile for a in PLAN.areas if a.parent == "150600"]
    assert len(tiles) == len(set(tiles)) == 9
    assert None not in tiles
    assert PLAN.area_of("150627").tile == (2, 2)
    assert {"150100", "100000", "150627100"} <= {a.code for a in PLAN.areas}
    towns = {a.code: a.name for a in PLAN.areas if a.parent == "150627"}
    assert len(towns) == 9
    assert (towns["150627400"], towns["150627407"]) == ("蒙苏经济开发区", "空港物流园")


def test_the_finance_department_of_chapter_five_is_an_office() -> None:
    office = office_named(PLAN, "财政部门")
    assert office
    assert office.name == "财政局"


def test_deliverables_without_a_number_are_asked_once_a_year_of_their_tasks_lead() -> None:
    added = [t for t in PLAN.targets if t.source == "milestone" and t.id > "M21"]
    assert len(added) == 14
    tasks = {task.id: task for task in PLAN.tasks}
    reporting = {(r.indicator, r.area): r.office for r in PLAN.reporting}
    for one in added:
        indicator = PLAN.indicator(one.indicator)
        assert (indicator.kind, indicator.frequency.value) == ("yes", "A")
        leads = tasks[one.task].leads if one.task else ("leading-group",)
        assert one.leads == leads
        assert reporting[one.indicator, one.area] == leads[0]


def test_indicators_are_asked_by_quarter_or_by_year_only() -> None:
    assert {i.frequency.value for i in PLAN.indicators} == {"A", "Q"}
    leak = PLAN.indicator("leakage_rate")
    assert (leak.direction, leak.hard_min, leak.hard_max) == ("down", -15, 100)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("供水管网漏损率", "leakage_rate"),
        ("人均公园绿地面积", "park_area_per_capita"),
        ("综合漏损率(漏损水量/供水总量)", "gross_leakage_rate"),
        ("居民小区生活垃圾分类平均覆盖率", "waste_sorting_coverage"),
        ("CIM 基础平台建设三维数据覆盖率", "cim_3d_coverage"),
        ("桩车比", "charger_vehicle_ratio"),
        ("道路机械化清扫覆盖率", "mechanized_sweeping_rate"),
        ("幸福指数", None),
    ],
)
def test_an_indicator_is_known_by_its_names(written: str, key: str | None) -> None:
    found = indicator_named(PLAN, written)
    assert (found.key if found else None) == key


def test_the_gross_leakage_rate_is_no_substitute_for_the_judged_one() -> None:
    assert "gross_leakage_rate" not in {t.indicator for t in PLAN.targets}


def test_no_two_indicators_share_a_name() -> None:
    names = Counter(name for i in PLAN.indicators for name in (i.name, *i.aliases))
    assert [name for name, times in names.items() if times > 1] == []
