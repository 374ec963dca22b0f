"""Whose values stand where a delivery once brought its own: what its sender must not miss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from desk.handle import SHANGHAI, Desk
from ledger import receipts, revisions
from ledger.deliveries import Judged, first_taken
from ledger.receipts import ReceiptRow
from observations.finding import Finding
from observations.period import parse_submitted, periods_in
from observations.signals import Place, signal
from observations.submission import WITHDRAWAL

RULE = "submission.superseded"
KEY = ("indicator", "area", "period")
_NUMBERS = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class Later:
    """A delivery whose values stand now: `changed` of those of an earlier one differ from them."""

    receipt: str
    received_at: str
    received_by: str
    changed: int


def superseded(desk: Desk, receipt_id: str) -> tuple[Later, ...]:
    """The later deliveries by which values of this one are no longer those that stand.

    In the order in which they came; empty while every value is as this delivery said.
    """
    with desk.ledger.read() as reading:
        judged = first_taken(reading, receipt_id)
    differing = overruled(desk, judged) if judged else pl.DataFrame()
    if differing.is_empty():
        return ()
    counts = dict(differing.group_by("receipt_now").len().iter_rows())
    with desk.ledger.read() as reading:
        rows = [row for one in counts if (row := receipts.get(reading, one))]
    return tuple(_later(row, counts[row.id]) for row in sorted(rows, key=lambda row: row.seq))


def overruled(desk: Desk, judged: Judged) -> pl.DataFrame:
    """The values that stood with `judged` and stand otherwise now, one row a key.

    Columns of REVISION_SCHEMA as they were then, and as they are now with `_now` behind.
    """
    periods = [str(one) for one in periods_in(parse_submitted(judged.period))]
    with desk.ledger.read() as reading:
        now = revisions.changed_since(reading, judged.seq, judged.office, periods)
    if now.is_empty():
        return now
    then = _then(desk, judged, periods)
    both = then.join(now, on=list(KEY), suffix="_now", maintain_order="left")
    numbers = (pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in _NUMBERS)
    gone = (pl.col("action") == "withdrawn") != (pl.col("action_now") == "withdrawn")
    return both.filter(pl.any_horizontal(gone, *numbers))


def _then(desk: Desk, judged: Judged, periods: Sequence[str]) -> pl.DataFrame:
    """Every value of the form when it was judged; of a correction what it brought."""
    with desk.ledger.read(judged.seq) as reading:
        if judged.partial:
            return revisions.of_receipt(reading, judged.receipt)
        return revisions.current(reading, periods, form=(judged.office, judged.layout))


def told(desk: Desk, row: ReceiptRow, later: Sequence[Later]) -> Finding:
    """What the sender of the same bytes is told: who stands, how many values differ, what to do."""
    stands = "、".join(_words(one) for one in later)
    message = (
        f"《{row.source.name}》回执 {row.id}:此后{stands},现以后来的数为准;"
        f"再送同样的文件、重新核验都不改变数值;{cure(desk, row)}"
    )
    return signal(RULE, message, Place(period=row.period), expected=cure(desk, row))


def cure(desk: Desk, row: ReceiptRow) -> str:
    """How the values of a delivery are put in force again: as a new submission, with its trail."""
    if row.edition.endswith(f"/{WITHDRAWAL}"):
        return "确要再次撤回的,请重新办理撤回"
    if row.layout in desk.form_titles:
        how = f"cityplan receipts reinstate {row.id} --reason 理由,或在网页“就地更正”"
    else:
        how = "在原件的备注里写明理由,另存一份后重新送交"
    return f"确要恢复本件的数:{how}"


def _words(one: Later) -> str:
    moment = datetime.fromisoformat(one.received_at)
    return (
        f"回执 {one.receipt}({moment:%Y-%m-%d %H:%M},{one.received_by})改了其中 {one.changed} 个值"
    )


def _later(row: ReceiptRow, changed: int) -> Later:
    moment = row.received_at.astimezone(SHANGHAI)
    return Later(row.id, moment.isoformat(timespec="seconds"), row.received_by, changed)
