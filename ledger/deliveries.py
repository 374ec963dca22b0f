"""The judgements of one submission, one after another: what a delivery is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select

from ledger.arrivals import PARTIAL
from ledger.findings import misplaced
from ledger.tables.chain import audit
from ledger.tables.reports import judgements
from ledger.unit import Reading


@dataclass(frozen=True)
class Judged:
    """One judgement: its place in the record, and which delivery got which verdict.

    `misplaced`: the form is another office's than the one that sent it.
    """

    id: int
    seq: int
    receipt: str
    verdict: str
    office: str
    period: str
    layout: str
    edition: str
    misplaced: bool

    @property
    def partial(self) -> bool:
        """True when it is about some rows only (a correction in place, a withdrawal)."""
        return self.edition.endswith(PARTIAL)

    def same_form(self, other: Judged) -> bool:
        """True when `other` is about the same form: layout, period and whose it is."""
        mine = (self.office, self.layout, self.period, self.misplaced)
        return mine == (other.office, other.layout, other.period, other.misplaced)


def last_of(reading: Reading, receipt_id: str) -> Judged | None:
    """The last judgement of a receipt; None while it waits."""
    mine = _judged(reading).where(judgements.c.receipt == receipt_id)
    row = reading.connection.execute(_newest_first(mine).limit(1)).first()
    return _row(row) if row else None


def first_taken(reading: Reading, receipt_id: str) -> Judged | None:
    """The judgement by which a receipt's values were first let in, or found to stand already."""
    taken = _judged(reading).where(
        judgements.c.receipt == receipt_id, judgements.c.verdict.in_(("accepted", "duplicate"))
    )
    oldest = taken.order_by(audit.c.seq, judgements.c.id)
    row = reading.connection.execute(oldest.limit(1)).first()
    return _row(row) if row else None


def taken_before(reading: Reading, judged: Judged, seq: int) -> Judged | None:
    """What brought values of the same form last before `seq`, a correction in place included."""
    earlier = _judged(reading).where(
        judgements.c.office == judged.office,
        judgements.c.period == judged.period,
        judgements.c.verdict == "accepted",
        judgements.c.receipt != judged.receipt,
        audit.c.seq < seq,
    )
    rows = (_row(row) for row in reading.connection.execute(_newest_first(earlier)))
    return next((row for row in rows if row.same_form(judged)), None)


def before(reading: Reading, judged: Judged) -> tuple[Judged, ...]:
    """What the office had sent for the period when `judged` was found, newest first.

    The last judgement of the same form, whole, and the files after it (and after any other form
    of the office) that were no form of ours or not its own; a repetition says nothing. Empty for
    a first delivery and for a file that is no form.
    """
    if not judged.period:
        return ()
    earlier = _judged(reading).where(
        judgements.c.office == judged.office,
        judgements.c.verdict != "duplicate",
        or_(
            audit.c.seq < judged.seq,
            and_(audit.c.seq == judged.seq, judgements.c.id < judged.id),
        ),
    )
    rows = [_row(row) for row in reading.connection.execute(_newest_first(earlier))]
    whole = [row for row in rows if not row.partial]
    strange = takewhile(lambda row: _strange(row) and not row.same_form(judged), whole)
    form = next((row for row in whole if row.same_form(judged)), None)
    return (*strange, form) if form else tuple(strange)


def _strange(row: Judged) -> bool:
    """What came answers for no form of its sender: any later delivery is its correction."""
    return not row.period or row.misplaced


def _judged(reading: Reading) -> Select[Any]:
    return (
        select(judgements, audit.c.seq, misplaced().label("misplaced"))
        .join(audit, audit.c.unit == judgements.c.unit)
        .where(audit.c.seq <= reading.head)
    )


def _newest_first(query: Select[Any]) -> Select[Any]:
    return query.order_by(audit.c.seq.desc(), judgements.c.id.desc())


def _row(row: Row[Any]) -> Judged:
    return Judged(**{name: getattr(row, name) for name in Judged.__dataclass_fields__})
