"""Failing rows as findings: whole Chinese sentences with place, what was written, the cure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from pathlib import PurePath
from typing import Any

from expectations.context import CheckContext
from expectations.declared import Declared, RelationRule
from expectations.units import mistaken_for
from observations.finding import Finding, Severity
from observations.number import read_number
from observations.stations import Interpreted

Row = Mapping[str, Any]

_PART_WORDS = {"value": "", "numerator": "分子", "denominator": "分母"}
_PART_COLUMNS = {
    "plain_slip": "plain_part",
    "likely_slip": "likely_part",
    "parts_to_compute": "missing_part",
    "parts_to_confirm": "missing_part",
}
_SLIP_WORDS = {
    ("rate", -2): "小数写法",
    ("rate", 2): "多乘了 100",
    ("ratio", 2): "百分数写法",
    ("", -2): "少写两位",
    ("", 2): "多写两位",
    ("", -3): "以“千”为单位的写法",
    ("", 3): "未换算成“千”的写法",
    ("", -4): "以“万”为单位的写法",
    ("", 4): "未换算成“万”的写法",
    ("", -6): "以“百万”为单位的写法",
    ("", 6): "未换算成“百万”的写法",
    ("", -8): "以“亿”为单位的写法",
    ("", 8): "未换算成“亿”的写法",
}
LEAST_CHANCE = 0.01
"""Percent: the least chance told as a number."""
_LONGEST_TITLE = 60
_LONGEST_NUMBER = 16
_LONGEST_WRITTEN = 40


def number(value: float | None, decimals: int | None = None) -> str:
    """A number as people write it: no exponent, no trailing zeros, empty when missing."""
    if value is None:
        return ""
    if abs(value) >= 1e16:
        return f"{value:g}"
    text = f"{value:.{6 if decimals is None else decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def chance_words(percent: str | None) -> str:
    """A chance in percent as people take it in: `约为 0.2%`, a tiny one `不到 0.01%`."""
    if not percent:
        return ""
    chance = float(percent)
    return f"不到 {LEAST_CHANCE:g}%" if chance < LEAST_CHANCE else f"约为 {number(chance)}%"


def finding(rule: Declared, row: Row, place: Place) -> Finding:
    """The finding of one failing row; `row` is a row of the long frame as `beside` spoke of it."""
    words = _words(row, place)
    part = _part_of(rule, row)
    cell = (part != "value" and row[f"{part}_cell"]) or row["cell"] or ""
    whole = rule.scope == "report"
    where = f"《{place.title}》{row['period']}" + ("" if whole or not cell else f",{cell}")
    beside = words["beside"] if isinstance(rule, RelationRule) else ""
    return Finding(
        rule=rule.id,
        severity=Severity(row["severity"]),
        message=f"{where}:{rule.message.format_map(words)}{beside}",
        expected=rule.expected.format_map(words),
        sheet=row["sheet"] or "",
        cell="" if whole else cell,
        indicator="" if whole else row["indicator"] or "",
        area="" if whole else row["area"] or "",
        period=row["period"] or "",
        value="" if whole else words["printed"] if part == "value" else number(row[part]),
    )


class Place:
    """What a report is called in messages, and the names of offices."""

    def __init__(self, report: Interpreted, context: CheckContext) -> None:
        header = report.header
        printed = (header.title or context.titles.get(header.layout)) if header else ""
        title = printed or PurePath(report.source.name).stem or "未命名报表"
        shown = "".join(c for c in title if c.isprintable())
        self.title = shown if len(shown) <= _LONGEST_TITLE else shown[:_LONGEST_TITLE] + "…"
        self.office_names = context.office_names

    def called(self, row: Row) -> str:
        """A row of this report as another report's message names it: `《表名》2024-Q2 填报!I5`."""
        return f"《{self.title}》{row['period']} {row['sheet']}!{row['cell']}"


def _part_of(rule: Declared, row: Row) -> str:
    told = "" if isinstance(rule, RelationRule) else _PART_COLUMNS.get(rule.column, "")
    return str(row[told]) if told else rule.place


def _words(row: Row, place: Place) -> dict[str, str]:
    """Every word a message template may use."""
    words = {name: _plain(value) for name, value in row.items()}
    decimals = None if row["unit_decimals"] is None else int(row["unit_decimals"])
    names = place.office_names
    words |= {
        "indicator_name": row["indicator_name"] or row["indicator"] or "",
        "printed": _printed(row),
        "recomputed": number(row["recomputed"], decimals),
        "hard_range": _range(row["hard_min"], row["hard_max"]),
        "plausible_range": _range(row["plausible_min"], row["plausible_max"]),
        "office_name": names.get(row["office"], row["office"] or ""),
        "answering_office_name": names.get(row["answering_office"], row["answering_office"] or ""),
        "beside": row.get("beside", ""),
        "on_record": row.get("beside") or _on_record(row, names),
        "gap": number(row["gap"]),
        "denominator_advice": _odd_one(row),
        "chance_words": chance_words(row.get("chance")),
        "change_unit": "个百分点" if row["unit"] == "%" else row["unit"] or "",
    }
    return words | _slip_words(row, words) | _half_words(row) | _fall_words(row, words)


