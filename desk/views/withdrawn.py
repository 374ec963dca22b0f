"""Reports whose every value was taken back: nothing of them stands, so they are asked for again."""

from __future__ import annotations

from collections.abc import Collection

from ledger import revisions
from ledger.receipts import ReceiptRow
from ledger.unit import Reading
from observations.submission import WITHDRAWAL

Report = tuple[str, str]
"""Office and period."""


def wholly_withdrawn(reading: Reading, newest: Collection[ReceiptRow]) -> frozenset[Report]:
    """Of reports by their `newest` delivery, those that it left without any value."""
    taken = {(one.office, one.period) for one in newest if _took_back(one)}
    if not taken:
        return frozenset()
    left = revisions.as_of(reading, approved=False, periods={period for _, period in taken})
    kept = left.filter(left["value"].is_not_null()).select("form_office", "period")
    return frozenset(taken - set(kept.unique().iter_rows()))


def _took_back(one: ReceiptRow) -> bool:
    return one.state == "accepted" and one.edition.rpartition("/")[2] == WITHDRAWAL
