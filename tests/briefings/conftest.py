"""A small plan with the real plan's traps, judged by the real rules: nothing here is mocked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from briefings.context import CaseLine, Context, Doubt, Evidence, Lateness, Punctuality, ToDo
from briefings.scorecard import scorecard
from observations.identity import Area, Office
from observations.indicator import Indicator
from observations.period import Frequency, ReportingPeriod
from targets.assess import assess
from targets.assessment import AssessmentRun, Baseline, Measured
from targets.model import Plan, Reporting, Target, Task

BANNER = "150627"
Q, A = Frequency.QUARTER, Frequency.YEAR

INDICATORS = (
    Indicator("park-radius", "公园绿地服务半径覆盖率", "%", "rate", "up", Q),
    Indicator("leakage", "供水管网漏损率", "%", "rate", "down", Q),
    Indicator("toilets", "公共卫生间设置密度", "座/平方公里", "density", "up", Q, decimals=1),
    Indicator("piles", "桩车比", "", "ratio", "up", Q),
    Indicator("chargers", "城镇充电设施", "个", "count", "up", Q, decimals=0),
    Indicator("cim", "CIM基础平台(一期)", "", "yes", "up", A),
    Indicator("waste", "建筑垃圾资源化利用率", "%", "rate", "up", Q),
    Indicator("service", "社区公共服务有效覆盖率", "%", "rate", "up", Q, definition_pending=True),
)
END = date(2025, 12, 31)


def _target(target_id, indicator, comparator, value, printed, unit, **rest):
    known = {one.key: one.name for one in INDICATORS}
    facts = {
        "name": known[indicator],
        "area": BANNER,
        "deadline": END,
        "tier": "旗",
        "binding": "none",
        "section": "四(一)1",
        "quote": f"{known[indicator]}{printed}",
        "source": "prose",
        "leads": ("zjj",),
    }
    return Target(
        id=target_id,
        indicator=indicator,
        comparator=comparator,
        value=value,
        printed=printed,
        unit=unit,
        **(facts | rest),
    )


TABLE = {"source": "table", "section": "三", "tier": "市"}
TARGETS = (
    _target(
        "t2",
        "park-radius",
        ">=",
        90.0,
        "≥90",
        "%",
        category="生态宜居",
        number=2,
        binding="binding",
        **TABLE,
    ),
    _target(
        "t5",
        "service",
        ">=",
        100.0,
        "100",
        "%",
        category="便捷舒适",
        number=5,
        binding="binding",
        leads=("mzj",),
        **TABLE,
    ),
    _target(
        "t7",
        "toilets",
        ">=",
        4.0,
        "≥4",
        "座/平方公里",
        category="便捷舒适",
        number=7,
        binding="binding",
        leads=("cgj",),
        **TABLE,
    ),
    _target(
        "t9",
        "leakage",
        "<=",
        9.0,
        "≤9",
        "%",
        category="安全韧性",
        number=9,
        binding="binding",
        leads=("zjj", "azz"),
        **TABLE,
    ),
    _target(
        "t16",
        "waste",
        ">=",
        55.0,
        "≥55",
        "%",
        category="整洁有序",
        number=16,
        binding="indicative",
        **TABLE,
    ),
    _target("p-park", "park-radius", ">=", 88.41, "88.41%", "%", task="k1"),
    _target("p-piles", "piles", ">=", 1 / 3, "1:3", "", section="四(一)2", task="k2"),
    _target(
        "p-chargers",
        "chargers",
        ">=",
        5000.0,
        "5000个",
        "个",
        section="四(一)2",
        task="k2",
        deadline=date(2023, 12, 31),
    ),
    _target(
        "p-cim",
        "cim",
        "yes",
        1.0,
        "完成",
        "",
        section="三(一)",
        source="milestone",
        deadline=date(2023, 12, 31),
    ),
)
TEXT = (
    "三、发展目标\n\n(一)示范创建年(2023年)。以承办现场会为契机。\n\n"
    "四、主要任务\n\n(一) 补齐基础设施短\n\n板,提升城市功能品质\n\n1. 加快公园城市建设。正文。"
)


def small_plan() -> Plan:
    return Plan(
        id="small",
        title="三年行动方案",
        document="伊政办发[2023]73号",
        start=date(2023, 1, 1),
        end=END,
        issued=date(2023, 11, 6),
        pace_origin=date(2023, 1, 1),
        issuer="伊金霍洛旗人民政府办公室",
        area=BANNER,
        text=TEXT,
        offices=(
            Office("zjj", "住房和城乡建设局"),
            Office("cgj", "城市管理综合行政执法局"),
            Office("mzj", "民政局"),
            Office("azz", "阿镇政府"),
        ),
        areas=(Area(BANNER, "伊金霍洛旗", "旗区", "150600"),),
        indicators=INDICATORS,
        targets=TARGETS,
        tasks=(
            Task(
                "k1", "四(一)", 1, "加快公园城市建设", ("zjj",), ("cgj", "azz"), "加快公园城市建设"
            ),
            Task("k2", "四(一)", 2, "推进城镇充电基础设施建设", ("zjj",), (), "推进城镇充电"),
        ),
        reporting=tuple(Reporting(one.key, BANNER, "zjj") for one in INDICATORS),
        exceptions=(),
        version="plan-sha",
    )


BASELINES = tuple(
    Baseline(key, BANNER, "2022", value, "人工录入")
    for key, value in {
        "park-radius": 80.0,
        "leakage": 13.2,
        "toilets": 3.0,
        "piles": 0.1,
        "waste": 30.0,
    }.items()
)
VALUES = {
    "2024-Q2": {
        "park-radius": 84.0,
        "leakage": 11.7,
        "toilets": 3.9,
        "piles": 0.2439,
        "waste": 45.0,
    },
    "2024-Q3": {
        "park-radius": 88.41,
        "leakage": 11.4,
        "toilets": 4.2,
        "piles": 0.2439,
        "waste": 34.0,
        "chargers": 5000.0,
        "service": 96.0,
    },
}


def measured_values(values=VALUES, *, demo=False, doubted=()):
    return tuple(
        Measured(
            indicator=key,
            area=BANNER,
            period=period,
            value=value,
            revision=f"rev-{period}-{key}",
            receipt=f"rcp-{period}",
            sheet="填报",
            cell=f"I{row}",
            doubted=(period, key) in doubted,
            demo=demo,
        )
        for period, cells in values.items()
        for row, (key, value) in enumerate(cells.items(), start=6)
    )


def judged(plan, period, measured, baselines=BASELINES):
    today = date(2024, 10, 12)
    verdicts = assess(plan, measured, baselines, ReportingPeriod.parse(period), today=today)
    return AssessmentRun(
        f"run-{period}",
        period,
        "2024-10-12T09:00:00",
        41,
        "linear-1",
        plan.version,
        today,
        verdicts,
    )


def evidence_of(measured):
    return {
        one.revision: Evidence(
            one.revision,
            one.indicator,
            one.area,
            one.period,
            "zjj",
            one.value,
            one.receipt,
            f"填报-{one.period}.xlsx",
            sha256(one.period.encode()).hexdigest(),
            one.sheet,
            one.cell,
            "suite-1",
        )
        for one in measured
    }


def surroundings(measured, **rest):
    facts = {
        "cases": (
            CaseLine(
                "2024-07",
                "供水管网漏损率滞后",
                "zjj",
                date(2024, 7, 15),
                date(2024, 10, 30),
                "t9",
                "黄",
            ),
            CaseLine(
                "2024-03",
                "公共卫生间设置密度滞后",
                "cgj",
                date(2024, 4, 15),
                date(2024, 7, 30),
                "t7",
                "黄",
                "已销号",
                date(2024, 10, 11),
            ),
        ),
        "punctuality": Punctuality(214, 203, (Lateness("cgj", 2, 5, 1),)),
        "doubts": (
            Doubt(
                "f1",
                "R021",
                "zjj",
                "waste",
                "2024-Q3",
                "较上期下降11个百分点,超过常见波动",
                "填报-2024-Q3.xlsx",
                "I10",
            ),
        ),
        "todo": (ToDo("approve", "待审", 3), ToDo("missing", "缺报", 0)),
        "evidence": evidence_of(measured),
    }
    return Context(**(facts | rest))


@pytest.fixture
def plan() -> Plan:
    return small_plan()


@pytest.fixture
def measure():
    """`measure(values, demo=…, doubted=…)`: approved values from {period: {indicator: value}}."""
    return measured_values


@pytest.fixture
def judge():
    """`judge(plan, period, measured, baselines)`: a run of the real rules."""
    return judged


@pytest.fixture
def card(plan):
    measured = measured_values(doubted={("2024-Q3", "waste")})
    now, before = judged(plan, "2024-Q3", measured), judged(plan, "2024-Q2", measured)
    return scorecard(plan, now, before, surroundings(measured))


@pytest.fixture
def recard(plan):
    """Builds the same card from other words or values: `recard(measured=…, plan=…)`."""

    def build(*, plan=plan, measured=None, **rest):
        found = measured_values() if measured is None else measured
        now, before = judged(plan, "2024-Q3", found), judged(plan, "2024-Q2", found)
        return scorecard(plan, now, before, surroundings(found, **rest))

    return build


@pytest.fixture
def renamed(plan):
    """The plan with hostile names in every place a person can write."""
    bad = "<script>alert('x')</script>&\"局"
    return replace(
        plan,
        offices=tuple(replace(one, name=bad + one.name) for one in plan.offices),
        targets=tuple(replace(one, name=bad + one.name) for one in plan.targets),
        indicators=tuple(replace(one, name=bad + one.name) for one in plan.indicators),
    )
