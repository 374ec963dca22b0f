"""Submissions (office, period) and the decisions on them, folded from what was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    Row,
    Select,
    literal,
    select,
    union_all,
)

from ledger import certifications
from ledger.standing_approvals import approvals_standing
from ledger.statements import Shape, Statement, View, shape
from ledger.tables.approvals import approvals
from ledger.tables.chain import audit
from ledger.tables.reports import judgements, receipts
from ledger.unit import Reading, Unit
from observations.errors import Refused

Level = Literal["office", "desk"]


@dataclass(frozen=True)
class SubmissionRow:
    """Where the submission of an office for a period stands.

    `state`: waiting | office_approved | approved | returned. `seq` is the audit sequence of
    its last event; `text` the reason of a sending back, or of an approval taken back.
    `stated`: why the same numbers were handed in again after one, until the next delivery.
    """

    office: str
    period: str
    state: str
    submitted_by: str
    receipts: tuple[str, ...]
    seq: int
    submitted_at: datetime
    office_approved_by: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None
    text: str = ""
    stated: str = ""


def approve(unit: Unit, office: str, period: str, level: Level, *, seen: int | None = None) -> None:
    """The office's second post, then the desk, let the submission pass.

    Refused while values of a bulk delivery in it wait to be certified.
    `seen` is the `seq` of the submission the approver looked at: when something newer came
    in between, Refused, so that nobody approves what he has not seen.
    """
    unit.lock_chain()
    if seen is not None:
        now = submission(unit.reading(), office, period)
        if now is None or now.seq != seen:
            raise Refused(f"{office} {period} 的报送刚有变化", cure="刷新后重新审核")
    if certifications.pending(unit.reading(), office, period):
        raise Refused(f"{office} {period} 有成批报送待复核", cure="复核通过后再审核、审定")
    _decide(unit, office, period, level)


def send_back(unit: Unit, office: str, period: str, text: str) -> None:
    """Return a submission with the reason; what was approved before stays published."""
    if not text.strip():
        raise Refused("退回原因不能为空", cure="写明退回原因")
    _decide(unit, office, period, "returned", text=text)


def resubmit(unit: Unit, office: str, period: str, text: str, *, seen: int) -> None:
    """Hand a returned submission in again as it stands, with why its numbers are right.

    It waits for both approvals anew. Refused unless `seen`, its last event, is the returning.
    """
    unit.lock_chain()
    now = submission(unit.reading(), office, period)
    if now is None or now.state != "returned" or now.seq != seen:
        raise Refused(f"{office} {period} 的报送刚有变化", cure="刷新后再办理")
    _decide(unit, office, period, "again", text=text)


def unapprove(unit: Unit, office: str, period: str, text: str) -> None:
    """Take back the last desk approval that stands; Refused when none does.

    What an earlier one covers is published again; heads before this one are as they were.
    """
    unit.lock_chain()
    if not text.strip():
        raise Refused("撤销审定的理由不能为空", cure="写明理由")
    if approved_until(unit.reading(), office, period) is None:
        raise Refused(f"{office} {period} 没有在用的审定", cure="核对单位与报告期")
    _decide(unit, office, period, "withdrawn", text=text)


def approved_until(reading: Reading, office: str, period: str) -> int | None:
    """The audit sequence up to which the submission's values are published; None for none."""
    standing = approvals_standing(reading).subquery("standing")
    mine = (standing.c.office == office) & (standing.c.period == period)
    return reading.connection.execute(select(standing.c.seq).where(mine)).scalar_one_or_none()


def submissions(
    reading: Reading, period: str | None = None, *, offices: Collection[str] | None = None
) -> tuple[SubmissionRow, ...]:
    """Submissions up to the head, by period and office; of one period and `offices` if given."""
    events: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    told: dict[str, Collection[str]] = {} if period is None else {"period": (period,)}
    told |= {} if offices is None else {"office": offices}
    for row in _events(shape(reading), tuple(told)).found(reading, **told):
        events[(row.period, row.office)].append(row)
    folded = (_fold(rows) for _, rows in sorted(events.items()))
    return tuple(row for row in folded if row is not None)


@cache
def _events(seen: Shape, told: tuple[str, ...]) -> Statement:
    """Deliveries and decisions in one question."""
    both = (
        query.where(*(seen.among(query.selected_columns[name], name) for name in told))
        for query in (_deliveries(seen), _decisions(seen))
    )
    return Statement(seen, union_all(*both))


def submission(reading: Reading, office: str, period: str) -> SubmissionRow | None:
    """One submission; None before anything was accepted."""
    return next(iter(submissions(reading, period, offices=(office,))), None)


