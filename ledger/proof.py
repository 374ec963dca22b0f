"""What certified a verdict: Great Expectations' own result, one row for a whole batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ledger.tables.chain import audit
from ledger.tables.reports import evidence, judgements
from ledger.unit import Reading


@dataclass(frozen=True)
class Proof:
    """The certificate of one batch; `receipts` of it were judged together at `judged_at` (UTC)."""

    sha256: str
    content: str
    receipts: int
    judged_at: datetime


def proof_of(reading: Reading, receipt: str) -> Proof | None:
    """What certified the receipt's last judgement; None when nothing did."""
    last = (
        select(judgements.c.evidence)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(judgements.c.receipt == receipt, audit.c.seq <= reading.head)
        .order_by(audit.c.seq.desc())
        .limit(1)
    )
    digest = reading.connection.execute(last).scalar_one_or_none()
    return proof(reading, digest) if digest else None


def proof(reading: Reading, sha256: str) -> Proof | None:
    """The certificate with this hash; None when there is none."""
    judged = (
        select(func.count(), func.max(audit.c.recorded_at, type_=audit.c.recorded_at.type))
        .select_from(judgements)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(judgements.c.evidence == sha256, audit.c.seq <= reading.head)
    )
    content = select(evidence.c.content).where(evidence.c.sha256 == sha256)
    text = reading.connection.execute(content).scalar_one_or_none()
    count, at = reading.connection.execute(judged).one()
    return Proof(sha256, text, count, at) if text is not None and count else None


def newest(reading: Reading, limit: int) -> tuple[str, ...]:
    """Hashes of the `limit` newest certificates, newest first."""
    query = select(evidence.c.sha256).order_by(evidence.c.id.desc()).limit(limit)
    return tuple(reading.connection.execute(query).scalars())
