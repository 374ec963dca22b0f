"""Parts of the form workbook: styles, formulas, validation, wording of definitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from observations.indicator import Indicator
from observations.number import shown_number

_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_GRID = {**_FONT, "border": 1, "border_color": "#B8BEC6"}
_YELLOW = "#FFF4B8"
_WIDEST = 1e15
_DIRECTIONS = {"up": "越高越好", "down": "越低越好"}


class Styles:
    """The cell styles of the form; yellow cells are unlocked, all others locked."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        def style(*parts: dict[str, Any], **more: Any) -> Any:
            merged: dict[str, Any] = {}
            for part in (*parts, more):
                merged |= part
            return book.add_format(merged)

        self._style = style
        number = {"align": "right"}
        self.title = style(_FONT, font_size=16, bold=True, align="center")
        self.head = style(_FONT, bold=True)
        self.hint = style(_FONT, font_color="#5A6472")
        self.heading = style(
            _GRID, bold=True, align="center", text_wrap=True, bg_color="#1F5FA8", font_color="white"
        )
        self.locked = style(_GRID, align="center", bg_color="#F3F5F7")
        self.locked_text = style(_GRID, text_wrap=True, bg_color="#F3F5F7")
        self.entry = style(_GRID, number, bg_color=_YELLOW, locked=False)
        self.entry_text = style(_GRID, text_wrap=True, bg_color=_YELLOW, locked=False)
        total = {"bold": True, "bg_color": "#F3F5F7", "shrink": True}  # never ### for a long sum
        self.total = style(_GRID, number, total, num_format="0.00####")
        self.count = style(_GRID, number, bold=True, bg_color="#F3F5F7", num_format="0")
        self._values: dict[tuple[int, str], Any] = {}

    def value(self, decimals: int, state: str) -> Any:
        """The style of 本期值; `state`: entry, computed or known.

        A fixed number of decimals instead of General: a typed `95%` then stays visible as
        0.95 instead of turning into a percent cell that only looks like 95.
        """
        color = {"entry": _YELLOW, "computed": "#E8EEF6", "known": "#F3F5F7"}[state]
        if (decimals, state) not in self._values:
            self._values[decimals, state] = self._style(
                _GRID,
                align="right",
                num_format=f"0.{'0' * decimals:#<6}" if decimals else "General",
                bg_color=color,
                locked=state != "entry",
            )
        return self._values[decimals, state]


def value_formula(numerator: str, denominator: str, indicator: Indicator) -> str:
    """The formula of a computed value: blank until both parts are numbers and no zero divides."""
    scale = shown_number(indicator.scale)
    return (
        f"=IF(AND(ISNUMBER({numerator}),ISNUMBER({denominator})),"
        f'IF({denominator}=0,"",ROUND({numerator}/{denominator}*{scale},{indicator.decimals})),"")'
    )


def row_height(texts: Iterable[tuple[str, int]]) -> float:
    """Points a row needs to show each (text, column width) whole; Chinese is two wide."""
    lines = max(-(-sum(1 + (c > "\u2e7f") for c in text) // (width - 1)) for text, width in texts)
    return max(24.0, 13.5 * lines + 6)


def short_definition(indicator: Indicator) -> str:
    """The one line printed in the form."""
    if indicator.definition_pending:
        return "口径待定"
    if indicator.numerator and indicator.denominator:
        times = "" if indicator.scale == 1 else f"×{shown_number(indicator.scale)}"
        return "。".join(part for part in (f"分子÷分母{times}", indicator.standard) if part)
    return indicator.remark or indicator.standard or indicator.name


def definition_text(indicator: Indicator) -> str:
    """The full definition for the comment and the sheet 口径; lines without content omitted."""
    lines = (
        ("指标", indicator.name),
        ("单位", indicator.unit),
        ("分子", _with_unit(indicator.numerator, indicator.numerator_unit)),
        ("分母", _with_unit(indicator.denominator, indicator.denominator_unit)),
        ("方向", _DIRECTIONS[indicator.direction]),
        ("频率", f"{indicator.frequency.label}报" + (",累计数" if indicator.cumulative else "")),
        ("标准", indicator.standard),
        ("说明", "口径待定,暂不判定" if indicator.definition_pending else ""),
        ("备注", indicator.remark),
    )
    return "\n".join(f"{label}:{text}" for label, text in lines if text)


def _with_unit(name: str, unit: str) -> str:
    return f"{name}({unit})" if name and unit else name


def entry_validation(sheet: Worksheet, at: tuple[int, int], indicator: Indicator | None) -> None:
    """Type and range of an entry cell; `indicator` None for numerators and denominators."""
    if indicator is not None and indicator.kind == "yes":
        rule: dict[str, Any] = {"validate": "list", "source": ["是", "否"]}
        message = "请选“是”或“否”"
    else:
        low, high = _bounds(indicator)
        rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        message = f"请填 {shown_number(low)} 至 {shown_number(high)} 之间的数,不带单位"
        if high >= _WIDEST:
            message = "请填数,不带单位,不小于 0" if low == 0 else "请填数,不带单位"
    sheet.data_validation(
        *at,
        *at,
        {**rule, "error_title": "填报有误", "error_message": message, "ignore_blank": True},
    )


def _bounds(indicator: Indicator | None) -> tuple[float, float]:
    if indicator is None:
        return -_WIDEST, _WIDEST
    low = -_WIDEST if indicator.hard_min is None else indicator.hard_min
    high = _WIDEST if indicator.hard_max is None else indicator.hard_max
    return low, high
