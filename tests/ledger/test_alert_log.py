from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger import alert_log, audit, facts
from ledger.alert_log import AlertState, NewAlert, Taken, open_alerts, take_step, take_steps
from ledger.facts import AlertFact
from ledger.opening import Ledger
from observations.errors import Refused
from tests.ledger.material import CLERK, DESK, at

MISSING = NewAlert(
    kind="bad_data",
    office="water",
    period="2024-Q2",
    rule="Q101",
    subject="water/2024-Q2",
    severity="critical",
    title="20 项未填",
    body={"lines": ["D14:漏损率未填"], "places": 20},
    due=date(2024, 7, 15),
)
UNSENT = replace(MISSING, kind="no_data", rule="", title="报表逾期未报", office="green")


def opened(ledger: Ledger, *wanted: NewAlert, minute: float = 0) -> tuple[str, ...]:
    with ledger.write(DESK, at(minute), "judge") as unit:
        return open_alerts(unit, wanted)


def step(ledger: Ledger, alert: str, name: str, minute: float, **more: str) -> None:
    with ledger.write(CLERK, at(minute), name, alert) as unit:
        take_step(unit, alert, name, more.get("text", ""), evidence=more.get("evidence", ""))


def states(ledger: Ledger, head: int | None = None, **chosen: object) -> tuple[AlertState, ...]:
    read: Callable[..., tuple[AlertState, ...]] = alert_log.alerts
    with ledger.read(head) as reading:
        return read(reading, **chosen)


def test_an_alert_is_kept_as_it_was_told(ledger: Ledger) -> None:
    (name,) = opened(ledger, MISSING)
    (found,) = states(ledger)
    assert (found.id, found.alert, found.round, found.state) == (name, MISSING, 1, "opened")
    assert (found.opened_at, found.acknowledged_at, found.closed_at) == (at(0), None, None)
    assert found.age(at(90)) == timedelta(minutes=90)


def test_the_same_thing_found_again_is_the_same_alert_while_it_is_open(ledger: Ledger) -> None:
    first = opened(ledger, MISSING, UNSENT, MISSING)
    assert first[0] == first[2] != first[1]
    again = opened(ledger, UNSENT, replace(MISSING, title="19 项未填", body={}), minute=5)
    assert again == (first[1], first[0])
    step(ledger, first[0], "corrected", 6, evidence="R-2")
    assert opened(ledger, MISSING, minute=7) == (first[0],)
    assert [one.alert.title for one in states(ledger)] == ["20 项未填", "报表逾期未报"]
    for other in (replace(MISSING, rule="Q102"), replace(MISSING, subject="water/2024-Q2#2")):
        assert opened(ledger, other)[0] not in first


def test_what_comes_again_after_closing_is_a_new_round(ledger: Ledger) -> None:
    (first,) = opened(ledger, MISSING)
    step(ledger, first, "closed", 1, text="属实")
    (second,) = opened(ledger, MISSING, minute=2)
    assert second != first
    assert [(one.round, one.state) for one in states(ledger)] == [(1, "closed"), (2, "opened")]
    assert [one.id for one in states(ledger, unclosed=True)] == [second]
    assert opened(ledger, MISSING, minute=3) == (second,)


def test_an_alert_walks_its_life_and_every_step_says_who_when_and_by_what(ledger: Ledger) -> None:
    (name,) = opened(ledger, MISSING)
    life = [("escalated", 1), ("acknowledged", 2), ("noted", 3), ("corrected", 4), ("verified", 5)]
    seen = []
    for what, minute in life:
        step(ledger, name, what, minute, text=f"第 {minute} 步", evidence=f"R-{minute}")
        seen.append(states(ledger)[0].state)
    assert seen == ["opened", "acknowledged", "acknowledged", "corrected", "verified"]
    step(ledger, name, "closed", 6)
    (end,) = states(ledger)
    assert (end.acknowledged_at, end.closed_at, end.escalations) == (at(2), at(6), 1)
    assert end.age(at(999)) == timedelta(minutes=6)
    told = [(one.step, one.text, one.evidence, one.post, one.at) for one in end.steps[:2]]
    assert told == [
        ("opened", "", "", DESK.post, at(0)),
        ("escalated", "第 1 步", "R-1", CLERK.post, at(1)),
    ]


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        ((), "verified"),
        (("acknowledged",), "opened"),
        (("corrected",), "escalated"),
        (("corrected", "verified"), "corrected"),
        (("closed",), "noted"),
        (("closed",), "opened"),
    ],
)
def test_a_step_that_does_not_follow_is_refused(
    ledger: Ledger, before: tuple[str, ...], refused: str
) -> None:
    (name,) = opened(ledger, MISSING)
    for minute, what in enumerate(before):
        step(ledger, name, what, minute)
    with pytest.raises(Refused, match="不能改为"):
        step(ledger, name, refused, 9)
    assert len(states(ledger)[0].steps) == 1 + len(before)


