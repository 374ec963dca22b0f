"""The headings of a bulk table: long (a row a value) or wide (a row an area)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from observations.bulk.table import Table
from observations.cells import a1
from observations.finding import Finding
from observations.identity import Area
from observations.indicator import Indicator
from observations.layout import folded
from observations.signals import SIGNALS, Place, signal
from observations.stations import SourceFile

EDITION = "1"
LAYOUTS = MappingProxyType({"bulk.long": "长表", "bulk.wide": "宽表"})
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "indicator": ("指标", "指标代码", "指标名称", "indicator"),
    "area": ("地区", "地区代码", "行政区划代码", "area", "adcode"),
    "period": ("报告期", "时期", "period"),
    "value": ("本期值", "数值", "值", "value"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "note": ("说明", "备注", "note"),
}
_WORDS = {folded(word): name for name, words in _ALIASES.items() for word in words}
_NEEDED = {"bulk.long": ("indicator", "area", "period", "value"), "bulk.wide": ("area", "period")}


@dataclass(frozen=True)
class Catalogue:
    """What a bulk table may speak of: indicators by key, and the areas of the plan."""

    indicators: Mapping[str, Indicator]
    areas: Sequence[Area]


@dataclass(frozen=True)
class Asked:
    """What the sender says beside the file: whose values, which layout, how many data rows.

    `layout` "" = told by the headings; `rows` None = not declared.
    """

    office: str
    layout: str = ""
    rows: int | None = None


@dataclass
class BulkPage:
    """The table being interpreted, and what was found so far."""

    source: SourceFile
    table: Table
    asked: Asked
    known: Catalogue
    findings: list[Finding] = field(default_factory=list)

    def tell(self, rule: str, about: str, cell: str = "", value: str = "") -> None:
        """A finding about the whole table, with its cure."""
        sheet = self.table.sheet
        message = (
            f"《{self.source.name}》{cell and sheet + ',' + cell}:{about};{SIGNALS[rule].cure}"
        )
        self.findings.append(signal(rule, message, Place(sheet, cell), value=value))


def layout_of(page: BulkPage, columns: Mapping[str, int]) -> str:
    """The layout asked for, else the one the headings tell."""
    return page.asked.layout or ("bulk.long" if "value" in columns else "bulk.wide")


def columns_of(page: BulkPage) -> dict[str, int]:
    """Column by its meaning; what is missing, double or unknown is told with its cell."""
    found: dict[str, int] = {}
    others: list[int] = []
    for place, heading in enumerate(page.table.headings):
        name = _WORDS.get(folded(heading), "")
        if name in found:
            _tell(page, place, "出现两次")
        elif name:
            found[name] = place
        else:
            others.append(place)
    layout = layout_of(page, found)
    for name in _NEEDED[layout]:
        if name not in found:
            page.tell("bulk.heading", f"{LAYOUTS[layout]}缺少“{_ALIASES[name][0]}”列", "A1")
    (_check_wide if layout == "bulk.wide" else _check_long)(page, found, others)
    return found


def _check_long(page: BulkPage, found: Mapping[str, int], others: Sequence[int]) -> None:
    del found
    for place in others:
        _tell(page, place, "不认识")


def _check_wide(page: BulkPage, found: Mapping[str, int], others: Sequence[int]) -> None:
    """Every column besides area and period is an indicator of the plan, each once."""
    names, seen = indicator_names(page), set[str]()
    for name, place in found.items():
        if name not in _NEEDED["bulk.wide"]:
            _tell(page, place, "在宽表中没有用处")
    for place in others:
        key = names.get(folded(page.table.headings[place]), "")
        if not key or key in seen:
            _tell(page, place, "与另一列是同一指标" if key else "不是方案中的指标")
        seen.add(key)
    if not others:
        page.tell("bulk.heading", "没有“本期值”列,也没有指标列", "A1")


def _tell(page: BulkPage, place: int, about: str) -> None:
    heading = page.table.headings[place][:40]
    shown = f"列名“{heading}”" if heading.strip() else "没有列名的一列"
    page.tell("bulk.heading", shown + about, a1(0, place), heading)


def indicator_names(page: BulkPage) -> dict[str, str]:
    """Key, name and alias → key; a name used twice belongs to the first."""
    names: dict[str, str] = {}
    for one in page.known.indicators.values():
        for word in (one.key, one.name, *one.aliases):
            names.setdefault(folded(word), one.key)
    return names
