"""The files of closed periods hold what is published, are remade from it, and show any change."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ledger import approvals, closed_periods, entry, revisions
from ledger.opening import Ledger
from observations.errors import UserError
from observations.identity import Actor, Role
from tests.ledger.material import DESK, at, judge, row, source

REVIEWER = Actor("市政科复核人", frozenset({Role.REVIEWER}), frozenset({"water"}))
Q2, Q3 = "2024-Q2", "2024-Q3"


def approve(ledger: Ledger, minutes: float) -> None:
    levels: tuple[approvals.Level, ...] = ("office", "desk")
    for who, level in zip((REVIEWER, DESK), levels, strict=True):
        with ledger.write(who, at(minutes), "approve", Q2) as unit:
            approvals.approve(unit, "water", Q2, level)


def close(ledger: Ledger, decision: entry.Closing = "closed", period: str = Q2) -> None:
    with ledger.write(DESK, at(3), "period.close", period) as unit:
        entry.set_closing(unit, period, decision, "季报已汇总")


def test_a_closed_period_is_remade_equal_and_a_change_of_file_or_record_is_seen(
    ledger: Ledger, tmp_path: Path
) -> None:
    folder = tmp_path / "closed"
    judge(ledger, source("a"), [row("leakage", 9.1), row("sewage", 95.0)])
    approve(ledger, 1)
    close(ledger)
    with ledger.read() as reading:
        (made,) = closed_periods.make(reading, folder)
        assert (made.period, made.rows, made.head) == (Q2, 2, reading.head)
        assert closed_periods.make(reading, folder) == (made,)
        assert closed_periods.compared(reading, folder) == {Q2: "equal"}
        with pytest.raises(UserError, match="2024-Q3 没有关账"):
            closed_periods.make(reading, folder, [Q3])
    file = folder / f"{Q2}.parquet"
    rows = pl.read_parquet(file)
    with ledger.read() as reading:
        assert rows.equals(revisions.as_of(reading, periods=[Q2]))
    assert rows["value"].to_list() == [9.1, 95.0]

    rows.with_columns(value=pl.Series([9.1, 95.1])).write_parquet(file)
    with ledger.read() as reading:
        assert closed_periods.compared(reading, folder) == {Q2: "changed"}
        closed_periods.make(reading, folder, [Q2])
        assert closed_periods.compared(reading, folder) == {Q2: "equal"}
    judge(ledger, source("b"), [row("leakage", 9.4)], when=at(4))
    approve(ledger, 5)
    with ledger.read() as reading:
        assert closed_periods.compared(reading, folder) == {Q2: "changed"}
        assert closed_periods.make(reading, folder)[0].sha256 != made.sha256
    judge(ledger, source("c"), [row("leakage", 9.9)], when=at(6))
    with ledger.read() as reading:
        closed_periods.make(reading, folder)
        rows = revisions.as_of(reading, periods=[Q2])
        assert pl.read_parquet(file).equals(rows), "what waits for its approval is not there"
        assert rows["value"].to_list() == [9.4, 95.0]
    with ledger.read(made.head) as then:
        assert closed_periods.make(then, tmp_path / "then")[0].sha256 == made.sha256
    file.unlink()
    with ledger.read() as reading:
        assert closed_periods.compared(reading, folder) == {Q2: "missing"}
    close(ledger, "opened")
    with ledger.read() as reading:
        assert closed_periods.compared(reading, folder) == {Q2: "left over"}
        assert closed_periods.make(reading, folder) == ()
    assert [one.name for one in folder.iterdir()] == ["manifest.json"]
    (folder / "manifest.json").write_text("{", "utf-8")
    with ledger.read() as reading, pytest.raises(UserError, match="读不出"):
        closed_periods.compared(reading, folder)