def _decide(unit: Unit, office: str, period: str, decision: str, *, text: str = "") -> None:
    known = select(judgements.c.id).where(
        judgements.c.office == office,
        judgements.c.period == period,
        judgements.c.verdict == "accepted",
    )
    if unit.connection.execute(known.limit(1)).first() is None:
        raise Refused(f"{office} 尚无 {period} 的报送", cure="核对单位与报告期")
    row = {"office": office, "period": period, "decision": decision, "text": text}
    unit.add(approvals, [row | {"post": unit.actor.post, "at": unit.now}])


def _deliveries(view: View) -> Select[Any]:
    """Accepted deliveries, and repeated ones: they answer a sending back."""
    return (
        select(
            judgements.c.office,
            judgements.c.period,
            judgements.c.verdict.label("event"),
            receipts.c.received_by.label("post"),
            receipts.c.received_at.label("at"),
            audit.c.seq,
            judgements.c.id,
            judgements.c.receipt,
            judgements.c.changed,
            literal("").label("text"),
        )
        .join(receipts, receipts.c.receipt == judgements.c.receipt)
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(
            audit.c.seq <= view.head,
            judgements.c.verdict.in_(("accepted", "duplicate")),
            judgements.c.period != "",
        )
    )


def _decisions(view: View) -> Select[Any]:
    """Decisions, in the columns of `_deliveries`."""
    return (
        select(
            approvals.c.office,
            approvals.c.period,
            approvals.c.decision,
            approvals.c.post,
            approvals.c.at,
            audit.c.seq,
            approvals.c.id,
            literal(""),
            literal(0),
            approvals.c.text,
        )
        .join(audit, audit.c.unit == approvals.c.unit)
        .where(audit.c.seq <= view.head)
    )


def _fold(rows: Iterable[Row[Any]]) -> SubmissionRow | None:
    state: SubmissionRow | None = None
    judged: set[str] = set()
    for row in sorted(rows, key=lambda row: (row.seq, row.id)):
        if row.event in _DELIVERED:
            again = row.receipt in judged and not row.changed
            judged.add(row.receipt)
            if again:  # judging a delivery anew is no delivery
                continue
        state = _STEPS[row.event](state, row)
    return state


def _delivered(before: SubmissionRow | None, row: Row[Any]) -> SubmissionRow | None:
    """New values wait for approval again; unchanged ones only lift a sending back."""
    if before is None and row.event == "duplicate":
        return None
    unchanged = row.event == "duplicate" or not row.changed
    if before is not None and unchanged and before.state != "returned":
        return before
    brought = (*(before.receipts if before else ()), row.receipt)
    return SubmissionRow(
        office=row.office,
        period=row.period,
        state="waiting",
        submitted_by=row.post,
        receipts=tuple(dict.fromkeys(brought)),
        seq=row.seq,
        submitted_at=row.at,
    )


def _office_approved(before: SubmissionRow | None, row: Row[Any]) -> SubmissionRow | None:
    if before is None or before.state != "waiting":
        return before
    return replace(before, state="office_approved", office_approved_by=row.post, seq=row.seq)


def _desk_approved(before: SubmissionRow | None, row: Row[Any]) -> SubmissionRow | None:
    if before is None:
        return None
    done = {"approved_by": row.post, "approved_at": row.at, "text": ""}
    return replace(before, state="approved", seq=row.seq, **done)


def _returned(before: SubmissionRow | None, row: Row[Any]) -> SubmissionRow | None:
    if before is None:
        return None
    cleared = {"office_approved_by": "", "approved_by": "", "approved_at": None, "stated": ""}
    return replace(before, state="returned", text=row.text, seq=row.seq, **cleared)  # type: ignore[arg-type]


def _resubmitted(before: SubmissionRow | None, row: Row[Any]) -> SubmissionRow | None:
    """The same deliveries wait again; whoever handed them in again is their sender too."""
    if before is None or before.state != "returned":
        return before
    handed_in = {"submitted_by": row.post, "submitted_at": row.at, "seq": row.seq}
    return replace(before, state="waiting", text="", stated=row.text, **handed_in)


def _unapproved(before: SubmissionRow | None, row: Row[Any]) -> SubmissionRow | None:
    """It waits for the desk again; the office's own approval stands."""
    if before is None or before.state != "approved":
        return None if before is None else replace(before, seq=row.seq)
    cleared = {"approved_by": "", "approved_at": None, "text": row.text}
    return replace(before, state="office_approved", seq=row.seq, **cleared)


_DELIVERED = ("accepted", "duplicate")
_STEPS = {
    "accepted": _delivered,
    "duplicate": _delivered,
    "office": _office_approved,
    "desk": _desk_approved,
    "returned": _returned,
    "again": _resubmitted,
    "withdrawn": _unapproved,
}
