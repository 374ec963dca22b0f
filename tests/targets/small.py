"""A plan of one target, for verdicts that can be checked by hand."""

from dataclasses import replace
from datetime import date

from observations.identity import Area, Office
from observations.indicator import Indicator
from observations.period import Frequency
from targets.assessment import Baseline, Measured
from targets.model import Plan, Target

LEAKAGE = Indicator(
    "leakage_rate",
    "供水管网漏损率",
    "%",
    "rate",
    "down",
    Frequency.QUARTER,
    hard_min=-15,
    hard_max=100,
)
TARGET = Target(
    id="city-09-leakage",
    name="供水管网漏损率",
    indicator="leakage_rate",
    area="150627",
    comparator="<=",
    value=9.0,
    printed="≤9",
    unit="%",
    deadline=date(2025, 12, 31),
    tier="市",
    binding="binding",
    section="三",
    quote="供水管网漏损率 % ≤9",
    source="table",
)


def plan_of(indicator: Indicator = LEAKAGE, target: Target = TARGET) -> Plan:
    return Plan(
        id="small",
        title="小方案",
        document="号",
        start=date(2023, 1, 1),
        end=date(2025, 12, 31),
        issued=date(2023, 11, 6),
        pace_origin=date(2023, 1, 1),
        issuer="旗政府办",
        area="150627",
        text="",
        offices=(Office("housing", "住房和城乡建设局"),),
        areas=(Area("150627", "伊金霍洛旗", "旗区"),),
        indicators=(indicator,),
        targets=(replace(target, indicator=indicator.key),),
        tasks=(),
        reporting=(),
        exceptions=(),
        version="v",
    )


def value(period: str, number: float | None, **more) -> Measured:
    return Measured(
        "leakage_rate", "150627", period, number, f"r-{period}", "R1", "填报", "I5", **more
    )


def base(number: float, period: str = "2022") -> Baseline:
    return Baseline("leakage_rate", "150627", period, number, "供水公司年报")
