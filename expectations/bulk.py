"""Bulk deliveries: our own rules over slices of bounded size; certified later, slice by slice.

A slice holds whole areas, so that rules over a key, an area or identities see everything they
ask about. Rules over a whole report (scope `report`) speak for a slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from expectations.beside import in_each_report
from expectations.check import certified
from expectations.context import CheckContext
from expectations.group import Group, judged, rows_of, spoken
from expectations.messages import Place, finding
from expectations.rules import Declared, RuleBook, load_book
from observations.bulk.failing import FAILING_SCHEMA, SHOWN, nothing_failing
from observations.finding import Finding, Severity
from observations.stations import Interpreted

SLICE = 200_000


@dataclass(frozen=True)
class Screened:
    """One slice judged by our rules alone: `rows` is its batch plus `doubted`.

    `failing` (FAILING_SCHEMA) names every failing row; `findings` speaks of the first SHOWN of
    each rule, in their order.
    """

    rows: pl.DataFrame
    failing: pl.DataFrame
    findings: tuple[Finding, ...]


def slices(report: Interpreted, size: int = SLICE) -> Iterator[Interpreted]:
    """The report in parts of about `size` rows, whole areas each, always cut alike."""
    if report.batch.height <= size:
        yield replace(report, findings=())
        return
    batch = report.batch.sort("area", maintain_order=True)
    areas = batch.group_by("area", maintain_order=True).len()
    ends = areas.select("area", pl.col("len").cum_sum().alias("end"))
    start = 0
    while start < batch.height:
        within = ends.filter((pl.col("end") > start) & (pl.col("end") <= start + size))
        following = ends.filter(pl.col("end") > start)
        end = int(within["end"][-1] if within.height else following["end"][0])
        yield replace(report, batch=batch[start:end], findings=())
        start = end


def screen(part: Interpreted, context: CheckContext, book: RuleBook | None = None) -> Screened:
    """A slice judged by the masks; nothing of Great Expectations is asked or imported."""
    group = judged([part], context, book or load_book())
    failing, findings = _failing(group)
    rows = part.batch.with_columns(
        pl.col("value", "numerator", "denominator").fill_nan(None),
        pl.int_range(pl.len()).is_in(rows_of(group, Severity.WARNING).implode()).alias("doubted"),
    )
    return Screened(rows, failing, findings)


@dataclass(frozen=True)
class Certified:
    """A slice that both forms of every rule judge alike; `critical`: rows that should go back."""

    evidence: str
    critical: int


def certify(part: Interpreted, context: CheckContext, book: RuleBook | None = None) -> Certified:
    """What Great Expectations says of a slice; `NotCertified` unless it agrees throughout."""
    group = judged([part], context, book or load_book())
    evidence = certified(group).evidence
    failing, _ = _failing(group)
    loud = failing.filter(pl.col("severity") == Severity.CRITICAL.value)
    return Certified(evidence, loud.height)


def _failing(group: Group) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    (report,) = group.reports
    place = Place(report, group.context)
    frames, said = [nothing_failing()], []
    for rule in group.book.declared:
        rows = spoken(group, rule)
        if rows.is_empty():
            continue
        frames.append(_told(rule, rows))
        shown = in_each_report(group, rows.head(SHOWN), [place])
        said += [finding(rule, row, place) for row in shown]
    return pl.concat(frames), tuple(said)


def _told(rule: Declared, rows: pl.DataFrame) -> pl.DataFrame:
    """Failing rows of one rule in FAILING_SCHEMA."""
    told = rows.select(
        pl.lit(rule.id).alias("rule"),
        pl.lit(rule.name).alias("name"),
        "severity", "sheet", "cell", "indicator", "area", "period",
        pl.col("printed").alias("value"),
        pl.lit(rule.cure).alias("cure"),
    )  # fmt: skip
    return told.select(pl.col(n).cast(kind).fill_null("") for n, kind in FAILING_SCHEMA.items())
