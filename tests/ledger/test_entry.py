"""Closed periods, exceptions and deputies, as of every head."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger import audit, deputies, entry
from ledger.deputies import Leave
from ledger.entry import Granted
from ledger.opening import Ledger
from observations.errors import Refused
from tests.ledger.material import CLERK, DESK, at, hand_in, source

JULY = (date(2024, 7, 1), date(2024, 7, 14))


def close(ledger: Ledger, decision: entry.Closing = "closed", minutes: float = 0) -> int:
    with ledger.write(DESK, at(minutes), "period.close", "2024-Q2") as unit:
        entry.set_closing(unit, "2024-Q2", decision, "季报已汇总")
    return ledger.head()


def test_a_closing_shuts_out_what_was_received_after_it_and_nothing_before(ledger: Ledger) -> None:
    hand_in(ledger, source("in time"))
    before = ledger.head()
    shut = close(ledger, minutes=1)
    hand_in(ledger, source("late"), at(2))
    late = ledger.head()
    with ledger.read() as reading:
        assert entry.closed(reading, "2024-Q2", before=before) is None
        closing = entry.closed(reading, "2024-Q2", before=late)
        assert entry.closed(reading, "2024-Q1") is None
    assert closing is not None
    assert (closing.text, closing.post, closing.seq) == ("季报已汇总", DESK.post, shut)
    with ledger.read(before) as reading:
        assert entry.closed(reading, "2024-Q2") is None
    close(ledger, "opened", 3)
    with ledger.read() as reading:
        assert entry.closed(reading, "2024-Q2", before=late) is None
    close(ledger, minutes=4)
    with ledger.read() as reading:
        assert entry.closed(reading, "2024-Q2", before=late) is not None
        assert [row.decision for row in entry.closings(reading)] == ["closed", "opened", "closed"]


def test_a_period_is_closed_or_opened_once(ledger: Ledger) -> None:
    with pytest.raises(Refused, match="没有关账"):
        close(ledger, "opened")
    close(ledger)
    with pytest.raises(Refused, match="已经关账"):
        close(ledger)


def test_the_last_word_on_an_exception_counts_and_earlier_heads_keep_theirs(ledger: Ledger) -> None:
    given = Granted("water", "2024-Q2", date(2024, 7, 31), "台风停电", "供水科负责人")
    with ledger.write(DESK, at(0), "period.except") as unit:
        entry.grant(unit, given)
    head = ledger.head()
    with ledger.write(DESK, at(1), "period.except.end") as unit:
        entry.end_exception(unit, "water", "2024-Q2", "已补报")
    with ledger.read() as reading:
        first, last = entry.exceptions_of(reading, "water")
    assert (first.holds_on(date(2024, 7, 31)), first.holds_on(date(2024, 8, 1))) == (True, False)
    assert (last.decision, last.asked_by, last.text) == ("ended", "供水科负责人", "已补报")
    assert not last.holds_on(date(2024, 7, 20))
    with ledger.read(head) as reading:
        assert [row.decision for row in entry.exceptions_of(reading)] == ["granted"]
    with pytest.raises(Refused, match="没有在用的例外"), ledger.write(DESK, at(2), "x") as unit:
        entry.end_exception(unit, "water", "2024-Q2", "再次")


def test_a_deputy_stands_in_from_day_to_day_until_it_is_ended(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "deputy") as unit:
        deputies.name(unit, Leave("甲", "乙", *JULY, "年休假"))
    head = ledger.head()
    with ledger.read() as reading:
        days = [date(2024, 6, 30), *JULY, date(2024, 7, 15)]
        assert [deputies.absent(reading, "乙", day) for day in days] == [(), ("甲",), ("甲",), ()]
        assert deputies.absent(reading, "甲", JULY[0]) == ()
    with ledger.write(DESK, at(1), "deputy") as unit:
        deputies.end(unit, "甲", "乙", "提前返岗")
    with ledger.read() as reading:
        assert deputies.absent(reading, "乙", JULY[0]) == ()
    with ledger.read(head) as reading:
        assert deputies.absent(reading, "乙", JULY[0]) == ("甲",)
    with pytest.raises(Refused, match="没有在代理"), ledger.write(DESK, at(2), "x") as unit:
        deputies.end(unit, "甲", "乙", "")


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        (Leave("丙", "丙", *JULY, "公差"), "不能由自己代理"),
        (Leave("丙", "甲", *JULY, "公差"), "不能再代理"),
        (Leave("乙", "丙", *JULY, "公差"), "不能再由他人代理"),
    ],
)
def test_nobody_stands_in_for_itself_or_down_a_chain(
    ledger: Ledger, leave: Leave, said: str
) -> None:
    with ledger.write(DESK, at(0), "deputy") as unit:
        deputies.name(unit, Leave("甲", "乙", *JULY, "年休假"))
    with pytest.raises(Refused, match=said), ledger.write(DESK, at(1), "x") as unit:
        deputies.name(unit, leave)
    after = Leave(leave.post, leave.deputy, date(2024, 8, 1), date(2024, 8, 2), "公差")
    if leave.post != leave.deputy:
        with ledger.write(DESK, at(2), "x") as unit:
            deputies.name(unit, after)


def test_what_a_deputy_does_names_the_post_it_stands_in_for(ledger: Ledger) -> None:
    acting = replace(CLERK, stands_for=(replace(CLERK, post="供水科经办人"),))
    with ledger.write(acting, at(0), "receive", "R1"):
        pass
    with ledger.read() as reading:
        (link,) = audit.tail(reading)
    assert (link.actor, link.subject) == (CLERK.post, "R1(代供水科经办人)")
    assert audit.verify(ledger) == ()
