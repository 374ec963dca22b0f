"""Answers that hold on: the same value, found wanting the same way, is not asked about again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import select

from ledger.tables.chain import audit
from ledger.tables.reports import answers, findings, judgements
from ledger.unit import Reading, Unit
from observations.finding import Finding, Severity

Asked = tuple[str, str, str, str, str]
"""What makes two doubts one: rule, indicator, area, period and the value as written."""


@dataclass(frozen=True)
class Said:
    """An answer as first given: its text, the post, the moment."""

    text: str
    post: str
    at: datetime


def asked(finding: Finding) -> Asked:
    """By what a finding is known again in a later delivery."""
    return (finding.rule, finding.indicator, finding.area, finding.period, finding.value)


def answered(reading: Reading, office: str, period: str) -> dict[Asked, Said]:
    """Every doubt of a submission that its office answered up to the head; the last word each."""
    query = (
        select(
            findings.c.rule,
            findings.c.indicator,
            findings.c.area,
            findings.c.period,
            findings.c.value,
            answers.c.text,
            answers.c.post,
            answers.c.at,
        )
        .join(findings, findings.c.id == answers.c.finding)
        .join(judgements, judgements.c.id == findings.c.judgement)
        .join(audit, audit.c.unit == answers.c.unit)
        .where(
            judgements.c.office == office,
            judgements.c.period == period,
            audit.c.seq <= reading.head,
        )
        .order_by(audit.c.seq, answers.c.id)
    )
    return {tuple(row[:5]): Said(*row[5:]) for row in reading.connection.execute(query)}


def carry(
    unit: Unit, known: Mapping[Asked, Said], found: Sequence[tuple[int, Finding]]
) -> frozenset[int]:
    """Put the known answers beside the new findings (stored id, finding); the ids answered.

    Post and moment stay those of the answer itself; that it was carried shows in its unit.
    """
    same = [
        (number, known[asked(finding)])
        for number, finding in found
        if finding.severity is Severity.WARNING and asked(finding) in known
    ]
    unit.add(answers, [{"finding": number, **vars(said)} for number, said in same])
    return frozenset(number for number, _ in same)


def settle_doubts(
    rows: pl.DataFrame, found: Sequence[Finding], known: Mapping[Asked, Said]
) -> pl.DataFrame:
    """`rows` with `doubted` taken off where every doubt about the key is answered already."""
    if not known or rows.is_empty():
        return rows
    doubts = [one for one in found if one.severity is Severity.WARNING]
    still = {_key(one) for one in doubts if asked(one) not in known}
    quiet = {_key(one) for one in doubts} - still
    if not quiet:
        return rows
    names = ("indicator", "area", "period")
    schema = dict.fromkeys(names, pl.String())
    listed = pl.DataFrame(sorted(quiet), schema=schema, orient="row").with_columns(quiet=True)
    both = rows.join(listed, on=list(names), how="left", maintain_order="left")
    calm = pl.col("quiet").fill_null(value=False)
    return both.with_columns(pl.col("doubted") & ~calm).select(rows.columns)


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.indicator, finding.area, finding.period)
