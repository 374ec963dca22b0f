"""Reports and records for the tests of this room, built from few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.check import CheckContext
from observations.finding import Finding
from observations.indicator import Indicator
from observations.period import Frequency
from observations.stations import BATCH_SCHEMA, FormHeader, Interpreted, SourceFile

BANNER = "150627"
OUR_FORM = FormHeader("water.Q", "e1", "water", "2024-Q2")
Q = Frequency.QUARTER

LEAKAGE = Indicator(
    "leakage", "供水管网漏损率", "%", "rate", "down", Q,
    numerator="漏损水量", denominator="供水总量", numerator_unit="万立方米",
    denominator_unit="万立方米", hard_min=-15, hard_max=100, plausible_min=1, plausible_max=35,
)  # fmt: skip
SWEEPING = Indicator(
    "sweeping", "道路机械化清扫率", "%", "rate", "up", Q,
    numerator="机械化清扫面积", denominator="清扫保洁面积", numerator_unit="万平方米",
    denominator_unit="万平方米", hard_min=0, hard_max=100, plausible_min=30,
)  # fmt: skip
SORTING = Indicator(
    "sorting", "生活垃圾分类覆盖率", "%", "rate", "up", Q,
    numerator="分类小区数", denominator="小区总数", hard_min=0, hard_max=100, plausible_min=5,
)  # fmt: skip
CHARGERS = Indicator(
    "chargers", "桩车比", "比值", "ratio", "up", Q, decimals=4, scale=1,
    numerator="桩数", denominator="车数", hard_min=0, hard_max=100, plausible_max=5,
)  # fmt: skip
PARKS = Indicator(
    "parks", "口袋公园", "个", "count", "up", Q, decimals=0, cumulative=True,
    hard_min=0, hard_max=10000, plausible_max=200,
)  # fmt: skip
PER_HEAD = Indicator(
    "per_head", "人均公园绿地面积", "平方米/人", "amount", "up", Q, scale=1,
    hard_min=0, hard_max=1000, plausible_min=3, plausible_max=150,
)  # fmt: skip
FILM = Indicator("film", "宣传片", "是否", "yes", "up", Q, decimals=0, hard_min=0, hard_max=1)

INDICATORS = {i.key: i for i in (LEAKAGE, SWEEPING, SORTING, CHARGERS, PARKS, PER_HEAD, FILM)}


def row(indicator: str, value: float | None, **more: Any) -> dict[str, Any]:
    """A reported row as interpretation leaves it; `more` overrides."""
    printed = "" if value is None else f"{value:g}"
    decimals = len(printed.partition(".")[2])
    base = {
        "receipt": "", "indicator": indicator, "area": BANNER, "period": "2024-Q2",
        "office": "water", "value": value, "numerator": None, "denominator": None,
        "status": "A" if value is not None else "M", "qualifier": "", "printed": printed,
        "decimals": decimals, "note": "", "sheet": "填报", "cell": "I5",
        "numerator_cell": "F5", "denominator_cell": "H5",
    }  # fmt: skip
    return base | more


def report(
    *rows: Mapping[str, Any],
    name: str = "市政供水月报.xlsx",
    header: FormHeader | None = OUR_FORM,
    findings: Iterable[Finding] = (),
) -> Interpreted:
    """A report of `rows`; cells are numbered down column I unless a row says otherwise."""
    placed = [
        {**given, "cell": given["cell"] if given["cell"] != "I5" else f"I{place}"}
        for place, given in enumerate(rows, start=5)
    ]
    source = SourceFile(name, "0" * 64, 1, Path("spooled"), "water")
    return Interpreted(source, header, pl.DataFrame(placed, schema=BATCH_SCHEMA), tuple(findings))


def record(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Values on record, with the columns the ledger gives."""
    frame = pl.DataFrame([dict(r) for r in rows], schema=BATCH_SCHEMA)
    return frame.select(
        pl.lit("1-1").alias("revision"), "indicator", "area", "period", "office",
        "value", "numerator", "denominator", "receipt",
    )  # fmt: skip


def context(previous: pl.DataFrame | None = None, **more: Any) -> CheckContext:
    """What a check knows: our indicators, `previous` on record, today in July 2024."""
    base: dict[str, Any] = {
        "indicators": INDICATORS,
        "previous": pl.DataFrame() if previous is None else previous,
        "reporting": {},
        "office_names": {"water": "住房和城乡建设局", "city": "城市管理综合执法局"},
        "today": date(2024, 7, 5),
    }
    return CheckContext(**(base | more))


def q1(indicator: str, value: float, **more: Any) -> dict[str, Any]:
    """The value of the quarter before."""
    return row(indicator, value, period="2024-Q1", **more)
