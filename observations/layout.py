"""Layouts: the template of a form as data, by edition; our own form's columns."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ColumnKind = Literal["text", "number"]

FORM_SHEET = "填报"
DEFINITION_SHEET = "口径"
MANIFEST_SHEET = "_layout"
OFFICE_LABEL = "填报单位"
PERIOD_LABEL = "报告期"
COUNT_LABEL = "填报项数"
SUM_LABEL = "填报合计"
FOOTER_LABELS = ("填报岗位", "审核岗位", COUNT_LABEL, SUM_LABEL)


@dataclass(frozen=True)
class Column:
    """One column of a form: `aliases` are the other headings it is known by.

    `entry`: the office writes here. `locked`: a change of the printed content is named.
    """

    id: str
    heading: str
    kind: ColumnKind = "text"
    aliases: tuple[str, ...] = ()
    entry: bool = False
    locked: bool = False


@dataclass(frozen=True)
class LayoutRow:
    """One row of a form: the indicator of an area, as printed.

    `computed`: the value is numerator / denominator × scale and its cell holds the formula.
    """

    number: int
    indicator: str
    area: str
    name: str
    unit: str
    numerator: str = ""
    denominator: str = ""
    computed: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """(indicator, area): what the row is about."""
        return (self.indicator, self.area)


@dataclass(frozen=True)
class Layout:
    """A form by edition; `kind` is `form` for our own, `office` an office id.

    `frequency` is the SDMX code of the periods it serves (A, Q, M).
    """

    id: str
    edition: str
    office: str
    title: str
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[LayoutRow, ...]
    office_name: str = ""
    office_aliases: tuple[str, ...] = ()
    frequency: str = "Q"

    @cached_property
    def rows_by_name(self) -> Mapping[str, tuple[LayoutRow, ...]]:
        """Rows by their folded printed name."""
        found: dict[str, tuple[LayoutRow, ...]] = {}
        for row in self.rows:
            name = folded(row.name)
            found[name] = (*found.get(name, ()), row)
        return found

    @property
    def short_title(self) -> str:
        """How messages and lists call the form: `住房和城乡建设局填报表`."""
        return f"{self.office_name}填报表"

    def column(self, column_id: str) -> Column:
        """The column with this id; KeyError when the layout has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)


FORM_COLUMNS: tuple[Column, ...] = (
    Column("number", "序号", aliases=("编号",)),
    Column("name", "指标", aliases=("指标名称",), locked=True),
    Column("unit", "单位", aliases=("计量单位",), locked=True),
    Column("definition", "口径要点", aliases=("口径", "指标口径")),
    Column("numerator_name", "分子名称", locked=True),
    Column("numerator", "分子", "number", aliases=("分子数", "分子值"), entry=True),
    Column("denominator_name", "分母名称", locked=True),
    Column("denominator", "分母", "number", aliases=("分母数", "分母值"), entry=True),
    Column("value", "本期值", "number", aliases=("本期数", "本期完成值", "填报值"), entry=True),
    Column("previous", "上期值", "number", aliases=("上期数", "上期完成值"), locked=True),
    Column("target", "目标", aliases=("目标值",), locked=True),
    Column("note", "说明", aliases=("备注", "情况说明"), entry=True),
)


def folded(text: str) -> str:
    """Text as headings and locked content are compared: NFKC, without any white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def edition_of(columns: tuple[Column, ...], rows: tuple[LayoutRow, ...]) -> str:
    """An edition named by its content: the same rows and headings give the same edition."""
    content = [
        [c.id + c.heading for c in columns],
        [[r.number, r.indicator, r.area, r.unit, r.numerator, r.denominator] for r in rows],
    ]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    return digest[:10]
