"""The example every rule is declared with: the smallest form that breaks it, and its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.context import PAST_SCHEMA, CheckContext
from expectations.declared import Declared, mapping
from expectations.relations.thresholds import goals_of
from expectations.rules import RuleBook, load_book
from observations.errors import UserError
from observations.finding import Finding
from observations.indicator import Indicator
from observations.period import ReportingPeriod
from observations.stations import BATCH_SCHEMA, FormHeader, Interpreted, SourceFile
from targets.members import parts_of
from targets.model import Plan

OFFICE, OFFICES = "housing", {"housing": "住建局", "city": "城管局"}
AREA, PERIOD = "150627", "2024-Q2"
_FIELDS = frozenset({"rows", "past", "indicators", "reports", "today", "period", "reporting"})


def shown(rule: Declared, plan: Plan, book: RuleBook | None = None) -> tuple[Finding, ...]:
    """What is said of the rule's own example, judged by the whole book with Great Expectations."""
    from expectations.check import check  # Great Expectations takes seconds to import

    reports, context = example_of(rule, plan)
    return tuple(one for report in check(reports, context, book) for one in report.findings)


def example_of(rule: Declared, plan: Plan) -> tuple[list[Interpreted], CheckContext]:
    """The example as forms and what they are judged beside, on the plan's own indicators.

    `rows` is one form, `reports` several; `past` lists values on record, or a series of them as
    `values` with the last one's period as `until`. `indicators` changes definitions for the
    example. What a row leaves out is the plan's first area and the second quarter of 2024.
    """
    given = mapping(rule.example, f"规则 {rule.id} 的例子")
    strangers = sorted(given.keys() - _FIELDS)
    if strangers or not (given.get("rows") or given.get("reports")):
        raise UserError(f"规则 {rule.id} 的例子缺少 rows 或有多余的字段 {strangers}", cure="改正")
    indicators = _indicators(given.get("indicators", {}), plan)
    names = {n: i.key for i in indicators.values() for n in (i.key, i.name, *i.aliases)}
    period = str(given.get("period", PERIOD))
    forms = given.get("reports") or [given["rows"]]
    reports = [_report(number, rows, names, period) for number, rows in enumerate(forms)]
    held = [row for entry in given.get("past", ()) for row in _past(entry, names)]
    past = pl.DataFrame(held, schema=PAST_SCHEMA)
    context = CheckContext(
        indicators=indicators,
        previous=past,
        past=past,
        reporting={(names[k], AREA): office for k, office in given.get("reporting", {}).items()},
        office_names=OFFICES,
        today=date.fromisoformat(str(given.get("today", "2024-07-05"))),
        parts=parts_of(plan),
        goals=goals_of(plan),
        area_names={one.code: one.name for one in plan.areas},
    )
    return reports, context


def _indicators(changes: Mapping[str, Mapping[str, Any]], plan: Plan) -> dict[str, Indicator]:
    known = {one.key: one for one in plan.indicators}
    for key, change in changes.items():
        days = {n: date.fromisoformat(v) for n, v in change.items() if n == "redefined"}
        known[key] = replace(known[key], **{**change, **days})
    return known


def _report(
    number: int, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], period: str
) -> Interpreted:
    name = f"例表{number + 1}.xlsx" if number else "例表.xlsx"
    placed = [_row(row, names, period) | {"cell": row.get("cell", f"I{n}")}
              for n, row in enumerate(rows, start=5)]  # fmt: skip
    office = placed[0]["office"]
    header = FormHeader("example", "1", office, period)
    source = SourceFile(name, f"{number:064d}", 1, Path(name), office)
    return Interpreted(source, header, pl.DataFrame(placed, schema=BATCH_SCHEMA), ())


def _row(row: Mapping[str, Any], names: Mapping[str, str], period: str) -> dict[str, Any]:
    """A row as interpretation leaves it; an indicator nobody knows keeps its name."""
    value = row.get("value")
    printed = str(row.get("printed", "" if value is None else value))
    base = {
        "receipt": "", "area": AREA, "period": period, "office": OFFICE, "numerator": None,
        "denominator": None, "status": "M" if value is None else "A", "qualifier": "",
        "printed": printed, "decimals": len(printed.partition(".")[2]), "note": "",
        "sheet": "填报", "numerator_cell": "F5", "denominator_cell": "H5", "value": None,
    }  # fmt: skip
    return base | {**row, "indicator": names.get(row["indicator"], row["indicator"])}


def _past(entry: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Values on record: one, or a series that ends with the period `until`."""
    rest = {name: value for name, value in entry.items() if name not in {"values", "until"}}
    series = list(entry.get("values", [entry.get("value")]))
    last = ReportingPeriod.parse(str(entry.get("until", entry.get("period", "2024-Q1"))))
    base = {"area": AREA, "office": OFFICE} | rest
    base["indicator"] = names[str(entry["indicator"])]
    rows = []
    for back, number in enumerate(reversed(series)):
        printed = str(number)
        told = {"period": str(last.shift(-back)), "printed": printed,
                "decimals": len(printed.partition(".")[2])}  # fmt: skip
        rows.append(base | told | {"value": None if number is None else float(number)})
    return [{name: row.get(name) for name in PAST_SCHEMA} for row in reversed(rows)]


def without_example(book: RuleBook | None = None) -> tuple[str, ...]:
    """Rules that are declared without an example."""
    return tuple(one.id for one in (book or load_book()).declared if not one.example)
