"""What a bulk delivery is compared with is found without reading every other period's values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger import brought, receipts, revisions
from ledger.opening import Ledger
from ledger.record import Recorded, record
from ledger.revisions import Keys
from tests.ledger.material import DESK, NOW, checked, hand_in, judge, row, source

Q2, Q3 = "2024-Q2", "2024-Q3"


def delivered(ledger: Ledger, name: str, period: str, value: float) -> None:
    """A bulk delivery of one value."""
    receipt = hand_in(ledger, source(name))
    (leased,) = receipts.lease(ledger, "worker", 10, 60, NOW)
    report, changes = checked(source(name), [row(name, value, period=period)], period=period)
    assert report.header is not None
    report = replace(report, header=replace(report.header, layout="bulk.long"))
    with ledger.write(DESK, NOW, "bulk", receipt.id) as unit:
        record(unit, [Recorded(receipt.id, leased.token, report, changes)])


@pytest.mark.parametrize("named", [brought._NAMED, 0])
def test_a_period_s_values_are_found_however_they_came(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, named: int
) -> None:
    """By bulk, by its form, in a table of several periods; of other bulk deliveries nothing."""
    monkeypatch.setattr(brought, "_NAMED", named)
    delivered(ledger, "bulk", Q2, 1.0)
    delivered(ledger, "later", Q3, 2.0)
    judge(ledger, source("form"), [row("form", 3.0, period=Q2)], period=Q2)
    table = [row("table", 4.0, period=Q2), row("table", 5.0, period=Q3)]
    judge(ledger, source("table"), table, period="2024-Q1--2024-Q3")
    with ledger.read() as reading:
        found = revisions.compared(reading, Keys(periods=(Q2,)))
        left_out = brought.within(reading, (Q2,))
    assert dict(found.select("indicator", "value").iter_rows()) == {
        "bulk": 1.0, "form": 3.0, "table": 4.0
    }  # fmt: skip
    assert bool(left_out) is bool(named)
