"""Histories of reported keys: the newest value of each period, no more periods than asked."""

from __future__ import annotations

from ledger.opening import Ledger
from ledger.past import past
from tests.ledger.material import judge, row, source

QUARTERS = [f"{year}-Q{n}" for year in (2022, 2023) for n in (1, 2, 3, 4)]


def test_a_history_is_the_newest_value_of_each_period_of_the_pairs_asked(ledger: Ledger) -> None:
    told = [row("leakage", 10.0 + n, period=period) for n, period in enumerate(QUARTERS)]
    others = [row("sorting", 60.0, period="2023-Q4"), row("leakage", 5.0, area="150626")]
    yearly = [row("leakage", 9.0, period=str(year)) for year in (2021, 2022)]
    judge(ledger, source("first"), [*told, *others, *yearly])
    before = ledger.head()
    judge(ledger, source("second"), [row("leakage", 3.3, period="2023-Q3", printed="3.30")])
    judge(ledger, source("third"), [row("leakage", None, period="2023-Q2", action="withdrawn")])
    asked = {("leakage", "150627")}
    with ledger.read() as reading:
        now = past(reading, asked, 40).sort("period")
        short = past(reading, asked, 2)
        assert past(reading, set(), 40).is_empty()
    assert set(now["area"]) == {"150627"}
    left = [period for period in QUARTERS if period != "2023-Q2"]
    assert now["period"].to_list() == sorted([*left, "2021", "2022"])
    third = now.filter(period="2023-Q3")
    assert third.select("value", "printed", "decimals").rows() == [(3.3, "3.30", 2)]
    assert sorted(short["period"]) == ["2021", "2022", "2023-Q3", "2023-Q4"]
    with ledger.read(before) as reading:
        then = past(reading, asked, 40)
    assert then.filter(period="2023-Q3")["value"].to_list() == [16.0]
    assert then.height == 10
