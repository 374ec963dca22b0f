"""Recording what a delivery brought: everything in the one transaction of a unit."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import polars as pl
from psycopg.errors import UniqueViolation
from sqlalchemy import select

from ledger import facts as alert_facts
from ledger import frames, leaves
from ledger.answered import Asked, Said, answered, carry, settle_doubts, still
from ledger.errors import RevisionConflict
from ledger.facts import AlertFact
from ledger.following import changes
from ledger.receipts import settle
from ledger.tables.chain import audit
from ledger.tables.reports import evidence, findings, judgements, revisions, superseded
from ledger.tables.rules_of_entry import closures, exceptions
from ledger.unit import Unit, clean
from observations.crossing import Arrived
from observations.finding import Finding, Severity
from observations.stations import CheckedReport, Revisions, Verdict

_KEY = ["indicator", "area", "period"]
_COLUMNS = [column.name for column in revisions.columns]


@dataclass(frozen=True)
class Recorded:
    """One judged receipt: its lease's fencing token, the verdict, what it changes.

    `arrived`: how it came and what it was judged before; where it stands in the batch, and what
    a recheck needs.
    """

    receipt_id: str
    token: int
    checked: CheckedReport
    revisions: Revisions
    duplicate_of: str | None = None
    arrived: Arrived | None = None


def record(
    unit: Unit,
    items: Sequence[Recorded],
    facts: Sequence[AlertFact] = (),
    *,
    head: int | None = None,
) -> None:
    """Write judgements, findings, revisions, receipt states and alert facts, or nothing.

    Only an accepted report brings revisions; one that changes nothing is recorded as a
    duplicate of the receipt that brought the same values. A doubt that the office answered
    before is answered again, and its value not doubted. `head`: where the items were compared
    with the record. Raises StaleLease for an old token, RevisionConflict when another unit
    wrote one of the keys first or, since `head`, replaced a value that an item repeats or
    closed (opened, excepted) a period that one reports.
    """
    changed = _changes(unit, items)
    _keep_evidence(unit, items)
    ordered = sorted(zip(items, changed, strict=True), key=lambda pair: _came(pair[0]))
    parts = [_judge(unit, item, change) for item, change in ordered]
    _revise(unit, pl.concat(parts) if parts else None)
    alert_facts.store(unit, facts)
    if head is not None:
        _still_stands(unit, items, head)


def _came(item: Recorded) -> tuple[int, str]:
    """The order of arrival: judgements of one unit are told apart by it alone."""
    return (item.arrived.seq if item.arrived else 0, item.receipt_id)


def _still_stands(unit: Unit, items: Sequence[Recorded], head: int) -> None:
    """A repeated value writes no row that would collide: ask, once nobody else can finish."""
    unit.lock_chain()
    _still_open(unit, items, head)
    since = (
        select(superseded.c.revision)
        .join(audit, audit.c.unit == superseded.c.unit)
        .where(audit.c.seq > head)
    )
    replaced = unit.connection.execute(since).scalars().all()
    for item in items if replaced else ():
        same = item.revisions.frame.filter(pl.col("action") == "unchanged")
        ids = same.select(frames.stored_ids("previous")).to_series()
        if ids.is_in(replaced).any():
            raise RevisionConflict(f"{item.receipt_id} repeats a value replaced meanwhile")


def _still_open(unit: Unit, items: Sequence[Recorded], head: int) -> None:
    """Whether a period is closed was asked at `head`; a word since then asks it anew."""
    said: set[str] = set()
    for words in (closures, exceptions):
        since = select(words.c.period).join(audit, audit.c.unit == words.c.unit)
        said.update(unit.connection.execute(since.where(audit.c.seq > head)).scalars())
    for report in (one.checked for one in items if said):
        if report.header and said & {report.header.period, *report.accepted["period"].unique()}:
            what = "、".join(sorted(said))
            raise RevisionConflict(f"{what} was closed, opened or excepted meanwhile")


def _changes(unit: Unit, items: Sequence[Recorded]) -> list[pl.DataFrame]:
    """The rows of each item that become revisions: only an accepted report brings any."""
    brought = [(one.revisions.frame, one.checked.verdict is Verdict.ACCEPTED) for one in items]
    return changes(unit.connection, [rows if taken else rows.clear() for rows, taken in brought])


def _keep_evidence(unit: Unit, items: Sequence[Recorded]) -> None:
    """Once per batch, not once per receipt: it says the same for all of them."""
    for text in sorted({item.checked.evidence for item in items} - {""}):
        unit.add_once(evidence, {"sha256": _fingerprint(text), "content": text})


def _fingerprint(text: str) -> str:
    return hashlib.sha256(clean(text).encode()).hexdigest() if text else ""


def _judge(unit: Unit, item: Recorded, changed: pl.DataFrame) -> pl.DataFrame:
    """Settle the receipt, append judgement and findings; the revisions it brings."""
    checked = item.checked
    verdict, first = _verdict(unit, item, changed)
    settle(unit, item.receipt_id, item.token, verdict.value)
    header = checked.header
    (judgement,) = unit.add(
        judgements,
        [
            {
                "receipt": item.receipt_id,
                "verdict": verdict.value,
                "duplicate_of": first,
                "office": _office(checked, verdict),
                "period": header.period if header else "",
                "layout": header.layout if header else "",
                "edition": header.edition if header else "",
                "accepted": checked.accepted.height,
                "changed": changed.height,
                "rejected": _rejected(checked.findings),
                "suite": checked.suite,
                "evidence": _fingerprint(checked.evidence),
            }
        ],
    )
    numbers = unit.add(findings, [_finding(judgement, finding) for finding in checked.findings])
    known = _answered(unit, checked, verdict)
    said = {one: known[one] for one in still(known, changed=not changed.is_empty())}
    carry(unit, said, list(zip(numbers, checked.findings, strict=True)))
    quiet = settle_doubts(changed, checked.findings, said)
    return quiet.with_columns(pl.lit(judgement, pl.Int64).alias("judgement"))


def _answered(unit: Unit, checked: CheckedReport, verdict: Verdict) -> dict[Asked, Said]:
    """Doubts of the submission that were answered; asked for only when there are doubts."""
    doubts = any(one.severity is Severity.WARNING for one in checked.findings)
    if checked.header is None or not doubts:
        return {}
    return answered(unit.reading(), _office(checked, verdict), checked.header.period)


def _office(checked: CheckedReport, verdict: Verdict) -> str:
    """Whose delivery it is: what is not accepted stays with its sender, whatever the form says."""
    claimed = checked.header.office if checked.header else ""
    taken = verdict in (Verdict.ACCEPTED, Verdict.DUPLICATE)
    return (claimed if taken else checked.source.office) or claimed or checked.source.office


def _verdict(unit: Unit, item: Recorded, changed: pl.DataFrame) -> tuple[Verdict, str]:
    frame, verdict = item.revisions.frame, item.checked.verdict
    before = item.duplicate_of or (item.arrived.duplicate_of if item.arrived else "")
    nothing = changed.is_empty() and bool(before or not frame.is_empty())
    if verdict is not Verdict.DUPLICATE and not (verdict is Verdict.ACCEPTED and nothing):
        return verdict, ""
    first = before or _source_of(unit, frame)
    # Judging a delivery again that was let in before makes it no second one.
    known = item.arrived is not None and item.arrived.accepted
    if known or first in ("", item.receipt_id):
        return Verdict.ACCEPTED, ""
    return Verdict.DUPLICATE, first


def _source_of(unit: Unit, frame: pl.DataFrame) -> str:
    """The receipt since which every one of these values stands: the last that brought one."""
    if frame.is_empty():
        return ""
    ids = frame.select(frames.stored_ids("previous")).to_series().to_list()
    brought = select(judgements.c.id, judgements.c.receipt).join(
        revisions, revisions.c.judgement == judgements.c.id
    )
    newest: tuple[int, str] = (0, "")
    for start in range(0, len(ids), 5_000):
        chunk = brought.where(revisions.c.id.in_(ids[start : start + 5_000]))
        last = unit.connection.execute(chunk.order_by(judgements.c.id.desc()).limit(1)).first()
        newest = max(newest, tuple(last) if last else (0, ""))
    return newest[1]


def _rejected(broken: Sequence[Finding]) -> int:
    critical = (f for f in broken if f.severity is Severity.CRITICAL and f.cell)
    return len({(f.sheet, f.cell) for f in critical})


def _finding(judgement: int, finding: Finding) -> dict[str, Any]:
    return {"judgement": judgement, **vars(finding), "severity": finding.severity.value}


def _revise(unit: Unit, changed: pl.DataFrame | None) -> None:
    """Append the revisions, sorted by key, and what they supersede."""
    if changed is None or changed.is_empty():
        return
    ready = _ready(unit, changed)
    older = ready.filter(pl.col("follows") != 0).get_column("follows")
    with ThreadPoolExecutor(1) as beside:  # the rows are hashed while the database takes them
        digest = beside.submit(leaves.digest, ready)
        try:
            frames.append(unit.connection, revisions, ready)
            _supersede(unit, older)
        except (sqlite3.IntegrityError, UniqueViolation) as fault:
            raise RevisionConflict(str(fault)) from fault
        unit.sealed(revisions, ready.height, digest.result())


def _ready(unit: Unit, changed: pl.DataFrame) -> pl.DataFrame:
    """Rows exactly as the table holds them: text never null, NaN never stored."""
    first = unit.take(changed.height)
    texts = [c for c in changed.columns if changed.schema[c] == pl.String]
    return (
        changed.sort(_KEY)
        .with_columns(
            pl.col(texts).fill_null("").str.replace_all("\x00", "\ufffd", literal=True),
            pl.col("value", "numerator", "denominator").cast(pl.Float64).fill_nan(None) + 0.0,
            pl.col("decimals").cast(pl.Int16),
            pl.col("doubted").fill_null(False),
            pl.lit(unit.id, pl.Int64).alias("unit"),
        )
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).add(first).alias("id"))
        .select(_COLUMNS)
    )


def _supersede(unit: Unit, older: pl.Series) -> None:
    if older.is_empty():
        return
    first = unit.take(len(older))
    frame = pl.DataFrame({"revision": older}).select(
        pl.int_range(pl.len(), dtype=pl.Int64).add(first).alias("id"),
        pl.lit(unit.id, pl.Int64).alias("unit"),
        "revision",
    )
    frames.append(unit.connection, superseded, frame)
    unit.sealed(superseded, frame.height, leaves.digest(frame))
