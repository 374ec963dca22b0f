"""An office that hands in again and again makes no page slower than it has to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import findings
from ledger.opening import Ledger, create
from observations.finding import Finding, Severity
from tests.ledger.material import at, judge, row, source

WARNING = Finding("R011", Severity.WARNING, "较上期变化 40%", cell="D14", sheet="填报")
EACH = 100  # steps of the database's machine between two calls


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with create(f"sqlite:///{tmp_path / 'cityplan.db'}", "demo") as made:
        yield made


def steps(ledger: Ledger, expected: int) -> int:
    """How far SQLite's machine runs to tell what is still asked."""
    taken = 0

    def one_more() -> None:
        nonlocal taken
        taken += EACH

    with ledger.read() as reading:
        driver = reading.connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(one_more, EACH)
        try:
            assert len(findings.open_findings(reading)) == expected
        finally:
            driver.set_progress_handler(None, EACH)
    return taken


def hand_in_months(ledger: Ledger, first: int, last: int) -> None:
    """A form a month of one office, each asked about."""
    for month in range(first, last):
        period = f"{1990 + month // 12}-{month % 12 + 1:02d}"
        value = row("leakage", 9.0, period=period)
        judge(
            ledger, source(period), [value], when=at(month), findings=(WARNING,), period=period
        )  # fmt: skip


def test_what_is_asked_costs_no_square_of_an_office_s_deliveries(ledger: Ledger) -> None:
    """Four times the months of one office: not sixteen times the work."""
    hand_in_months(ledger, 0, 40)
    few = steps(ledger, 40)
    hand_in_months(ledger, 40, 160)
    assert steps(ledger, 160) < 6 * few
