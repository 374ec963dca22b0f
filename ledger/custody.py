"""Bytes in keeping besides the reports: evidence handed in, originals that were destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from ledger.ids import stored, written
from ledger.tables.chain import audit
from ledger.tables.custody import attachments, purges
from ledger.unit import Reading, Unit


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


def purge(unit: Unit, sha256s: Sequence[str], text: str) -> None:
    """Keep that these originals are destroyed, before anybody destroys them."""
    common = {"text": text, "post": unit.actor.post, "at": unit.now}
    unit.add(purges, [{"sha256": one, **common} for one in sha256s])


def purged(reading: Reading) -> dict[str, PurgeRow]:
    """Destroyed originals by their hash."""
    query = select(purges).join(audit, audit.c.unit == purges.c.unit)
    rows = reading.connection.execute(query.where(audit.c.seq <= reading.head))
    return {row.sha256: PurgeRow(row.sha256, row.text, row.post, row.at) for row in rows}


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
