"""A small plan, its forms, and files of an office, for the tests of the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import xlsxwriter

from briefings.form import Entry, Prefill, write_form
from observations.identity import Area, Office
from observations.indicator import Indicator
from observations.layout import Layout
from observations.period import Frequency, ReportingPeriod
from targets.layouts import all_layouts, layout_for
from targets.model import Plan, Reporting

BANNER, TOWN = "150627", "150627100"
Q2 = ReportingPeriod.parse("2024-Q2")

_Q, _Y = Frequency.QUARTER, Frequency.YEAR
INDICATORS = (
    Indicator(
        "sweeping_rate", "道路机械化清扫率", "%", "rate", "up", _Q,
        numerator="机械化清扫面积", denominator="道路清扫总面积",
        numerator_unit="万平方米", denominator_unit="万平方米", hard_min=0, hard_max=100,
        standard="CJJ 14",
    ),
    Indicator(
        "charging_count", "城镇充电设施", "个", "count", "up", _Q, decimals=0,
        hard_min=0, cumulative=True,
    ),
    Indicator(
        "pile_ratio", "标准桩车比", "—", "ratio", "up", _Q, decimals=4, scale=1.0,
        numerator="标准桩", denominator="标准车", definition_pending=True,
    ),
    Indicator("platform_done", "运管服平台", "", "yes", "up", _Q, decimals=0),
    Indicator("complaint_days", "投诉办理时间", "天", "amount", "down", _Q, hard_min=0),
    Indicator(
        "green_rate", "建成区绿地率", "%", "rate", "up", _Y,
        numerator="绿地面积", denominator="建成区面积", hard_min=0, hard_max=100,
    ),
)  # fmt: skip
ROWS: tuple[tuple[str, str], ...] = (
    ("sweeping_rate", BANNER),
    ("sweeping_rate", TOWN),
    ("charging_count", BANNER),
    ("pile_ratio", BANNER),
    ("platform_done", BANNER),
    ("complaint_days", BANNER),
)
PLAN = Plan(
    id="small",
    title="伊金霍洛旗城市精细化管理三年行动",
    document="号",
    start=date(2023, 1, 1),
    end=date(2025, 12, 31),
    issued=date(2023, 11, 6),
    pace_origin=date(2023, 1, 1),
    issuer="旗政府办",
    area=BANNER,
    text="",
    offices=(
        Office("housing", "住房和城乡建设局", ("旗住房和城乡建设局",)),
        Office("water", "水务局"),
        Office("silent", "档案局"),
    ),
    areas=(
        Area(BANNER, "伊金霍洛旗", "旗区"),
        Area(TOWN, "阿勒腾席热镇", "镇", BANNER),
    ),
    indicators=INDICATORS,
    targets=(),
    tasks=(),
    reporting=(
        *(Reporting(indicator, area, "housing") for indicator, area in ROWS),
        Reporting("green_rate", BANNER, "housing"),
        Reporting("green_rate", TOWN, "water"),
    ),
    exceptions=(),
    version="v",
)
KNOWN = {indicator.key: indicator for indicator in INDICATORS}
LAYOUTS = all_layouts(PLAN)
LAYOUT = layout_for(PLAN, "housing", Q2)

ENTRIES: Mapping[tuple[str, str], Entry] = {
    ("sweeping_rate", BANNER): Entry(numerator=812.5, denominator=853.1, note="新增三条路"),
    ("sweeping_rate", TOWN): Entry(numerator=402.25, denominator=415.0),
    ("charging_count", BANNER): Entry(value=3120),
    ("pile_ratio", BANNER): Entry(numerator=410, denominator=1681),
    ("platform_done", BANNER): Entry(value="是"),
    ("complaint_days", BANNER): Entry(value=4.5),
}
VALUES = {
    ("sweeping_rate", BANNER): 95.24,
    ("sweeping_rate", TOWN): 96.93,
    ("charging_count", BANNER): 3120.0,
    ("pile_ratio", BANNER): 0.2439,
    ("platform_done", BANNER): 1.0,
    ("complaint_days", BANNER): 4.5,
}


def prefill(**changes: object) -> Prefill:
    """The second quarter's prefill; `changes` are fields of `Prefill`."""
    fields: dict[str, object] = {
        "period": Q2,
        "due": date(2024, 7, 10),
        "contact": "市政科经办人",
        "indicators": KNOWN,
        "previous": {("sweeping_rate", BANNER): "94.80"},
        "targets": {("sweeping_rate", BANNER): "≥95(2025)"},
        "entries": ENTRIES,
        "filled_by": "市政科经办人",
    }
    return Prefill(**(fields | changes))  # type: ignore[arg-type]


def form_file(path: Path, layout: Layout = LAYOUT, **changes: object) -> Path:
    """The form filled as an office would, written to `path`."""
    write_form(layout, prefill(**changes), path)
    return path


def entered(key: tuple[str, str], entry: Entry) -> dict[tuple[str, str], Entry]:
    """The usual entries with one of them replaced."""
    return {**ENTRIES, key: entry}


def workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    """A workbook of our own making, for files that are no form."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        fill(book)
    return path
