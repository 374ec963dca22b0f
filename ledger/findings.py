"""Findings as the offices and the desk see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select

from ledger.arrivals import PARTIAL
from ledger.ids import stored, written
from ledger.tables.chain import audit
from ledger.tables.reports import answers, findings, judgements, revisions
from ledger.unit import Reading, Unit
from observations.errors import Refused
from observations.finding import Finding, Severity

MISPLACED = "form.office.mismatch"
"""The rule that a form of another office broke; its finding's value is then the sender."""


@dataclass(frozen=True)
class FindingRow:
    """A stored finding, where it belongs, and what the office answered (if it did)."""

    id: str
    receipt: str
    office: str
    period: str
    finding: Finding
    recorded_at: datetime
    answer: str = ""
    answered_by: str = ""


class Doubts(frozenset[tuple[str, str, str]]):
    """(receipt, indicator, area) of every warning that stands unanswered.

    A warning about a delivery as a whole, or about one area of it, names no indicator: it is a
    doubt of every key there that was marked 存疑 when it was judged.
    """

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, tuple) or len(key) != 3:
            return False
        receipt, _, area = key
        return any(map(super().__contains__, (key, (receipt, "", area), (receipt, "", ""))))


def of_receipt(reading: Reading, receipt_id: str) -> tuple[FindingRow, ...]:
    """Findings of a receipt's last judgement, in the order they were found."""
    last = (
        select(judgements.c.id)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(judgements.c.receipt == receipt_id, audit.c.seq <= reading.head)
        .order_by(audit.c.seq.desc())
        .limit(1)
    )
    return _rows(reading, _seen(reading).where(judgements.c.id == last.scalar_subquery()))


def open_counts(reading: Reading, receipts: Collection[str]) -> dict[str, int]:
    """Per receipt the critical findings and warnings of its last judgement; one query for all."""
    last = (
        select(judgements.c.receipt, func.max(judgements.c.id).label("id"))
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(judgements.c.receipt.in_(sorted(receipts)), audit.c.seq <= reading.head)
        .group_by(judgements.c.receipt)
        .subquery("last")
    )
    query = (
        select(last.c.receipt, func.count())
        .join(findings, findings.c.judgement == last.c.id)
        .where(findings.c.severity != Severity.INFO.value)
        .group_by(last.c.receipt)
    )
    return {receipt: int(count) for receipt, count in reading.connection.execute(query)}


def about(reading: Reading, indicator: str, area: str) -> tuple[FindingRow, ...]:
    """Everything ever found about one indicator of one area, in returned files too."""
    query = _seen(reading).where(findings.c.indicator == indicator, findings.c.area == area)
    return _rows(reading, query)


def open_findings(
    reading: Reading, offices: Collection[str] | None = None
) -> tuple[FindingRow, ...]:
    """Critical findings and warnings that nobody answered and no later delivery replaced.

    A file that is no form of ours, or none of its sender, is replaced by any later delivery of
    its sender; a correction in place replaces what was found about its own values only.
    """
    query = _unreplaced(reading, offices).where(findings.c.severity != Severity.INFO.value)
    return tuple(row for row in _rows(reading, query) if not row.answer)


def of_period(reading: Reading, period: str, offices: Collection[str]) -> tuple[FindingRow, ...]:
    """Whatever no later delivery replaced about a period's submissions; notes and answered too."""
    return _rows(reading, _unreplaced(reading, offices).where(judgements.c.period == period))


def doubts(reading: Reading, receipts: Collection[str] | None = None) -> Doubts:
    """What is still asked: every warning that stands unanswered.

    Of each receipt its last judgement counts, whether or not another delivery came after it: a
    value stays doubted while it stands.
    """
    last = (
        select(func.max(judgements.c.id))
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(audit.c.seq <= reading.head)
        .group_by(judgements.c.receipt)
    )
    if receipts is not None:
        last = last.where(judgements.c.receipt.in_(sorted(receipts)))
    said = _answers(reading).subquery("said")
    query = (
        select(judgements.c.receipt, findings.c.indicator, findings.c.area)
        .join(judgements, judgements.c.id == findings.c.judgement)
        .outerjoin(said, said.c.finding == findings.c.id)
        .where(
            findings.c.severity == Severity.WARNING.value,
            said.c.finding.is_(None),
            judgements.c.id.in_(last),
        )
    )
    return Doubts((row[0], row[1], row[2]) for row in reading.connection.execute(query))


def get(reading: Reading, finding_id: str) -> FindingRow | None:
    """One finding; None when there is none of this id."""
    rows = _rows(reading, _seen(reading).where(findings.c.id == (stored(finding_id) or 0)))
    return rows[0] if rows else None


