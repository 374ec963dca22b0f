"""Bytes in keeping besides the reports: evidence handed in, originals that were destroyed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select

from ledger.audit import BrokenLink
from ledger.ids import stored, written
from ledger.tables.cases import case_places
from ledger.tables.chain import audit
from ledger.tables.custody import attachments, purges
from ledger.tables.kinds import utc
from ledger.tables.reports import judgements, queue, receipts
from ledger.unit import Reading, Unit

_WAITING = ("received", "judging")


@dataclass(frozen=True)
class Attached:
    """Evidence as it is handed in; `finding` is the id it answers, "" for the submission."""

    office: str
    period: str
    sha256: str
    name: str
    media: str  # pdf | jpg | png; csv for our own list of failing rows
    size: int
    finding: str = ""
    text: str = ""


@dataclass(frozen=True)
class AttachmentRow:
    """Evidence in keeping: what, on what, who attached it and when."""

    id: str
    attached: Attached
    post: str
    at: datetime


@dataclass(frozen=True)
class PurgeRow:
    """An original that was destroyed under the retention rule."""

    sha256: str
    text: str
    post: str
    at: datetime


def attach(unit: Unit, given: Attached) -> AttachmentRow:
    """Keep a piece of evidence."""
    row = {**vars(given), "finding": stored(given.finding) or 0}
    (number,) = unit.add(attachments, [{**row, "post": unit.actor.post, "at": unit.now}])
    return AttachmentRow(written(number), given, unit.actor.post, unit.now)


def same_attached(reading: Reading, given: Attached) -> AttachmentRow | None:
    """The same bytes on the same submission or finding with the same words; None for new ones."""
    rows = attached_to(reading, given.office, given.period)
    told = (given.sha256, given.finding, given.text)
    same = (r for r in rows if (r.attached.sha256, r.attached.finding, r.attached.text) == told)
    return next(same, None)


def attached_to(reading: Reading, office: str, period: str) -> tuple[AttachmentRow, ...]:
    """The evidence of a submission and of the answers within it, oldest first."""
    mine = _attachments(reading).where(
        attachments.c.office == office, attachments.c.period == period
    )
    return _rows(reading, mine)


def attachment(reading: Reading, attachment_id: str) -> AttachmentRow | None:
    """One piece of evidence; None when there is none of this id."""
    number = stored(attachment_id) or 0
    rows = _rows(reading, _attachments(reading).where(attachments.c.id == number))
    return rows[0] if rows else None


def all_attached(reading: Reading) -> tuple[AttachmentRow, ...]:
    """Every piece of evidence, oldest first."""
    return _rows(reading, _attachments(reading))


def shown_in_cases(reading: Reading) -> frozenset[str]:
    """Hashes of what was shown as evidence of a case's step: a receipt's original among them."""
    query = select(case_places.c.evidence_sha256).join(audit, audit.c.unit == case_places.c.unit)
    chosen = query.where(audit.c.seq <= reading.head, case_places.c.evidence_sha256 != "")
    return frozenset(reading.connection.execute(chosen.distinct()).scalars())


def purge(unit: Unit, sha256s: Sequence[str], text: str) -> None:
    """Keep that these originals are destroyed, before anybody destroys them."""
    common = {"text": text, "post": unit.actor.post, "at": unit.now}
    unit.add(purges, [{"sha256": one, **common} for one in sha256s])


def purged(reading: Reading) -> dict[str, PurgeRow]:
    """Destroyed originals by their hash; none that was received anew since."""
    return _purges(reading, ~_came_again(reading.head))


def came_again(reading: Reading) -> frozenset[str]:
    """Hashes of destroyed originals that were received anew since: a new receipt keeps them."""
    return frozenset(_purges(reading, _came_again(reading.head)))


def _purges(reading: Reading, chosen: ColumnElement[bool]) -> dict[str, PurgeRow]:
    query = select(purges).join(audit, audit.c.unit == purges.c.unit)
    rows = reading.connection.execute(query.where(audit.c.seq <= reading.head, chosen))
    return {row.sha256: PurgeRow(row.sha256, row.text, row.post, row.at) for row in rows}


def _came_again(head: int) -> ColumnElement[bool]:
    """Some receipt of a purge's bytes stands behind it in the chain."""
    later = audit.alias("later")
    return exists(
        select(receipts.c.id)
        .join(later, later.c.unit == receipts.c.unit)
        .where(receipts.c.sha256 == purges.c.sha256)
        .where(later.c.seq > audit.c.seq, later.c.seq <= head)
    )


