"""Answers that hold on: the same value, found wanting the same way, is not asked about again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Row, select

from ledger.tables.chain import audit
from ledger.tables.reports import answers, findings, judgements
from ledger.unit import Reading, Unit
from observations.finding import Finding, Severity

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
Asked = tuple[str, ...]
"""What makes two doubts one: rule, indicator, area, period, the value as written, what it should
be, and every number it was weighed against (the value before, the limit)."""


@dataclass(frozen=True)
class Said:
    """An answer as first given: its text, the post, the moment."""

    text: str
    post: str
    at: datetime


def asked(finding: Finding) -> Asked:
    """By what a finding is known again in a later delivery, whatever file and cell it stands in."""
    names = ("rule", "indicator", "area", "period", "value", "expected")
    said = finding.message.rpartition(_place(finding))[2]
    figures = " ".join(_FIGURE.findall(said))
    return (*(getattr(finding, name) for name in names), figures)


def _place(finding: Finding) -> str:
    """How a sentence ends to say where: what follows is about the value."""
    return f"{finding.period},{finding.cell}:" if finding.cell else f"{finding.period}:"


def answered(reading: Reading, office: str, period: str) -> dict[Asked, Said]:
    """Every doubt of a submission that its office answered up to the head; the last word each."""
    query = (
        select(findings, answers.c.text, answers.c.post, answers.c.at)
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
    rows = reading.connection.execute(query)
    return {asked(_finding(row)): Said(row.text, row.post, row.at) for row in rows}


def still(known: Iterable[Asked], *, changed: bool) -> frozenset[Asked]:
    """The answered doubts that stay so for a delivery that `changed` something, or nothing.

    What was said of a whole form holds only for the very same values.
    """
    return frozenset(one for one in known if one[1] or not changed)


def _finding(row: Row[Any]) -> Finding:
    given = {name: getattr(row, name) for name in Finding.__dataclass_fields__}
    return Finding(**given | {"severity": Severity(row.severity)})


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
    """`rows` with `doubted` taken off where every doubt about the key is answered already.

    A doubt of the whole delivery, or of an area, that stands is a doubt of its keys too.
    """
    if not known or rows.is_empty():
        return rows
    doubts = [one for one in found if one.severity is Severity.WARNING]
    still = {_key(one) for one in doubts if asked(one) not in known}
    quiet = {_key(one) for one in doubts} - still
    whole = {area for indicator, area, _ in still if not indicator}
    if not quiet or "" in whole:
        return rows
    names = ("indicator", "area", "period")
    schema = dict.fromkeys(names, pl.String())
    listed = pl.DataFrame(sorted(quiet), schema=schema, orient="row").with_columns(quiet=True)
    both = rows.join(listed, on=list(names), how="left", maintain_order="left")
    calm = pl.col("quiet").fill_null(value=False) & ~pl.col("area").is_in(list(whole))
    return both.with_columns(pl.col("doubted") & ~calm).select(rows.columns)


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.indicator, finding.area, finding.period)
