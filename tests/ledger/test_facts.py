from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger import facts
from ledger.facts import AlertFact
from ledger.opening import Ledger
from observations.errors import Refused
from tests.ledger.material import DESK, at, judge, row, source

RETURNED = AlertFact("returned", "R1", "1", "critical", {"office": "water", "问题": 3})
LATE = AlertFact("late", "water", "2024-Q2", "warning", {"days": 2})


def keep(ledger: Ledger, *wanted: AlertFact) -> tuple[str, ...]:
    with ledger.write(DESK, at(0), "watch") as unit:
        return facts.store(unit, wanted)


def test_a_fact_is_stored_once_for_ever(ledger: Ledger) -> None:
    assert len(keep(ledger, RETURNED, LATE, RETURNED)) == 2
    assert keep(ledger, RETURNED) == ()
    with ledger.read() as reading:
        pending = facts.pending(reading)
    assert [row.fact for row in pending] == [LATE, RETURNED]


def test_one_fact_found_by_many_at_once_is_one_fact(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: keep(ledger, LATE), range(8)))
    assert sum(map(len, stored)) == 1


def test_facts_are_kept_with_the_judgement_that_raised_them(ledger: Ledger) -> None:
    judge(ledger, source("a"), [row("leakage", 9.1)], facts=(RETURNED,))
    with ledger.read() as reading:
        assert [f.seq for f in facts.facts(reading)] == [2]
    with ledger.read(1) as reading:
        assert facts.facts(reading) == ()


def test_a_message_is_fixed_before_it_is_sent_and_tried_until_delivered(ledger: Ledger) -> None:
    ids = keep(ledger, RETURNED, LATE)
    with ledger.write(DESK, at(1), "deliver") as unit:
        message = facts.open_message(unit, "key-1", "webhook", ids)
    with ledger.read() as reading:
        assert facts.pending(reading) == ()
        assert facts.pending(reading, "webhook") == ()
        assert len(facts.pending(reading, "file")) == 2
        (waiting,) = facts.waiting(reading)
    assert (waiting.id, waiting.state, waiting.attempts) == (message, "waiting", 0)
    assert [f.id for f in waiting.facts] == list(ids)
    with ledger.write(DESK, at(2), "deliver") as unit:
        facts.failed(unit, message, "HTTP 500", at(10))
    with ledger.read() as reading:
        (again,) = facts.waiting(reading)
    assert (again.state, again.reason, again.retry_at) == ("failed", "HTTP 500", at(10))
    with ledger.write(DESK, at(10), "deliver") as unit:
        facts.delivered(unit, message)
    with ledger.read() as reading:
        assert facts.waiting(reading) == ()
        (done,) = facts.listing(reading)
    assert (done.state, done.attempts, done.retry_at) == ("delivered", 2, None)


def test_the_same_key_on_a_channel_is_the_same_message(ledger: Ledger) -> None:
    first, second = keep(ledger, RETURNED, LATE)
    with ledger.write(DESK, at(1), "deliver") as unit:
        message = facts.open_message(unit, "key-1", "webhook", [first])
    with ledger.write(DESK, at(2), "deliver") as unit:
        assert facts.open_message(unit, "key-1", "webhook", [second]) == message
        assert facts.open_message(unit, "key-1", "file", [second]) != message
    with ledger.read() as reading:
        members = {m.channel: [f.id for f in m.facts] for m in facts.listing(reading)}
    assert members == {"webhook": [first], "file": [second]}


def test_somebody_takes_note_of_a_fact(ledger: Ledger) -> None:
    (fact,) = keep(ledger, LATE)
    with ledger.write(DESK, at(1), "acknowledge", fact) as unit:
        facts.acknowledge(unit, fact, "已电话催报")
    with ledger.read() as reading:
        (noted,) = facts.facts(reading)
    assert (noted.acknowledged_by, noted.acknowledged_text) == (DESK.post, "已电话催报")
    for wrong in ("12-99", "x"):
        with pytest.raises(Refused), ledger.write(DESK, at(2), "acknowledge") as unit:
            facts.acknowledge(unit, wrong, "x")