def misplaced(reading: Reading) -> Iterator[BrokenLink]:
    """Receipts whose place in the queue, a passing state, is not what their judgement says.

    The chain does not cover the queue, and without its row there a receipt is shown nowhere.
    """
    last = select(func.max(judgements.c.id).label("id")).group_by(judgements.c.receipt)
    query = (
        select(receipts.c.receipt, audit.c.seq, queue.c.state, judgements.c.verdict)
        .join(audit, audit.c.unit == receipts.c.unit)
        .outerjoin(queue, queue.c.receipt == receipts.c.receipt)
        .outerjoin(
            judgements,
            (judgements.c.receipt == receipts.c.receipt) & judgements.c.id.in_(last),
        )
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    for row in reading.connection.execute(query, execution_options={"yield_per": 5_000}):
        if row.state in (row.verdict, *_WAITING):
            continue
        said = f"状态“{row.state}”" if row.state else "没有状态"
        reason = f"{said},最后一次判定为“{row.verdict or '无'}”"
        yield BrokenLink(row.seq, f"来件状态(回执 {row.receipt})", reason)


def _attachments(reading: Reading) -> Select[Any]:
    sealed = select(attachments).join(audit, audit.c.unit == attachments.c.unit)
    return sealed.where(audit.c.seq <= reading.head).order_by(audit.c.seq, attachments.c.id)


def _rows(reading: Reading, query: Select[Any]) -> tuple[AttachmentRow, ...]:
    return tuple(_row(row) for row in reading.connection.execute(query))


def _row(row: Row[Any]) -> AttachmentRow:
    attached = Attached(
        office=row.office,
        period=row.period,
        sha256=row.sha256,
        name=row.name,
        media=row.media,
        size=row.size,
        finding=written(row.finding) if row.finding else "",
        text=row.text,
    )
    return AttachmentRow(written(row.id), attached, row.post, row.at)


@dataclass(frozen=True)
class Original:
    """The bytes of one or more receipts: what became of them, as far as keeping them goes.

    `changed` counts the revisions they brought; `waiting`: some receipt has no verdict yet.
    """

    sha256: str
    name: str
    receipts: tuple[str, ...]
    last_received: datetime
    changed: int
    waiting: bool


def originals(reading: Reading, before: datetime) -> tuple[Original, ...]:
    """Originals whose last receipt came before the moment, oldest first."""
    found: dict[str, Original] = {}
    for row in reading.connection.execute(_received(reading)):
        one = Original(
            row.sha256, row.name, (row.receipt,), row.received_at, row.changed or 0, row.waiting
        )
        found[one.sha256] = _joined(found.get(one.sha256), one)
    old = (one for one in found.values() if one.last_received < utc(before))
    return tuple(sorted(old, key=lambda one: one.last_received))


def _joined(one: Original | None, other: Original) -> Original:
    """The same bytes from two offices are one original."""
    if one is None:
        return other
    return Original(
        one.sha256,
        one.name,
        (*one.receipts, *other.receipts),
        max(one.last_received, other.last_received),
        one.changed + other.changed,
        one.waiting or other.waiting,
    )


def _received(reading: Reading) -> Select[Any]:
    brought = (
        select(judgements.c.receipt, func.sum(judgements.c.changed).label("changed"))
        .group_by(judgements.c.receipt)
        .subquery("brought")
    )
    waiting = queue.c.state.in_(_WAITING).label("waiting")
    return (
        select(
            receipts.c.sha256,
            receipts.c.name,
            receipts.c.receipt,
            receipts.c.received_at,
            brought.c.changed,
            waiting,
        )
        .join(audit, audit.c.unit == receipts.c.unit)
        .join(queue, queue.c.receipt == receipts.c.receipt)
        .outerjoin(brought, brought.c.receipt == receipts.c.receipt)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )


def latest_judged(reading: Reading) -> dict[tuple[str, str], str]:
    """By office and period the receipt that was judged last; files that are no form left out."""
    query = (
        select(judgements.c.office, judgements.c.period, judgements.c.receipt)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(audit.c.seq <= reading.head, judgements.c.period != "")
        .order_by(audit.c.seq, judgements.c.id)
    )
    rows = reading.connection.execute(query)
    return {(row.office, row.period): row.receipt for row in rows}


def hashes(reading: Reading) -> Iterator[tuple[str, str, int]]:
    """Of every receipt its hash, its number and the sequence it came with."""
    query = (
        select(receipts.c.sha256, receipts.c.receipt, audit.c.seq)
        .join(audit, audit.c.unit == receipts.c.unit)
        .where(audit.c.seq <= reading.head)
        .order_by(audit.c.seq)
    )
    for row in reading.connection.execute(query, execution_options={"yield_per": 5_000}):
        yield row.sha256, row.receipt, row.seq