def answer(unit: Unit, finding_id: str, text: str) -> None:
    """Keep what the office says to a finding (属实 with its reason)."""
    if not text.strip():
        raise Refused("说明不能为空", cure="写明属实的理由")
    number = stored(finding_id)
    known = select(findings.c.id).where(findings.c.id == (number or 0))
    if unit.connection.execute(known).first() is None:
        raise Refused(f"没有编号为 {finding_id} 的质量问题", cure="核对编号")
    row = {"finding": number, "text": text, "post": unit.actor.post, "at": unit.now}
    unit.add(answers, [row])


def misplaced() -> ColumnElement[bool]:
    """A judgement is about a form of another office than the one that sent it."""
    inner = select(findings.c.id).where(
        findings.c.judgement == judgements.c.id,
        findings.c.rule == MISPLACED,
        findings.c.value == judgements.c.office,
    )
    return exists(inner.correlate(judgements))


def _unreplaced(reading: Reading, offices: Collection[str] | None = None) -> Select[Any]:
    """Findings of the last word on each submission; duplicates say nothing.

    The database goes from the findings to what came after them, never through all judgements:
    an office that hands in often has a great many, and few findings.
    """
    same = (_later.c.period == judgements.c.period, _later.c.layout == judgements.c.layout)
    anything = or_(judgements.c.period == "", misplaced())
    return _seen(reading).where(
        judgements.c.verdict != "duplicate",
        ~_replaced(reading, *same),
        ~(anything & _replaced(reading)),
        ~_corrected(reading),
        *(() if offices is None else (judgements.c.office.in_(sorted(offices)),)),
    )


_later, _after = judgements.alias("later"), audit.alias("after")


def _replaced(reading: Reading, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """A whole delivery of the same sender was judged later; `more` of it."""
    newer = (
        select(_later.c.id)
        .join(_after, _after.c.unit == _later.c.unit)
        .where(
            _later.c.office == judgements.c.office,
            *more,
            _after.c.seq <= reading.head,
            or_(
                _after.c.seq > audit.c.seq,
                (_after.c.seq == audit.c.seq) & (_later.c.id > judgements.c.id),
            ),
            _later.c.verdict != "duplicate",
            *(~_later.c.edition.endswith(word) for word in PARTIAL),
        )
    )
    return exists(newer.correlate(judgements, audit))


def _corrected(reading: Reading) -> ColumnElement[bool]:
    """A later correction brought another value for the finding's key."""
    sealed, after, later = audit.alias("found"), audit.alias("after"), judgements.alias("later")
    inner = (
        select(revisions.c.id)
        .join(later, later.c.id == revisions.c.judgement)
        .join(after, after.c.unit == revisions.c.unit)
        .join(sealed, sealed.c.unit == findings.c.unit)
        .where(
            or_(*(later.c.edition.endswith(word) for word in PARTIAL)),
            after.c.seq <= reading.head,
            after.c.seq > sealed.c.seq,
            revisions.c.indicator == findings.c.indicator,
            revisions.c.area == findings.c.area,
            revisions.c.period == findings.c.period,
        )
    )
    return exists(inner.correlate(findings))


def _seen(reading: Reading) -> Select[Any]:
    return (
        select(
            findings,
            judgements.c.receipt,
            judgements.c.office.label("of_office"),
            judgements.c.period.label("of_period"),
            audit.c.recorded_at,
        )
        .join(judgements, judgements.c.id == findings.c.judgement)
        .join(audit, audit.c.unit == findings.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq, findings.c.id)
    )


def _rows(reading: Reading, query: Select[Any]) -> tuple[FindingRow, ...]:
    said = _answers(reading).subquery("said")
    whole = query.add_columns(said.c.text.label("answer"), said.c.post.label("answered_by"))
    joined = whole.outerjoin(said, said.c.finding == findings.c.id)
    return tuple(_row(row) for row in reading.connection.execute(joined))


def _answers(reading: Reading) -> Select[Any]:
    """The last answer to each finding."""
    rank = func.row_number().over(
        partition_by=answers.c.finding, order_by=(audit.c.seq.desc(), answers.c.id.desc())
    )
    ranked = (
        select(answers.c.finding, answers.c.text, answers.c.post, rank.label("place"))
        .join(audit, audit.c.unit == answers.c.unit)
        .where(audit.c.seq <= reading.head)
        .subquery("ranked_answers")
    )
    return select(ranked.c.finding, ranked.c.text, ranked.c.post).where(ranked.c.place == 1)


def _row(row: Row[Any]) -> FindingRow:
    finding = Finding(
        rule=row.rule,
        severity=Severity(row.severity),
        message=row.message,
        expected=row.expected,
        sheet=row.sheet,
        cell=row.cell,
        indicator=row.indicator,
        area=row.area,
        period=row.period,
        value=row.value,
    )
    return FindingRow(
        id=written(row.id),
        receipt=row.receipt,
        office=row.of_office,
        period=row.of_period,
        finding=finding,
        recorded_at=row.recorded_at,
        answer=row.answer or "",
        answered_by=row.answered_by or "",
    )