def _odd_one(row: Row) -> str:
    """Which denominators differ from what most of them say; empty where there is no majority."""
    usual, cells = row["denominator_usual"], row["denominator_odd"]
    if usual is None or not cells:
        return ""
    return f";多数填报 {number(usual)},不同的是 {cells}"


def _on_record(row: Row, names: Mapping[str, str]) -> str:
    """Both values, where another office's stands: its own is named beside the one refused."""
    other = row["current_office"]
    if not other or other == row["office"] or row["current"] is None:
        return ""
    stands = f"{names.get(other, other)}已报 {number(row['current'])}"
    return f"({stands},本表填报 {_printed(row) or '空'})"


def written_value(row: Row) -> str:
    """The value with its unit, for a message that names several tables; `空` when missing."""
    return f"{_printed(row)} {row['unit'] or ''}".rstrip() if _printed(row) else "空"


def _printed(row: Row) -> str:
    """The cell as written; a computed value with its endless decimals as a plain number.

    A table may write another unit than the indicator has: then the value in the indicator's
    unit, which is what ranges and earlier values are in, and behind it what was written.
    """
    if row["members"] is not None and len(row["members"]) > 1:
        return f"{number(row['left'])}、{number(row['right'])}"
    written, value = row["printed"] or "", row["value"]
    if value is not None and (not written or len(written) > _LONGEST_NUMBER):
        return number(value)
    if _converted(row):
        return f"{number(value)}(表上写 {written[:_LONGEST_WRITTEN]})"
    return str(written)[:_LONGEST_WRITTEN]


def _converted(row: Row) -> bool:
    if row["value"] is None or not row["printed"]:
        return False
    said = read_number(row["printed"], row["unit"] or "", ratio=row["kind"] == "ratio").value
    return said is not None and not isclose(said, row["value"], rel_tol=1e-9, abs_tol=1e-9)


def _slip_words(row: Row, words: Mapping[str, str]) -> dict[str, str]:
    plain = bool(row["plain_slip"])
    orders = float(row["plain_slip"] or row["likely_slip"] or 0)
    part = str(row["plain_part"] if plain else row["likely_part"])
    written = row[part] if part in _PART_WORDS else None
    kind = row["kind"] if part == "value" else ""
    digits = 10 if orders.is_integer() else 4
    expected = None if written is None else round(written / 10.0**orders, digits)
    unit = (
        words["unit"] if part == "value" else words[f"{part}_unit"] if part in _PART_WORDS else ""
    )
    return {
        "slip_of": f"“{words['indicator_name']}”{_PART_WORDS.get(part, '')}",
        "slip_written": words["printed"] if part == "value" else number(written),
        "slip_word": _slip_word(kind, orders, unit),
        "slip_unit": unit or "表中所印",
        "slip_expected": number(expected),
    }


def _slip_word(kind: str, orders: float, unit: str) -> str:
    """What was probably done; in a unit of area, which other unit was probably written."""
    other = next((u for u, order in mistaken_for(unit).items() if isclose(order, orders)), "")
    if other:
        return f"以“{other}”为单位的写法"
    return _SLIP_WORDS.get((kind, int(orders))) or _SLIP_WORDS.get(("", int(orders)), "")


def _half_words(row: Row) -> dict[str, str]:
    """The part that was given and, with its name, the one that is missing."""
    missing = "denominator" if row["numerator"] is not None else "numerator"
    given = "numerator" if missing == "denominator" else "denominator"
    name = row[f"{missing}_name"]
    return {
        "given_part": _PART_WORDS[given],
        "given_value": number(row[given]),
        "missing_part": _PART_WORDS[missing] + (f"({name})" if name else ""),
    }


def _fall_words(row: Row, words: Mapping[str, str]) -> dict[str, str]:
    """What fell that may only grow: a cumulative count, or a thing once done."""
    before, previous = words["previous_label"], words["previous"]
    if row["kind"] == "yes":
        undone = "已完成的事项不能改回未完成,确需更正请写说明"
        return {"fall": f"{before}已报“是”;{undone}", "fall_floor": "是"}
    below = f"小于{before}的 {previous};累计数不得下降"
    return {"fall": below, "fall_floor": f"不小于 {previous}"}


def _plain(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return "" if value is None else str(value)


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{number(low)} 至 {number(high)}"
    if low is not None:
        return f"不小于 {number(low)}"
    return f"不大于 {number(high)}" if high is not None else "任意数"


def in_order(findings: Sequence[tuple[int, Finding]]) -> tuple[Finding, ...]:
    """Findings in the order of the rows they are about, the order of the rules within one."""
    return tuple(f for _, f in sorted(findings, key=lambda pair: pair[0]))
