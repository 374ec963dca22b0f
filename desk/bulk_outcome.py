"""What became of a bulk delivery, as the command prints it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from desk.handle import Desk
from desk.superseded import Later, superseded, told
from desk.told import FoundOut, shown
from ledger import certifications, custody, findings, receipts
from ledger.custody import Attached
from observations.errors import UserError
from observations.spool import archived
from observations.stations import Receipt

DETAILS = "问题明细"


@dataclass(frozen=True)
class BulkOutcome:
    """What became of a bulk delivery, with the keys of `Outcome`.

    `failing`: how many rows break a rule; `details`: csv of all of them, None without any.
    `certification`: pending | certified | refused, "" where there is nothing to certify.
    """

    file: str
    receipt: str
    sha256: str
    status: str
    first_status: str
    duplicate_of: str | None
    accepted: int
    rejected: int
    failing: int
    findings: tuple[FoundOut, ...]
    details: str | None
    certification: str
    superseded_by: tuple[Later, ...] = ()

    @property
    def in_force(self) -> bool:
        """True when these bytes were let in and no later delivery's values stand instead."""
        return self.first_status == "accepted" and not self.superseded_by


def bulk_outcome(desk: Desk, file: str, taken: Receipt) -> BulkOutcome:
    """What became of `taken`, read back from the ledger."""
    with desk.ledger.read() as reading:
        row = receipts.get(reading, taken.id)
        found = findings.of_receipt(reading, taken.id)
        certified = certifications.of_receipt(reading, taken.id)
        lists = custody.attached_to(reading, row.office, row.period) if row else ()
    if row is None:
        raise UserError(f"没有回执“{taken.id}”", cure="核对回执号")
    later = superseded(desk, row.id) if taken.duplicate_of else ()
    overruled = (shown("", told(desk, row, later)),) if later else ()
    name = f"{DETAILS}_{row.id}.csv"
    details = next((one.attached for one in reversed(lists) if one.attached.name == name), None)
    path = _opened(desk, details) if details else None
    return BulkOutcome(
        file=file,
        receipt=row.id,
        sha256=row.source.sha256,
        status="duplicate" if taken.duplicate_of else row.state,
        first_status="accepted" if row.state == "duplicate" else row.state,
        duplicate_of=taken.duplicate_of or row.duplicate_of,
        accepted=row.accepted,
        rejected=row.rejected,
        failing=pl.scan_csv(path).select(pl.len()).collect().item() if path else 0,
        findings=(*(shown(one.id, one.finding) for one in found), *overruled),
        details=str(path) if path else None,
        certification=certified.state if certified else "",
        superseded_by=later,
    )


def _opened(desk: Desk, details: Attached) -> Path:
    """The list under a name people can open; the archived bytes are the record."""
    folder = desk.settings.papers_dir / "returns"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / details.name
    path.write_bytes(archived(desk.settings.spool_dir, details.sha256).read_bytes())
    return path