def test_an_alert_that_does_not_exist_takes_no_step(ledger: Ledger) -> None:
    for wrong in ("99-1", "x"):
        with pytest.raises(Refused, match="没有编号"):
            step(ledger, wrong, "closed", 1)


def test_a_unit_sees_what_it_has_done_itself(ledger: Ledger) -> None:
    (old,) = opened(ledger, UNSENT)
    with ledger.write(DESK, at(1), "judge") as unit:
        (new,) = open_alerts(unit, [MISSING])
        take_step(unit, new, "corrected")
        take_step(unit, old, "closed")
        (left,) = alert_log.unclosed_now(unit)
        assert (left.id, left.state, left.alert) == (new, "corrected", MISSING)
        assert alert_log.unclosed_now(unit, offices=["green"]) == ()


def test_steps_are_taken_together_or_not_at_all(ledger: Ledger) -> None:
    names = opened(ledger, MISSING, UNSENT)
    wrong = [Taken(names[0], "corrected"), Taken(names[0], "closed"), Taken(names[1], "verified")]
    with pytest.raises(Refused), ledger.write(DESK, at(1), "judge") as unit:
        take_steps(unit, wrong)
    assert {one.state for one in states(ledger)} == {"opened"}
    with ledger.write(DESK, at(1), "judge") as unit:
        take_steps(unit, wrong[:2])
    assert [one.state for one in states(ledger)] == ["closed", "opened"]


def test_the_past_shows_alerts_as_they_stood(ledger: Ledger) -> None:
    (name,) = opened(ledger, MISSING)
    then = ledger.head()
    step(ledger, name, "closed", 1)
    opened(ledger, UNSENT, minute=2)
    assert [one.state for one in states(ledger, then)] == ["opened"]
    assert [one.state for one in states(ledger, then, unclosed=True)] == ["opened"]
    assert states(ledger, 0) == ()
    assert len(states(ledger)) == 2


def test_alerts_are_chosen_by_kind_office_period_and_number(ledger: Ledger) -> None:
    later = replace(MISSING, period="2024-Q3")
    names = opened(ledger, MISSING, UNSENT, later)

    def these(**chosen: object) -> list[str]:
        return [one.id for one in states(ledger, None, **chosen)]

    assert these(kinds=["no_data"]) == [names[1]]
    assert these(offices=["water"]) == [names[0], names[2]]
    assert these(offices=[]) == []
    assert these(period="2024-Q3") == [names[2]]
    assert these(ids=[names[2], names[0], "x"]) == [names[0], names[2]]


def test_facts_that_tell_of_an_alert_stand_behind_it(ledger: Ledger) -> None:
    with ledger.write(DESK, at(0), "judge") as unit:
        (fact,) = facts.store(unit, [AlertFact("quality", "R1", "1", "critical", {})])
        (name,) = open_alerts(unit, [MISSING])
        alert_log.stand_behind(unit, [(name, fact), (name, fact)])
    assert states(ledger)[0].facts == (fact,)
    assert audit.verify(ledger) == ()


def test_one_thing_found_by_many_at_once_is_one_alert_with_one_life(ledger: Ledger) -> None:
    with ThreadPoolExecutor(6) as pool:
        names = list(pool.map(lambda minute: opened(ledger, MISSING, minute=minute), range(6)))
    assert len(set(names)) == 1

    def close(minute: int) -> bool:
        try:
            step(ledger, names[0][0], "closed", minute)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(close, range(6))) == 1
    (end,) = states(ledger)
    assert [one.step for one in end.steps] == ["opened", "closed"]
