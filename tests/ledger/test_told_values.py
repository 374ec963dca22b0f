"""The day on which a published value was approved, in either database."""

from __future__ import annotations

from ledger import approvals, revisions
from ledger.opening import Ledger
from ledger.told_values import values_told
from tests.ledger.material import DESK, at, judge, row, source


def test_a_value_is_told_with_the_last_approval_that_stood_at_the_head(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.write(DESK, at(1), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "desk")
    with ledger.read() as reading:
        head = reading.head
        (number,) = revisions.as_of(reading)["revision"]
    with ledger.write(DESK, at(2), "approve") as unit:
        approvals.approve(unit, "water", "2024-Q2", "desk")
    for seq, moment in ((head, at(1)), (None, at(2)), (head - 1, None)):
        with ledger.read(seq) as reading:
            (told,) = values_told(reading, [number]).iter_rows(named=True)
        assert (told["value"], told["approved_at"]) == (9.1, moment)
    with ledger.read() as reading:
        assert values_told(reading, []).is_empty()
