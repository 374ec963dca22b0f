"""Send a bulk delivery and have it certified: by the live worker, else in this process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desk.alerting import deliver_alerts
from desk.bulk import deliver_bulk
from desk.bulk_certify import certify_again, certify_waiting
from desk.bulk_outcome import BulkOutcome
from desk.handle import Desk
from desk.pulse import worker_alive
from ledger import certifications
from observations.bulk.headings import Asked
from observations.identity import Actor


def send_bulk(desk: Desk, actor: Actor, path: Path, asked: Asked) -> BulkOutcome:
    """Deliver, and certify here when no worker lives to do it; nobody waits for the worker."""
    made = deliver_bulk(desk, actor, path, asked)
    return _certified(desk, made) if made.certification == "pending" else made


def recertify(desk: Desk, actor: Actor, receipt_id: str) -> str:
    """Ask for a certification once more after a refusal; its state afterwards."""
    certify_again(desk, actor, receipt_id)
    if not worker_alive(desk):
        certify_waiting(desk)
    return _state(desk, receipt_id)


def _certified(desk: Desk, made: BulkOutcome) -> BulkOutcome:
    if worker_alive(desk):
        return made
    certify_waiting(desk)
    deliver_alerts(desk)
    return replace(made, certification=_state(desk, made.receipt))


def _state(desk: Desk, receipt_id: str) -> str:
    with desk.ledger.read() as reading:
        row = certifications.of_receipt(reading, receipt_id)
    return row.state if row else ""
