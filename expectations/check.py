"""Checking a group of reports: masks name the failing rows, Great Expectations certifies them."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import polars as pl

from expectations.context import CheckContext
from expectations.group import Group, judged, rows_of
from expectations.gx import Certificate, certify
from expectations.rules import RuleBook, load_book
from expectations.speaking import findings_of
from observations.finding import Finding, Severity
from observations.stations import CheckedReport, Interpreted, Verdict, verdict_of

__all__ = [
    "CheckContext",
    "NotCertified",
    "RuleBroke",
    "RulesDisagree",
    "certified",
    "check",
    "require_sound",
]


class NotCertified(Exception):  # noqa: N818 -- an outcome that holds the batch
    """Nothing can be said about the group: no report is accepted, none is returned.

    A fault of ours, not of the office: the desk leaves the receipts waiting and alerts.
    `certificate` holds the evidence, the disagreements and the broken rules.
    """

    def __init__(self, what: str, certificate: Certificate) -> None:
        super().__init__(what)
        self.certificate = certificate


class RulesDisagree(NotCertified):
    """The mask and the expectation of a rule count differently."""


class RuleBroke(NotCertified):
    """Great Expectations could not evaluate a rule."""


def check(
    reports: Sequence[Interpreted], context: CheckContext, book: RuleBook | None = None
) -> tuple[CheckedReport, ...]:
    """Each report with its accepted rows and findings, in the order given; ONE GX run.

    A report that is not accepted keeps no rows: a form is taken whole or returned whole.
    `doubted` marks rows with a warning. Raises `NotCertified` when a rule broke or its two
    forms disagree: then no verdict exists.
    """
    book = book or load_book()
    group = judged(reports, context, book)
    certificate = certified(group)
    said = findings_of(group)
    doubted = _doubted_rows(group)
    return tuple(
        _checked(report, said[index], doubted[index], (group.suite, certificate.evidence))
        for index, report in enumerate(reports)
    )


def certified(group: Group) -> Certificate:
    """What Great Expectations says of the group; `NotCertified` unless it agrees throughout."""
    certificate = certify(group.frame, group.masked, group.book.rules, _about(group))
    require_sound(certificate)
    return certificate


def _about(group: Group) -> dict[str, object]:
    """What was judged together: how many reports, and a hash over their files' hashes."""
    files = "\n".join(report.source.sha256 for report in group.reports)
    batch = hashlib.sha256(files.encode()).hexdigest()
    return {"suite": group.suite, "reports": len(group.reports), "batch": batch}


def require_sound(certificate: Certificate) -> None:
    """Raise `RuleBroke` or `RulesDisagree` unless every rule ran and both its forms agree."""
    if certificate.broken:
        broken = "、".join(b.rule for b in certificate.broken)
        raise RuleBroke(f"质量规则 {broken} 未能执行,本批暂不判定", certificate)
    if certificate.disagreements:
        said = "、".join(
            f"{d.rule}(本系统 {d.masked} 行,Great Expectations {d.unexpected} 行)"
            for d in certificate.disagreements
        )
        raise RulesDisagree(f"质量规则 {said} 的两种算法不一致,本批暂不判定", certificate)


def _doubted_rows(group: Group) -> list[set[int]]:
    """Per report, the row numbers within its batch that carry a warning."""
    starts = list(accumulate((r.batch.height for r in group.reports), initial=0))[:-1]
    result: list[set[int]] = [set() for _ in group.reports]
    for row_number in rows_of(group, Severity.WARNING).to_list():
        report = bisect_right(starts, row_number) - 1
        result[report].add(row_number - starts[report])
    return result


def _checked(
    report: Interpreted, findings: tuple[Finding, ...], doubted: set[int], run: tuple[str, str]
) -> CheckedReport:
    rows = report.batch.with_columns(pl.col("value", "numerator", "denominator").fill_nan(None))
    rows = rows.with_columns(_doubt(report, doubted))
    verdict = verdict_of(report.header, findings)
    return CheckedReport(
        source=report.source,
        header=report.header,
        accepted=rows if verdict is Verdict.ACCEPTED else rows.clear(),
        findings=findings,
        verdict=verdict,
        suite=run[0],
        evidence=run[1],
    )


def _doubt(report: Interpreted, doubted: set[int]) -> pl.Expr:
    """True for the rows our warnings name, and for the cells that reading warned of.

    A warning of no cell and no indicator is about the whole delivery (完整性未证实).
    """
    mark = pl.int_range(pl.len()).is_in(list(doubted))
    for said in report.findings:
        if said.severity is Severity.WARNING and not (said.cell or said.indicator):
            mark |= pl.lit(value=True)
        elif said.severity is Severity.WARNING and said.cell:
            mark |= (pl.col("sheet") == said.sheet) & (pl.col("cell") == said.cell)
    return mark.fill_null(value=False).alias("doubted")
