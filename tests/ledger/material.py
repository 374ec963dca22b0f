"""Deliveries for the ledger's tests: small real stations, made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from ledger import receipts, revisions
from ledger.facts import AlertFact
from ledger.opening import Ledger
from ledger.record import Recorded, record
from observations.finding import Finding
from observations.identity import Actor, Role
from observations.stations import (
    BATCH_SCHEMA,
    CheckedReport,
    FormHeader,
    Receipt,
    Revisions,
    SourceFile,
    Verdict,
)

NOW = datetime(2024, 7, 10, 9, 30, tzinfo=UTC)
CLERK = Actor("市政科经办人", frozenset({Role.CLERK}), frozenset({"water"}))
DESK = Actor("住建局调度", frozenset({Role.DESK}))
REVISED: dict[str, pl.DataType] = {
    **BATCH_SCHEMA,
    "doubted": pl.Boolean(),
    "action": pl.String(),
    "previous": pl.String(),
}


def at(minutes: float) -> datetime:
    """So many minutes after the start of the story."""
    return NOW + timedelta(minutes=minutes)


def source(content: str, office: str = "water", name: str = "月报.xlsx") -> SourceFile:
    """A spooled file whose bytes are `content`."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return SourceFile(name, sha256, len(content), Path("spool") / sha256, office)


def row(indicator: str, value: float | None, **more: Any) -> dict[str, Any]:
    """One accepted row of a batch."""
    base: dict[str, Any] = {
        "receipt": "",
        "indicator": indicator,
        "area": "150627",
        "period": "2024-Q2",
        "office": "water",
        "value": value,
        "numerator": None,
        "denominator": None,
        "status": "A",
        "qualifier": "",
        "printed": "" if value is None else str(value),
        "decimals": 2,
        "note": "",
        "sheet": "填报",
        "cell": "D14",
        "numerator_cell": "E14",
        "denominator_cell": "F14",
        "doubted": False,
        "action": "new",
        "previous": "",
    }
    return base | more


def compared(ledger: Ledger, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with action and previous as the record stands now."""
    with ledger.read() as reading:
        now = revisions.current(reading)
    known = {(r["indicator"], r["area"], r["period"]): r for r in now.to_dicts()}
    return [
        _compare(new, known.get((new["indicator"], new["area"], new["period"]))) for new in rows
    ]


def _compare(new: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    if old is None:
        return new
    if new["action"] == "withdrawn":
        return new | {"previous": old["revision"]}
    action = "unchanged" if old["value"] == new["value"] else "revised"
    return new | {"action": action, "previous": old["revision"]}


def checked(
    file: SourceFile,
    rows: Sequence[dict[str, Any]],
    *,
    verdict: Verdict = Verdict.ACCEPTED,
    findings: tuple[Finding, ...] = (),
    period: str = "2024-Q2",
) -> tuple[CheckedReport, Revisions]:
    """A judged report and its comparison."""
    frame = pl.DataFrame(list(rows), schema=REVISED, orient="row")
    header = FormHeader("water-form", "1", file.office, period)
    refused = verdict is Verdict.REFUSED
    report = CheckedReport(
        source=file,
        header=None if refused else header,
        accepted=frame.drop("action", "previous"),
        findings=findings,
        verdict=verdict,
        suite="suite-1",
        evidence='{"success": true}',
    )
    return report, Revisions(frame)


def hand_in(ledger: Ledger, file: SourceFile, when: datetime = NOW) -> Receipt:
    """Receive a file as the clerk."""
    with ledger.write(CLERK, when, "receive", file.name) as unit:
        return receipts.receive(unit, file)


def judge(
    ledger: Ledger,
    file: SourceFile,
    rows: Sequence[dict[str, Any]],
    *,
    when: datetime = NOW,
    facts: tuple[AlertFact, ...] = (),
    **options: Any,
) -> str:
    """Receive, lease, compare and record one file; its receipt number."""
    receipt = hand_in(ledger, file, when)
    (leased,) = receipts.lease(ledger, "worker", 10, 60, when)
    report, changes = checked(file, compared(ledger, rows), **options)
    with ledger.write(DESK, when, "judge", receipt.id) as unit:
        record(unit, [Recorded(receipt.id, leased.token, report, changes)], facts)
    return receipt.id
