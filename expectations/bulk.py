"""Bulk deliveries: our own rules over slices of bounded size; certified later, slice by slice.

A slice holds whole areas, so that rules over a key, an area or identities see everything they
ask about. Rules over a whole report (scope `report`) speak for a slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from expectations.check import certified
from expectations.context import CheckContext
from expectations.group import Group, judged, spoken
from expectations.messages import Place, finding
from expectations.rules import Rule, RuleBook, load_book
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
    warned = _doubted(group)
    rows = part.batch.with_columns(
        pl.col("value", "numerator", "denominator").fill_nan(None),
        pl.int_range(pl.len()).is_in(warned.implode()).alias("doubted"),
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
    for rule in group.book.rules:
        rows = spoken(group, rule)
        if rows.is_empty():
            continue
        frames.append(_told(group, rule, rows))
        shown = rows.head(SHOWN).iter_rows(named=True)
        said += [finding(rule, row, group.book, place) for row in shown]
    return pl.concat(frames), tuple(said)


def _told(group: Group, rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
    """Failing rows of one rule in FAILING_SCHEMA."""
    names = {i.id: i.name for i in group.book.identities}
    related = pl.col("identity").fill_null("")
    own = pl.col("identity").is_null()
    told = rows.select(
        pl.when(own).then(pl.lit(rule.id)).otherwise(related).alias("rule"),
        pl.when(own).then(pl.lit(rule.name)).otherwise(related.replace(names)).alias("name"),
        _severity(group, rule).alias("severity"),
        "sheet", "cell", "indicator", "area", "period",
        pl.col("printed").alias("value"),
        pl.lit(rule.cure).alias("cure"),
    )  # fmt: skip
    return told.select(pl.col(n).cast(kind).fill_null("") for n, kind in FAILING_SCHEMA.items())


def _severity(group: Group, rule: Rule) -> pl.Expr:
    """How loud each failing row is: `messages.severity_of` for a whole column."""
    explained = (rule.explained or rule.severity).value
    own = (
        pl.when(pl.col("explained")).then(pl.lit(explained)).otherwise(pl.lit(rule.severity.value))
    )
    loud = {i.id: i.severity.value for i in group.book.identities}
    related = pl.col("identity").fill_null("").replace(loud)
    soft = pl.col("alone").not_() & (related == Severity.CRITICAL.value)
    related = pl.when(soft).then(pl.lit(Severity.WARNING.value)).otherwise(related)
    return pl.when(pl.col("identity").is_null()).then(own).otherwise(related)


def _doubted(group: Group) -> pl.Series:
    """Numbers of the slice's rows that carry a warning."""
    found = [pl.Series("row", [], dtype=pl.UInt32)]
    for rule in group.book.rules:
        failing = group.masked[rule.id]
        if not failing.any():
            continue
        warned = group.frame.filter(failing).filter(
            _severity(group, rule) == Severity.WARNING.value
        )
        members = pl.coalesce("members", pl.concat_list(pl.col("row").cast(pl.UInt32)))
        found.append(warned.select(members.alias("row")).explode("row")["row"].cast(pl.UInt32))
    return pl.concat(found).unique()
