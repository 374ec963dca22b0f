"""Evidence of a case's step: named in words, with its hash; the bytes of a file are kept as well.

A file lies where every 佐证 lies, so that the retention rule, the check of the archive and the
backup know of it without asking the cases.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from cases.events import CaseEvent
from cases.taking import Asked
from desk.attachments import OF_CASE, media_of
from desk.handle import Desk
from desk.keeping import keep_still
from ledger import custody, receipts
from ledger.custody import Attached, AttachmentRow
from ledger.unit import Reading, Unit
from observations.spool import spool
from observations.stations import SourceFile

LONGEST = 500


@dataclass(frozen=True)
class Shown:
    """Evidence: a document number, a receipt's number, or a file with its name."""

    words: str = ""
    data: bytes = b""
    name: str = ""


@dataclass(frozen=True)
class Proof:
    """Evidence as it will be kept; `source` and `media` of a file, `data` its bytes."""

    words: str = ""
    sha256: str = ""
    source: SourceFile | None = None
    media: str = ""
    data: bytes = b""


def proof_of(desk: Desk, office: str, shown: Shown | None) -> Proof:
    """By name and hash: of a file its bytes, of a receipt of the office what it brought.

    `UserError` for a file that is no pdf, jpg or png.
    """
    if shown is None or not (shown.words.strip() or shown.data):
        return Proof()
    words = shown.words.strip()[:LONGEST]
    if shown.data:
        media = media_of(shown.data)
        source = spool(shown.data, shown.name, desk.settings.spool_dir, office)
        return Proof(f"{words} {source.name}".strip(), source.sha256, source, media, shown.data)
    with desk.ledger.read() as reading:
        row = receipts.get(reading, words)
    brought = row.source.sha256 if row is not None and row.office == office else ""
    return Proof(words, brought or hashlib.sha256(words.encode()).hexdigest())


def with_proof(asked: Asked, proof: Proof) -> Asked:
    """What is asked, with the evidence; unchanged where none is shown."""
    if not proof.words:
        return asked
    return replace(asked, evidence=proof.words, evidence_sha256=proof.sha256)


def keep(unit: Unit, event: CaseEvent, proof: Proof) -> None:
    """Keep the file in the unit that keeps its step."""
    if proof.source is not None:
        custody.attach(unit, _attached(event, proof.source, proof.media))


def keep_bytes(desk: Desk, proof: Proof) -> None:
    """After the record: a purge may have destroyed the same bytes while they were received."""
    if proof.source is not None:
        keep_still(desk, proof.data, proof.source)


def file_of(reading: Reading, event: CaseEvent) -> AttachmentRow | None:
    """The file that was shown with a step; None when there was none."""
    rows = custody.attached_to(reading, event.office, f"{OF_CASE}{event.case}")
    mine = (one for one in rows if one.attached.sha256 == event.evidence_sha256)
    return next(mine, None)


def _attached(event: CaseEvent, source: SourceFile, media: str) -> Attached:
    return Attached(
        office=event.office,
        period=f"{OF_CASE}{event.case}",
        sha256=source.sha256,
        name=source.name,
        media=media,
        size=source.size,
        text=str(event.step),
    )
