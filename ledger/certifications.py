"""Bulk deliveries wait here until Great Expectations has certified what our rules let in.

A certification belongs to a judgement; its last word counts: pending, certified or refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select

from ledger.ids import stored, written
from ledger.tables.chain import audit
from ledger.tables.custody import certifications
from ledger.tables.reports import evidence, judgements, revisions, superseded
from ledger.unit import Reading, Unit, clean
from observations.errors import Refused


@dataclass(frozen=True)
class CertificationRow:
    """The last word on one bulk delivery: state pending | certified | refused.

    `judgement` is its number; `judged_seq` and `judged_at` say against which record it was
    judged (everything before that sequence).
    """

    judgement: str
    receipt: str
    office: str
    period: str
    layout: str
    state: str
    suite: str
    judged_seq: int
    judged_at: datetime


def ask(unit: Unit, receipt_id: str) -> None:
    """The receipt's newest judgement needs a certification (once more, after a refusal).

    Refused for an unknown receipt and for one whose certification stands.
    """
    newest = select(judgements.c.id).where(judgements.c.receipt == receipt_id)
    judgement = unit.connection.execute(newest.order_by(judgements.c.id.desc())).scalar()
    if judgement is None:
        raise Refused(f"回执 {receipt_id} 还没有核验结果", cure="核对回执号")
    if _state(unit, judgement) == "certified":
        raise Refused(f"回执 {receipt_id} 已经复核通过", cure="无需再次复核")
    _add(unit, judgement, "pending", ("", ""))


def settle(unit: Unit, row: CertificationRow, state: str, outcome: tuple[str, str]) -> bool:
    """Certified or refused, with (suite, evidence); False when somebody else settled it first."""
    unit.lock_chain()
    judgement = stored(row.judgement) or 0
    if _state(unit, judgement) != "pending":
        return False
    suite, content = outcome
    text = clean(content)
    digest = hashlib.sha256(text.encode()).hexdigest() if text else ""
    if digest:
        unit.add_once(evidence, {"sha256": digest, "content": text})
    _add(unit, judgement, state, (suite, digest))
    return True


def pending(reading: Reading, office: str, period: str) -> bool:
    """True while values of this submission stand that nobody certified, refused ones too."""
    query = _uncertified(reading).where(
        judgements.c.office == office, judgements.c.period == period
    )
    return reading.connection.execute(query.limit(1)).first() is not None


def held_up(reading: Reading) -> frozenset[tuple[str, str]]:
    """(office, period) of every submission for which `pending` is true."""
    return frozenset(
        (row.office, row.period) for row in reading.connection.execute(_uncertified(reading))
    )


def _uncertified(reading: Reading) -> Select[Any]:
    """Deliveries that wait or were refused; whose values were all superseded holds up nothing."""
    stands = select(revisions.c.id).where(
        revisions.c.judgement == judgements.c.id,
        ~exists(select(superseded.c.id).where(superseded.c.revision == revisions.c.id)),
    )
    last = _last(reading).subquery("last")
    return (
        select(judgements.c.office, judgements.c.period)
        .join(last, last.c.judgement == judgements.c.id)
        .where(last.c.state != "certified", stands.exists())
    )


def waiting(reading: Reading) -> tuple[CertificationRow, ...]:
    """Deliveries that wait to be certified, oldest first."""
    rows = (row for row in _rows(reading, _seen(reading)) if row.state == "pending")
    return tuple(rows)


def of_receipt(reading: Reading, receipt_id: str) -> CertificationRow | None:
    """The certification of a receipt's last judgement; None for what needed none."""
    rows = _rows(reading, _seen(reading).where(judgements.c.receipt == receipt_id))
    return rows[-1] if rows else None


def _state(unit: Unit, judgement: int) -> str:
    query = select(certifications.c.state).where(certifications.c.judgement == judgement)
    last = unit.connection.execute(query.order_by(certifications.c.id.desc())).scalar()
    return str(last or "")


def _add(unit: Unit, judgement: int, state: str, outcome: tuple[str, str]) -> None:
    suite, digest = outcome
    row = {"judgement": judgement, "state": state, "suite": suite, "evidence": digest}
    unit.add(certifications, [row | {"at": unit.now}])


def _last(reading: Reading) -> Select[Any]:
    """Per judgement its last word up to the head: judgement, state, suite."""
    place = func.row_number().over(
        partition_by=certifications.c.judgement,
        order_by=(audit.c.seq.desc(), certifications.c.id.desc()),
    )
    words = (
        select(
            certifications.c.judgement,
            certifications.c.state,
            certifications.c.suite,
            place.label("place"),
        )
        .join(audit, audit.c.unit == certifications.c.unit)
        .where(audit.c.seq <= reading.head)
        .subquery("words")
    )
    return select(words.c.judgement, words.c.state, words.c.suite).where(words.c.place == 1)


def _seen(reading: Reading) -> Select[Any]:
    last = _last(reading).subquery("last")
    return (
        select(judgements, last.c.state, last.c.suite.label("certified_by"),
               audit.c.seq, audit.c.recorded_at)
        .join(last, last.c.judgement == judgements.c.id)
        .join(audit, audit.c.unit == judgements.c.unit)
        .order_by(audit.c.seq)
    )  # fmt: skip


def _rows(reading: Reading, query: Select[Any]) -> tuple[CertificationRow, ...]:
    return tuple(
        CertificationRow(
            judgement=written(row.id),
            receipt=row.receipt,
            office=row.office,
            period=row.period,
            layout=row.layout,
            state=row.state,
            suite=row.certified_by,
            judged_seq=row.seq,
            judged_at=row.recorded_at,
        )
        for row in reading.connection.execute(query)
    )
