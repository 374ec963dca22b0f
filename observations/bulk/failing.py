"""Failing rows of a bulk delivery: all of them in a frame, the first of each rule as findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from observations.finding import Finding, Severity
from observations.signals import SIGNALS

SHOWN = 20
"""Rows of one rule that are spoken of singly; the rest stands in the attached file."""

FAILING_SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "name": pl.String(),  # what the rule asks for
    "severity": pl.String(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "indicator": pl.String(),
    "area": pl.String(),
    "period": pl.String(),
    "value": pl.String(),  # as written
    "cure": pl.String(),
}

HEADINGS = ("规则", "内容", "程度", "工作表", "单元格", "指标", "地区", "报告期", "填报", "怎样改")
"""The columns of the attached file, in FAILING_SCHEMA's order."""


def nothing_failing() -> pl.DataFrame:
    """No failing row."""
    return pl.DataFrame(schema=FAILING_SCHEMA)


def of_signal(rule: str, rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (sheet, cell, indicator, area, period, value) as failing a signal of the door."""
    known = SIGNALS[rule]
    told = {
        "rule": rule,
        "name": known.meaning,
        "severity": known.severity.value,
        "cure": known.cure,
    }
    return rows.with_columns(pl.lit(word).alias(name) for name, word in told.items()).select(
        pl.col(name).cast(kind).fill_null("") for name, kind in FAILING_SCHEMA.items()
    )


def spoken(failing: pl.DataFrame, title: str) -> tuple[Finding, ...]:
    """The first SHOWN rows of each rule of the door as findings."""
    return tuple(
        _finding(row, title)
        for _, rows in failing.group_by(["rule"], maintain_order=True)
        for row in rows.head(SHOWN).iter_rows(named=True)
    )


def summed(findings: Sequence[Finding], failing: pl.DataFrame, title: str) -> tuple[Finding, ...]:
    """At most SHOWN findings a rule, and after them one that counts the rows of a longer one."""
    kept: dict[str, list[Finding]] = {}
    for one in findings:
        told = kept.setdefault(one.rule, [])
        if len(told) < SHOWN:
            told.append(one)
    for (rule,), rows in failing.group_by(["rule"], maintain_order=True):
        kept.setdefault(str(rule), []).extend(_counted(str(rule), rows, title))
    return tuple(one for told in kept.values() for one in told)


def _counted(rule: str, rows: pl.DataFrame, title: str) -> tuple[Finding, ...]:
    if rows.height <= SHOWN:
        return ()
    loudest = next(s for s in Severity if s.value in rows["severity"].unique().to_list())
    first = rows.row(0, named=True)
    about = f"“{first['name']}”共 {rows.height} 处不符,逐条列出前 {SHOWN} 处,全部见所附问题明细"
    return (Finding(rule, loudest, f"《{title}》:{about}", first["cure"]),)


def attached(failing: pl.DataFrame) -> bytes:
    """Every failing row as csv (UTF-8 with BOM, so that spreadsheet programs read it)."""
    words = {severity.value: severity.label for severity in Severity}
    rows = failing.with_columns(pl.col("severity").replace(words))
    named = rows.rename(dict(zip(FAILING_SCHEMA, HEADINGS, strict=True)))
    text = named.with_columns(_no_formula(name) for name in HEADINGS)
    return b"\xef\xbb\xbf" + text.write_csv(quote_style="always").encode()


def _no_formula(name: str) -> pl.Expr:
    """What an office wrote is never run by the program that opens the list."""
    cell = pl.col(name)
    risky = cell.str.contains(r"^[=+\-@=+-@\t\r\n]") & ~cell.str.contains(r"^[+-]?[0-9.]+$")
    return pl.when(risky).then("'" + cell).otherwise(cell).alias(name)


def _finding(row: Mapping[str, str], title: str) -> Finding:
    return Finding(
        rule=row["rule"],
        severity=Severity(row["severity"]),
        message=f"《{title}》{row['cell']}:填报“{row['value'][:40]}”,{row['name']},{row['cure']}",
        expected=row["cure"],
        sheet=row["sheet"],
        cell=row["cell"],
        indicator=row["indicator"],
        area=row["area"],
        period=row["period"],
        value=row["value"][:40],
    )
