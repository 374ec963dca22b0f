"""When bytes that went back are judged anew: their reason may be gone without them changing."""

from __future__ import annotations

from desk.closing import lifted
from desk.handle import Desk
from ledger import findings, receipts
from ledger.unit import Reading

RETURNED = ("returned", "refused")
_WANTING_LAYOUT = frozenset({"form.unknown", "form.edition.unknown", "table.ambiguous"})
"""Found in a file for want of a layout that fits it, and no other: one may be written or mended."""
_OF_TABLES = frozenset(
    {"period.edition", "form.heading.missing", "form.heading.unknown", "form.heading.duplicate"}
)
"""Found in a third party's table that another edition of its layout may fit."""


def judged_anew(desk: Desk, reading: Reading, receipt_id: str) -> bool:
    """True when the same bytes, sent again, may fare better than when they went back.

    Their period was closed and an exception lifts that, or no layout fitted them and one may
    have been written since: whether it was, only reading them again can tell.
    """
    row = receipts.get(reading, receipt_id)
    if row is None or row.state not in RETURNED:
        return False
    table = row.layout != "" and row.layout not in desk.form_titles
    curable = _WANTING_LAYOUT | _OF_TABLES if table else _WANTING_LAYOUT
    rules = {one.finding.rule for one in findings.of_receipt(reading, receipt_id)}
    return bool(rules & curable) or lifted(desk, reading, receipt_id)
